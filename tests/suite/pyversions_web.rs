//! The sources that need no key, each against a server on loopback: ClickHouse is the real engine.

use std::{collections::BTreeMap, time::Duration};

use jiff::civil::{Date, date};
use relkit::{
    downloads::{
        Answer, Counted, Counts, Dimension, Installers, Sorting, SourceError, Value, Wanted,
        Window,
        compare::Comparison,
        source::{Source, chain::Chain, clickhouse::ClickHouse, pypistats::PyPiStats},
    },
    net::{Address, Client, Settings},
    report::downloads::{compare_json, compare_text},
    tables::{DownloadRules, Pythons, Tables},
};

use crate::support::{
    clickhouse, pypistats,
    server::{Answer as Bytes, Server, answer},
};

const AS_OF: Date = date(2026, 11, 22);

struct World {
    client: Client,
    pythons: Pythons,
    rules: DownloadRules,
}

fn world() -> World {
    let settings = Settings { pause: Duration::from_millis(1), ..Settings::default() };
    let tables = Tables::embedded();
    World {
        client: Client::new(settings),
        pythons: tables.load().unwrap(),
        rules: tables.load().unwrap(),
    }
}

impl World {
    fn pypistats(&self, server: &Server) -> PyPiStats<'_> {
        let base = format!("{}/api", server.url()).parse().unwrap();
        PyPiStats::new(&self.client, base, &self.pythons)
    }

    fn clickhouse(&self, base: Address) -> ClickHouse<'_> {
        ClickHouse::new(&self.client, base, &self.pythons, &self.rules)
    }
}

fn wanted(project: &str, days: u16, dimensions: &[Dimension]) -> Wanted {
    Wanted {
        project: project.parse().unwrap(),
        window: Window::before(AS_OF, days).unwrap(),
        history: None,
        dimensions: dimensions.iter().copied().collect(),
        installers: Installers::default(),
    }
}

/// Rows of counts as `value=downloads`, without the day where there is more.
fn rows(counts: &Counts) -> String {
    let text = |key: &[Value]| key.iter().map(Value::as_str).collect::<Vec<_>>().join(" ");
    let rows = counts.rows().map(|(key, downloads)| format!("{}={downloads}", text(key)));
    rows.collect::<Vec<_>>().join(", ")
}

fn by(answer: &Answer, dimensions: &[Dimension]) -> String {
    rows(&answer.by(dimensions).unwrap())
}

fn fails(result: Result<Answer, SourceError>) -> (String, String) {
    let error = result.unwrap_err();
    (error.to_string(), error.hint().unwrap_or_default())
}

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
    insta::assert_snapshot!(ask(&early), @"URL/api has no downloads of `demo` from 2026-01-01 to 2026-01-28 (28 days)");
    insta::assert_snapshot!(ask(&wanted("demo", 2, &[Dimension::Libc])), @"pypistats cannot tell downloads apart by libc");
}

/// What a source says to one answer, given as often as it asks.
fn told(
    source: impl Fn(&Server) -> (String, String),
    body: impl Fn() -> Bytes + Send + 'static,
) -> (String, String) {
    let server = Server::answering(move |_, _| body());
    let (message, hint) = source(&server);
    (message.replace(&server.url(), "URL"), hint)
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
    insta::assert_snapshot!(json(r#"{"data":[{"category":"3.9","date":"9999-12-31","downloads":4,"x":[1]}],"y":2}"#), @"URL/api has no downloads of `demo` from 2026-10-25 to 2026-11-21 (28 days)");
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

/// What the rows of the raw table give, as the engine counts them itself.
fn truth(column: &str, project: &str) -> BTreeMap<String, u64> {
    let sql = format!(
        "SELECT {column}, count() FROM pypi.pypi WHERE project = '{project}' \
         AND date BETWEEN '2026-10-25' AND '2026-11-21' GROUP BY 1"
    );
    let rows = clickhouse::query(&sql).into_iter();
    rows.map(|row| (row[0].clone(), row[1].parse().unwrap())).collect()
}

fn counted(answer: &Answer, dimension: Dimension) -> BTreeMap<String, u64> {
    let counts = answer.by(&[dimension]).unwrap();
    counts.rows().map(|(key, downloads)| (key[0].to_string(), downloads)).collect()
}

#[test]
fn clickhouse_counts_what_its_rows_are() {
    let world = world();
    let all = [
        Dimension::Python,
        Dimension::System,
        Dimension::Installer,
        Dimension::Kind,
        Dimension::Libc,
    ];
    for base in
        [clickhouse::anonymous(), clickhouse::address("quoting"), clickhouse::address("plain")]
    {
        let source = world.clickhouse(base);
        let answer = source.answer(&wanted("Friendly._Bard", 28, &all), &|_| {}).unwrap();
        let mut pythons = truth("python_minor", "friendly-bard");
        for (raw, clean) in [("", "unknown"), ("3.11BYHW", "other")] {
            let downloads = pythons.remove(raw).unwrap();
            pythons.insert(clean.to_owned(), downloads);
        }
        assert_eq!(counted(&answer, Dimension::Python), pythons);
        let mut systems = truth("system", "friendly-bard");
        let unknown = systems.remove("").unwrap();
        systems.insert("unknown".to_owned(), unknown);
        assert_eq!(counted(&answer, Dimension::System), systems);
        let mut installers = truth("installer", "friendly-bard");
        let unknown = installers.remove("").unwrap();
        installers.insert("unknown".to_owned(), unknown);
        assert_eq!(counted(&answer, Dimension::Installer), installers);
        let kinds = truth("type", "friendly-bard");
        let kind = counted(&answer, Dimension::Kind);
        assert_eq!(kind["sdist"], kinds["sdist"]);
        assert_eq!(kind["wheel"], kinds["bdist_wheel"]);
        assert_eq!(kind["other"], kinds["bdist_wininst"]);
        assert_eq!(answer.origin.window, Window::before(AS_OF, 28));
        assert_eq!(
            answer.origin.counted,
            Counted::Fixed("all, mirrors and browsers included".to_owned())
        );
        let mirrors = installers["bandersnatch"] + installers["devpi"];
        let total: u64 = installers.values().sum();
        let percent = f64::from(u32::try_from(mirrors).unwrap()) * 100.0
            / f64::from(u32::try_from(total).unwrap());
        let notes = answer.origin.notes.join("\n");
        assert!(notes.contains(&format!("{percent:.1} % are by mirrors")), "{notes}");
        assert!(notes.contains("clickhouse does not tell downloads apart by libc"), "{notes}");
    }
}

#[test]
fn clickhouse_gives_trends_over_all_days_and_releases_over_the_window() {
    let world = world();
    let source = world.clickhouse(clickhouse::anonymous());
    let mut wanted = wanted("demo", 28, &[Dimension::Python, Dimension::Version]);
    wanted.history = Window::new(date(2015, 1, 1), date(2026, 10, 24));
    let answer = source.answer(&wanted, &|_| {}).unwrap();
    let window = answer.origin.window.unwrap();
    assert_eq!((window.first, window.last), (date(2026, 10, 13), date(2026, 11, 21)));
    let trend = answer.by(&[Dimension::Day, Dimension::Python]).unwrap();
    let all = clickhouse::query("SELECT count() FROM pypi.pypi WHERE project = 'demo'");
    assert_eq!(trend.total().to_string(), all[0][0]);
    let crossed =
        answer.by_within(&[Dimension::Version, Dimension::Python], wanted.window).unwrap();
    let newest = crossed.only(Dimension::Version, |value| value.text() == Some("7.0.0"));
    let newest = newest.by(&[Dimension::Python]).unwrap();
    let sql = "SELECT count() FROM pypi.pypi WHERE project = 'demo' AND version = '7.0.0' AND \
               python_minor = '3.12' AND date BETWEEN '2026-10-25' AND '2026-11-21'";
    let newest = newest.only(Dimension::Python, |value| value.text() == Some("3.12"));
    assert_eq!(newest.total().to_string(), clickhouse::query(sql)[0][0]);
}

#[test]
fn a_clickhouse_that_stops_early_is_asked_in_parts() {
    let world = world();
    let wanted = wanted("demo", 28, &[Dimension::Python, Dimension::Version]);
    let whole = world.clickhouse(clickhouse::address("plain")).answer(&wanted, &|_| {}).unwrap();
    let parts = world.clickhouse(clickhouse::address("few-rows")).answer(&wanted, &|_| {}).unwrap();
    let cube = [Dimension::Day, Dimension::Version, Dimension::Python];
    // The one table is larger than the 40 rows that this user gets at a time.
    assert!(whole.by(&cube).unwrap().len() > 200);
    assert_eq!(whole.by(&cube), parts.by(&cube));
    assert!(!parts.origin.notes.iter().any(|note| note.contains("stops early")));
    // Where a single day is too much, the answer says what is missing.
    let few = world.clickhouse(clickhouse::address("one-row")).answer(&wanted, &|_| {}).unwrap();
    assert!(few.by(&cube).unwrap().total() < whole.by(&cube).unwrap().total());
    let notes = few.origin.notes.join("\n");
    assert!(
        notes.contains(
            "the server stops early: pypi.pypi_downloads_per_day_by_version_by_python has"
        ),
        "{notes}"
    );
}

#[test]
fn refusals_of_clickhouse_come_with_its_own_words() {
    let world = world();
    let ask = |base: Address, project: &str| {
        let wanted = wanted(project, 28, &[Dimension::Python]);
        let (message, hint) = fails(world.clickhouse(base.clone()).answer(&wanted, &|_| {}));
        (message.replace(&base.to_string(), "URL"), hint)
    };
    let (message, hint) = ask(clickhouse::address("nobody"), "demo");
    insta::assert_snapshot!(message, @"pypi.pypi_downloads_per_day at URL answers Code: 516. DB::Exception: nobody: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)");
    insta::assert_snapshot!(hint, @"the server does not let this user read `pypi`: RELKIT_CLICKHOUSE_URL=https://USER:PASSWORD@HOST/");
    let (message, hint) = ask(clickhouse::address("strict"), "demo");
    assert!(message.contains("Code: 158. DB::Exception: Limit for rows"), "{message}");
    insta::assert_snapshot!(hint, @"it is a limit of the server: fewer days, later, or --source pypistats");
    let (message, _) = ask(clickhouse::anonymous(), "nobody-has-this");
    insta::assert_snapshot!(message, @"ClickHouse at URL has no downloads of `nobody-has-this` from 2026-10-25 to 2026-11-21 (28 days)");
    // A name goes in as a parameter: nothing that is typed becomes SQL.
    let (world_message, _) = ask(clickhouse::anonymous(), "x.OR.1");
    assert!(world_message.contains("has no downloads of `x.OR.1`"), "{world_message}");
}

#[test]
fn bad_answers_of_clickhouse_are_named() {
    let world = world();
    let ask = |server: &Server| {
        let wanted = wanted("demo", 28, &[Dimension::Python]);
        fails(world.clickhouse(server.url().parse().unwrap()).answer(&wanted, &|_| {}))
    };
    let json = |body: &'static str| {
        told(ask, move || answer(200, &["Content-Type: application/json"], body.as_bytes())).0
    };
    insta::assert_snapshot!(json("{}"), @"pypi.pypi_downloads_per_day at URL/: expected ClickHouse's JSON: missing field `data` at line 1 column 2");
    insta::assert_snapshot!(json(r#"{"data":[{"days":["2026-11-21"],"downloads":["-3"]}]}"#), @"pypi.pypi_downloads_per_day at URL/: row 1: -3 downloads");
    insta::assert_snapshot!(json(r#"{"data":[{"days":["2026-11-21"],"downloads":[]}]}"#), @"pypi.pypi_downloads_per_day at URL/: days and downloads are not of one length");
    insta::assert_snapshot!(json(r#"{"data":[{"days":["1999-01-01"],"downloads":[1]}]}"#), @"pypi.pypi_downloads_per_day at URL/: row 1: 1999-01-01 was not asked for");
    insta::assert_snapshot!(json(r#"{"data":[{"days":["yesterday"],"downloads":[1]}]}"#), @r#"pypi.pypi_downloads_per_day at URL/: row 1: expected a day as 2026-11-21, found "yesterday""#);
    // The status is sent before an error comes: it stands behind the rows, or in a field.
    insta::assert_snapshot!(json("{\"meta\":[],\"data\":[{\"days\":[\"2026-11-2Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED) (version 26.9)"), @"pypi.pypi_downloads_per_day at URL/ answers Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)");
    insta::assert_snapshot!(json(r#"{"data":[],"exception":"Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)"}"#), @"pypi.pypi_downloads_per_day at URL/ answers Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)");
    let page = told(ask, || answer(200, &["Content-Type: text/html"], b"<html>hello</html>")).0;
    insta::assert_snapshot!(page, @"pypi.pypi_downloads_per_day at URL/: expected ClickHouse's JSON, found a page of HTML");
    let (message, hint) = told(ask, || {
        let said = b"Code: 60. DB::Exception: Unknown table expression identifier 'pypi.pypi_downloads_per_day'. (UNKNOWN_TABLE) (version 26.9.1.1)";
        answer(404, &["X-ClickHouse-Exception-Code: 60"], said)
    });
    insta::assert_snapshot!(message, @"pypi.pypi_downloads_per_day at URL/ answers Code: 60. DB::Exception: Unknown table expression identifier 'pypi.pypi_downloads_per_day'. (UNKNOWN_TABLE)");
    insta::assert_snapshot!(hint, @"is it a server with ClickPy's database `pypi`? the address is that of downloads.toml, or of RELKIT_CLICKHOUSE_URL");
    let status = told(ask, || answer(502, &[], b"bad gateway")).0;
    assert!(status.contains("answers 502 Bad Gateway (3 tries)"), "{status}");
}

#[test]
fn the_chain_goes_on_and_says_why() {
    let world = world();
    let limited = Server::answering(|_, _| pypistats::too_often());
    let sources = Chain::new(vec![
        Box::new(world.pypistats(&limited)) as Box<dyn Source + '_>,
        Box::new(world.clickhouse(clickhouse::anonymous())),
    ]);
    let answer = sources.answer(&wanted("demo", 28, &[Dimension::Python]), &|_| {}).unwrap();
    assert_eq!(answer.origin.source, "clickhouse");
    let first = answer.origin.notes[0].replace(&limited.url(), "URL");
    insta::assert_snapshot!(first, @"not pypistats: `URL/api/packages/demo/python_minor` answers 429 Too Many Requests (3 tries)");
    let empty = pypistats::server();
    let sources = Chain::new(vec![
        Box::new(world.pypistats(&empty)) as Box<dyn Source + '_>,
        Box::new(world.clickhouse(clickhouse::anonymous())),
    ]);
    let error = sources.answer(&wanted("nobody-has-this", 28, &[Dimension::Python]), &|_| {});
    insta::assert_snapshot!(fails(error).0, @"each of pypistats, clickhouse has no downloads of `nobody-has-this` from 2026-10-25 to 2026-11-21 (28 days)");
}

#[test]
fn sources_are_compared_in_text_and_json() {
    let (world, server) = (world(), pypistats::server());
    let closed = Server::answering(|_, _| answer(404, &[], b""));
    let wanted = wanted("demo", 2, &[Dimension::Python]);
    let ask = |source: &dyn Source| (source.name(), source.answer(&wanted, &|_| {}));
    let answers = vec![
        ask(&world.pypistats(&server)),
        ask(&world.clickhouse(clickhouse::anonymous())),
        ("bigquery", ask(&world.pypistats(&closed)).1),
    ];
    let compared =
        [Comparison::of(wanted.project.clone(), wanted.window, answers, Sorting::Version)];
    let masked = |text: String| {
        let text = text.replace(&server.url(), "URL").replace(&closed.url(), "CLOSED");
        text.replace(&clickhouse::anonymous().to_string(), "CLICKHOUSE")
    };
    insta::assert_snapshot!(masked(compare_text(&compared)), @"
    demo, 2026-11-20 to 2026-11-21 (2 days): percent of all downloads (of the known Pythons)
    python         pypistats     clickhouse
    3.14                   –   7.78 (10.92)
    3.13                   –  19.76 (27.73)
    3.12                   –  23.75 (33.33)
    3.10       69.77 (81.08)   8.78 (12.32)
    3.9        16.28 (18.92)    2.79 (3.92)
    2.7                    –   8.38 (11.76)
    other               2.33           8.58
    unknown            11.63          20.16
    downloads             43            501
    bigquery does not answer: CLOSED/api has no downloads of `demo` from 2026-11-20 to 2026-11-21 (2 days)

    Why they differ:
    - they are furthest apart on 3.10: 81.1 % in pypistats, 12.3 % in clickhouse, each of the known Pythons
    - they count different installers: pypistats: all that name themselves but bandersnatch, z3c.pypimirror, Artifactory and devpi; clickhouse: all, mirrors and browsers included
    - downloads without a known Python are 14.0 % in pypistats, 28.7 % in clickhouse: compare the shares of the known ones

    pypistats (URL/api)
    - pypistats.org has its own rule of what counts, so that --installers default has no effect: browsers, requests and Nexus are in
    - pypistats.org counts pre-releases with their release
    - 11.6 % of the downloads name no Python, as those of browsers do

    clickhouse (database pypi at CLICKHOUSE)
    - of these downloads 8.4 % are by mirrors and 74.5 % by programs that install for people and CI; ClickHouse's tables cannot tell whose Pythons they are
    - ClickHouse counts pre-releases with their release
    ");
    let json: serde_json::Value = serde_json::from_str(&compare_json(&compared).unwrap()).unwrap();
    assert_eq!(json["schema"], "relkit.pyversions-sources/1");
    let project = &json["projects"][0];
    assert_eq!(project["sources"][0]["source"], "pypistats");
    assert_eq!(project["sources"][1]["days"]["last"], "2026-11-21");
    let oldest = project["pythons"].as_array().unwrap().iter();
    let nine = oldest.clone().find(|row| row["python"] == "3.9").unwrap();
    assert_eq!(nine["shares"][0]["downloads"], 7);
    assert_eq!(project["unanswered"][0]["source"], "bigquery");
    let two = oldest.clone().find(|row| row["python"] == "2.7").unwrap();
    assert!(two["shares"][0].is_null() && two["shares"][1]["downloads"].is_u64());
}
