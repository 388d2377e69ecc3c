//! Questions by POST, and what says who asks.

use std::time::Duration;

use relkit::net::{Address, Cause, Client, Request, Settings};

use crate::support::server::{Answer, Server, answer};

fn client() -> Client {
    Client::new(Settings { pause: Duration::from_millis(1), ..Settings::default() })
}

fn address(server: &Server) -> Address {
    format!("{}/q", server.url()).parse().unwrap()
}

fn post(address: &Address, again: bool) -> Request<'_> {
    let body = Some(("text/plain", &b"SELECT 1"[..]));
    Request { body, bearer: Some("s3cret"), again, ..Request::get(address, "text/csv") }
}

#[test]
fn a_question_goes_with_its_body_and_bearer() {
    let server = Server::new([Answer::Close, answer(200, &["Content-Type: text/csv"], b"1")]);
    let response = client().send(&post(&address(&server), true)).unwrap();
    assert_eq!(
        (response.body, response.content_type.as_deref()),
        (b"1".to_vec(), Some("text/csv"))
    );
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    for seen in seen {
        assert!(seen.starts_with("POST /q HTTP/1.1\n"), "{seen}");
        assert!(seen.contains("\ncontent-type: text/plain\n"), "{seen}");
        assert!(seen.contains("\nauthorization: Bearer s3cret\n"), "{seen}");
        assert!(seen.contains("\naccept: text/csv\n"), "{seen}");
        assert!(seen.ends_with("\n\nSELECT 1"), "{seen}");
    }
}

#[test]
fn what_may_have_arrived_is_not_asked_again_unless_it_may_be() {
    for failure in [Answer::Close, answer(503, &[], b"")] {
        let server = Server::new([failure, answer(200, &[], b"too late")]);
        let error = client().send(&post(&address(&server), false)).unwrap_err();
        assert_eq!((error.tries, error.is_permanent()), (1, false), "{error}");
        assert_eq!(server.seen().len(), 1);
    }
    // Of what is refused nothing can have arrived.
    let refused = address(&Server::new([]));
    assert_eq!(client().send(&post(&refused, false)).unwrap_err().tries, 3);
}

#[test]
fn what_a_refusal_says_is_kept_within_bounds() {
    let large = "x".repeat(100_000);
    let server = Server::new([
        answer(400, &["Content-Type: application/json"], br#"{"error": "no such table"}"#),
        answer(403, &[], large.as_bytes()),
        answer(404, &[], b""),
        Answer::Bytes(b"HTTP/1.1 418 Cut\r\nContent-Length: 50\r\n\r\nhalf a word".to_vec()),
    ]);
    let error = || client().send(&post(&address(&server), true)).unwrap_err();
    let said = error();
    assert_eq!(said.body(), Some(&br#"{"error": "no such table"}"#[..]));
    assert!(!said.to_string().contains("no such table") && said.is_permanent(), "{said}");
    assert_eq!(error().body().map(<[u8]>::len), Some(64 << 10));
    assert_eq!(error().body(), None);
    let cut = error();
    assert_eq!((cut.status(), cut.body()), (Some(418), Some(&b"half a word"[..])));
}

#[test]
fn a_bearer_is_for_one_host_and_never_shown() {
    let other = Server::new([answer(200, &[], b"elsewhere")]);
    for status in ["302 Found", "307 Again", "308 Always"] {
        let away = format!("HTTP/1.1 {status}\r\nLocation: {}/x\r\n\r\n", other.url());
        let server = Server::new([Answer::Bytes(away.into_bytes())]);
        let _ = client().send(&post(&address(&server), false));
        assert!(server.seen()[0].contains("Bearer s3cret"));
    }
    let seen = other.seen();
    assert_eq!(seen.len(), 3);
    assert!(!seen.join("\n").contains("s3cret"), "{seen:?}");

    let server = Server::new([answer(401, &[], b"")]);
    let there = address(&server);
    let error = client().send(&post(&there, true)).unwrap_err();
    let shown = format!("{error} {error:?} {:?} {:?}", error.hint(), post(&there, true));
    assert!(!shown.contains("s3cret"), "{shown}");

    // In place of the credentials of the address, not beside them.
    let server = Server::new([answer(200, &[], b"")]);
    let named = address(&server).with_credentials("ann", Some("pw"));
    client().send(&post(&named, true)).unwrap();
    assert_eq!(server.seen()[0].matches("\nauthorization: ").count(), 1);
    assert!(server.seen()[0].contains("\nauthorization: Bearer s3cret\n"));

    let bad = Request { bearer: Some("s3cret\nX: y"), ..Request::get(&named, "*/*") };
    let error = client().send(&bad).unwrap_err();
    assert!(matches!(&error.cause, Cause::Setup(why) if !why.contains("s3cret")), "{error:?}");
}
