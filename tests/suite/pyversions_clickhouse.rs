//! ClickHouse's public tables: the real engine, and a server for what it does not do.

use std::collections::BTreeMap;

use jiff::civil::date;
use relkit::{
    downloads::{
        Answer, Counted, Dimension, Installers, Window,
        source::{Source, clickhouse::ALL},
    },
    net::Address,
};

use crate::support::{
    clickhouse,
    server::{Server, answer},
    web_sources::{AS_OF, fails, told, wanted, world},
};

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
        let mut wanted = wanted("Friendly._Bard", 28, &all);
        wanted.installers = Installers::Everything;
        let answer = source.answer(&wanted, &|_| {}).unwrap();
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
        assert_eq!(answer.origin.counted, Counted::Asked("all".to_owned()));
        let notes = answer.origin.notes.join("\n");
        assert!(notes.contains("clickhouse does not tell downloads apart by libc"), "{notes}");
    }
}

/// What the rows of the raw table give on these days, by programs for which this holds.
fn truth_of(column: &str, such: &str) -> BTreeMap<String, u64> {
    let sql = format!(
        "SELECT {column}, count() FROM pypi.pypi WHERE project = 'demo' \
         AND date BETWEEN '2026-10-25' AND '2026-11-21' AND {such} GROUP BY 1"
    );
    let rows = clickhouse::query(&sql).into_iter();
    let clean = |raw: &str| match raw {
        "" => "unknown".to_owned(),
        "3.11BYHW" => "other".to_owned(),
        known => known.to_owned(),
    };
    rows.map(|row| (clean(&row[0]), row[1].parse().unwrap())).collect()
}

#[test]
fn clickhouse_counts_whom_it_is_asked_for() {
    let world = world();
    let source = world.clickhouse(clickhouse::anonymous());
    let dimensions = [Dimension::Python, Dimension::Version, Dimension::System];
    for (installers, such) in [
        ("default", "installer IN ('pip', 'uv', 'poetry')"),
        ("pip", "installer = 'pip'"),
        ("PIP,uv,no'body", "installer IN ('pip', 'uv')"),
        ("without-mirrors", "installer NOT IN ('bandersnatch', 'devpi')"),
    ] {
        let mut wanted = wanted("demo", 28, &dimensions);
        wanted.installers = installers.parse().unwrap();
        let answer = source.answer(&wanted, &|_| {}).unwrap();
        assert_eq!(counted(&answer, Dimension::Python), truth_of("python_minor", such));
        assert_eq!(counted(&answer, Dimension::System), truth_of("system", such));
        assert_eq!(counted(&answer, Dimension::Version), truth_of("version", such));
        assert!(answer.by(&dimensions).is_some(), "all crossed");
        assert_eq!(answer.origin.counted, Counted::Asked(wanted.installers.to_string()));
    }
    let mut nobody = wanted("demo", 28, &[Dimension::Python]);
    nobody.installers = "conda".parse().unwrap();
    let (message, hint) = fails(source.answer(&nobody, &|_| {}));
    assert!(message.contains("downloads by programs that do not count with --installers conda"));
    assert_eq!(hint, "count them all: --installers all");
}

#[test]
fn clickhouse_without_its_rows_says_that_mirrors_are_in_the_counts() {
    let world = world();
    let source = world.clickhouse(clickhouse::address("sums-alone"));
    let answer = source.answer(&wanted("demo", 28, &[Dimension::Python]), &|_| {}).unwrap();
    assert_eq!(counted(&answer, Dimension::Python), truth_of("python_minor", "1"));
    assert_eq!(answer.origin.counted, Counted::Fixed(ALL.to_owned()));
    let installers = truth_of("installer", "1");
    let mirrors = installers["bandersnatch"] + installers["devpi"];
    let total: u64 = installers.values().sum();
    let percent = f64::from(u32::try_from(mirrors).unwrap()) * 100.0
        / f64::from(u32::try_from(total).unwrap());
    let notes = answer.origin.notes.join("\n");
    assert!(notes.contains("mirrors and browsers are in these counts"), "{notes}");
    assert!(notes.contains("Code: 497"), "{notes}");
    assert!(notes.contains(&format!("{percent:.1} % are by mirrors")), "{notes}");
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
    let trend = answer.cubes.iter().rfind(|cube| cube.has(&[Dimension::Python])).unwrap();
    let all = clickhouse::query("SELECT count() FROM pypi.pypi WHERE project = 'demo'");
    assert_eq!(trend.total().to_string(), all[0][0]);
    let crossed =
        answer.by_within(&[Dimension::Version, Dimension::Python], wanted.window).unwrap();
    let newest = crossed.only(Dimension::Version, |value| value.text() == Some("7.0.0"));
    let newest = newest.by(&[Dimension::Python]).unwrap();
    let sql = "SELECT count() FROM pypi.pypi WHERE project = 'demo' AND version = '7.0.0' AND \
               python_minor = '3.12' AND date BETWEEN '2026-10-25' AND '2026-11-21' AND \
               installer IN ('pip', 'uv', 'poetry')";
    let newest = newest.only(Dimension::Python, |value| value.text() == Some("3.12"));
    assert_eq!(newest.total().to_string(), clickhouse::query(sql)[0][0]);
    let notes = answer.origin.notes.join("\n");
    assert!(notes.contains("earlier months count all installers"), "{notes}");
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
