//! The source `bigquery` and what goes wrong: limits, refusals, slow jobs, cut streams.

use std::fs;

use relkit::{
    downloads::{
        Answer, Dimension, SourceError,
        source::{
            Source,
            bigquery::{BigQuery, Estimate, Options},
        },
    },
    net::Settings,
};
use serde_json::json;

use crate::support::{
    bigquery::{Front, refusal, reply},
    bigquery_source::{NOBODY, answer, begun, fake, said, settings, wanted, with, with_settings},
    bigquery_storage::{Storage, Turn},
    tunnel::Tunnel,
};

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
