//! What Linux tells of other processes, read as seldom as can be: a trial takes some thirty
//! milliseconds, and a machine has hundreds of processes.

use std::{collections::BTreeSet, fs, time::Duration};

/// How long a child may have run for the numbers of its processes to tell their age. Numbers are given
/// out in turn; in this time nobody starts the 32 768 processes after which they come again.
const RECENT: Duration = Duration::from_millis(500);

/// How a process looks from outside.
pub(super) enum Look {
    /// It has the variable
    Marked,
    /// It has not, or is of another user
    Other,
    /// It has no variables at all: it may be on its way from one program to the next, where for a
    /// moment it has none
    Unsure,
}

/// The processes that may have been started since the leader was, which took so long.
///
/// `None` where nobody can tell: `/proc` is not mounted, or is that of other numbers than ours, as in a
/// container that shows its host's.
pub(super) fn since(leader: u32, ran: Duration) -> Option<Vec<u32>> {
    let own = fs::read_link("/proc/self").ok()?;
    if own.to_str()?.parse() != Ok(std::process::id()) {
        return None;
    }
    let entries = fs::read_dir("/proc").ok()?.filter_map(Result::ok);
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Some(match newest().filter(|_| ran < RECENT) {
        Some(newest) => numbers.filter(|number| is_between(leader, *number, newest)).collect(),
        None => numbers.collect(),
    })
}

/// The number that was given out last. Source: proc(5), `/proc/loadavg`
fn newest() -> Option<u32> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().nth(4)?.parse().ok()
}

/// Whether a number was given out after `first` and not after `last`, where they may have begun anew
/// in between.
fn is_between(first: u32, number: u32, last: u32) -> bool {
    if first <= last { first < number && number <= last } else { number > first || number <= last }
}

/// Looks for a variable, spelled `NAME=VALUE`.
pub(super) fn look(process: u32, variable: &[u8]) -> Look {
    match fs::read(format!("/proc/{process}/environ")) {
        Ok(all) if all.is_empty() => match stat(process) {
            Some(stat) if stat.is_alive && stat.parent != KTHREADD => Look::Unsure,
            _ => Look::Other,
        },
        Ok(all) if all.split(|byte| *byte == 0).any(|it| it == variable) => Look::Marked,
        _ => Look::Other,
    }
}

/// The living members of a group; `None` as in [`since`].
pub(super) fn members(leader: u32) -> Option<Vec<u32>> {
    let is_member =
        |process: &u32| stat(*process).is_some_and(|stat| stat.is_alive && stat.group == leader);
    Some(since(0, Duration::MAX)?.into_iter().filter(is_member).collect())
}

/// The processes whose parent this one is, without those in `known`; with the beginning of the command
/// line of those that live.
pub(super) fn children_of_this(known: &BTreeSet<u32>) -> Vec<(u32, Option<String>)> {
    let own = std::process::id();
    let all = since(0, Duration::MAX).unwrap_or_default().into_iter();
    all.filter(|process| !known.contains(process))
        .filter_map(|process| Some((process, stat(process).filter(|stat| stat.parent == own)?)))
        .map(|(process, stat)| (process, stat.is_alive.then(|| command(process))))
        .collect()
}

fn command(process: u32) -> String {
    const LONG: usize = 100;
    let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    let line = String::from_utf8_lossy(&line).replace('\0', " ");
    line.trim().chars().take(LONG).collect()
}

/// The parent of the kernel's own threads, which have no variables either.
const KTHREADD: u32 = 2;

struct Stat {
    /// It has not ended
    is_alive: bool,
    parent: u32,
    group: u32,
}

/// Source: proc(5), `/proc/pid/stat`: the name of the program stands in parentheses and may hold
/// anything; state, parent and group come behind.
fn stat(process: u32) -> Option<Stat> {
    let text = fs::read(format!("/proc/{process}/stat")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut fields = text.rsplit(") ").next()?.split(' ');
    let is_alive = !matches!(fields.next()?, "Z" | "X" | "x");
    Some(Stat {
        is_alive,
        parent: fields.next()?.parse().ok()?,
        group: fields.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_anew() {
        assert!(is_between(10, 11, 11) && !is_between(10, 10, 11) && !is_between(10, 12, 11));
        assert!(is_between(30_000, 30_001, 7) && is_between(30_000, 7, 7));
        assert!(!is_between(30_000, 8, 7) && !is_between(30_000, 29_999, 7));
    }

    #[test]
    fn this_process_is_alive_and_told_by_its_variables() {
        let own = std::process::id();
        assert!(stat(own).is_some_and(|stat| stat.is_alive && stat.parent > 0));
        let (name, value) = std::env::vars_os().next().unwrap();
        let variable = [name.as_encoded_bytes(), b"=", value.as_encoded_bytes()].concat();
        assert!(matches!(look(own, &variable), Look::Marked));
        assert!(matches!(look(own, b"RELKIT_CHILD=nobody"), Look::Other));
        assert!(since(0, Duration::MAX).unwrap().contains(&own));
    }
}
