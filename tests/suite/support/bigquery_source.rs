//! The source `bigquery` with its addresses on loopback, and a fake of the REST API.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use jiff::civil::date;
use relkit::{
    downloads::{
        Answer, Dimension, SourceError, Wanted, Window,
        source::{
            Source,
            bigquery::{BigQuery, Options},
        },
    },
    net::{Client, Settings, google::Places},
    tables::{DownloadRules, Pythons, Table},
};
use serde_json::{Value as Json, json};

use super::bigquery::{Call, Front, Reply, emulator, reply};

/// Nobody listens there.
pub(crate) const NOBODY: &str = "http://127.0.0.1:9";

pub(crate) fn settings() -> Settings {
    Settings { pause: Duration::from_millis(5), ..Settings::default() }
}

pub(crate) fn service() -> Places {
    Places { named: Some(emulator().folder.join("service.json")), ..Places::default() }
}

pub(crate) fn wanted(dimensions: &[Dimension], installers: &str) -> Wanted {
    Wanted {
        project: "psutil".parse().unwrap(),
        window: Window::new(date(2026, 11, 8), date(2026, 11, 21)).unwrap(),
        history: Window::new(date(2026, 11, 1), date(2026, 11, 7)),
        dimensions: dimensions.iter().copied().collect(),
        installers: installers.parse().unwrap(),
    }
}

/// A source that asks there, with some options changed.
pub(crate) fn with<T>(
    (rest, storage): (&str, &str),
    change: impl FnOnce(&mut Options),
    ask: impl FnOnce(&BigQuery) -> T,
) -> T {
    with_settings((rest, storage), settings(), change, ask)
}

pub(crate) fn with_settings<T>(
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

pub(crate) fn answer(at: (&str, &str), wanted: &Wanted) -> Result<Answer, SourceError> {
    with(at, |_| {}, |source| source.answer(wanted, &|_| {}))
}

pub(crate) fn said(error: &SourceError) -> String {
    format!("{error}\nhint: {}", error.hint().unwrap_or_default())
}

/// A fake of the REST API: dry runs say so many bytes, and queries are answered by `run`, which is
/// told which one it is.
pub(crate) fn fake(dry: u64, run: impl Fn(u32, &Call) -> Reply + Send + Sync + 'static) -> Front {
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
pub(crate) fn job() -> Json {
    let table = json!({"projectId": "me", "datasetId": "_anon", "tableId": "anon1"});
    let bytes = (3_u64 << 30).to_string();
    json!({
        "configuration": {"query": {"destinationTable": table}},
        "statistics": {"query": {"totalBytesBilled": bytes, "cacheHit": false}},
        "status": {"state": "DONE"},
    })
}

/// Two rows.
pub(crate) fn page() -> Json {
    let row = |day: &str, python: Option<&str>, downloads: &str| json!({"f": [{"v": day}, {"v": python}, {"v": downloads}]});
    let rows = [row("2026-11-02", Some("3.14"), "40"), row("2026-11-03", None, "2")];
    let names = ["day", "python", "downloads"].map(|name| json!({ "name": name }));
    json!({"jobComplete": true, "totalRows": "2", "schema": {"fields": names}, "rows": rows})
}

/// The answer to a query whose job has this id.
pub(crate) fn begun(id: &str, complete: bool) -> Reply {
    let reference = json!({"projectId": "me", "jobId": id, "location": "US"});
    let mut body = json!({"jobReference": reference, "jobComplete": complete});
    if complete {
        body["totalRows"] = json!("2");
        body["schema"] = json!({"fields": [{"name": "day"}]});
    }
    reply(200, &body)
}
