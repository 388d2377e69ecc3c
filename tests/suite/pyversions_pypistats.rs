//! pypistats.org against a server on loopback with its shapes.

use jiff::civil::date;
use relkit::downloads::{Dimension, Wanted, Window, source::Source};

use crate::support::{
    pypistats,
    server::{Answer as Bytes, Server, answer},
    web_sources::{AS_OF, by, fails, rows, told, wanted, world},
};

#[test]
fn pypistats_answers_by_day_and_says_what_it_counts() {
    let (world, server) = (world(), pypistats::server());
    let source = world.pypistats(&server);
    let wanted = wanted("Demo", 2, &[Dimension::Python, Dimension::System, Dimension::Cpu]);
    let answer = source.answer(&wanted, &|_| {}).unwrap();
    assert_eq!(by(&answer, &[Dimension::Python]), "3.10=30, 3.9=7, other=1, unknown=5");
    assert_eq!(by(&answer, &[Dimension::System]), "Darwin=20, Linux=10, other=2, unknown=3");
    assert_eq!(
        by(&answer, &[Dimension::Day, Dimension::Python]),
        "2026-11-20 3.10=10, 2026-11-20 3.9=3, 2026-11-20 unknown=5, \
         2026-11-21 3.10=20, 2026-11-21 3.9=4, 2026-11-21 other=1"
    );
    assert_eq!(answer.origin.window, Window::before(AS_OF, 2));
    insta::assert_snapshot!(answer.origin.notes.join("\n"), @"
    pypistats.org has its own rule of what counts, so that --installers default has no effect: browsers, requests and Nexus are in
    pypistats.org counts pre-releases with their release
    11.6 % of the downloads name no Python, as those of browsers do
    pypistats does not tell downloads apart by cpu
    ");
    // As few requests as can be: it takes 30 a minute.
    let asked: Vec<String> =
        server.seen().iter().map(|head| head.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        asked,
        ["GET /api/packages/demo/python_minor HTTP/1.1", "GET /api/packages/demo/system HTTP/1.1"]
    );
}

#[test]
fn pypistats_gives_the_days_that_it_keeps() {
    let (world, server) = (world(), pypistats::server());
    let mut wanted = wanted("demo", 4, &[Dimension::Python]);
    wanted.history = Window::new(date(2025, 1, 1), date(2026, 11, 17));
    let answer = world.pypistats(&server).answer(&wanted, &|_| {}).unwrap();
    let there = answer.origin.window.unwrap();
    assert_eq!((there.first, there.last), (date(2026, 5, 20), date(2026, 11, 21)));
    let shown = answer.by_within(&[Dimension::Python], wanted.window).unwrap();
    assert_eq!(rows(&shown), "3.10=35, 3.9=7, other=1, unknown=5");
    let notes = answer.origin.notes.join("\n");
    assert!(notes.contains("has no counts of 1 of the 4 days: 2026-11-18"), "{notes}");
    assert!(notes.contains("pypistats.org keeps 180 days: here from 2026-05-20"), "{notes}");
    let days =
        world.pypistats(&server).answer(&self::wanted("demo", 2, &[Dimension::Day]), &|_| {});
    assert_eq!(by(&days.unwrap(), &[Dimension::Day]), "2026-11-20=18, 2026-11-21=25");
}

#[test]
fn pypistats_that_has_nothing_says_so() {
    let (world, server) = (world(), pypistats::server());
    let source = world.pypistats(&server);
    let ask =
        |wanted: &Wanted| fails(source.answer(wanted, &|_| {})).0.replace(&server.url(), "URL");
    insta::assert_snapshot!(ask(&wanted("nobody", 28, &[Dimension::Python])), @"URL/api has no downloads of `nobody` from 2026-10-25 to 2026-11-21 (28 days)");
    let mut early = wanted("demo", 2, &[Dimension::Python]);
    early.window = Window::new(date(2026, 1, 1), date(2026, 1, 28)).unwrap();
    insta::assert_snapshot!(ask(&early), @"URL/api has no downloads of `demo` from 2026-01-01 to 2026-01-28 (28 days): the days there are 2026-05-20 to 2026-11-22 (187 days)");
    insta::assert_snapshot!(ask(&wanted("demo", 2, &[Dimension::Libc])), @"pypistats cannot tell downloads apart by libc");
}

#[test]
fn bad_answers_of_pypistats_are_named() {
    let world = world();
    let ask = |server: &Server| {
        let wanted = wanted("demo", 28, &[Dimension::Python]);
        fails(world.pypistats(server).answer(&wanted, &|_| {}))
    };
    let json = |body: &'static str| {
        told(ask, move || answer(200, &["Content-Type: application/json"], body.as_bytes())).0
    };
    insta::assert_snapshot!(json("{}"), @"URL/api/packages/demo/python_minor: expected the JSON of pypistats.org: missing field `data` at line 1 column 2");
    insta::assert_snapshot!(json(r#"{"data":[{"category":"3.9","date":"2026-11-2"#), @"URL/api/packages/demo/python_minor: expected the JSON of pypistats.org; it ends in the middle");
    insta::assert_snapshot!(json(r#"{"data":[{"category":"3.9","date":"2026-11-21","downloads":-4}]}"#), @"URL/api/packages/demo/python_minor: row 1: -4 downloads");
    insta::assert_snapshot!(json(r#"{"data":[{"category":"3.9","date":"2026-13-41","downloads":4}]}"#), @r#"URL/api/packages/demo/python_minor: row 1: expected a day as 2026-11-21, found "2026-13-41""#);
    insta::assert_snapshot!(json(r#"{"data":[{"category":"3.9","date":"2026-11-21","downloads":4.5}]}"#), @"URL/api/packages/demo/python_minor: expected the JSON of pypistats.org: invalid type: floating point `4.5`, expected i64 at line 1 column 62");
    // A day of long ago or to come was not asked for, and unknown fields are none of ours.
    insta::assert_snapshot!(json(r#"{"data":[{"category":"3.9","date":"9999-12-31","downloads":4,"x":[1]}],"y":2}"#), @"URL/api has no downloads of `demo` from 2026-10-25 to 2026-11-21 (28 days): the days there are 9999-12-31 to 9999-12-31 (1 day)");
    let page = told(ask, || answer(200, &["Content-Type: text/html"], b"<html>hello</html>")).0;
    insta::assert_snapshot!(page, @"URL/api/packages/demo/python_minor: expected the JSON of pypistats.org, found a page of HTML");
    let (message, hint) = told(ask, pypistats::too_often);
    insta::assert_snapshot!(message, @"`URL/api/packages/demo/python_minor` answers 429 Too Many Requests (3 tries)");
    insta::assert_snapshot!(hint, @"it takes 30 requests a minute from one address, which CI runners share: wait a minute, or --source clickhouse");
    let (message, hint) = told(ask, || answer(429, &["Retry-After: 3600"], b""));
    insta::assert_snapshot!(message, @"`URL/api/packages/demo/python_minor` answers 429 Too Many Requests");
    assert_eq!(hint, "the server asks to wait 3600 s");
    insta::assert_snapshot!(told(ask, || answer(503, &[], b"")).0, @"`URL/api/packages/demo/python_minor` answers 503 Service Unavailable (3 tries)");
    let cut =
        || Bytes::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"data\":[".to_vec());
    insta::assert_snapshot!(told(ask, cut).0, @"cannot reach `URL/api/packages/demo/python_minor`: the connection is closed before the answer is complete (3 tries)");
    let many = || {
        let row = r#"{"category":"3.9","date":"2026-11-21","downloads":1},"#;
        let body =
            format!(r#"{{"data":[{}{}]}}"#, row.repeat(1_000_000), row.trim_end_matches(','));
        answer(200, &["Content-Type: application/json"], body.as_bytes())
    };
    insta::assert_snapshot!(told(ask, many).0, @"URL/api/packages/demo/python_minor: more than 1000000 rows");
}

#[test]
fn pypistats_waits_as_it_is_told() {
    let world = world();
    let server = Server::new([
        answer(429, &["Retry-After: 0"], b""),
        pypistats::reply("python_minor", &[("2026-11-21", "3.12", 7)]),
    ]);
    let wanted = wanted("demo", 1, &[Dimension::Python]);
    let answer = world.pypistats(&server).answer(&wanted, &|_| {}).unwrap();
    assert_eq!(by(&answer, &[Dimension::Python]), "3.12=7");
}
