//! `downloads::source::file`: the same downloads in every form of file give the same counts, and
//! files that are none say so.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field};
use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
use relkit::{
    downloads::{
        Answer, Completeness, Counted, Counts, Dimension, Installers, Shares, Sorting, SourceError,
        Value, Wanted, Window, cube,
        source::{Source, file::FileSource},
    },
    tables::{DownloadRules, Pythons, Tables},
};

/// A row of PyPI's table.
#[derive(Debug, Clone)]
struct Download {
    time: i64,
    project: &'static str,
    file: String,
    version: &'static str,
    installer: Option<&'static str>,
    python: Option<&'static str>,
    libc: Option<(&'static str, &'static str)>,
    system: Option<&'static str>,
    cpu: Option<&'static str>,
    ci: Option<bool>,
}

const DAY: i64 = 86_400_000_000;
/// 10 February 2025
const START: i64 = 20_129 * DAY;

/// Rows of four projects over six days, in order of the days and then of the projects, as the table
/// is clustered. What stands where follows from the number of the row alone.
fn downloads(rows: usize) -> Vec<Download> {
    const PROJECTS: [&str; 4] = ["attrs", "numpy", "psutil", "six"];
    const PYTHONS: [Option<&str>; 7] = [
        Some("3.11.4"),
        Some("3.9.18"),
        None,
        Some("3.14.0a4"),
        Some("3.11.9"),
        Some("2.7.18"),
        Some("3.11BYHW"),
    ];
    const INSTALLERS: [Option<&str>; 5] =
        [Some("pip"), Some("uv"), Some("bandersnatch"), None, Some("Browser")];
    let mut out: Vec<Download> = (0..rows)
        .map(|at| {
            let pick = |step: usize, of: usize| (at * step + at / 7) % of;
            let project = PROJECTS[pick(5, 4)];
            let ending = ["-cp36-abi3-win_amd64.whl", ".tar.gz", "-py3-none-any.whl.metadata"];
            let version = ["7.2.2", "7.1.0"][pick(3, 2)];
            Download {
                time: START
                    + i64::try_from(at * 6 / rows).unwrap() * DAY
                    + (i64::try_from(at).unwrap() * 997) % DAY,
                project,
                file: format!("{project}-{version}{}", ending[pick(2, 3)]),
                version,
                installer: INSTALLERS[pick(3, 5)],
                python: PYTHONS[pick(11, 7)],
                libc: [Some(("glibc", "2.36")), None, Some(("musl", "1.2"))][pick(1, 3)],
                system: [Some("Linux"), Some("Windows"), None][pick(13, 3)],
                cpu: [Some("x86_64"), Some("AMD64"), Some("arm64"), None, None][pick(17, 5)],
                ci: [Some(true), None, Some(false)][pick(19, 3)],
            }
        })
        .collect();
    out.sort_by_key(|row| (row.time.div_euclid(DAY), row.project));
    out
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn structure(fields: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let field = |(name, array): (&str, ArrayRef)| {
        (Arc::new(Field::new(name, array.data_type().clone(), true)), array)
    };
    Arc::new(StructArray::from(fields.into_iter().map(field).collect::<Vec<_>>()))
}

/// The rows nested as `BigQuery` exports them.
fn nested(rows: &[Download]) -> RecordBatch {
    let times = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|row| row.time));
    let file = structure(vec![
        ("filename", texts(rows.iter().map(|row| Some(row.file.as_str())))),
        ("version", texts(rows.iter().map(|row| Some(row.version)))),
    ]);
    let libc = structure(vec![
        ("lib", texts(rows.iter().map(|row| Some(row.libc?.0)))),
        ("version", texts(rows.iter().map(|row| Some(row.libc?.1)))),
    ]);
    let details = structure(vec![
        ("installer", structure(vec![("name", texts(rows.iter().map(|row| row.installer)))])),
        ("python", texts(rows.iter().map(|row| row.python))),
        ("distro", structure(vec![("libc", libc)])),
        ("system", structure(vec![("name", texts(rows.iter().map(|row| row.system)))])),
        ("cpu", texts(rows.iter().map(|row| row.cpu))),
        ("ci", Arc::new(rows.iter().map(|row| row.ci).collect::<BooleanArray>())),
    ]);
    RecordBatch::try_from_iter_with_nullable([
        ("timestamp", Arc::new(times.with_timezone("UTC")) as ArrayRef, true),
        ("project", texts(rows.iter().map(|row| Some(row.project))), true),
        ("file", file, true),
        ("details", details, true),
    ])
    .unwrap()
}

/// Small row groups and pages, so that there is something to leave out.
fn parquet(path: &Path, batch: &RecordBatch, dictionaries: bool) {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(700))
        .set_data_page_row_count_limit(50)
        .set_write_batch_size(50)
        .set_dictionary_enabled(dictionaries)
        .build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn json_lines(rows: &[Download], flat: bool) -> String {
    let line = |row: &Download| {
        let seconds = row.time / 1_000_000;
        let time = jiff::Timestamp::from_second(seconds).unwrap().to_string();
        let value = if flat {
            serde_json::json!({
                "timestamp": time, "project": row.project, "file_filename": row.file,
                "file_version": row.version, "details_installer_name": row.installer,
                "details_python": row.python, "details.distro.libc.lib": row.libc.map(|libc| libc.0),
                "details.distro.libc.version": row.libc.map(|libc| libc.1),
                "details_system_name": row.system, "details_cpu": row.cpu, "details_ci": row.ci,
            })
        } else {
            serde_json::json!({
                "timestamp": time, "country_code": "DE", "url": null, "project": row.project,
                "file": {"filename": row.file, "project": row.project, "version": row.version},
                "details": {
                    "installer": {"name": row.installer, "version": "1"},
                    "python": row.python,
                    "distro": {"libc": row.libc.map(|(lib, version)| {
                        serde_json::json!({"lib": lib, "version": version})
                    })},
                    "system": {"name": row.system}, "cpu": row.cpu, "ci": row.ci,
                },
            })
        };
        value.to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

fn csv(rows: &[Download]) -> String {
    let mut out = "timestamp,project,file.filename,file.version,installer_name,details.python,\
                   details.distro.libc.lib,libc_version,system_name,cpu,ci\n"
        .to_owned();
    for row in rows {
        let time = jiff::Timestamp::from_microsecond(row.time).unwrap().to_string();
        let time = time.replace('T', " ").replace('Z', " UTC");
        let cell = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let cells = [
            time,
            row.project.to_owned(),
            row.file.clone(),
            row.version.to_owned(),
            cell(row.installer),
            cell(row.python),
            cell(row.libc.map(|libc| libc.0)),
            cell(row.libc.map(|libc| libc.1)),
            cell(row.system),
            cell(row.cpu),
            row.ci.map(|ci| ci.to_string()).unwrap_or_default(),
        ];
        out += &(cells.join(",") + "\n");
    }
    out
}

fn wanted(project: &str, first: &str, last: &str, dimensions: &[Dimension]) -> Wanted {
    Wanted {
        project: project.parse().unwrap(),
        window: Window::new(first.parse().unwrap(), last.parse().unwrap()).unwrap(),
        history: None,
        dimensions: dimensions.iter().copied().collect(),
        installers: Installers::default(),
    }
}

fn ask(path: &Path, wanted: &Wanted) -> Result<Answer, SourceError> {
    static TABLES: OnceLock<(Pythons, DownloadRules)> = OnceLock::new();
    let (pythons, rules) = TABLES.get_or_init(|| {
        let tables = Tables::embedded();
        (tables.load().unwrap(), tables.load().unwrap())
    });
    FileSource::new(path, pythons, rules).answer(wanted, &|_| {})
}

fn message(path: &Path, wanted: &Wanted) -> String {
    let error = ask(path, wanted).unwrap_err();
    let folder = path.parent().unwrap().display().to_string() + std::path::MAIN_SEPARATOR_STR;
    let text = error.to_string().replace(&folder, "");
    match error.hint() {
        Some(hint) => format!("{text} | hint: {hint}"),
        None => text,
    }
}

fn written(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn shown(counts: &Counts) -> Vec<String> {
    let row = |(key, downloads): (&[Value], u64)| {
        let key: Vec<&str> = key.iter().map(Value::as_str).collect();
        format!("{} {downloads}", key.join(" "))
    };
    counts.rows().map(row).collect()
}

const WHOLE: (&str, &str) = ("2025-02-10", "2025-02-15");

#[test]
fn every_form_of_the_same_rows_counts_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let rows = downloads(5000);
    let batch = nested(&rows);
    let at = |name: &str| folder.path().join(name);
    parquet(&at("dictionaries"), &batch, true);
    parquet(&at("plain"), &batch, false);
    written(folder.path(), "nested.json", json_lines(&rows, false));
    written(folder.path(), "flat", json_lines(&rows, true));
    written(folder.path(), "rows.txt", csv(&rows));
    written(folder.path(), "tabs", csv(&rows).replace(',', "\t"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(csv(&rows).as_bytes()).unwrap();
    written(folder.path(), "packed", packed.finish().unwrap());
    let array = json_lines(&rows, false).trim_end().replace('\n', ",\n");
    written(folder.path(), "array.json", format!("[{array}]"));
    std::fs::create_dir_all(at("parts/day=1")).unwrap();
    parquet(&at("parts/a"), &batch.slice(0, 1234), true);
    parquet(&at("parts/day=1/b"), &batch.slice(1234, 5000 - 1234), true);
    written(&at("parts"), "_SUCCESS", "");

    let all: Vec<Dimension> = Dimension::ALL
        .iter()
        .copied()
        .filter(|one| !matches!(one, Dimension::SystemRelease | Dimension::Distro))
        .collect();
    let windows = [WHOLE, ("2025-02-12", "2025-02-13")];
    for (project, (first, last)) in
        ["psutil", "six"].into_iter().flat_map(|project| windows.map(|window| (project, window)))
    {
        for installers in [Installers::Installing, Installers::Everything] {
            let few = [Dimension::Python];
            for dimensions in [all.as_slice(), &few] {
                let wanted = Wanted {
                    installers: installers.clone(),
                    ..wanted(project, first, last, dimensions)
                };
                let days = wanted.window;
                let counted = rows.iter().filter(|row| {
                    let day = jiff::Timestamp::from_microsecond(row.time).unwrap();
                    let day = day.to_zoned(jiff::tz::TimeZone::UTC).date();
                    row.project == project
                        && days.contains(day)
                        && !row.file.ends_with(".metadata")
                        && (installers == Installers::Everything
                            || matches!(row.installer, Some("pip" | "uv")))
                });
                let expected = counted.count() as u64;
                let first = ask(&at("dictionaries"), &wanted).unwrap();
                assert_eq!(first.cubes[0].total(), expected, "{wanted:?}");
                assert_eq!(first.origin.window, Some(days));
                assert_eq!(first.origin.counted, Counted::Asked(installers.to_string()));
                for name in
                    ["plain", "nested.json", "flat", "rows.txt", "tabs", "packed", "array.json"]
                {
                    let answer = ask(&at(name), &wanted).unwrap();
                    assert_eq!(answer.cubes, first.cubes, "{name} of {wanted:?}");
                    assert_eq!(answer.origin.notes, [""; 0], "{name}");
                }
                for name in ["parts", "parts/**/[ab]"] {
                    assert_eq!(ask(&at(name), &wanted).unwrap().cubes, first.cubes, "{name}");
                }
            }
        }
    }
}

#[test]
fn values_of_rows_are_cleaned() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows");
    parquet(&path, &nested(&downloads(5000)), true);
    let by = |dimension| {
        let wanted = wanted("psutil", WHOLE.0, WHOLE.1, &[dimension]);
        let counts = ask(&path, &wanted).unwrap().cubes.remove(0);
        counts.rows().map(|(key, _)| key[0].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(by(Dimension::Python), ["2.7", "3.11", "3.9", "pre-release", "other", "unknown"]);
    assert_eq!(by(Dimension::Cpu), ["aarch64", "x86_64", "unknown"]);
    assert_eq!(by(Dimension::LibcVersion), ["glibc 2.36", "musl 1.2", "unknown"]);
    assert_eq!(by(Dimension::Kind), ["abi3", "sdist"]);
    assert_eq!(by(Dimension::Ci), ["no", "yes", "unknown"]);
    assert_eq!(by(Dimension::Installer), ["pip", "uv"]);
}

/// The table that psutil's author published on 13 February 2025, as pypinfo gave it: pip's downloads
/// in 30 days, the ten largest rows. The counts are of PyPI's public data (CC BY 4.0).
const PUBLISHED: [(&str, u64, &str); 10] = [
    ("3.10", 26_354_506, "23.84%"),
    ("3.8", 20_862_015, "18.87%"),
    ("3.7", 19_217_960, "17.38%"),
    ("3.9", 18_798_843, "17.00%"),
    ("3.11", 15_066_706, "13.63%"),
    ("3.12", 7_754_751, "7.01%"),
    ("3.13", 1_267_008, "1.15%"),
    ("3.6", 803_189, "0.73%"),
    ("2.7", 402_111, "0.36%"),
    ("3.5", 28_656, "0.03%"),
];

#[test]
fn a_published_table_gives_the_published_percentages() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<_> = PUBLISHED
        .iter()
        .map(|(python, downloads, _)| {
            serde_json::json!({"python_version": python, "download_count": downloads})
        })
        .collect();
    let document = serde_json::json!({
        "last_update": "2025-02-13 10:00:00",
        "query": {"bytes_billed": 4_992_991_232_u64, "cached": false, "estimated_cost": "0.03"},
        "rows": rows,
    });
    let path = written(folder.path(), "psutil.json", document.to_string());
    let pretty = serde_json::to_string_pretty(&document).unwrap();
    let pretty = written(folder.path(), "pretty.json", pretty);
    let wanted = wanted("psutil", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    for path in [path, pretty] {
        let answer = ask(&path, &wanted).unwrap();
        assert_eq!(answer.origin.completeness, Completeness::Top(10));
        assert_eq!(answer.origin.window, None);
        assert_eq!(answer.origin.counted, Counted::Unknown);
        assert!(answer.origin.notes.iter().any(|note| note.contains("of these 10 rows")));
        let shares = Shares::of(&answer.cubes[0], Sorting::Share);
        assert_eq!(shares.total, 110_555_745);
        let table: Vec<_> = shares
            .rows
            .iter()
            .map(|row| (row.value.to_string(), row.downloads, format!("{:.2}%", row.percent)))
            .collect();
        let published: Vec<_> = PUBLISHED
            .iter()
            .map(|(python, downloads, percent)| {
                ((*python).to_owned(), *downloads, (*percent).to_owned())
            })
            .collect();
        assert_eq!(table, published);
    }
}

#[test]
fn columns_of_pypinfo_are_dimensions() {
    let folder = tempfile::tempdir().unwrap();
    let document = r#"{"rows": [
        {"download_date": "2025-02-10", "file": "psutil-7.2.2.tar.gz", "python_version": "None",
         "installer_name": "pip", "system_name": "Darwin", "system_release": "24.1.0",
         "distro_name": "macOS", "distro_version": "15.1", "libc_name": "None",
         "libc_version": "None", "cpu": "arm64", "ci": "True", "version": "7.2.2",
         "project": "psutil", "download_count": 3},
        {"download_date": "2025-02-11", "file": "psutil-7.2.2.tar.gz", "python_version": "3.12",
         "installer_name": "bandersnatch", "project": "psutil", "download_count": 5}
    ], "query": {}}"#;
    let path = written(folder.path(), "all.json", document);
    let wanted = wanted("psutil", WHOLE.0, WHOLE.1, Dimension::ALL);
    let answer = ask(&path, &wanted).unwrap();
    assert_eq!(
        shown(&answer.cubes[0]),
        ["2025-02-10 7.2.2 unknown Darwin 15.1 macOS 15.1 aarch64 unknown unknown pip yes sdist \
          psutil-7.2.2.tar.gz 3"]
    );
}

#[test]
fn results_of_pypistats_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = |kind: &str, rows: &[(&str, &str, u64)]| {
        let rows: Vec<_> = rows
            .iter()
            .map(|(category, date, downloads)| {
                serde_json::json!({"category": category, "date": date, "downloads": downloads})
            })
            .collect();
        let document =
            serde_json::json!({"data": rows, "package": "psutil", "type": kind}).to_string();
        written(folder.path(), kind, document)
    };
    let minor = file(
        "python_minor_downloads",
        &[("3.12", "2025-02-10", 7), ("null", "2025-02-11", 2), ("3.12", "2025-01-01", 100)],
    );
    let asked = wanted("psutil", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    let answer = ask(&minor, &asked).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["2025-02-10 3.12 7", "2025-02-11 unknown 2"]);
    assert_eq!(answer.origin.counted, Counted::Fixed("all but four mirrors".to_owned()));
    assert_eq!(
        answer.origin.window,
        Some(asked.window).map(|window| Window { last: "2025-02-11".parse().unwrap(), ..window })
    );

    let system =
        file("system_downloads", &[("Linux", "2025-02-10", 7), ("other", "2025-02-10", 1)]);
    let answer = ask(&system, &asked).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["2025-02-10 Linux 7", "2025-02-10 other 1"]);

    let overall = file(
        "overall_downloads",
        &[("with_mirrors", "2025-02-10", 9), ("without_mirrors", "2025-02-10", 7)],
    );
    assert_eq!(ask(&overall, &asked).unwrap().cubes[0].total(), 7);
    let all = Wanted { installers: Installers::Everything, ..asked.clone() };
    assert_eq!(ask(&overall, &all).unwrap().cubes[0].total(), 9);

    let major = file("python_major_downloads", &[("3", "2025-02-10", 7)]);
    insta::assert_snapshot!(message(&major, &asked), @"python_major_downloads: `python_major` tells 2 from 3 alone: expected the JSON of `python_minor`");
    let recent = r#"{"data": {"last_day": 1}, "package": "psutil", "type": "recent_downloads"}"#;
    let recent = written(folder.path(), "recent", recent);
    insta::assert_snapshot!(message(&recent, &asked), @"recent: sums of pypistats.org tell nothing apart: expected its `python_minor` or `system`");
    let other = wanted("numpy", WHOLE.0, WHOLE.1, &[Dimension::Python]);
    insta::assert_snapshot!(message(&minor, &other), @"python_minor_downloads has no downloads of `numpy` from 2025-02-10 to 2025-02-15 (6 days): they are of `psutil`");
}

#[test]
fn aggregates_count_by_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(
        folder.path(),
        "counts.csv",
        "\u{feff}python_minor,system,num_downloads\n3.12,Linux,5\n3.12,Windows,2\n,Linux,1\n",
    );
    let answer = ask(&path, &wanted("x", WHOLE.0, WHOLE.1, &[Dimension::Python])).unwrap();
    assert_eq!(shown(&answer.cubes[0]), ["3.12 7", "unknown 1"]);
    assert_eq!(answer.origin.notes, ["no column names a project: all rows count"]);
    assert_eq!((answer.origin.window, answer.origin.counted), (None, Counted::Unknown));
}

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
    let mut refused = 0;
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= [0x01, 0x80, 0xff][at % 3];
        refused += usize::from(ask(&written(folder.path(), "bad", bytes), &wanted).is_err());
    }
    assert!(refused > whole.len() / 20, "{refused} of {}", whole.len());
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
    insta::assert_snapshot!(said("r", "[".repeat(100_000)), @"r:1: expected JSON: invalid type: sequence, expected an object, a row of the table at line 1 column 2");

    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(format!("{head}{}", good.repeat(50_000)).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let cut = written(folder.path(), "s", &packed[..packed.len() - 9]);
    let said = message(&cut, &wanted);
    assert!(said.starts_with("s:"), "{said}");
}

#[test]
fn a_cube_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows");
    parquet(&rows, &nested(&downloads(5000)), true);
    let everything = Wanted {
        installers: Installers::Everything,
        ..wanted("psutil", WHOLE.0, WHOLE.1, Dimension::ALL)
    };
    let mut answer = ask(&rows, &everything).unwrap();
    let second = answer.by(&[Dimension::Day, Dimension::System]).unwrap();
    answer.cubes.push(second);
    let path = folder.path().join("cube");
    cube::write(&answer, &path).unwrap();
    let again = cube::read(&path).unwrap();
    assert_eq!(again.cubes, answer.cubes);
    assert_eq!(again.project, answer.project);
    assert_eq!(again.origin.window, answer.origin.window);
    assert_eq!(again.origin.counted, answer.origin.counted);

    // As a source it answers like the rows that it was made of.
    answer.cubes.pop();
    cube::write(&answer, &path).unwrap();
    let asked = wanted("psutil", "2025-02-11", "2025-02-12", &[Dimension::Python, Dimension::Day]);
    let (from_cube, from_rows) = (ask(&path, &asked).unwrap(), ask(&rows, &asked).unwrap());
    let dimensions = [Dimension::Day, Dimension::Python];
    assert_eq!(from_cube.by(&dimensions), from_rows.by(&dimensions));
    assert_eq!(from_cube.origin.counted, Counted::Asked("default".to_owned()));
    insta::assert_snapshot!(message(&path, &wanted("six", WHOLE.0, WHOLE.1, &[Dimension::Python])), @"cube has no downloads of `six` from 2025-02-10 to 2025-02-15 (6 days): the cube is of `psutil`");
    insta::assert_snapshot!(message(&path, &wanted("psutil", "2026-01-01", "2026-01-02", &[Dimension::Python])), @"cube has no downloads of `psutil` from 2026-01-01 to 2026-01-02 (2 days): the days of the cube are 2025-02-10 to 2025-02-15 (6 days) | hint: ask for days that are there: --from 2025-02-10 --to 2025-02-15");
}
