//! What a child leaves behind: found, given a moment to end by itself, and ended.

use std::{
    thread,
    time::{Duration, Instant},
};

#[cfg(target_os = "linux")]
use super::proc::{self, Look};
#[cfg(unix)]
use super::signals;

/// How long those have that are about to end by themselves: the helper of Python's
/// `multiprocessing` outlives its process by some ten milliseconds.
const GRACE: Duration = Duration::from_millis(500);
/// How often those that are left are looked at.
const TICK: Duration = Duration::from_millis(5);
/// How often they are ended; whoever is ended may have started another in the meantime.
const ROUNDS: usize = 100;
/// How often a process is looked at that has no variables at the moment.
#[cfg(target_os = "linux")]
const LOOKS: usize = 3;

/// What the processes of a child are known by.
pub(super) struct Traces {
    /// The child, which leads the group
    pub(super) leader: u32,
    /// The variable, as `NAME=VALUE`
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "nobody tells variables there")
    )]
    pub(super) variable: String,
    /// When the child was started
    pub(super) began: Instant,
}

impl Traces {
    /// Whether a process is there that does not end by itself.
    pub(super) fn stay(&self) -> bool {
        let began = Instant::now();
        while self.is_left() {
            if began.elapsed() > GRACE {
                return true;
            }
            thread::sleep(TICK);
        }
        false
    }

    /// Ends what is there.
    pub(super) fn end(&self) {
        for _ in 0..ROUNDS {
            if !self.kill() {
                return;
            }
            thread::sleep(TICK);
        }
    }
}

#[cfg(target_os = "linux")]
impl Traces {
    fn is_left(&self) -> bool {
        self.left().map_or_else(|| self.has_members(), |left| !left.is_empty())
    }

    fn kill(&self) -> bool {
        let Some(left) = self.left() else {
            signals::kill_group(self.leader);
            return self.has_members();
        };
        for process in &left {
            signals::kill(*process);
        }
        !left.is_empty()
    }

    /// Whether the group has members that have not ended, as far as can be told without `/proc`.
    fn has_members(&self) -> bool {
        signals::reap_group(self.leader);
        signals::has_members(self.leader)
    }

    /// Those that are left; `None` where `/proc` tells nothing, and the group is all that is known.
    fn left(&self) -> Option<Vec<u32>> {
        // Mostly there is no such group any more, and nobody's state has to be read.
        let mut left = Vec::new();
        if signals::has_members(self.leader) {
            left = proc::members(self.leader)?;
        }
        let mut unsure = proc::since(self.leader, self.began.elapsed())?;
        for _ in 0..LOOKS {
            unsure.retain(|process| match proc::look(*process, self.variable.as_bytes()) {
                Look::Marked => {
                    left.push(*process);
                    false
                }
                Look::Other => false,
                Look::Unsure => true,
            });
            if unsure.is_empty() || !left.is_empty() {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        Some(left)
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
impl Traces {
    fn is_left(&self) -> bool {
        signals::has_members(self.leader)
    }

    fn kill(&self) -> bool {
        signals::kill_group(self.leader);
        self.is_left()
    }
}

/// There are no groups, and who has ended is no longer known as a parent.
#[cfg(windows)]
#[expect(clippy::unused_self, reason = "the other systems have something to ask")]
impl Traces {
    fn is_left(&self) -> bool {
        false
    }

    fn kill(&self) -> bool {
        false
    }
}
