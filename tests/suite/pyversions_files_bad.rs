//! `downloads::source::file`: files that are none, and rows that are none, say so.

use std::{io::Write, sync::Arc};

use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, RecordBatch};
use arrow_schema::DataType;
use relkit::downloads::{Dimension, SourceError, Wanted};

use crate::support::{
    download_files::{
        WHOLE, ask, csv, downloads, message, nested, parquet, shown, structure, texts, wanted,
        written,
    },
    relkit::{masked, ran},
};

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let rows = downloads(3000);
    parquet(&path, &nested(&rows), true);
    let lines = written(folder.path(), "rows.csv", csv(&rows));
    let python = [Dimension::Python];
    let project = wanted("psutils", WHOLE.0, WHOLE.1, &python);
    insta::assert_snapshot!(message(&path, &project), @"rows.parquet has no downloads of `psutils` from 2025-02-10 to 2025-02-15 (6 days): there are 4 others, the likest `psutil`, `attrs`, `six`, days 2025-02-10 to 2025-02-15 (6 days) | hint: names are compared as PyPI normalises them");
    insta::assert_snapshot!(message(&lines, &project), @"rows.csv has no downloads of `psutils` from 2025-02-10 to 2025-02-15 (6 days): there are 4 others, the likest `psutil`, `attrs`, `six` | hint: names are compared as PyPI normalises them");
    let days = wanted("psutil", "2026-01-01", "2026-01-28", &python);
    for path in [&path, &lines] {
        let said = message(path, &days);
        assert!(said.contains("the days there are 2025-02-10 to 2025-02-15"), "{said}");
        assert!(said.ends_with("--from 2025-02-10 --to 2025-02-15"), "{said}");
    }
    let only = Wanted {
        installers: "poetry".parse().unwrap(),
        ..wanted("psutil", WHOLE.0, WHOLE.1, &python)
    };
    let said = message(&path, &only);
    assert!(said.contains("downloads by programs that do not count"), "{said}");
    assert_eq!(said, message(&lines, &only).replace("rows.csv", "rows.parquet"));

    let other = RecordBatch::try_from_iter([("a", texts([Some("b")].into_iter()))]).unwrap();
    let other_path = folder.path().join("other.parquet");
    parquet(&other_path, &other, true);
    insta::assert_snapshot!(message(&other_path, &days), @"other.parquet: expected the columns `details.python`; there are `a`");
    let numbers = Arc::new(Float64Array::from(vec![3.1])) as ArrayRef;
    let numbers = RecordBatch::try_from_iter([("details_python", numbers)]).unwrap();
    let path = folder.path().join("numbers.parquet");
    parquet(&path, &numbers, true);
    insta::assert_snapshot!(message(&path, &days), @"numbers.parquet: the column `details_python` is Float64: expected text, as 3.1 and 3.10 are the same number");
    let flags = structure(vec![("name", Arc::new(BooleanArray::from(vec![true])) as ArrayRef)]);
    assert!(matches!(flags.data_type(), DataType::Struct(_)));
    let flags = RecordBatch::try_from_iter([
        ("python", texts([Some("3.1")].into_iter())),
        ("installer", flags),
    ]);
    let path = folder.path().join("flags.parquet");
    parquet(&path, &flags.unwrap(), true);
    insta::assert_snapshot!(message(&path, &days), @"flags.parquet: the column `installer.name` is Boolean: expected text");
    insta::assert_snapshot!(message(&folder.path().join("nowhere"), &days), @"cannot read nowhere");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    insta::assert_snapshot!(message(&folder.path().join("empty"), &days), @"empty: no file is there");
}

#[test]
fn cut_and_damaged_parquet_is_refused_or_read_but_never_ends_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows");
    parquet(&path, &nested(&downloads(12)), true);
    let whole = std::fs::read(&path).unwrap();
    let wanted = wanted("psutil", WHOLE.0, WHOLE.1, Dimension::ALL);
    assert!(ask(&path, &wanted).is_ok());
    for length in 0..whole.len() {
        let cut = written(folder.path(), "cut", &whole[..length]);
        let error = ask(&cut, &wanted).unwrap_err();
        assert!(matches!(error, SourceError::Malformed { .. }), "{length}: {error}");
    }
    // Damage may go unnoticed in a value; it must not go through to the caller as a panic.
    let (mut refused, mut undone) = (0, Vec::new());
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= [0x01, 0x80, 0xff][at % 3];
        let bad = written(folder.path(), "bad", &bytes);
        if let Err(error) = ask(&bad, &wanted) {
            refused += 1;
            // What the reader itself says by a panic.
            if error.to_string().ends_with("it cannot be decoded") && undone.is_empty() {
                undone = bytes;
            }
        }
    }
    assert!(refused > whole.len() / 20, "{refused} of {}", whole.len());

    // Nor is it printed.
    let bad = written(folder.path(), "bad.parquet", &undone);
    let run = ran(&[
        "pyversions",
        "psutil",
        "--source",
        bad.to_str().unwrap(),
        "--from",
        WHOLE.0,
        "--to",
        WHOLE.1,
    ]);
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(masked(&run.err, &folder), @"error: [DIR]/bad.parquet: the Parquet file is damaged: it cannot be decoded");
}

#[test]
fn bad_rows_are_left_out_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = wanted("psutil", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    let head = "project,timestamp,python,downloads\n";
    let good = "psutil,2025-02-10,3.12,7\n";
    let notes = |name: &str, text: String| {
        let answer = ask(&written(folder.path(), name, text), &wanted).unwrap();
        assert_eq!(shown(&answer.cubes[0])[0], "3.12 7");
        answer.origin.notes.first().cloned().unwrap_or_default()
    };
    insta::assert_snapshot!(notes("a", format!("{head}{good}psutil,2025-02-10\npsutil,soon,3.12,1\n")), @"2 of 3 rows are left out as bad, the first in line 3: 2 cells under 4 columns");
    insta::assert_snapshot!(notes("b", format!("{head}{good}psutil,2025-02-10,3.12,18446744073709551616\n")), @"1 of 2 rows are left out as bad, the first in line 3: `18446744073709551616` is no number of downloads");
    insta::assert_snapshot!(notes("c", format!("{head}{good}psutil,2025-02-10,3.12,-1\n")), @"1 of 2 rows are left out as bad, the first in line 3: `-1` is no number of downloads");
    let others = "six,2025-02-10,3.12,7\n".repeat(200); // bytes of zero at its head are of no text
    assert!(
        notes("d", format!("{head}{good}{others}psutil,2025-02-10,3.1\0,0\n"))
            .starts_with("of the days")
    );
    let object = r#"{"project":"psutil","timestamp":"2025-02-10","python":"3.12","downloads":7}"#;
    insta::assert_snapshot!(notes("e", format!("{object}\n{{\"project\":\n")), @"1 of 2 rows are left out as bad, the first in line 2: expected an object of JSON: EOF while parsing a value at column 11");
    let deep = format!("{{\"details\":{}1{}}}", "{\"a\":".repeat(5000), "}".repeat(5000));
    insta::assert_snapshot!(notes("f", format!("{object}\n{deep}\n")), @"1 of 2 rows are left out as bad, the first in line 2: `{\"details\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\"…` has no known column");

    let said = |name: &str, text: String| message(&written(folder.path(), name, text), &wanted);
    insta::assert_snapshot!(said("g", format!("{head}{}", "x\n".repeat(2000))), @"g:2: 1 cells under 4 columns; this is the first of 1001 bad rows");
    insta::assert_snapshot!(said("h", format!("{head}{}", "x".repeat(3 << 20))), @"h:2: a row is longer than 1048576 bytes: this is no table of downloads");
    insta::assert_snapshot!(said("i", format!("{head}\"{}", "x\n".repeat(2 << 20))), @"i:2: a row is longer than 1048576 bytes: this is no table of downloads");
    insta::assert_snapshot!(said("j", format!("{object}\n{}", "x".repeat(3 << 20))), @"j:2: a row is longer than 1048576 bytes: this is no table of downloads");
    insta::assert_snapshot!(said("k", "first,second\n1,2\n".to_owned()), @"k:1: expected a header with columns such as `timestamp`, `project`, `details.python`, `downloads`; there is `first`, `second`");
    insta::assert_snapshot!(said("l", "\0\0\0".to_owned()), @"l: expected Parquet, CSV, JSON or JSON lines; these bytes are none of them");
    insta::assert_snapshot!(said("m", String::new()), @"m: the file is empty");
    insta::assert_snapshot!(said("n", format!("[{object},{object}")), @"n:1: the JSON ends too early: EOF while parsing a list at line 1 column 152");
    insta::assert_snapshot!(said("o", r#"{"answer": 42, "b": []}"#.to_owned()), @"o:1: `{\"answer\": 42, \"b\": []}` has no known column");
    insta::assert_snapshot!(said("p", "{\n\"answer\": 42}".to_owned()), @"p: expected rows under `rows` (pypinfo) or `data` (pypistats.org); the keys are `answer`");
    insta::assert_snapshot!(said("q", r#"{"rows": [{"python_version": "3.12", "download_count": 1e30}]}"#.to_owned()), @"q, row 1: `1000000000000000000000000000000` is no number of downloads");
    insta::assert_snapshot!(said("r", "[".repeat(100_000)), @"r:1: expected JSON: invalid type: sequence, expected a string at line 1 column 3");

    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(format!("{head}{}", good.repeat(50_000)).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cut = written(folder.path(), "s", &packed[..packed.len() - 9]);
    let said = message(&cut, &wanted);
    assert!(said.starts_with("s:"), "{said}");
}

#[test]
fn a_condition_is_not_passed_by_rows_that_could_not_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let gate = |name: &str, text: &str| {
        let path = written(folder.path(), name, text);
        let path = path.to_str().unwrap();
        let folder = folder.path().to_str().unwrap();
        let source = ["pyversions", "demo", "--source", path, "--project", folder];
        ran(&[&source[..], &["--as-of", "2026-11-22", "--fail-if", "eol > 10%"]].concat())
    };
    // As tables for people have numbers.
    let run = gate("people.csv", "python,downloads\n3.8,\"12,345\"\n3.11,900\n");
    assert!(run.out.contains("12,345"), "{}", run.out);
    assert_eq!(run.status, Some(1), "{}", run.out);
    for bad in ["-5", "\"1,2345\"", "1.5", "many", "\"\""] {
        let run = gate("bad.csv", &format!("python,downloads\n3.8,{bad}\n3.11,900\n"));
        assert_eq!(run.status, Some(2), "{bad}: {}", run.out);
        assert!(run.out.contains("1 row of the source could not be read"), "{}", run.out);
        assert!(run.out.contains("all but 1 that cannot be read"), "{}", run.out);
    }
    // A result of pypistats.org is such a table.
    let row = |downloads: &str| {
        format!("{{\"category\":\"3.8\",\"date\":null,\"downloads\":{downloads}}}")
    };
    let rows = [row("\"many\""), row("7").replace("3.8", "3.11")].join(",");
    let document =
        format!("{{\"data\":[{rows}],\"package\":\"demo\",\"type\":\"python_minor_downloads\"}}");
    let run = gate("pypistats.json", &document);
    assert_eq!(run.status, Some(2), "{}{}", run.out, run.err);
    assert!(run.out.contains("1 row of the source could not be read"), "{}", run.out);
}
