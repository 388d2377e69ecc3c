//! `relkit pyversions --source bigquery` as it is run: one query, a cube, and what is said before.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value as Json, json};

use crate::support::{
    bigquery::{self, Front, emulator, refusal, reply},
    bigquery_source::{NOBODY, begun, fake},
    relkit::{Ran, TODAY, relkit},
};

/// The program with an account, asking there.
fn bigquery_at(rest: &str, storage: &str, cache: &Path, more: &[&str]) -> Command {
    let cache = cache.to_str().unwrap();
    let mut arguments = vec!["pyversions", "psutil", "--source", "bigquery", "--cache-dir", cache];
    arguments.extend(["--as-of", TODAY]);
    arguments.extend(more);
    let mut command = relkit(&arguments);
    command.current_dir(cache);
    command.env("RELKIT_BIGQUERY_URL", rest).env("RELKIT_BIGQUERY_STORAGE_URL", storage);
    command.env("GOOGLE_APPLICATION_CREDENTIALS", emulator().folder.join("service.json"));
    command
}

fn run(command: &mut Command) -> Ran {
    Ran::from(command.output().unwrap())
}

fn split(report: &Json, dimension: &str) -> Json {
    let splits = report["projects"][0]["splits"].as_array().unwrap();
    let split = splits.iter().find(|split| split["dimension"] == dimension);
    split.unwrap_or_else(|| panic!("no {dimension} in {splits:?}")).clone()
}

#[test]
fn one_query_is_billed_for_all_splits() {
    let folder = tempfile::tempdir().unwrap();
    let front = Front::new(bigquery::with_results);
    let json = |more: &[&str]| {
        let storage = &emulator().storage;
        let mut command = bigquery_at(&front.url, storage, folder.path(), &["--format", "json"]);
        let ran = run(command.args(more));
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        serde_json::from_str::<Json>(&ran.out).unwrap()
    };
    let first = json(&["--days", "14"]);
    assert_eq!(front.runs().len(), 1);
    let query = front.runs()[0].body["query"].as_str().unwrap().to_owned();
    for column in ["day", "version", "python", "system", "cpu", "libc", "installer", "kind"] {
        assert!(query.contains(&format!(" AS {column},")), "{column} in {query}");
    }
    let more = ["--days", "14", "--offline", "--by", "system,cpu,libc,installer,kind"];
    let offline = json(&more);
    assert_eq!(split(&offline, "python"), split(&first, "python"));
    for dimension in ["system", "cpu", "libc", "installer", "kind"] {
        assert_eq!(split(&offline, dimension)["total"], split(&first, "python")["total"]);
    }
    let week = json(&["--days", "7", "--installers", "all"]);
    assert_eq!(week["projects"][0]["window"]["days"], 7);
    assert_eq!(front.runs().len(), 1, "nothing was asked for twice");

    // The report names the file, which is a source.
    let cubes: Vec<_> = fs::read_dir(folder.path().join("downloads")).unwrap().collect();
    let cubes = cubes.into_iter().map(|entry| entry.unwrap().path());
    let cubes: Vec<_> =
        cubes.filter(|path| path.extension().is_some_and(|it| it == "parquet")).collect();
    assert_eq!(cubes.len(), 1, "{cubes:?}");
    let path = cubes[0].to_str().unwrap();
    let notes = first["projects"][0]["origin"]["notes"].to_string();
    assert!(notes.contains(&format!("--source {path}")), "{notes}");
    let days = ["--as-of", TODAY, "--days", "14", "--format", "json"];
    let file = run(relkit(&["pyversions", "psutil", "--source", path]).args(days));
    assert_eq!(file.status, Some(0), "{}", file.err);
    let file: Json = serde_json::from_str(&file.out).unwrap();
    assert_eq!(split(&file, "python"), split(&first, "python"));
}

/// The first line on standard error comes while the query still waits to be answered.
#[test]
fn what_may_be_read_is_said_before_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (read, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let (seen, late) = (Arc::clone(&read), Arc::clone(&answered));
    let front = fake(4 << 30, move |_, _| {
        let until = Instant::now() + Duration::from_mins(1);
        while !seen.load(Ordering::SeqCst) && Instant::now() < until {
            thread::sleep(Duration::from_millis(10));
        }
        late.fetch_add(u32::from(!seen.load(Ordering::SeqCst)), Ordering::SeqCst);
        refusal(403, "quotaExceeded", "none is left")
    });
    let mut command = bigquery_at(&front.url, NOBODY, folder.path(), &[]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    errors.read_line(&mut line).unwrap();
    read.store(true, Ordering::SeqCst);
    assert_eq!(
        line.trim_end(),
        "psutil: BigQuery reads 4.00 GiB (0.02 USD) at most; the limit is 100 GiB (0.61 USD)"
    );
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert_eq!((front.runs().len(), answered.load(Ordering::SeqCst)), (1, 0));
    // The table itself: nobody listens there, and it was said before it was tried.
    let raw = run(&mut bigquery_at(&front.url, NOBODY, folder.path(), &["--raw"]));
    assert_eq!(raw.status, Some(2));
    assert!(
        raw.err.starts_with(
            "psutil: BigQuery reads 4.00 GiB (0.00 USD) at most by the Storage Read API, which \
             cannot be stopped; the limit is 100 GiB (0.11 USD)\n"
        ),
        "{}",
        raw.err
    );
    let quiet = run(&mut bigquery_at(&front.url, NOBODY, folder.path(), &["--quiet"]));
    assert!(!quiet.err.contains("BigQuery reads"), "{}", quiet.err);
}

/// The jobs of this month in two pages: 9 GiB of two queries, a load and a query from the cache.
fn jobs(path: &str) -> Json {
    let query =
        |bytes: u64| json!({"statistics": {"query": {"totalBytesBilled": bytes.to_string()}}});
    if path.contains("pageToken=%6E%65%78%74") {
        return json!({"jobs": [query(3 << 30)]});
    }
    let load = json!({"statistics": {"load": {"outputBytes": "1"}}});
    json!({"jobs": [query(6 << 30), query(0), load, {}], "nextPageToken": "next"})
}

#[test]
fn a_dry_run_says_what_was_billed_this_month() {
    let folder = tempfile::tempdir().unwrap();
    let listing = |all: bool| {
        Front::new(move |call| {
            if call.body["dryRun"] == true {
                let bytes = (4_u64 << 30).to_string();
                return reply(200, &json!({"jobComplete": true, "totalBytesProcessed": bytes}));
            }
            if !all && call.path.contains("allUsers=true") {
                return refusal(403, "accessDenied", "bigquery.jobs.listAll");
            }
            assert!(call.path.contains("minCreationTime=1793491200000"), "{}", call.path);
            reply(200, &jobs(&call.path))
        })
    };
    let front = listing(true);
    let dry = |front: &Front, more: &[&str]| {
        let mut command = bigquery_at(&front.url, NOBODY, folder.path(), &["--dry-run"]);
        let ran = run(command.args(more));
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        ran.out
    };
    insta::assert_snapshot!(dry(&front, &[]), @"
    psutil, 2026-10-25 to 2026-11-21 (28 days): at most 4.00 GiB (0.02 USD), limit 100 GiB (0.61 USD)
    since 2026-11-01 the project `me` was billed 9.00 GiB for 2 queries; 1.00 TiB a month are free for its billing account
    ");
    assert!(front.runs().is_empty());
    let asked = front.calls();
    let asked = asked.iter().find(|call| call.body["dryRun"] == true).unwrap();
    assert!(asked.body["query"].as_str().unwrap().contains(" AS kind,"), "the price of the cube");
    let report: Json = serde_json::from_str(&dry(&front, &["--format", "json"])).unwrap();
    assert_eq!(report["schema"], "relkit.pyversions-estimate/1");
    assert_eq!(report["questions"][0]["project"], "psutil");
    assert_eq!(report["questions"][0]["estimate"]["most"]["bytes"], 4_u64 << 30);
    assert_eq!(report["month"]["billed"]["bytes"], 9_u64 << 30);
    assert_eq!(report["month"]["free"], 1_u64 << 40);
    assert_eq!(report["month"]["all_accounts"], true);
    // Whoever may not list the jobs of others sees his own.
    let own = dry(&listing(false), &[]);
    assert!(own.contains("9.00 GiB for 2 queries"), "{own}");
    assert!(own.ends_with("(queries of this account alone: it may not list those of others)\n"));
    // That nobody says it is no reason to say nothing.
    let front = Front::new(|call| {
        if call.body["dryRun"] == true {
            return reply(200, &json!({"jobComplete": true, "totalBytesProcessed": "5"}));
        }
        refusal(403, "accessDenied", "bigquery.jobs.list")
    });
    let unknown = dry(&front, &[]);
    assert!(unknown.contains("what was billed this month is not known: "), "{unknown}");
}

#[test]
fn all_queries_of_a_project_share_one_limit() {
    let folder = tempfile::tempdir().unwrap();
    let front = fake(1 << 30, |_, _| begun("a", true));
    let more = "--history 1 --max-bytes 5GiB --days 20 --installers all";
    let more: Vec<&str> = more.split(' ').collect();
    run(&mut bigquery_at(&front.url, NOBODY, folder.path(), &more));
    let limits: Vec<String> = front
        .runs()
        .iter()
        .map(|call| call.body["maximumBytesBilled"].as_str().unwrap().to_owned())
        .collect();
    // The first query billed 3 GiB.
    assert_eq!(limits, [(5_u64 << 30).to_string(), (2_u64 << 30).to_string()]);
}

#[test]
fn options_that_nobody_heeds_are_refused() {
    let said = |arguments: &[&str]| {
        let ran = run(relkit(&["pyversions", "psutil"]).args(arguments));
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
        ran.err
    };
    insta::assert_snapshot!(said(&["--dry-run"]), @"
    error: --dry-run needs --source bigquery
    hint: the other sources read nothing that is billed
    ");
    for (option, more) in
        [("--raw", None), ("--max-bytes", Some("1GiB")), ("--billing-project", Some("me"))]
    {
        let arguments: Vec<&str> =
            ["--source", "pypistats", option].into_iter().chain(more).collect();
        assert!(said(&arguments).contains(&format!("{option} needs --source bigquery")));
    }
    let front = fake(1, |_, _| begun("a", true));
    let folder = tempfile::tempdir().unwrap();
    let html = ["--dry-run", "--format", "html"];
    let html = run(&mut bigquery_at(&front.url, NOBODY, folder.path(), &html));
    assert!(html.err.contains("--dry-run is text or JSON"), "{}", html.err);
    assert!(front.calls().is_empty());
}
