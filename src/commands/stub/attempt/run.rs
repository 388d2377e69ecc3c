//! One program, with bounds on its time and its output, and nothing of it left afterwards.

use std::{
    io::{self, PipeReader, Read},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{keeper::Keeper, leftover};

/// How often a program that runs is looked after.
const TICK: Duration = Duration::from_millis(10);

/// How long the last output of what has ended is waited for.
const LAST: Duration = Duration::from_secs(2);

/// The variable that marks all processes of one run, also those that leave its group.
pub(super) const MARK: &str = "RELKIT_STUB_TRIAL";

/// What a program may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// How long
    pub time: Duration,
    /// How many bytes it may say
    pub output: usize,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// By itself, with this status; none where a signal ended it
    Exited(Option<i32>),
    /// It was ended: its time was over
    TimedOut,
    /// It was ended: it said more than it may
    TooMuch,
}

/// What came of a program.
#[derive(Debug)]
pub(super) struct Ran {
    /// How it ended
    pub end: End,
    /// Standard output and error, as they came
    pub output: String,
    /// A process of it was still there, and was ended
    pub outlived: bool,
}

/// What the reader of the output and the one who waits share.
#[derive(Default)]
struct Heard {
    bytes: Mutex<Vec<u8>>,
    count: AtomicUsize,
    is_over: AtomicBool,
}

/// Runs a program in a process group of its own, without input, and ends whatever is left of it.
pub(super) fn run(mut command: Command, keeper: &Keeper, bounds: Bounds) -> io::Result<Ran> {
    // Several run at a time, and one must not end the others.
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mark = &format!("{}.{}", keeper.mark, COUNT.fetch_add(1, Ordering::Relaxed));
    let (reader, writer) = io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).env(MARK, mark);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let started = Instant::now();
    let mut child = command.spawn()?;
    keeper.begin(child.id());
    // It holds the other end of the pipe, which has an end only where nobody does.
    drop(command);
    let heard = Arc::new(Heard::default());
    let shared = Arc::clone(&heard);
    // Not joined: a process that escapes may hold the pipe open for ever.
    thread::spawn(move || listen(reader, &shared, bounds.output));
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Exited(status.code());
        }
        if heard.count.load(Ordering::Acquire) > bounds.output {
            break End::TooMuch;
        }
        if started.elapsed() > bounds.time {
            break End::TimedOut;
        }
        thread::sleep(TICK);
    };
    let is_over = matches!(end, End::Exited(_));
    let left = leftover::end(child.id(), mark);
    if !is_over {
        let _ = child.kill();
        let _ = child.wait();
    }
    keeper.end(child.id());
    let last = Instant::now();
    while !heard.is_over.load(Ordering::Acquire) && last.elapsed() < LAST {
        thread::sleep(TICK);
    }
    let too_much = is_over && heard.count.load(Ordering::Acquire) > bounds.output;
    let bytes = heard.bytes.lock().unwrap_or_else(PoisonError::into_inner);
    let output = anstream::adapter::strip_str(&String::from_utf8_lossy(&bytes)).to_string();
    let end = if too_much { End::TooMuch } else { end };
    Ok(Ran { end, output, outlived: is_over && left })
}

/// Keeps what is said up to the bound, and counts all of it.
fn listen(mut reader: PipeReader, heard: &Heard, most: usize) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = reader.read(&mut buffer) {
        let mut bytes = heard.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let room = most.saturating_sub(bytes.len()).min(read);
        bytes.extend_from_slice(buffer.get(..room).unwrap_or_default());
        drop(bytes);
        if heard.count.fetch_add(read, Ordering::AcqRel) > most {
            // Whoever goes on writing gets an error.
            break;
        }
    }
    heard.is_over.store(true, Ordering::Release);
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { time: Duration::from_mins(1), output: 10_000 };

    fn sh(script: &str, bounds: Bounds) -> Ran {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let folder = tempfile::tempdir().unwrap();
        run(command, &Keeper::of(folder.path()), bounds).unwrap()
    }

    #[test]
    fn both_streams_are_heard_in_order() {
        let ran = sh("echo a; echo b >&2; cat; printf '\\033[31mc\\033[0m'; exit 3", BOUNDS);
        assert_eq!((ran.end, ran.output.as_str()), (End::Exited(Some(3)), "a\nb\nc"));
        assert!(!ran.outlived);
    }

    #[test]
    fn time_and_output_have_bounds() {
        let short = Bounds { time: Duration::from_millis(200), ..BOUNDS };
        let ran = sh("echo a; sleep 1000 & sleep 1000", short);
        assert_eq!((ran.end, ran.output.as_str()), (End::TimedOut, "a\n"));
        let ran = sh("yes", BOUNDS);
        assert_eq!((ran.end, ran.output.len()), (End::TooMuch, BOUNDS.output));
    }

    #[test]
    fn what_outlives_it_is_ended() {
        let ran = sh("sleep 1000 & echo $!", BOUNDS);
        assert!(ran.outlived);
        assert_eq!(ran.end, End::Exited(Some(0)));
        let id = ran.output.trim();
        let there =
            Command::new("sh").args(["-c", "kill -0 \"$1\" 2>&1", "sh", id]).output().unwrap();
        let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        assert!(!there.status.success() || state.contains(") Z "), "{state}");
    }
}
