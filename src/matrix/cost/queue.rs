//! How long a run takes where jobs wait for machines.

use super::work::Task;
use crate::tables::Account;

/// Seconds of one stage, its jobs started in their order as machines come free; jobs on machines of
/// one's own wait for nobody. GitHub promises no order: this is an estimate.
pub(super) fn stage(
    tasks: &[(&Task, u64)],
    hosted: impl Fn(&Task) -> bool,
    account: &Account,
) -> u64 {
    let mut now = 0;
    let mut end = 0;
    // End of each running job on a hosted machine, and whether it has macOS.
    let mut running: Vec<(u64, bool)> = Vec::new();
    let (mut waiting, own): (Vec<_>, Vec<_>) =
        tasks.iter().copied().partition(|(task, _)| hosted(task));
    for (_, seconds) in own {
        end = end.max(seconds);
    }
    while !waiting.is_empty() {
        running.retain(|(until, _)| *until > now);
        waiting.retain(|&(task, seconds)| {
            let macos = task.on_macos();
            let on_macos = running.iter().filter(|(_, macos)| *macos).count();
            let fits = running.len() < account.jobs && (!macos || on_macos < account.macos_jobs);
            if fits {
                let until = now.saturating_add(seconds.max(1));
                running.push((until, macos));
                end = end.max(until);
            }
            !fits
        });
        match running.iter().map(|(until, _)| *until).min() {
            Some(next) => now = next,
            None => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BuildOs;

    #[test]
    fn macos_jobs_wait_for_the_few_machines() {
        let task =
            |os| Task { name: String::new(), label: "x".to_owned(), os, qemu: false, estimate: 0 };
        let (linux, mac) = (task(BuildOs::Linux), task(BuildOs::Macos));
        let account = Account {
            plan: "Free".to_owned(),
            jobs: 4,
            macos_jobs: 2,
            verified: true,
            evidence: String::new(),
        };
        let macs: Vec<_> = (0..4).map(|_| (&mac, 60)).collect();
        assert_eq!(stage(&macs, |_| true, &account), 120);
        assert_eq!(stage(&macs, |_| false, &account), 60);
        let mixed: Vec<_> = macs.iter().copied().chain([(&linux, 90), (&linux, 90)]).collect();
        assert_eq!(stage(&mixed, |_| true, &account), 120);
        let small = Account { jobs: 3, ..account.clone() };
        assert_eq!(stage(&mixed, |_| true, &small), 180);
        assert_eq!(stage(&[], |_| true, &account), 0);
    }
}
