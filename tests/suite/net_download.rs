//! Bodies that are streamed and continued, from a server that misbehaves.

use std::{io, time::Duration};

use relkit::net::{Cause, Client, Connection, DownloadError, Part, Settings, Sink, Span};

use crate::support::server::{Answer, Server, answer};

/// Holds what comes, up to a size of the disk.
#[derive(Default)]
struct Held {
    bytes: Vec<u8>,
    restarts: usize,
    room: Option<usize>,
}

impl Sink for Held {
    fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn restart(&mut self) -> io::Result<()> {
        self.bytes.clear();
        self.restarts += 1;
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend(bytes);
        match self.room {
            Some(room) if self.bytes.len() > room => Err(io::ErrorKind::StorageFull.into()),
            _ => Ok(()),
        }
    }
}

fn client() -> Client {
    Client::new(Settings {
        tries: 3,
        pause: Duration::from_millis(1),
        stall: Duration::from_millis(500),
        ..Settings::default()
    })
}

fn download(server: &Server, held: &mut Held) -> Result<(), DownloadError> {
    client().download(&server.url().parse().unwrap(), 1000, held)
}

fn cause(error: DownloadError) -> Cause {
    let DownloadError::Net(error) = error else { panic!("{error}") };
    error.cause
}

/// An answer that promises ten bytes and gives fewer.
fn cut(head: &str, body: &str) -> Answer {
    Answer::Bytes(format!("HTTP/1.1 {head}\r\n\r\n{body}").into_bytes())
}

#[test]
fn bytes_come_as_the_server_has_them() {
    let server = Server::new([answer(200, &["Content-Encoding: gzip"], b"no gzip")]);
    let mut held = Held::default();
    download(&server, &mut held).unwrap();
    assert_eq!(held.bytes, b"no gzip");
    assert!(server.seen()[0].contains("\naccept-encoding: identity"), "{:?}", server.seen());
}

#[test]
fn the_validator_goes_with_the_range() {
    for (header, asked) in [
        ("ETag: \"a\"", Some("if-range: \"a\"")),
        (
            "Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT",
            Some("if-range: Sun, 22 Nov 2026 10:00:00 GMT"),
        ),
        ("ETag: W/\"a\"", None),
    ] {
        let server = Server::new([
            cut(&format!("200 OK\r\nContent-Length: 10\r\n{header}"), "01234"),
            answer(206, &["Content-Range: bytes 5-9/10"], b"56789"),
        ]);
        let mut held = Held::default();
        download(&server, &mut held).unwrap();
        assert_eq!((held.bytes.as_slice(), held.restarts), (&b"0123456789"[..], 0));
        let second = &server.seen()[1];
        assert!(second.contains("\nrange: bytes=5-"), "{second}");
        assert_eq!(second.lines().find(|line| line.starts_with("if-range")), asked);
    }
}

#[test]
fn what_stands_still_is_continued() {
    let start = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc".to_vec();
    let server = Server::new([
        Answer::Drip(start, Duration::from_millis(700), 1),
        answer(206, &["Content-Range: bytes 3-5/6"], b"def"),
    ]);
    let mut held = Held::default();
    download(&server, &mut held).unwrap();
    assert_eq!(held.bytes, b"abcdef");
}

#[test]
fn requests_are_bounded() {
    let crumbs = (0..50).map(|at: usize| {
        if at == 0 {
            return cut("200 OK\r\nContent-Length: 100", "x");
        }
        cut(&format!("206 Part\r\nContent-Length: 90\r\nContent-Range: bytes {at}-99/100"), "x")
    });
    let server = Server::new(crumbs);
    let error = download(&server, &mut Held::default()).unwrap_err();
    assert_eq!(cause(error), Cause::Connection(Connection::Closed));
    assert_eq!(server.seen().len(), 20);
    // What brings nothing is tried as often as a page.
    let server = Server::new((0..9).map(|_| answer(503, &[], b"")));
    download(&server, &mut Held::default()).unwrap_err();
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn bytes_are_bounded() {
    let large = "x".repeat(1001);
    for answers in [
        [answer(200, &[], large.as_bytes()), Answer::Close],
        [
            cut("200 OK\r\nContent-Length: 10", "12345"),
            answer(206, &["Content-Range: bytes 5-1000/1001"], &[b'x'; 996]),
        ],
    ] {
        let error = download(&Server::new(answers), &mut Held::default()).unwrap_err();
        assert_eq!(cause(error), Cause::TooLarge(1000));
    }
}

#[test]
fn a_full_disk_is_no_fault_of_the_server() {
    let server = Server::new([answer(200, &[], b"0123456789"), answer(200, &[], b"0123456789")]);
    let mut held = Held { room: Some(3), ..Held::default() };
    let error = download(&server, &mut held).unwrap_err();
    assert!(
        matches!(&error, DownloadError::Sink(error) if error.kind() == io::ErrorKind::StorageFull)
    );
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn what_is_whole_already_is_told_by_the_server() {
    let server = Server::new([answer(416, &["Content-Range: bytes */4"], b"")]);
    let mut held = Held { bytes: b"abcd".to_vec(), ..Held::default() };
    download(&server, &mut held).unwrap();
    assert_eq!((held.bytes.as_slice(), held.restarts), (&b"abcd"[..], 0));
    let server =
        Server::new([answer(416, &["Content-Range: bytes */3"], b""), answer(200, &[], b"abc")]);
    download(&server, &mut held).unwrap();
    assert_eq!((held.bytes.as_slice(), held.restarts), (&b"abc"[..], 1));
}

#[test]
fn parts_are_what_was_asked_for() {
    let part = |answer: Answer, span| {
        let server = Server::new([answer]);
        let part = client().part(&server.url().parse().unwrap(), span);
        (part.map_err(|error| error.cause), server.seen().remove(0))
    };
    let ranged =
        |range: &str, body: &[u8]| answer(206, &[&format!("Content-Range: bytes {range}")], body);
    let (got, asked) = part(ranged("5-9/10", b"56789"), Span::Last(5));
    assert_eq!(got, Ok(Some(Part { start: 5, total: 10, bytes: b"56789".to_vec() })));
    assert!(asked.contains("\nrange: bytes=-5"), "{asked}");
    let (got, asked) = part(ranged("2-3/10", b"23"), Span::From(2, 2));
    assert_eq!(got.unwrap().unwrap().bytes, b"23");
    assert!(asked.contains("\nrange: bytes=2-3"), "{asked}");
    for whole in [answer(200, &[], b"0123456789"), answer(416, &[], b""), ranged("2-3/*", b"23")] {
        assert_eq!(part(whole, Span::From(2, 2)).0, Ok(None));
    }
    for other in [ranged("3-4/10", b"34"), ranged("2-5/10", b"2345")] {
        assert!(matches!(part(other, Span::From(2, 2)).0, Err(Cause::Broken(_))));
    }
    assert!(matches!(
        part(answer(404, &[], b""), Span::Last(1)).0,
        Err(Cause::Status { code: 404, .. })
    ));
}
