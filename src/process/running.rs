//! A child that runs: followed to its end.

use std::{
    io,
    process::{self, Command},
    sync::mpsc::{Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use super::{
    Ended, Ran, keeper,
    leftover::Traces,
    mark, orphans,
    pipes::{Ear, Heard},
    signals,
};

/// How often a child that has not closed its pipes is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long the pipes are read on after the end of all: somebody who was not found may hold them.
const DRAIN: Duration = Duration::from_secs(2);
/// How long a child has to go away that was ended; what the system itself holds may take longer.
const REAP: Duration = Duration::from_secs(5);

/// A child that runs.
pub(super) struct Running {
    child: process::Child,
    traces: Traces,
}

impl Running {
    /// Starts it in a group of its own. The command is dropped, and with it the ends of pipes that are
    /// the child's.
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        let mark = mark::new();
        command.env(mark::NAME, &mark);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let began = Instant::now();
        let child = command.spawn()?;
        let leader = child.id();
        keeper::begin(leader);
        orphans::note(leader);
        let variable = format!("{}={mark}", mark::NAME);
        Ok(Self { child, traces: Traces { leader, variable, began } })
    }

    pub(super) fn child(&mut self) -> &mut process::Child {
        &mut self.child
    }

    /// Follows it to its end, and ends all of it.
    pub(super) fn carry(mut self, ear: &Ear, limit: Duration, line: &mut impl FnMut(&[u8])) -> Ran {
        let followed = self.follow(&ear.heard, limit, line);
        let seconds = self.traces.began.elapsed().as_secs_f64();
        let outlived = followed.is_ok() && self.traces.stay();
        if followed.is_err() {
            self.kill();
        }
        if followed.is_err() || outlived {
            self.traces.end();
        }
        keeper::end(self.traces.leader);
        orphans::forget(self.traces.leader);
        let (Ok(mut ended) | Err(mut ended)) = followed;
        let drained = Instant::now() + DRAIN;
        let left = || drained.saturating_duration_since(Instant::now());
        while let Ok(heard) = ear.heard.recv_timeout(left()) {
            match heard {
                Heard::Line(text) => line(&text),
                Heard::TooMuch => {
                    ended = Ended::TooMuchOutput;
                    break;
                }
            }
        }
        Ran { ended, said: ear.text(), seconds, outlived }
    }

    /// Waits for its end; an error is why it has to be ended.
    fn follow(
        &mut self,
        heard: &Receiver<Heard>,
        limit: Duration,
        line: &mut impl FnMut(&[u8]),
    ) -> Result<Ended, Ended> {
        let mut closed = false;
        loop {
            let left = limit.saturating_sub(self.traces.began.elapsed());
            if left.is_zero() {
                return Err(Ended::TimedOut);
            }
            if closed {
                // Who has closed both pipes is about to end.
                thread::sleep(Duration::from_millis(1).min(left));
            } else {
                match heard.recv_timeout(LOOK.min(left)) {
                    Ok(Heard::Line(text)) => {
                        line(&text);
                        continue;
                    }
                    Ok(Heard::TooMuch) => return Err(Ended::TooMuchOutput),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => closed = true,
                }
            }
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(Ended::of(status)),
                Ok(None) => {}
                Err(error) => return Err(Ended::NotStarted(error.to_string())),
            }
        }
    }

    /// Ends it and its group, and takes it off the system's list.
    fn kill(&mut self) {
        signals::kill_group(self.traces.leader);
        let _ = self.child.kill();
        let began = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && began.elapsed() < REAP {
            thread::sleep(Duration::from_millis(1));
        }
    }
}
