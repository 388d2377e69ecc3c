//! How many bytes of native code are held in memory at one moment.

use std::sync::{Condvar, Mutex, PoisonError};

use super::limits;

/// Room for [`limits::BINARY`] bytes, shared by the threads.
///
/// A thread that finds no room waits for another to finish with its file. None holds two at once,
/// so that there is always one that goes on.
#[derive(Debug, Default)]
pub(super) struct Hold {
    taken: Mutex<u64>,
    freed: Condvar,
}

/// Room that was taken; given back when dropped.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    hold: &'a Hold,
    bytes: u64,
}

impl Hold {
    /// Waits for room; `None` where there can never be enough.
    pub(super) fn take(&self, bytes: u64) -> Option<Permit<'_>> {
        if bytes > limits::BINARY {
            return None;
        }
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut u64| *taken + bytes > limits::BINARY;
        let mut taken = self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Some(Permit { hold: self, bytes })
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.hold.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.hold.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_bounded_and_given_back() {
        let hold = Hold::default();
        assert!(hold.take(limits::BINARY + 1).is_none());
        let most = hold.take(limits::BINARY - 1);
        assert!(most.is_some());
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| hold.take(2).is_some());
            drop(most);
            assert!(waits.join().unwrap());
        });
        assert_eq!(*hold.taken.lock().unwrap(), 0);
    }
}
