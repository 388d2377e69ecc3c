//! What a child says, read without end and kept within bounds.
//!
//! Both pipes are always read on: who prints a gigabyte must meet its own verdict, and not the time
//! limit because a pipe is full.

use std::{
    io::{BufRead, BufReader, PipeReader, Read},
    process::Child,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

/// Bytes of one line of an answer; the drivers write at most 60 000.
const LINE: usize = 64 << 10;
/// Bytes of all answers.
const ANSWERS: usize = 8 << 20;
/// Lines of all answers.
const LINES: usize = 100_000;
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
#[derive(Debug)]
struct Tail {
    first: Vec<u8>,
    last: Vec<u8>,
    dropped: usize,
    /// Bytes that are kept of the beginning, and of the end
    room: (usize, usize),
}

impl Tail {
    fn with_room(first: usize, last: usize) -> Self {
        Self { first: Vec::new(), last: Vec::new(), dropped: 0, room: (first, last) }
    }

    fn add(&mut self, mut bytes: &[u8]) {
        let room = self.room.0.saturating_sub(self.first.len()).min(bytes.len());
        self.first.extend_from_slice(&bytes[..room]);
        bytes = &bytes[room..];
        self.last.extend_from_slice(bytes);
        let more = self.last.len().saturating_sub(self.room.1);
        self.last.drain(..more);
        self.dropped += more;
    }

    /// As text; what was dropped between is said in its place.
    fn text(&self) -> String {
        let first = String::from_utf8_lossy(&self.first);
        let last = String::from_utf8_lossy(&self.last);
        if self.dropped == 0 || last.is_empty() {
            return format!("{first}{last}");
        }
        format!("{first}\n... {} bytes ...\n{last}", self.dropped)
    }
}

/// What is heard of a child, and will have been kept of what it says.
pub(super) struct Ear {
    /// Closed when both pipes are
    pub(super) heard: Receiver<Heard>,
    tail: Arc<Mutex<Tail>>,
}

impl Ear {
    /// What was kept until now.
    pub(super) fn text(&self) -> String {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner).text()
    }
}

/// Reads both pipes, each in a thread of its own, which ends with the pipe: not joined, since a process
/// that escapes may hold it open.
pub(super) fn separate(child: &mut Child) -> Ear {
    // A full channel stops the reader, and so the child: a flood of lines takes no memory. Once nobody
    // listens any more, sending fails, and the thread ends.
    let (send, heard) = sync_channel(256);
    let tail = Arc::new(Mutex::new(Tail::with_room(KEPT, KEPT)));
    if let Some(out) = child.stdout.take() {
        let send = send.clone();
        thread::spawn(move || answers(out, &send));
    }
    if let Some(err) = child.stderr.take() {
        let kept = Arc::clone(&tail);
        thread::spawn(move || chatter(err, CHATTER, &kept, &send));
    }
    Ear { heard, tail }
}

/// Reads one pipe that is both streams, and keeps what it says, up to `most` bytes.
pub(super) fn together(reader: PipeReader, most: usize) -> Ear {
    let (send, heard) = sync_channel(1);
    let tail = Arc::new(Mutex::new(Tail::with_room(most, 0)));
    let kept = Arc::clone(&tail);
    thread::spawn(move || chatter(reader, most, &kept, &send));
    Ear { heard, tail }
}

/// Sends the lines of the standard output. Nobody may listen any more, which ends the thread.
fn answers(out: impl Read, send: &SyncSender<Heard>) {
    let mut out = BufReader::new(out);
    let (mut all, mut lines) = (0, 0);
    loop {
        let mut line = Vec::new();
        let Ok(read) = out.by_ref().take(LINE as u64).read_until(b'\n', &mut line) else { return };
        if read == 0 {
            return;
        }
        all += read;
        let whole = line.pop_if(|last| *last == b'\n').is_some();
        lines += 1;
        let message = if all > ANSWERS || lines > LINES || (!whole && read == LINE) {
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

/// Keeps what is said, and tells where it is more than `most` bytes: whoever goes on writing gets an
/// error.
fn chatter(mut pipe: impl Read, most: usize, tail: &Mutex<Tail>, send: &SyncSender<Heard>) {
    let mut buffer = vec![0; 64 << 10];
    let mut all = 0;
    while let Ok(read @ 1..) = pipe.read(&mut buffer) {
        all += read;
        tail.lock().unwrap_or_else(PoisonError::into_inner).add(&buffer[..read]);
        if all > most {
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
        let mut tail = Tail::with_room(KEPT, KEPT);
        tail.add(b"begin");
        assert_eq!(tail.text(), "begin");
        tail.add(&vec![b'x'; 3 * KEPT]);
        tail.add(b"end");
        let text = tail.text();
        assert!(text.starts_with("begin") && text.ends_with("end"), "{text}");
        assert!(text.contains(&format!("\n... {} bytes ...\n", KEPT + 8)), "{text}");
    }
}
