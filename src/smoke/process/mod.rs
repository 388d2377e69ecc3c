//! One child process that is not trusted: bounded in time and output, ended with all that it made.

mod ended;
mod group;
mod pipes;

use std::{
    ffi::OsString,
    path::Path,
    process::{self, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

pub use ended::Ended;
pub(super) use group::sweep;
use pipes::Heard;

/// How often a child that has not closed its pipes is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long the pipes are read on after the child's end: a daemon may hold them open.
const DRAIN: Duration = Duration::from_millis(200);

/// A process to run.
#[derive(Debug)]
pub struct Child<'a> {
    /// The program
    pub program: &'a Path,
    /// Its arguments
    pub arguments: Vec<OsString>,
    /// The folder in which it runs
    pub folder: &'a Path,
    /// All of its variables; `None` for those of this process but the ones that begin with
    /// `PYTHON` and those that name another environment
    pub variables: Option<Vec<(OsString, OsString)>>,
    /// How long it may take
    pub limit: Duration,
}

/// How a process ended.
#[derive(Debug)]
pub struct Ran {
    /// In which way
    pub ended: Ended,
    /// The beginning and the end of what it said on standard error
    pub said: String,
    /// How long it took
    pub seconds: f64,
    /// Whether processes were left of it, which were ended
    pub outlived: bool,
}

/// Variables that would make an installer work on another environment than the one it is told.
const OF_ANOTHER: &[&str] = &[
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
];

/// Runs a process to its end, which comes at the latest with its limit; `line` gets each line of
/// its standard output without the line feed, and says whether it wants more.
pub fn run(child: &Child<'_>, mut line: impl FnMut(&[u8])) -> Ran {
    let began = Instant::now();
    let mut started = match command(child).spawn() {
        Ok(started) => started,
        Err(error) => {
            let ended = Ended::NotStarted(error.to_string());
            return Ran { ended, said: String::new(), seconds: 0.0, outlived: false };
        }
    };
    let (heard, tail) = pipes::listen(&mut started);
    let ended = follow(&mut started, &heard, began + child.limit, &mut line);
    group::kill(started.id());
    let ended = match ended {
        Some(ended) => ended,
        None => {
            // The group is gone with its leader, so this does not block.
            let _ = started.kill();
            started.wait().map_or(Ended::NotStarted("it is lost".to_owned()), Ended::of)
        }
    };
    let drained = Instant::now() + DRAIN;
    while let Ok(heard) = heard.recv_timeout(drained.saturating_duration_since(Instant::now())) {
        if let Heard::Line(text) = heard {
            line(&text);
        }
    }
    let said = tail.lock().map(|tail| tail.text()).unwrap_or_default();
    Ran { ended, said, seconds: began.elapsed().as_secs_f64(), outlived: false }
}

fn command(child: &Child<'_>) -> Command {
    let mut command = Command::new(child.program);
    command.args(&child.arguments).current_dir(child.folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match &child.variables {
        Some(variables) => {
            command.env_clear().envs(variables.iter().map(|(name, value)| (name, value)));
        }
        None => {
            for (name, _) in std::env::vars_os() {
                let text = name.to_string_lossy();
                if text.starts_with("PYTHON") || OF_ANOTHER.contains(&&*text) {
                    command.env_remove(&name);
                }
            }
        }
    }
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

/// Waits for the end of a process; `None` where it was taken for dead already and has to be ended.
fn follow(
    child: &mut process::Child,
    heard: &Receiver<Heard>,
    until: Instant,
    line: &mut impl FnMut(&[u8]),
) -> Option<Ended> {
    let mut closed = false;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            end(child);
            return Some(Ended::TimedOut);
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
                Ok(Heard::TooMuch) => {
                    end(child);
                    return Some(Ended::TooMuchOutput);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => closed = true,
            }
        }
        match child.try_wait() {
            Ok(Some(status)) => return Some(Ended::of(status)),
            Ok(None) => {}
            Err(_) => return None,
        }
    }
}

/// Ends a process and its group, and takes it off the system's list.
fn end(child: &mut process::Child) {
    group::kill(child.id());
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> (Ran, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let child = Child {
            program: Path::new("/bin/sh"),
            arguments: vec!["-c".into(), script.into()],
            folder: folder.path(),
            variables: Some(Vec::new()),
            limit,
        };
        let mut lines = Vec::new();
        let ran = run(&child, |line| lines.push(String::from_utf8(line.to_vec()).unwrap()));
        (ran, lines)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn lines_and_the_end_are_told() {
        let (ran, lines) = shell("echo a; printf b; echo c >&2; exit 3", LONG);
        assert_eq!((ran.ended, ran.said.as_str()), (Ended::Exited(3), "c\n"));
        assert_eq!(lines, ["a", "b"]);
        assert_eq!(shell("kill -s SEGV $$", LONG).0.ended, Ended::Signal(11));
        let folder = Path::new("/");
        let (program, arguments) = (Path::new("/nowhere/python"), Vec::new());
        let child = Child { program, arguments, folder, variables: None, limit: LONG };
        assert!(matches!(run(&child, |_| {}).ended, Ended::NotStarted(_)));
    }

    #[test]
    fn who_takes_too_long_or_says_too_much_is_ended() {
        assert_eq!(shell("exec sleep 600", Duration::from_millis(100)).0.ended, Ended::TimedOut);
        assert_eq!(shell("yes >&2", LONG).0.ended, Ended::TooMuchOutput);
        assert_eq!(shell("yes | tr -d '\\n'", LONG).0.ended, Ended::TooMuchOutput);
        assert_eq!(shell("yes $(printf %01000d 0)", LONG).0.ended, Ended::TooMuchOutput);
    }

    #[test]
    fn nobody_waits_for_those_that_stay() {
        let began = Instant::now();
        let (ran, lines) = shell("sleep 600 & echo $!", LONG);
        assert_eq!(ran.ended, Ended::Exited(0));
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the pipe of the one left is not waited for"
        );
        let process = Path::new("/proc").join(&lines[0]);
        // It is gone, or about to be taken off the list.
        let state = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
        assert!(state.is_empty() || state.contains(") Z "), "{state}");
    }
}
