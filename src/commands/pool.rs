//! Work on a few threads.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Does `work` for every number below `count`, on at most `jobs` threads and never on more than
/// there is work for; the answers stand in order.
///
/// For work that waits; what computes belongs to rayon.
pub(super) fn each<T: Send>(count: usize, jobs: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::with_capacity(count));
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let answer = work(number);
                    answers.lock().unwrap_or_else(PoisonError::into_inner).push((number, answer));
                }
            });
        }
    });
    let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.sort_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, thread};

    use super::each;

    #[test]
    fn answers_stand_in_order() {
        assert_eq!(each(100, 8, |number| number * 2), (0..200).step_by(2).collect::<Vec<_>>());
        assert!(each(0, 8, |number| number).is_empty());
        let threads: HashSet<_> = each(2, 8, |_| thread::current().id()).into_iter().collect();
        assert!(threads.len() <= 2);
        assert_eq!(each(2, 0, |number| number), [0, 1]);
    }
}
