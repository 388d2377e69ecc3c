//! Faults of connections as servers make them: each is told apart, and tried again where that helps.

use std::{fs, io, net::TcpListener, time::Duration};

use rcgen::date_time_ymd;
use relkit::net::{Cause, Client, Connection, NetError, Response, Settings, Sink};

use crate::support::{
    server::{Answer, Server, answer},
    tls::{LOCAL, self_signed, serve, signed},
};

/// Bounds that a test can reach.
fn settings() -> Settings {
    Settings {
        pause: Duration::from_millis(1),
        stall: Duration::from_secs(2),
        ..Settings::default()
    }
}

fn get_with(settings: Settings, url: &str) -> Result<Response, NetError> {
    Client::new(settings).get(&url.parse().unwrap(), "*/*")
}

/// The error of a request, which says whether it was tried again as it should be.
fn error(url: &str) -> NetError {
    error_with(settings(), url)
}

fn error_with(settings: Settings, url: &str) -> NetError {
    let error = get_with(settings, url).unwrap_err();
    let tries = if error.is_permanent() { 1 } else { 3 };
    assert_eq!(error.tries, tries, "{error:?}");
    error
}

/// The same from a server that gives the same answer each time.
fn error_of(answer: impl Fn() -> Answer) -> NetError {
    let server = Server::new([answer(), answer(), answer()]);
    let error = error(&server.url());
    assert_eq!(server.seen().len(), error.tries as usize);
    error
}

fn bytes(text: &str) -> Answer {
    Answer::Bytes(text.as_bytes().to_vec())
}

fn bytes_then_silence(text: &str) -> Answer {
    Answer::Hold(text.as_bytes().to_vec())
}

fn is_closed(error: &NetError) -> bool {
    assert!(error.is_connection_error() && !error.is_permanent(), "{error:?}");
    error.cause == Cause::Connection(Connection::Closed)
}

#[test]
fn nobody_listens() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = error(&format!("http://{address}/"));
    assert_eq!(error.cause, Cause::Connection(Connection::Refused));
    assert!(error.is_connection_error() && !error.is_permanent());
}

#[test]
fn closed_or_reset_before_the_answer() {
    for answer in [|| Answer::Close, || Answer::Reset(Vec::new()), || bytes("HTTP/1.1 200 O")] {
        let error = error_of(answer);
        assert!(is_closed(&error), "{error:?}");
    }
}

#[test]
fn bodies_that_are_cut() {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for cut in [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        // In a chunk, between chunks, in the size of one, before the end of the last one.
        &format!("{CHUNKED}8\r\nhalf"),
        &format!("{CHUNKED}4\r\nhalf\r\n"),
        &format!("{CHUNKED}4\r\nhalf\r\n1"),
        &format!("{CHUNKED}4\r\nhalf\r\n0\r\n"),
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\u{1f}",
    ] {
        let error = error_of(|| bytes(cut));
        assert!(is_closed(&error), "{cut:?}: {error:?}");
        if cut.ends_with("half") {
            let error = error_of(|| Answer::Reset(cut.as_bytes().to_vec()));
            assert!(is_closed(&error), "{cut:?}: {error:?}");
        }
    }
}

#[test]
fn silence_ends() {
    for head in ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"] {
        let server = Server::new([bytes_then_silence(head)]);
        let total = Duration::from_millis(300);
        let error = get_with(Settings { total, ..settings() }, &server.url()).unwrap_err();
        assert_eq!(error.cause, Cause::Connection(Connection::Stalled(total)), "{head:?}");
        // It was reached: nobody is told that he is offline.
        let said = format!("{error} {:?}", error.hint());
        assert!(!said.contains("cannot reach") && !said.contains("offline"), "{said}");
        // No time is left for another try.
        assert_eq!((error.tries, error.is_permanent()), (1, false));
    }
}

#[test]
fn answers_that_are_no_http() {
    for garbage in ["SSH-2.0-server\r\n\r\n", "\0\0\0\0\r\n\r\n", "HTTP/1.1 2OO OK\r\n\r\n"] {
        let error = error_of(|| bytes(garbage));
        assert!(matches!(error.cause, Cause::Broken(_)), "{garbage:?}: {error:?}");
        assert!(!error.is_connection_error() && error.is_permanent());
    }
    // A length that is none, and a chunk that is none.
    for head in ["Content-Length: ten\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"] {
        let error = error_of(|| bytes(&format!("HTTP/1.1 200 OK\r\n{head}")));
        assert!(!error.is_connection_error(), "{head:?}: {error:?}");
    }
}

#[test]
fn handshakes_that_are_cut() {
    // A record of a handshake with 64 bytes, of which three come.
    let record = || vec![0x16, 3, 3, 0, 64, 2, 0, 0];
    for answer in [|| Answer::Close, || Answer::Reset(Vec::new())] {
        let server = Server::new([answer(), answer(), answer()]);
        let error = error(&server.url().replace("http:", "https:"));
        assert!(is_closed(&error), "{error:?}");
    }
    let server = Server::new([0; 3].map(|_| Answer::Bytes(record())));
    let cut = error(&server.url().replace("http:", "https:"));
    assert!(is_closed(&cut), "{cut:?}");
    // Nobody answers the handshake: the limit is that of the connection.
    let server = Server::new([0; 3].map(|_| Answer::Hold(record())));
    let connect = Duration::from_millis(300);
    let url = server.url().replace("http:", "https:");
    let silent = error_with(Settings { connect, ..settings() }, &url);
    assert_eq!(silent.cause, Cause::Connection(Connection::TimedOut(connect)));
}

#[test]
fn certificates_that_are_bad() {
    let folder = tempfile::tempdir().unwrap();
    let with = |pem: &str, url: &str| {
        let file = folder.path().join("own.pem");
        fs::write(&file, pem).unwrap();
        get_with(Settings { certificates: Some(file), ..settings() }, url).unwrap_err()
    };
    let expired = signed(LOCAL, |leaf| {
        leaf.not_before = date_time_ymd(2020, 1, 1);
        leaf.not_after = date_time_ymd(2021, 1, 1);
    });
    let early = signed(LOCAL, |leaf| leaf.not_before = date_time_ymd(4000, 1, 1));
    let named = signed(&["other.example.invalid"], |_| {});
    let unknown = (expired.0.clone(), self_signed());
    for ((pem, config), words) in [
        (expired, "expired"),
        (early, "not valid yet"),
        (named, "not valid for name"),
        (unknown, "UnknownIssuer"),
    ] {
        let error = with(&pem, &serve(config, "", true));
        let Cause::Connection(Connection::Tls(why)) = &error.cause else { panic!("{error:?}") };
        assert!(why.starts_with("invalid peer certificate: "), "{why}");
        // macOS and Windows verify by themselves, in their own words.
        assert!(why.contains(words) || !cfg!(target_os = "linux"), "{why}");
        assert!(error.is_connection_error() && error.is_permanent() && error.tries == 1);
        assert!(error.hint().unwrap().contains("SSL_CERT_FILE"));
    }
}

#[test]
fn http_and_https_are_not_the_same() {
    let server = Server::new([answer(400, &[], b"this is no TLS")]);
    let plain = error(&server.url().replace("http:", "https:"));
    assert!(plain.to_string().contains("no secure connection: it does not speak TLS"), "{plain}");
    assert!(plain.is_connection_error() && plain.is_permanent());
    assert_eq!(plain.hint().unwrap(), "should the address begin with http://?");

    let url = serve(self_signed(), "", true).replace("https:", "http:");
    let error = error(&url);
    assert!(!error.is_connection_error() && error.is_permanent(), "{error:?}");
}

#[test]
fn encrypted_answers_that_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, config) = signed(LOCAL, |_| {});
    let file = folder.path().join("own.pem");
    fs::write(&file, pem).unwrap();
    let settings = Settings { certificates: Some(file), ..settings() };
    for cut in ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"] {
        for close_notify in [true, false] {
            let url = serve(config.clone(), cut, close_notify);
            let error = get_with(settings.clone(), &url).unwrap_err();
            assert!(is_closed(&error) && error.tries == 3, "{cut:?} {close_notify}: {error:?}");
        }
    }
    // Without a length only the word of TLS tells a whole body from a cut one.
    let url = serve(config, "HTTP/1.1 200 OK\r\n\r\nall or half", false);
    let error = get_with(settings, &url).unwrap_err();
    assert!(is_closed(&error), "{error:?}");
}

#[test]
fn a_name_that_nobody_has() {
    let error = error("http://no-such-host.example.invalid/");
    assert!(
        matches!(&error.cause, Cause::Connection(Connection::Name | Connection::Lookup(_))),
        "{error:?}"
    );
    assert!(error.is_connection_error() && error.hint().unwrap().contains("offline"));
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let server =
        Server::new([answer(429, &["Retry-After: 1"], b"slow"), answer(200, &[], b"thanks")]);
    let start = std::time::Instant::now();
    let response = get_with(settings(), &server.url()).unwrap();
    assert_eq!((response.body.as_slice(), server.seen().len()), (&b"thanks"[..], 2));
    assert!(start.elapsed() >= Duration::from_secs(1), "it asked for one second");

    for (status, tries) in [(408, 3), (503, 3), (504, 3), (501, 1), (505, 1), (418, 1)] {
        let error = error_of(|| answer(status, &[], b""));
        assert_eq!((error.status(), error.tries), (Some(status), tries));
        assert!(!error.is_connection_error());
    }
}

/// Holds what comes.
#[derive(Default)]
struct Held(Vec<u8>, usize);

impl Sink for Held {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn restart(&mut self) -> io::Result<()> {
        self.0.clear();
        self.1 += 1;
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend(bytes);
        Ok(())
    }
}

/// Five cuts of different kinds, of which none is followed by an answer without new bytes: each time
/// what is missing is asked for, and only that.
#[test]
fn a_download_that_is_cut_five_times_arrives_whole() {
    let whole: Vec<u8> = (0..600_000_u32).flat_map(u32::to_le_bytes).collect();
    let (body, total) = (whole.clone(), whole.len());
    let part = total / 6;
    let head = move |from: usize| {
        let length = total - from;
        let start = match from {
            0 => "200 OK\r\nETag: \"a\"".to_owned(),
            _ => format!("206 Part\r\nContent-Range: bytes {from}-{}/{total}", total - 1),
        };
        format!("HTTP/1.1 {start}\r\nContent-Length: {length}\r\n\r\n").into_bytes()
    };
    let server = Server::new((0..6).map(|at| {
        let (from, to) = (at * part, if at == 5 { total } else { (at + 1) * part });
        let bytes = [head(from), body[from..to].to_vec()].concat();
        match at {
            1 => Answer::Hold(bytes),
            _ => Answer::Bytes(bytes),
        }
    }));
    let mut sink = Held::default();
    let address = server.url().parse().unwrap();
    Client::new(settings()).download(&address, 1 << 30, &mut sink).unwrap();
    assert!(sink.0 == whole && sink.1 == 0);
    let asked: Vec<String> = server.seen().iter().map(|head| range(head)).collect();
    let expected: Vec<String> = (0..6).map(|at| format!("bytes={}-", at * part)).collect();
    assert_eq!(asked[1..], expected[1..]);
    assert!(server.seen()[1].contains("\nif-range: \"a\""));
}

/// What a request asks for of the body.
fn range(head: &str) -> String {
    let line = head.lines().find_map(|line| line.strip_prefix("range: "));
    line.unwrap_or_default().to_owned()
}
