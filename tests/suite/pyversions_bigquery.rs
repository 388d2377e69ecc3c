//! The source `bigquery`: SQL, Arrow and pages against the emulator, and by a fake what it lacks.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use jiff::civil::date;
use relkit::{
    downloads::{
        Answer, Dimension, SourceError, Value, Wanted, Window, clean,
        source::{
            Source,
            bigquery::{BigQuery, Estimate, Options},
        },
    },
    net::{Client, Settings, google::Places},
    tables::{DownloadRules, Pythons, Table},
};
use serde_json::{Value as Json, json};

use crate::support::{
    bigquery::{self, Call, Front, Reply, emulator, refusal, reply},
    bigquery_storage::{Storage, Turn},
    tunnel::Tunnel,
};

/// Nobody listens there.
const NOBODY: &str = "http://127.0.0.1:9";

fn settings() -> Settings {
    Settings { pause: Duration::from_millis(5), ..Settings::default() }
}

fn service() -> Places {
    Places { named: Some(emulator().folder.join("service.json")), ..Places::default() }
}

fn wanted(dimensions: &[Dimension], installers: &str) -> Wanted {
    Wanted {
        project: "psutil".parse().unwrap(),
        window: Window::new(date(2026, 11, 8), date(2026, 11, 21)).unwrap(),
        history: Window::new(date(2026, 11, 1), date(2026, 11, 7)),
        dimensions: dimensions.iter().copied().collect(),
        installers: installers.parse().unwrap(),
    }
}

/// A source that asks there, with some options changed.
fn with<T>(
    (rest, storage): (&str, &str),
    change: impl FnOnce(&mut Options),
    ask: impl FnOnce(&BigQuery) -> T,
) -> T {
    with_settings((rest, storage), settings(), change, ask)
}

fn with_settings<T>(
    (rest, storage): (&str, &str),
    settings: Settings,
    change: impl FnOnce(&mut Options),
    ask: impl FnOnce(&BigQuery) -> T,
) -> T {
    let rules: DownloadRules = toml::from_str(DownloadRules::EMBEDDED).unwrap();
    let pythons: Pythons = toml::from_str(Pythons::EMBEDDED).unwrap();
    let client = Client::new(settings.clone());
    let mut options = Options::new(&rules, service()).unwrap();
    options.rest = rest.parse().unwrap();
    options.storage = storage.parse().unwrap();
    options.pause = Duration::from_millis(5);
    change(&mut options);
    ask(&BigQuery::new(options, &client, settings, &rules, &pythons))
}

fn answer(at: (&str, &str), wanted: &Wanted) -> Result<Answer, SourceError> {
    with(at, |_| {}, |source| source.answer(wanted, &|_| {}))
}

fn said(error: &SourceError) -> String {
    format!("{error}\nhint: {}", error.hint().unwrap_or_default())
}

/// The rows of the emulator's table.
fn rows() -> Vec<Json> {
    let text = fs::read_to_string(emulator().folder.join("rows.ndjson")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// psutil's rows from the 1st to the 21st of November, without files beside those of a release.
fn counted_rows(installers: &[&str]) -> Vec<Json> {
    let mut rows = rows();
    rows.retain(|row| {
        let file = row["file"]["filename"].as_str().unwrap();
        let day = &row["timestamp"].as_str().unwrap()[..10];
        let installer = row["details"]["installer"]["name"].as_str().unwrap_or_default();
        row["project"] == "psutil"
            && ("2026-11-01"..="2026-11-21").contains(&day)
            && !file.ends_with(".metadata")
            && !file.ends_with(".asc")
            && (installers.is_empty() || installers.contains(&installer.to_lowercase().as_str()))
    });
    rows
}

const EVERY: [Dimension; 12] = [
    Dimension::Version,
    Dimension::Python,
    Dimension::System,
    Dimension::SystemRelease,
    Dimension::Distro,
    Dimension::Cpu,
    Dimension::Libc,
    Dimension::LibcVersion,
    Dimension::Installer,
    Dimension::Ci,
    Dimension::Kind,
    Dimension::File,
];

/// The value of a row, by the definition of each dimension and nothing of the query.
fn value(row: &Json, dimension: Dimension, pythons: &Pythons) -> Value {
    let details = &row["details"];
    let text = |json: &Json| clean::text(json.as_str());
    let two = |first: &Json, second: &Json| match (first.as_str(), second.as_str()) {
        (Some(first), Some(second)) => Value::known(&format!("{first} {second}")),
        (first, _) => clean::text(first),
    };
    let (distro, libc) = (&details["distro"], &details["distro"]["libc"]);
    match dimension {
        Dimension::Day => Value::known(&row["timestamp"].as_str().unwrap()[..10]),
        Dimension::Version => text(&row["file"]["version"]),
        Dimension::Python => clean::python(details["python"].as_str(), pythons),
        Dimension::System => text(&details["system"]["name"]),
        Dimension::SystemRelease => match details["system"]["name"].as_str() {
            Some("Darwin") => Value::known("15.1"),
            Some("Windows") => Value::known("11"),
            _ => Value::Unknown,
        },
        Dimension::Distro => two(&distro["name"], &distro["version"]),
        Dimension::Cpu => clean::cpu(details["cpu"].as_str()),
        Dimension::Libc => text(&libc["lib"]),
        Dimension::LibcVersion => two(&libc["lib"], &libc["version"]),
        Dimension::Installer => text(&details["installer"]["name"]),
        Dimension::Ci => details["ci"].as_bool().map_or(Value::Unknown, |_| Value::known("yes")),
        Dimension::Kind => {
            Value::known(clean::kind(row["file"]["filename"].as_str().unwrap()).unwrap())
        }
        Dimension::File => text(&row["file"]["filename"]),
    }
}

/// Compares all dimensions crossed with what the rows say.
fn agrees(answer: &Answer, dimensions: &[Dimension], installers: &[&str]) {
    let pythons: Pythons = toml::from_str(Pythons::EMBEDDED).unwrap();
    let cube = &answer.cubes[0];
    let mut expected = BTreeMap::new();
    for row in counted_rows(installers) {
        let key: Vec<Value> =
            cube.dimensions().iter().map(|it| value(&row, *it, &pythons)).collect();
        *expected.entry(key).or_insert(0) += 1;
    }
    assert!(cube.has(dimensions) && cube.has(&[Dimension::Day]));
    let found: BTreeMap<Vec<Value>, u64> =
        cube.rows().map(|(key, downloads)| (key.to_vec(), downloads)).collect();
    assert_eq!(found, expected);
    assert!(cube.total() > 500, "{}", cube.total());
}

#[test]
fn every_dimension_comes_crossed_as_arrow() {
    let front = Front::new(bigquery::with_results);
    let wanted = wanted(&EVERY, "pip,uv,pdm");
    let answer = answer((&front.url, &emulator().storage), &wanted).unwrap();
    agrees(&answer, &EVERY, &["pip", "uv", "pdm"]);
    let origin = &answer.origin;
    assert_eq!(origin.window, Some(wanted.days()));
    assert!(origin.notes.iter().all(|note| !note.contains("pages")), "{:?}", origin.notes);
    // Without the file name, a kind is told by what the query leaves of it.
    let kinds = self::wanted(&[Dimension::Kind], "all");
    let answer = self::answer((&front.url, &emulator().storage), &kinds).unwrap();
    agrees(&answer, &[Dimension::Kind], &[]);
    let run = &front.runs()[0].body;
    assert_eq!(run["useLegacySql"], false);
    assert_eq!(run["maximumBytesBilled"], (100_u64 << 30).to_string());
    assert!(!run["query"].as_str().unwrap().contains("CURRENT"));
    assert!(front.calls()[0].authorization.starts_with("Bearer ey"), "a token of its own making");
}

#[test]
fn pages_stand_in_for_a_storage_api_that_refuses() {
    // The emulator names the table of the result, and has none.
    let python = wanted(&[Dimension::Python], "all");
    let found = answer((&emulator().rest, &emulator().storage), &python).unwrap();
    agrees(&found, &[Dimension::Python], &[]);
    assert!(found.origin.notes[1].contains("read as pages"), "{:?}", found.origin.notes);
    let unreachable = answer((&emulator().rest, NOBODY), &python).unwrap();
    assert_eq!(unreachable.cubes, found.cubes);
}

#[test]
fn the_table_itself_has_the_same_rows() {
    let raw = |options: &mut Options| {
        options.raw = true;
        options.whole_columns = true; // the emulator knows no parts of columns
    };
    let at = (emulator().rest.as_str(), emulator().storage.as_str());
    let every = wanted(&EVERY, "default");
    let answer = with(at, raw, |source| source.answer(&every, &|_| {})).unwrap();
    agrees(&answer, &EVERY, &["pip", "uv", "poetry", "pdm"]);
    assert!(answer.origin.notes[0].contains("the table itself was read"));
}

#[test]
fn nothing_found_is_said() {
    let mut wanted = wanted(&[Dimension::Python], "all");
    wanted.project = "no-such-project".parse().unwrap();
    let error = answer((&emulator().rest, &emulator().storage), &wanted).unwrap_err();
    insta::assert_snapshot!(error, @"BigQuery's table bigquery-public-data.pypi.file_downloads has no downloads of `no-such-project` from 2026-11-01 to 2026-11-21 (21 days)");
}

/// What the real pypinfo counts by Python version, and its percentages.
fn pypinfo(arguments: &[&str]) -> BTreeMap<String, (u64, f64)> {
    let mut command = bigquery::program("pypinfo");
    command.env("BIGQUERY_EMULATOR_HOST", &emulator().rest);
    command.env("GOOGLE_APPLICATION_CREDENTIALS", emulator().folder.join("service.json"));
    let days = ["--start-date", "2026-11-01", "--end-date", "2026-11-21"];
    command.args(["--json", "--percent", "--all"]).args(days).args(arguments);
    let files = r#"NOT REGEXP_CONTAINS(file.filename, r"\.(metadata|asc)$")"#;
    command.args(["--where", files, "psutil", "pyversion"]);
    let output = crate::support::python::run(&mut command, "run pypinfo");
    let said: Json = serde_json::from_slice(&output).unwrap();
    let rows = said["rows"].as_array().unwrap().iter().map(|row| {
        let percent = row["percent"].as_str().map(|text| text.parse::<f64>().unwrap());
        let percent = percent.or_else(|| row["percent"].as_f64()).unwrap();
        let version = row["python_version"].as_str().unwrap().to_owned();
        (version, (row["download_count"].as_u64().unwrap(), percent))
    });
    rows.collect()
}

#[test]
fn pypinfo_counts_the_same() {
    let at = (emulator().rest.as_str(), emulator().storage.as_str());
    let ours = answer(at, &wanted(&[Dimension::Python], "all")).unwrap();
    let ours = ours.by(&[Dimension::Python]).unwrap();
    let theirs = pypinfo(&["--limit", "100"]);
    let of = |names: &[&str]| -> u64 {
        names.iter().filter_map(|name| theirs.get(*name)).map(|(downloads, _)| downloads).sum()
    };
    assert_eq!(ours.total(), theirs.values().map(|(downloads, _)| downloads).sum::<u64>());
    let mut checked = 0;
    for (key, downloads) in ours.rows() {
        match &key[0] {
            // It folds pre-releases into the release: 3.14.0a4 and 3.15.0rc1.
            Value::Known(version) if **version == *"3.14" => assert!(downloads < of(&["3.14"])),
            Value::Known(version) => assert_eq!(downloads, of(&[version]), "{version}"),
            Value::Prerelease => {
                let released = ours.only(Dimension::Python, |it| it.text() == Some("3.14")).total();
                assert_eq!(downloads + released, of(&["3.14", "3.15"]));
            }
            // It keeps junk, and takes an empty text and nothing for the same `None`.
            Value::Other => assert_eq!(downloads, of(&["3.11BYHW", "Sure.0"])),
            Value::Unknown => assert_eq!(downloads, of(&["None"])),
        }
        checked += 1;
    }
    assert!(checked > 8, "{checked}");
    // Its percentages are of the rows that it shows.
    let shown = pypinfo(&["--limit", "2"]);
    let total: f64 = shown.values().map(|(_, percent)| percent).sum();
    assert!((total - 1.0).abs() < 0.02, "two rows of many are all: {shown:?}");
}

/// A fake of the REST API: dry runs say so many bytes, and queries are answered by `run`, which is
/// told which one it is.
fn fake(dry: u64, run: impl Fn(u32, &Call) -> Reply + Send + Sync + 'static) -> Front {
    let (runs, polls) = (AtomicU32::new(0), AtomicU32::new(0));
    Front::new(move |call| {
        if call.body["dryRun"] == true {
            let body = json!({"jobComplete": true, "totalBytesProcessed": dry.to_string()});
            return reply(200, &body);
        }
        if call.runs() {
            return run(runs.fetch_add(1, Ordering::SeqCst), call);
        }
        if call.path.contains("/jobs/") {
            return reply(200, &job());
        }
        if call.path.contains("jobId=never") || call.path.contains("/never") {
            return reply(200, &json!({"jobComplete": false}));
        }
        if call.path.contains("/slow") && polls.fetch_add(1, Ordering::SeqCst) < 3 {
            return reply(200, &json!({"jobComplete": false}));
        }
        reply(200, &page())
    })
}

/// A job that billed 3 GiB.
fn job() -> Json {
    let table = json!({"projectId": "me", "datasetId": "_anon", "tableId": "anon1"});
    let bytes = (3_u64 << 30).to_string();
    json!({
        "configuration": {"query": {"destinationTable": table}},
        "statistics": {"query": {"totalBytesBilled": bytes, "cacheHit": false}},
        "status": {"state": "DONE"},
    })
}

/// Two rows.
fn page() -> Json {
    let row = |day: &str, python: Option<&str>, downloads: &str| json!({"f": [{"v": day}, {"v": python}, {"v": downloads}]});
    let rows = [row("2026-11-02", Some("3.14"), "40"), row("2026-11-03", None, "2")];
    let names = ["day", "python", "downloads"].map(|name| json!({ "name": name }));
    json!({"jobComplete": true, "totalRows": "2", "schema": {"fields": names}, "rows": rows})
}

/// The answer to a query whose job has this id.
fn begun(id: &str, complete: bool) -> Reply {
    let reference = json!({"projectId": "me", "jobId": id, "location": "US"});
    let mut body = json!({"jobReference": reference, "jobComplete": complete});
    if complete {
        body["totalRows"] = json!("2");
        body["schema"] = json!({"fields": [{"name": "day"}]});
    }
    reply(200, &body)
}

fn python(front: &Front) -> Result<Answer, SourceError> {
    answer((&front.url, NOBODY), &wanted(&[Dimension::Python], "all"))
}

#[test]
fn more_bytes_than_the_limit_are_refused_before_anything_runs() {
    let front = fake(5 << 40, |_, _| begun("a", true));
    let error = python(&front).unwrap_err();
    insta::assert_snapshot!(said(&error), @"
    BigQuery may read up to 5.00 TiB (31.25 USD) for the days from 2026-11-01 to 2026-11-21 (21 days), and the limit is 100 GiB (0.61 USD)
    hint: raise the limit with --max-bytes, or ask for fewer days or fewer splits
    ");
    assert!(front.runs().is_empty());
    let wanted = wanted(&[Dimension::Python], "all");
    let estimate = with((&front.url, NOBODY), |_| {}, |source| source.estimate(&wanted)).unwrap();
    let Estimate { most, limit, parts } = estimate;
    assert_eq!((most.bytes, limit.bytes, parts), (5 << 40, 100 << 30, 0));
    let raw = |options: &mut Options| options.raw = true;
    let error = with((&front.url, NOBODY), raw, |source| source.answer(&wanted, &|_| {}));
    assert!(error.unwrap_err().to_string().contains("5.00 TiB (5.50 USD)"));
}

#[test]
fn days_are_asked_in_parts_that_share_the_limit() {
    let front = fake(140 << 30, |_, _| begun("a", true));
    let answer = python(&front).unwrap();
    let runs = front.runs();
    let days: Vec<[&str; 2]> = runs
        .iter()
        .map(|call| {
            let value = |at: usize| &call.body["queryParameters"][at]["parameterValue"]["value"];
            [value(0).as_str().unwrap(), value(1).as_str().unwrap()]
        })
        .collect();
    let seven =
        [["2026-11-01", "2026-11-08"], ["2026-11-08", "2026-11-15"], ["2026-11-15", "2026-11-22"]];
    assert_eq!(days, seven);
    let limits: Vec<String> = runs
        .iter()
        .map(|call| call.body["maximumBytesBilled"].as_str().unwrap().to_owned())
        .collect();
    let left = |gib: u64| (gib << 30).to_string();
    assert_eq!(limits, [left(100), left(97), left(94)]);
    assert_eq!(answer.cubes[0].total(), 3 * 42);
    assert_eq!(answer.origin.cost.unwrap().bytes, 9 << 30);
    assert_eq!(
        answer.origin.notes[0],
        "BigQuery billed 9.00 GiB (0.05 USD) to the project `me`; its dry run said 140 GiB \
         (0.85 USD) at most"
    );
}

#[test]
fn refusals_say_what_to_do() {
    let front = fake(1, |_, _| refusal(403, "quotaExceeded", "Quota exceeded: free bytes"));
    insta::assert_snapshot!(said(&python(&front).unwrap_err()), @"
    a quota of BigQuery is used up: Quota exceeded: free bytes
    hint: the quotas are those of the project `me`; --source clickhouse and --source pypistats have none
    ");
    assert_eq!(front.runs().len(), 1, "a quota is not there a moment later");
    // As the emulator says it, and as a query that fails while it runs.
    let errors = json!([{"reason": "accessDenied", "message": "no access to the table"}]);
    let front = fake(1, move |_, _| reply(200, &json!({"jobComplete": true, "errors": errors})));
    assert!(python(&front).unwrap_err().to_string().contains("gives no access"));
    let front = fake(1, |_, _| refusal(401, "authError", "Invalid Credentials"));
    assert!(matches!(python(&front).unwrap_err(), SourceError::NoCredentials { .. }));
    let front = fake(1, |_, _| refusal(400, "bytesBilledLimitExceeded", "10485760 or higher"));
    assert!(said(&python(&front).unwrap_err()).contains("--max-bytes"));
    let front = fake(1, |_, _| (200, Vec::new(), b"<html>".to_vec()));
    assert!(matches!(python(&front).unwrap_err(), SourceError::Malformed { .. }));
    let front = fake(1, |_, _| begun("../other", true));
    assert!(python(&front).unwrap_err().to_string().contains("characters that none has"));
}

#[test]
fn what_passes_is_asked_again_and_billed_once() {
    let front = fake(1, |run, _| match run {
        0 => (429, vec!["Retry-After: 0".to_owned()], Vec::new()),
        1 => (503, Vec::new(), Vec::new()),
        _ => begun("slow", false),
    });
    assert_eq!(python(&front).unwrap().cubes[0].total(), 42);
    let runs = front.runs();
    assert_eq!(runs.len(), 3);
    assert!(runs.iter().all(|call| call.body["requestId"] == runs[0].body["requestId"]));
    let front = fake(1, |run, _| match run {
        0 | 1 => refusal(403, "rateLimitExceeded", "too many"),
        _ => begun("a", true),
    });
    assert_eq!(python(&front).unwrap().cubes[0].total(), 42);
    let front = fake(1, |_, _| refusal(403, "rateLimitExceeded", "too many"));
    assert!(python(&front).unwrap_err().to_string().contains("asked too often"));
    assert_eq!(front.runs().len(), 3);
}

#[test]
fn a_query_without_end_is_cancelled() {
    let front = fake(1, |_, _| begun("never", false));
    insta::assert_snapshot!(said(&python(&front).unwrap_err()), @"
    the query runs for more than 10 minutes
    hint: ask for fewer days or fewer splits; the query was cancelled
    ");
    let cancel = front.calls().pop().unwrap();
    assert_eq!(cancel.path, "/bigquery/v2/projects/me/jobs/never/cancel?location=US");
}

const ROWS: [(&str, &str, i64); 5] = [
    ("2026-11-02", "3.14", 1),
    ("2026-11-02", "3.13", 20),
    ("2026-11-03", "3.14", 300),
    ("2026-11-04", "3.11BYHW", 4000),
    ("2026-11-05", "2.7", 50_000),
];

/// A query whose result has five rows, which that server has as Arrow.
fn five(storage: &str) -> Answer {
    five_with(storage, settings())
}

fn five_with(storage: &str, settings: Settings) -> Answer {
    let front = fake(1, |_, _| {
        let mut begun = begun("a", true);
        begun.2 = String::from_utf8(begun.2).unwrap().replace("\"2\"", "\"5\"").into_bytes();
        begun
    });
    let wanted = wanted(&[Dimension::Python], "all");
    let ask = |source: &BigQuery| source.answer(&wanted, &|_| {}).unwrap();
    with_settings((&front.url, storage), settings, |_| {}, ask)
}

#[test]
fn a_stream_that_is_cut_goes_on_at_the_row_behind() {
    let turns = [Turn::Cut(2), Turn::Cut(0), Turn::Cut(1)];
    let storage = Storage::new(&ROWS, &turns);
    let answer = five(&storage.url);
    assert_eq!(answer.cubes[0].total(), 54_321);
    assert_eq!(answer.origin.notes.len(), 1, "{:?}", answer.origin.notes);
    let calls = storage.calls.lock().unwrap();
    let offsets: Vec<i64> = calls.iter().map(|(offset, _)| *offset).collect();
    assert_eq!(offsets, [0, 2, 2, 3]);
    assert!(calls.iter().all(|(_, bearer)| bearer.starts_with("Bearer ey")));
}

#[test]
fn a_connection_that_is_cut_is_dialled_anew() {
    let storage = Storage::new(&ROWS, &[]);
    let tunnel = Tunnel::Cut(200).before(&storage.url);
    let answer = five(&format!("http://{tunnel}"));
    assert_eq!(answer.cubes[0].total(), 54_321);
    assert_eq!(answer.origin.notes.len(), 1, "{:?}", answer.origin.notes);
    assert!(storage.calls.lock().unwrap().len() > 1, "it was not cut");
}

#[test]
fn the_channel_speaks_tls_with_certificates_that_are_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::new(&ROWS, &[]);
    let (pem, tls) = Tunnel::tls(&["h2"]);
    let file = folder.path().join("own.pem");
    fs::write(&file, pem).unwrap();
    let own = Settings { certificates: Some(file), ..settings() };
    let port = tls.before(&storage.url).port();
    let answer = five_with(&format!("https://localhost:{port}"), own);
    assert_eq!(answer.origin.notes.len(), 1, "{:?}", answer.origin.notes);
    assert_eq!(answer.cubes[0].total(), 54_321);
    // Nobody vouches for it, so that the pages are read.
    let front = fake(1, |_, _| begun("a", true));
    let url = format!("https://localhost:{port}");
    let found = answer_of(&front, &url);
    assert!(found.origin.notes[1].contains("invalid peer certificate"), "{:?}", found.origin.notes);
    let (_, old) = Tunnel::tls(&["http/1.1"]);
    let url = format!("https://localhost:{}", old.before(&storage.url).port());
    assert_eq!(answer_of(&front, &url).cubes[0].total(), 42);
}

/// What comes where the Storage Read API is there.
fn answer_of(front: &Front, storage: &str) -> Answer {
    answer((&front.url, storage), &wanted(&[Dimension::Python], "all")).unwrap()
}

#[test]
fn a_stream_that_never_goes_on_is_given_up() {
    let storage = Storage::new(
        &ROWS,
        &[Turn::Cut(2); 1].into_iter().chain([Turn::Cut(0); 9]).collect::<Vec<_>>(),
    );
    let front = fake(1, |_, _| begun("a", true));
    let answer = answer((&front.url, &storage.url), &wanted(&[Dimension::Python], "all")).unwrap();
    assert_eq!(answer.cubes[0].total(), 42, "the pages, and nothing of the rows before the cut");
    assert!(answer.origin.notes[1].contains("the server goes away"));
    assert_eq!(storage.calls.lock().unwrap().len(), 5);
}

#[test]
fn a_refused_stream_is_not_asked_again() {
    let storage = Storage::new(&ROWS, &[Turn::Refused]);
    let front = fake(1, |_, _| begun("a", true));
    let answer = answer((&front.url, &storage.url), &wanted(&[Dimension::Python], "all")).unwrap();
    assert!(answer.origin.notes[1].contains("gives no access"), "{:?}", answer.origin.notes);
    assert_eq!(storage.calls.lock().unwrap().len(), 1);
}

/// What the source says with credentials of these places, and the token that it sent.
fn asked_with(places: Places) -> Result<String, SourceError> {
    let front = fake(1, |_, _| begun("a", true));
    let change = |options: &mut Options| {
        options.places = places;
        options.pause = Duration::from_millis(1);
    };
    let wanted = wanted(&[Dimension::Python], "all");
    with((&front.url, NOBODY), change, |source| source.estimate(&wanted))?;
    Ok(format!(
        "{} {}",
        front.calls()[0].path.split('/').nth(4).unwrap(),
        front.calls()[0].authorization
    ))
}

fn named(name: &str) -> Places {
    Places { named: Some(emulator().folder.join(name)), ..Places::default() }
}

#[test]
fn each_kind_of_credentials_gives_a_token() {
    let user = Places { user: named("user.json").named, ..Places::default() };
    assert_eq!(asked_with(user).unwrap(), "me Bearer token-of-user");
    let project = Some("theirs".to_owned());
    let workload = Places { project: project.clone(), ..named("workload.json") };
    assert_eq!(asked_with(workload).unwrap(), "theirs Bearer token-of-workload");
    assert!(asked_with(named("service.json")).unwrap().starts_with("me Bearer ey"));
    let machine = emulator().tokens.strip_prefix("http://").unwrap().to_owned();
    let machine = Places { metadata: Some(machine), ..Places::default() };
    assert_eq!(asked_with(machine).unwrap(), "machine-project Bearer token-of-machine");
}

#[test]
fn missing_credentials_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = |places: Places| {
        let text = said(&asked_with(places).unwrap_err());
        text.replace(&folder.path().display().to_string(), "<folder>")
            .replace(&emulator().folder.display().to_string(), "<suite>")
    };
    let file = |name: &str, text: &str| -> Places {
        fs::write(folder.path().join(name), text).unwrap();
        Places { named: Some(folder.path().join(name)), ..Places::default() }
    };
    let nobody = "127.0.0.1:9".to_owned();
    let user: PathBuf = folder.path().join("adc.json");
    insta::assert_snapshot!(error(Places { user: Some(user), metadata: Some(nobody), ..Places::default() }), @"
    no credentials of Google are here: GOOGLE_APPLICATION_CREDENTIALS is not set, there is no file `<folder>/adc.json`, and no metadata server answers at 127.0.0.1:9
    hint: run `gcloud auth application-default login`, or name the file of a service account or of a workload identity in GOOGLE_APPLICATION_CREDENTIALS; --source clickhouse and --source pypistats need no account
    ");
    insta::assert_snapshot!(error(Places { named: Some(folder.path().join("none.json")), ..Places::default() }), @"
    GOOGLE_APPLICATION_CREDENTIALS names `<folder>/none.json`, which cannot be read: No such file or directory (os error 2)
    hint: name a file of credentials there, or unset it
    ");
    insta::assert_snapshot!(error(file("a.json", "{")), @"
    the credentials in `<folder>/a.json`: they are no JSON: EOF while parsing an object at line 1 column 1
    hint: it is the JSON file that `gcloud` or the cloud console writes
    ");
    insta::assert_snapshot!(error(file("b.json", r#"{"type": "service_account"}"#)), @"
    the credentials in `<folder>/b.json`: a file of type `service_account` needs `client_email`, `private_key`, `private_key_id`
    hint: it is the JSON file that `gcloud` or the cloud console writes
    ");
    insta::assert_snapshot!(error(file("c.json", r#"{"type": "gdch_service_account"}"#)), @"
    the credentials in `<folder>/c.json`: type `gdch_service_account` is none of service_account, authorized_user, external_account, impersonated_service_account
    hint: it is the JSON file that `gcloud` or the cloud console writes
    ");
    insta::assert_snapshot!(error(named("pkcs1.json")), @"
    the credentials in `<suite>/pkcs1.json`: the private key is in the form of PKCS#1, and PKCS#8 is needed
    hint: make a new key in the cloud console, or turn this one: openssl pkcs8 -topk8 -nocrypt -in key.pem
    ");
    let workload = fs::read_to_string(emulator().folder.join("workload.json")).unwrap();
    let mut workload: Json = serde_json::from_str(&workload).unwrap();
    let subject = folder.path().join("token");
    workload["credential_source"]["file"] = json!(subject.to_str().unwrap());
    insta::assert_snapshot!(error(file("d.json", &workload.to_string())), @"
    the credentials in `<folder>/d.json`: they take their token from `<folder>/token`, and there is no such file
    hint: whatever writes that token has to run first
    ");
    fs::write(&subject, "a token").unwrap();
    insta::assert_snapshot!(error(file("d.json", &workload.to_string())), @"
    no project to bill: neither --billing-project nor GOOGLE_CLOUD_PROJECT names one, and the workload identity in `<folder>/d.json` has none
    hint: the first TiB a month is free, and still needs a project: --billing-project ID
    ");
    let strange = Places { project: Some("a/b".to_owned()), ..named("service.json") };
    assert!(error(strange).starts_with("`a/b` is no id of a project"));
    let mut refused: Json = workload.clone();
    refused["token_url"] = json!(format!("{}/refused", emulator().tokens));
    let refused = Places { project: Some("me".to_owned()), ..file("e.json", &refused.to_string()) };
    let text = error(refused);
    assert!(
        text.starts_with("there is no token for the workload identity in `<folder>/e.json`"),
        "{text}"
    );
}

#[test]
fn places_are_those_of_googles_libraries() {
    let of = |variables: &[(&str, &str)]| {
        Places::of(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    };
    let home = of(&[
        ("HOME", "/h"),
        ("APPDATA", "/h"),
        ("GOOGLE_CLOUD_PROJECT", "p"),
        ("GOOGLE_APPLICATION_CREDENTIALS", ""),
    ]);
    assert_eq!((home.project.as_deref(), home.named), (Some("p"), None));
    assert!(home.user.unwrap().ends_with("gcloud/application_default_credentials.json"));
    let moved = of(&[("CLOUDSDK_CONFIG", "/c"), ("GCE_METADATA_HOST", "10.0.0.1")]);
    assert_eq!(moved.user, Some(PathBuf::from("/c/application_default_credentials.json")));
    assert_eq!(moved.metadata.as_deref(), Some("10.0.0.1"));
}
