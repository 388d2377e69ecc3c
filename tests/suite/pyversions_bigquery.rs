//! The source `bigquery`: SQL, Arrow and pages against the emulator, beside the real pypinfo.

use std::{collections::BTreeMap, fs};

use relkit::{
    downloads::{
        Answer, Dimension, Value, clean,
        source::{Source, bigquery::Options},
    },
    tables::{Pythons, Table},
};
use serde_json::Value as Json;

use crate::support::{
    bigquery::{self, Front, emulator},
    bigquery_source::{NOBODY, answer, wanted, with},
};

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
            Some("Linux") => Value::known("6.1"),
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
