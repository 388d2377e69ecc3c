//! What a child says, read without end and kept within bounds.
//!
//! Both pipes are always read on: who prints a gigabyte must meet its own verdict, and not the time
//! limit because a pipe is full.

use std::{
    io::{BufRead, BufReader, Read},
    process::Child,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

/// Bytes of one line of an answer; the drivers write at most 60 000.
const LINE: usize = 64 << 10;
/// Bytes of all answers.
const ANSWERS: usize = 8 << 20;
/// Bytes on standard error after which a child is ended.
const CHATTER: usize = 64 << 20;
/// Bytes that are kept of its beginning, and as many of its end.
const KEPT: usize = 8 << 10;

/// What comes out of the pipes.
#[derive(Debug)]
pub(super) enum Heard {
    /// A line of the standard output, without the line feed
    Line(Vec<u8>),
    /// More than is read
    TooMuch,
}

/// The beginning and the end of a text.
#[derive(Debug, Default)]
pub(super) struct Tail {
    first: Vec<u8>,
    last: Vec<u8>,
    dropped: usize,
}

impl Tail {
    fn add(&mut self, mut bytes: &[u8]) {
        let room = KEPT.saturating_sub(self.first.len()).min(bytes.len());
        self.first.extend_from_slice(&bytes[..room]);
        bytes = &bytes[room..];
        self.last.extend_from_slice(bytes);
        let more = self.last.len().saturating_sub(KEPT);
        self.last.drain(..more);
        self.dropped += more;
    }

    /// As text; what was dropped is said in its place.
    pub(super) fn text(&self) -> String {
        let first = String::from_utf8_lossy(&self.first);
        let last = String::from_utf8_lossy(&self.last);
        match self.dropped {
            0 => format!("{first}{last}"),
            dropped => format!("{first}\n... {dropped} bytes ...\n{last}"),
        }
    }
}

/// Reads both pipes, each in a thread of its own, which ends with the pipe.
pub(super) fn listen(child: &mut Child) -> (Receiver<Heard>, Arc<Mutex<Tail>>) {
    // A full channel stops the reader, and so the child: a flood of lines takes no memory.
    let (send, receive) = sync_channel(256);
    let tail = Arc::new(Mutex::new(Tail::default()));
    if let Some(out) = child.stdout.take() {
        let send = send.clone();
        thread::spawn(move || answers(out, &send));
    }
    if let Some(err) = child.stderr.take() {
        let kept = Arc::clone(&tail);
        thread::spawn(move || chatter(err, &kept, &send));
    }
    (receive, tail)
}

/// Sends the lines of the standard output. Nobody may listen any more, which ends the thread.
fn answers(out: impl Read, send: &SyncSender<Heard>) {
    let mut out = BufReader::new(out);
    let mut all = 0;
    loop {
        let mut line = Vec::new();
        let Ok(read) = out.by_ref().take(LINE as u64).read_until(b'\n', &mut line) else { return };
        if read == 0 {
            return;
        }
        all += read;
        let whole = line.pop_if(|last| *last == b'\n').is_some();
        let message = if all > ANSWERS || (!whole && read == LINE) {
            Heard::TooMuch
        } else {
            Heard::Line(line)
        };
        let ends = matches!(message, Heard::TooMuch);
        if send.send(message).is_err() || ends {
            return;
        }
    }
}

fn chatter(mut err: impl Read, tail: &Mutex<Tail>, send: &SyncSender<Heard>) {
    let mut buffer = vec![0; 64 << 10];
    let mut all = 0;
    while let Ok(read @ 1..) = err.read(&mut buffer) {
        all += read;
        if let Ok(mut tail) = tail.lock() {
            tail.add(&buffer[..read]);
        }
        if all > CHATTER {
            let _ = send.send(Heard::TooMuch);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_long_text_is_counted_and_dropped() {
        let mut tail = Tail::default();
        tail.add(b"begin");
        assert_eq!(tail.text(), "begin");
        tail.add(&vec![b'x'; 3 * KEPT]);
        tail.add(b"end");
        let text = tail.text();
        assert!(text.starts_with("begin") && text.ends_with("end"), "{text}");
        assert!(text.contains(&format!("\n... {} bytes ...\n", KEPT + 8)), "{text}");
    }
}
