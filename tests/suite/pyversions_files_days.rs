//! `downloads::source::file`: which days files have, which are asked for, and what is left out.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, Int64Array, ListArray, RecordBatch, types::Int32Type};
use relkit::downloads::{Dimension, Wanted, Window};

use crate::support::{
    download_files::{ask, message, parquet, shown, structure, texts, wanted, written},
    relkit::{TODAY, masked, ran},
};

const PYTHON: [Dimension; 1] = [Dimension::Python];

fn window(first: &str, last: &str) -> Option<Window> {
    Window::new(first.parse().unwrap(), last.parse().unwrap())
}

/// Rows of a project in Parquet, with times as they come.
fn rows(days: &[&str], python: ArrayRef) -> RecordBatch {
    let project = texts(days.iter().map(|_| Some("demo")));
    let days = texts(days.iter().map(|day| Some(*day)));
    RecordBatch::try_from_iter_with_nullable([
        ("timestamp", days, true),
        ("project", project, true),
        ("python", python, true),
    ])
    .unwrap()
}

#[test]
fn rows_of_the_history_are_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let head = "project,day,python,downloads\n";
    let text = format!("{head}demo,2025-02-10,3.12,5\ndemo,2025-02-11,3.13,5\n");
    let path = written(folder.path(), "days.csv", text);
    let asked = Wanted {
        history: window("2024-11-01", "2026-10-31"),
        ..wanted("demo", "2026-11-01", "2026-11-14", &PYTHON)
    };
    insta::assert_snapshot!(message(&path, &asked), @"days.csv has no downloads of `demo` from 2026-11-01 to 2026-11-14 (14 days): the days there are 2025-02-10 to 2025-02-11 (2 days) | hint: ask for days that are there: --from 2025-02-10 --to 2025-02-11");
    let text = texts([Some("3.12"), Some("3.13")].into_iter());
    let packed = folder.path().join("days.parquet");
    parquet(&packed, &rows(&["2025-02-10", "2025-02-11T10:00:00Z"], text), true);
    assert_eq!(message(&packed, &asked).replace(".parquet", ".csv"), message(&path, &asked));

    // All days that were asked for are there, and the history is said apart.
    let asked = Wanted {
        history: window("2025-01-01", "2025-02-10"),
        ..wanted("demo", "2025-02-11", "2025-02-11", &PYTHON)
    };
    for path in [&path, &packed] {
        let answer = ask(path, &asked).unwrap();
        assert_eq!(
            shown(&answer.cubes[0]),
            ["2025-02-10 3.12 1", "2025-02-11 3.13 1"].map(|row| {
                if path == &packed { row.to_owned() } else { format!("{}5", &row[..row.len() - 1]) }
            })
        );
        assert_eq!(answer.origin.notes, ["the history begins on 2025-02-10"]);
    }
}

#[test]
fn times_that_are_texts_cover_the_days_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.parquet");
    parquet(&path, &rows(&["2026-11-02 08:00:00"], texts([Some("3.12")].into_iter())), true);
    let answer = ask(&path, &wanted("demo", "2026-11-01", "2026-11-14", &PYTHON)).unwrap();
    assert_eq!(answer.origin.window, window("2026-11-02", "2026-11-02"));
    assert_eq!(
        answer.origin.notes,
        ["of the days asked for there are 2026-11-02 to 2026-11-02 (1 day)"]
    );
}

#[test]
fn months_are_whole_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let body = "demo,M4,pypinfo,3.12,1000\ndemo,M5,pypistats,3.12,100\ndemo,M6,pypistats,3.12,20\n\
                demo,M6,pypistats,3.13,3\n";
    for (name, month) in [("month", "2025-0"), ("download_month", "2025-0")] {
        let text = format!("package,{name},source,python_minor,downloads\n{body}");
        let path = written(folder.path(), "months.csv", text.replace('M', month));
        let june = wanted("demo", "2025-06-01", "2025-06-30", &PYTHON);
        let answer = ask(&path, &june).unwrap();
        assert_eq!(shown(&answer.cubes[0]), ["3.12 20", "3.13 3"]);
        assert_eq!(answer.origin.window, Some(june.window));
        let days = wanted("demo", "2025-06-03", "2025-06-30", &PYTHON);
        insta::allow_duplicates! {
            insta::assert_snapshot!(message(&path, &days), @"months.csv has whole months and no days, from 2025-04-01 to 2025-06-30 (91 days): 2025-06-03 to 2025-06-30 (28 days) cannot be told from them | hint: ask for a whole month: --month 2025-06");
        }

        // The months before are a history, but not those that another tool counted.
        let asked = Wanted { history: window("2024-06-01", "2025-05-31"), ..june };
        let answer = ask(&path, &asked).unwrap();
        assert_eq!(
            shown(&answer.cubes[0]),
            ["2025-05-01 3.12 100", "2025-06-01 3.12 20", "2025-06-01 3.13 3"]
        );
        assert_eq!(
            answer.origin.notes,
            [
                "these are the rows of the source `pypistats`",
                "earlier rows of the source `pypinfo` are left out: it counts other downloads",
                "the history begins on 2025-05-01",
            ]
        );
        let both = wanted("demo", "2025-04-01", "2025-06-30", &PYTHON);
        insta::allow_duplicates! {
            insta::assert_snapshot!(message(&path, &both), @"months.csv: the rows of these days are of several sources, `pypinfo` and `pypistats`, which count different downloads: expected one, whose rows can be kept in a file apart");
        }
    }
    let years =
        written(folder.path(), "years.csv", "download_year,python,downloads\n2025,3.12,5\n");
    insta::assert_snapshot!(message(&years, &wanted("demo", "2025-01-01", "2025-12-31", &PYTHON)), @"years.csv:2: `2025` is no month such as 2025-02");
}

#[test]
fn what_does_not_count_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let text = "timestamp,project,file,installer,python,downloads\n\
                2025-02-10,demo,demo-1.0.tar.gz,pip,3.12,200\n\
                2025-02-10,demo,demo-1.0.tar.gz,bandersnatch,,5000\n\
                2025-02-10,demo,demo-1.0.tar.gz,Browser,,300\n\
                2025-02-10,demo,demo-1.0.tar.gz,,,400\n\
                2025-02-10,demo,demo-1.0.tar.gz.metadata,pip,3.12,1000\n";
    let path = written(folder.path(), "rows.csv", text);
    let answer = ask(&path, &wanted("demo", "2025-02-10", "2025-02-10", &PYTHON)).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["3.12 200"]);
    insta::assert_snapshot!(answer.origin.notes.join("\n"), @"
    counted are the downloads by conda, pdm, pip, pipenv, poetry, setuptools, uv
    5700 further downloads do not count: 5000 by mirrors, 300 by browsers, 400 by programs without a name
    1000 downloads of metadata and signatures do not count either
    ");
}

#[test]
fn columns_of_another_type_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let days = ["2025-02-10", "2025-02-11"];
    let asked = wanted("demo", days[0], days[1], &PYTHON);
    let at = |name: &str, batch: &RecordBatch| {
        let path = folder.path().join(name);
        parquet(&path, batch, true);
        path
    };
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(3)]), None]);
    let lists = at("lists", &rows(&days, Arc::new(list)));
    insta::assert_snapshot!(message(&lists, &asked), @"lists: the column `python` is a list: expected one value a row");
    let numbers = RecordBatch::try_from_iter([
        ("timestamp", texts(days.iter().map(|day| Some(*day)))),
        ("details", Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef),
    ]);
    let numbers = at("numbers", &numbers.unwrap());
    insta::assert_snapshot!(message(&numbers, &asked), @"numbers: the column `details` is Int64: expected a structure with `python` and others");

    // Texts that are only said to be bytes are texts.
    let bytes = BinaryArray::from_iter([Some(b"3.12.1"), None]);
    let nested = RecordBatch::try_from_iter([
        ("project", Arc::new(BinaryArray::from(vec![&b"demo"[..], b"demo"])) as ArrayRef),
        ("details", structure(vec![("python", Arc::new(bytes) as ArrayRef)])),
    ]);
    let answer = ask(&at("bytes", &nested.unwrap()), &asked).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["3.12 1", "unknown 1"]);

    // A number that is none costs its row, and most rows the file.
    let counts = |counts: Vec<i64>| {
        let texts = texts(counts.iter().map(|_| Some("3.12")));
        RecordBatch::try_from_iter([
            ("python", texts),
            ("downloads", Arc::new(Int64Array::from(counts)) as ArrayRef),
        ])
        .unwrap()
    };
    let answer = ask(&at("one", &counts(vec![7, -4])), &asked).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["3.12 7"]);
    assert_eq!(
        answer.origin.notes[0],
        "1 of 2 rows have no number of downloads in `downloads`: they are left out"
    );
    let most = at("most", &counts([vec![7; 10], vec![-4; 30]].concat()));
    insta::assert_snapshot!(message(&most, &asked), @"most: 30 of 40 rows have no number of downloads in `downloads`");
    let half = "python,downloads\n".to_owned() + &"3.12,1\n".repeat(10) + &"3.12,x\n".repeat(30);
    insta::assert_snapshot!(message(&written(folder.path(), "half.csv", half), &asked), @"half.csv:12: `x` is no number of downloads; this is the first of 30 bad rows");
    // No sum can be more than can be counted.
    let huge = format!("python,downloads\n3.12,1\n3.13,{}\n", u64::MAX);
    let answer = ask(&written(folder.path(), "huge.csv", huge), &asked).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["3.12 1"]);
}

#[test]
fn lines_that_begin_with_a_long_one_are_not_called_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let row = r#"{"project":"demo","timestamp":"2025-02-10","python":"3.12"}"#;
    let long = row.replace("demo", &"d".repeat(100_000));
    let path = written(folder.path(), "long.ndjson", format!("{long}\n{row}\n"));
    let asked = wanted("demo", "2025-02-10", "2025-02-10", &PYTHON);
    insta::assert_snapshot!(message(&path, &asked), @"long.ndjson:2: expected the end of the document; of JSON lines the first has 65536 bytes at most");
}

#[test]
fn a_file_is_asked_for_its_own_last_days() {
    let folder = tempfile::tempdir().unwrap();
    let at =
        |name: &str, text: &str| written(folder.path(), name, text).to_str().unwrap().to_owned();
    let days: String = (10..=28).map(|day| format!("2025-02-{day},3.12,5\n")).collect();
    let days = at("days.csv", &format!("day,python,downloads\n2025-01-10,2.7,5\n{days}"));
    let months = "month,python,downloads\n2025-05,3.12,7\n2025-06,3.12,8\n2025-06,3.13,2\n";
    let months = at("months.csv", months);
    let run = |more: &[&str]| {
        let arguments = [&["pyversions", "demo", "--as-of", TODAY, "--source"], more].concat();
        let mut run = ran(&arguments);
        run.err = masked(&run.err, &folder);
        run
    };
    let json = |more: &[&str]| {
        let run = run(&[more, &["--format", "json"]].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let project = &report["projects"][0];
        let note = project["notes"]
            .as_array()
            .unwrap()
            .iter()
            .chain(project["origin"]["notes"].as_array().unwrap());
        let note = note.filter_map(|it| it.as_str()).find(|it| it.starts_with("no days"));
        let window = &project["window"];
        (
            format!("{} {}", window["first"], window["last"]).replace('"', ""),
            project["splits"][0]["total"].as_u64().unwrap(),
            note.unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(
        json(&[&days]),
        (
            "2025-02-01 2025-02-28".to_owned(),
            95,
            "no days were asked for, so these are the last days of the file: 2025-02-01 to \
             2025-02-28 (28 days)"
                .to_owned()
        )
    );
    let (window, total, note) = json(&[&months]);
    assert_eq!((window.as_str(), total), ("2025-06-01 2025-06-30", 10));
    assert!(note.contains("the last month of the file: 2025-06-01"), "{note}");
    assert_eq!(json(&[&months, "--month", "2025-05"]).1, 7);

    let asked = run(&[&days, "--days", "28"]);
    assert_eq!((asked.status, asked.out.as_str()), (Some(2), ""));
    insta::assert_snapshot!(asked.err, @"
    error: [DIR]/days.csv has no downloads of `demo` from 2026-10-25 to 2026-11-21 (28 days): the days there are 2025-01-10 to 2025-02-28 (50 days)
    hint: ask for days that are there: --from 2025-01-10 --to 2025-02-28
    ");
    insta::assert_snapshot!(run(&["-"]).err, @"
    error: standard input is no source: a file may be read twice
    hint: keep it in a file, and name that
    ");
    insta::assert_snapshot!(run(&[""]).err, @"
    error: --source is empty
    hint: take auto, pypistats, clickhouse, bigquery, or the path of a file
    ");
    let versions = at("versions.csv", "day,version,downloads\n2025-02-10,1.0,5\n");
    insta::assert_snapshot!(run(&[&versions]).err, @"
    error: [DIR]/versions.csv does not tell downloads apart by Python
    hint: a file needs a column such as `details.python` or `python_version`; or --by what it tells
    ");
}

#[test]
fn a_history_is_read_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = "package,month,python,downloads\n".to_owned();
    let mut days = Vec::new();
    for month in 0..36_u64 {
        let (year, month_of) = (2020 + month / 12, month % 12 + 1);
        for (python, downloads) in [("3.7", 10_000 - month * 200), ("3.9", 1000 + month * 200)] {
            csv += &format!("demo,{year}-{month_of:02},{python},{downloads}\n");
            days.push(serde_json::json!({
                "category": python, "date": format!("{year}-{month_of:02}"), "downloads": downloads,
            }));
        }
    }
    let other = csv.lines().skip(1).map(|line| line.replace("demo", "other") + "\n");
    let both = csv.clone() + &other.collect::<String>();
    let document = serde_json::json!({
        "data": days, "package": "demo", "type": "python_minor_downloads",
    });
    let at =
        |name: &str, text: &str| written(folder.path(), name, text).to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| {
        let run = ran(&[&["pyversions", "--as-of", TODAY, "--format", "json"], arguments].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        serde_json::from_str::<serde_json::Value>(&run.out).unwrap()
    };
    let from_csv = run(&["--backtest", &at("one.csv", &csv)]);
    assert_eq!(from_csv["series"], 1);
    assert_eq!(
        (from_csv["first"].as_str(), from_csv["last"].as_str()),
        (Some("2020-01"), Some("2022-12"))
    );
    let both = at("both.csv", &both);
    assert_eq!(run(&["--backtest", &both])["series"], 2);
    assert_eq!(run(&["demo", "--backtest", &both]), from_csv);
    assert_eq!(run(&["--backtest", &at("stats.json", &document.to_string())]), from_csv);
    let lines: Vec<_> = document["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            serde_json::json!({"python_version": row["category"], "download_month": row["date"],
            "download_count": row["downloads"]})
        })
        .collect();
    let pypinfo = serde_json::json!({"rows": lines, "query": {}}).to_string();
    assert_eq!(run(&["--backtest", &at("info.json", &pypinfo)]), from_csv);
    let run = ran(&["pyversions", "nosuch", "--backtest", &both]);
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(masked(&run.err, &folder), @"error: [DIR]/both.csv: there is no history of `nosuch`; there is one of `demo`, `other`");
}
