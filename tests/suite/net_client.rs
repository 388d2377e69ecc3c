//! The HTTP client against a server that misbehaves.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use relkit::net::{Address, Cause, Client, Connection, NetError, Response, Settings};

use crate::support::server::{Answer, Server, answer};

/// Bounds that a test can reach.
fn settings() -> Settings {
    Settings {
        total: Duration::from_secs(20),
        body: 100_000,
        redirects: 2,
        tries: 3,
        pause: Duration::from_millis(1),
        ..Settings::default()
    }
}

fn get_with(settings: Settings, url: &str) -> Result<Response, NetError> {
    Client::new(settings).get(&url.parse().unwrap(), "text/plain")
}

fn get(url: &str) -> Result<Response, NetError> {
    get_with(settings(), url)
}

fn gzip(bytes: &[u8]) -> Answer {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    answer(200, &["Content-Encoding: gzip"], &encoder.finish().unwrap())
}

#[test]
fn a_request_says_who_asks_and_for_what() {
    let server = Server::new([answer(200, &["Content-Type: Text/Plain; charset=x"], b"hello")]);
    let response = get(&format!("{}/a/b?c", server.url())).unwrap();
    assert_eq!(response.body, b"hello");
    assert_eq!(response.content_type.as_deref(), Some("text/plain"));
    let seen = &server.seen()[0];
    assert!(seen.starts_with("GET /a/b?c HTTP/1.1\n"), "{seen}");
    assert!(seen.contains("\naccept: text/plain"), "{seen}");
    assert!(seen.contains(concat!("\nuser-agent: relkit/", env!("CARGO_PKG_VERSION"))), "{seen}");
    assert!(seen.contains("\naccept-encoding: gzip"), "{seen}");
}

#[test]
fn bodies_are_decompressed_within_bounds() {
    let server =
        Server::new([gzip("a".repeat(90_000).as_bytes()), gzip("a".repeat(5_000_000).as_bytes())]);
    assert_eq!(get(&server.url()).unwrap().body.len(), 90_000);
    let error = get(&server.url()).unwrap_err();
    assert_eq!(error.cause, Cause::TooLarge(100_000));
    let server = Server::new([
        answer(200, &[], "a".repeat(100_000).as_bytes()),
        answer(200, &[], "a".repeat(100_001).as_bytes()),
        answer(200, &["Content-Encoding: gzip"], b"this is not gzip"),
    ]);
    assert_eq!(get(&server.url()).unwrap().body.len(), 100_000);
    assert_eq!(get(&server.url()).unwrap_err().cause, Cause::TooLarge(100_000));
    let error = get(&server.url()).unwrap_err();
    assert!(matches!(error.cause, Cause::Broken(_)), "{error:?}");
}

#[test]
fn redirects_are_followed_and_counted() {
    let to = |path: &str| answer(302, &[&format!("Location: {path}")], b"");
    let server = Server::new([to("/two"), to("/three"), answer(200, &[], b"end")]);
    let response = get(&format!("{}/one", server.url())).unwrap();
    assert_eq!(response.address.to_string(), format!("{}/three", server.url()));
    let server = Server::new([to("/a"), to("/b"), to("/c"), to("/d")]);
    let error = get(&server.url()).unwrap_err();
    assert_eq!(error.to_string(), format!("`{}/` redirects more than 2 times", server.url()));
    assert!(!error.is_connection_error());
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn what_heals_is_tried_again() {
    let server = Server::new([answer(500, &[], b""), Answer::Close, answer(200, &[], b"at last")]);
    assert_eq!(get(&server.url()).unwrap().body, b"at last");
    let server = Server::new([
        answer(429, &["Retry-After: 0"], b""),
        answer(429, &["Retry-After: Thu, 01 Jan 2026 00:00:00 GMT"], b""),
        answer(200, &[], b"at last"),
    ]);
    assert_eq!(get(&server.url()).unwrap().body, b"at last");
    let server = Server::new([0; 3].map(|_| answer(503, &[], b"")));
    let error = get(&server.url()).unwrap_err();
    assert!(error.to_string().ends_with("answers 503 Service Unavailable (3 tries)"), "{error}");
    assert!(!error.is_connection_error());
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn what_does_not_heal_is_not_tried_again() {
    for (status, header) in [(404, "X: y"), (403, "X: y"), (429, "Retry-After: 86400")] {
        let server = Server::new([answer(status, &[header], b"")]);
        let error = get(&server.url()).unwrap_err();
        assert_eq!((error.status(), error.tries), (Some(status), 1));
        assert_eq!(server.seen().len(), 1);
    }
    let server = Server::new([answer(429, &["Retry-After: 86400"], b"")]);
    let hint = get(&server.url()).unwrap_err().hint();
    assert_eq!(hint.as_deref(), Some("the server asks to wait 86400 s"));
}

#[test]
fn slow_answers_end() {
    let settings = Settings { total: Duration::from_millis(300), tries: 1, ..settings() };
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n".to_vec();
    // Each byte comes in time, the whole does not; first in the body, then in the head.
    for head in [head, b"HTTP/1.1 200 OK\r\nX: ".to_vec()] {
        let server = Server::new([Answer::Drip(head, Duration::from_millis(20), 200)]);
        let error = get_with(settings.clone(), &server.url()).unwrap_err();
        let limit = Connection::Stalled(settings.total);
        assert_eq!(error.cause, Cause::Connection(limit), "{error}");
        assert!(error.is_connection_error());
    }
}

#[test]
fn credentials_are_sent_to_their_host_and_never_shown() {
    let other = Server::new([answer(200, &[], b"elsewhere")]);
    let away = format!("Location: {}/x", other.url());
    let server = Server::new([answer(401, &[], b""), answer(302, &[&away], b"")]);
    let url = server.url().replace("http://", "http://ann:s3%40cret@");
    let error = get(&url).unwrap_err();
    let shown = format!("{error} {:?} {error:?}", error.hint());
    assert!(shown.contains("http://***@127.0.0.1") && !shown.contains("cret"), "{shown}");
    // `ann:s3@cret` in Base64.
    let sent = "\nauthorization: Basic YW5uOnMzQGNyZXQ=";
    assert!(server.seen()[0].contains(sent), "{}", server.seen()[0]);

    assert_eq!(get(&url).unwrap().body, b"elsewhere");
    let seen = other.seen().join("\n");
    assert!(!seen.contains("authorization") && !seen.contains("referer"), "{seen}");
}

#[test]
fn a_proxy_is_asked_in_place_of_the_server() {
    let server =
        Server::new([answer(200, &[], b"by proxy"), answer(403, &[], b""), answer(407, &[], b"")]);
    let proxy = server.url().replace("http://", "http://ann:s3cret@");
    let by_proxy = |url: &str| {
        let proxy = Some(proxy.parse().unwrap());
        get_with(Settings { proxy, tries: 1, ..settings() }, url)
    };
    assert_eq!(by_proxy("http://h.invalid/x").unwrap().body, b"by proxy");
    let sent = server.seen()[0].clone();
    assert!(sent.starts_with("GET http://h.invalid/x HTTP/1.1\n"), "{sent}");
    assert!(sent.contains("\nproxy-authorization: Basic "), "{sent}");
    let refused = by_proxy("https://h.invalid/x").unwrap_err();
    assert!(matches!(refused.cause, Cause::Connection(Connection::Proxy(_))), "{refused:?}");
    let unknown = by_proxy("https://h.invalid/x").unwrap_err();
    assert_eq!((unknown.status(), unknown.is_permanent()), (Some(407), true));
    for error in [refused, unknown] {
        let shown = format!("{error} {error:?} {:?}", error.hint());
        assert!(shown.contains("proxy") && !shown.contains("cret"), "{shown}");
    }
    assert!(server.seen()[1].starts_with("CONNECT h.invalid:443 "));
}

#[test]
fn addresses_of_other_kinds_are_refused() {
    assert!("ftp://h.invalid".parse::<Address>().is_err());
}
