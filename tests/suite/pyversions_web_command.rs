//! `relkit pyversions` with sources that need no key, as it is run.

use std::fs;

use crate::support::{
    clickhouse, pypistats,
    relkit::{Ran, TODAY, relkit},
    server::{Server, answer},
};

/// Runs it in a folder of its own, with these sources.
fn ran(clickhouse: &str, pypistats: &str, arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().to_str().unwrap();
    let mut command = relkit(&["pyversions", "--cache-dir", cache, "--as-of", TODAY]);
    command.env("RELKIT_CLICKHOUSE_URL", clickhouse).env("RELKIT_PYPISTATS_URL", pypistats);
    Ran::from(command.args(arguments).current_dir(&folder).output().unwrap())
}

fn api(server: &Server) -> String {
    format!("{}/api/", server.url())
}

#[test]
fn a_name_that_fails_loses_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let row = |project: &str| format!("2026-11-20 10:00:00,{project},3.12.1,pip\n");
    let head = "timestamp,project,details.python,details.installer.name\n";
    fs::write(&path, format!("{head}{}{}", row("psutil"), row("numpy").repeat(2))).unwrap();
    let path = path.to_str().unwrap();
    let names = ["psutil", "nosuch", "NumPy", "numpy", "PSUTIL"];
    let common = ["--source", path, "--format", "csv", "--history", "0"];
    let arguments: Vec<&str> = names.into_iter().chain(common).collect();
    let some = ran("", "", &arguments);
    assert_eq!(some.status, Some(2), "{}", some.err);
    let rows: Vec<&str> = some.out.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "each is asked once: {}", some.out);
    assert!(rows[0].starts_with("psutil,python,3.12,1,"), "{}", some.out);
    assert!(rows[1].starts_with("NumPy,python,3.12,2,"), "{}", some.out);
    assert!(some.err.starts_with("error: nosuch: "), "{}", some.err);
    let none = ran("", "", &["nosuch", "--source", path]);
    assert_eq!((none.status, none.out.as_str()), (Some(2), ""));
    let none = ran("", "", &["nosuch", "neither", "--source", path]);
    assert_eq!((none.status, none.out.as_str()), (Some(2), ""));
    assert!(none.err.contains("nosuch: ") && none.err.contains("neither: "), "{}", none.err);
}

#[test]
fn a_gate_on_counts_with_mirrors_warns() {
    let source = ["demo", "--source", "clickhouse", "--history", "0", "--fail-if"];
    let gate = |user: &str, condition: &str| {
        let url = clickhouse::url(user);
        let arguments: Vec<&str> = source.into_iter().chain([condition]).collect();
        ran(&url, "", &arguments)
    };
    let told = gate("plain", "2.7 > 90");
    assert_eq!(told.status, Some(0), "{}", told.err);
    assert!(!told.err.contains("warning"), "{}", told.err);
    let untold = gate("sums-alone", "2.7 > 90");
    assert!(
        untold.err.contains(
            "warning: --fail-if is decided on counts of demo that hold mirrors and browsers"
        ),
        "{}",
        untold.err
    );
    // What is not told apart is said once.
    let url = clickhouse::url("plain");
    let ci = ran(&url, "", &["demo", "--source", "clickhouse", "--by", "ci", "--format", "json"]);
    assert_eq!(ci.out.matches("tell downloads apart by ci").count(), 1, "{}", ci.out);
}

#[test]
fn sources_are_compared_in_more_formats_and_never_alone() {
    let server = pypistats::server();
    let closed = Server::answering(|_, _| answer(404, &[], b""));
    let url = clickhouse::url("plain");
    let compare = |pypistats: &Server, format: &str| {
        let arguments = ["demo", "--days", "2", "--compare-sources", "--format", format];
        ran(&url, &api(pypistats), &arguments)
    };
    let csv = compare(&server, "csv");
    assert_eq!(csv.status, Some(0), "{}", csv.err);
    let head = "project,source,python,downloads,percent,percent_of_known,first,last";
    assert_eq!(csv.out.lines().next(), Some(head));
    let row = "demo,pypistats,3.10,30,69.767442,81.081081,2026-11-20,2026-11-21";
    assert!(csv.out.lines().any(|line| line == row), "{}", csv.out);
    assert!(csv.out.contains("demo,clickhouse,3.12,"), "{}", csv.out);
    let markdown = compare(&server, "markdown");
    assert!(markdown.out.contains("| Python | clickhouse | pypistats |\n"), "{}", markdown.out);
    assert!(markdown.out.contains("- they count different installers"), "{}", markdown.out);
    let html = compare(&server, "html");
    assert_eq!(html.status, Some(2));
    assert!(html.err.contains("--compare-sources is text, JSON, CSV or Markdown"), "{}", html.err);
    let alone = compare(&closed, "table");
    assert_eq!(alone.status, Some(2), "{}", alone.out);
    assert!(alone.out.contains("pypistats does not answer: "), "{}", alone.out);
    assert!(alone.out.contains("clickhouse answers alone: nothing is compared"), "{}", alone.out);
}
