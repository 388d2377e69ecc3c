//! Downloads as rows of PyPI's table, in each form of file, and questions to such files.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use arrow_array::{
    Array, ArrayRef, BooleanArray, RecordBatch, StringArray, StructArray, TimestampMicrosecondArray,
};
use arrow_schema::Field;
use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
use relkit::{
    downloads::{
        Answer, Counts, Dimension, Installers, SourceError, Value, Wanted, Window,
        source::{Source, file::FileSource},
    },
    tables::{DownloadRules, Pythons, Tables},
};

/// A row of PyPI's table.
#[derive(Debug, Clone)]
pub(crate) struct Download {
    pub(crate) time: i64,
    pub(crate) project: &'static str,
    pub(crate) file: String,
    pub(crate) version: &'static str,
    pub(crate) installer: Option<&'static str>,
    pub(crate) python: Option<&'static str>,
    pub(crate) libc: Option<(&'static str, &'static str)>,
    pub(crate) system: Option<&'static str>,
    pub(crate) cpu: Option<&'static str>,
    pub(crate) ci: Option<bool>,
}

pub(crate) const DAY: i64 = 86_400_000_000;
/// 10 February 2025
pub(crate) const START: i64 = 20_129 * DAY;

/// Rows of four projects over six days, in order of the days and then of the projects, as the table
/// is clustered. What stands where follows from the number of the row alone.
pub(crate) fn downloads(rows: usize) -> Vec<Download> {
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
                cpu: [Some("x86_64"), Some("AMD64"), Some("arm64"), None][at / 3 % 4],
                ci: [Some(true), None, Some(false)][pick(19, 3)],
            }
        })
        .collect();
    out.sort_by_key(|row| (row.time.div_euclid(DAY), row.project));
    out
}

pub(crate) fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

pub(crate) fn structure(fields: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let field = |(name, array): (&str, ArrayRef)| {
        (Arc::new(Field::new(name, array.data_type().clone(), true)), array)
    };
    Arc::new(StructArray::from(fields.into_iter().map(field).collect::<Vec<_>>()))
}

/// The rows nested as `BigQuery` exports them.
pub(crate) fn nested(rows: &[Download]) -> RecordBatch {
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
pub(crate) fn parquet(path: &Path, batch: &RecordBatch, dictionaries: bool) {
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

pub(crate) fn json_lines(rows: &[Download], flat: bool) -> String {
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

pub(crate) fn csv(rows: &[Download]) -> String {
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

pub(crate) fn wanted(project: &str, first: &str, last: &str, dimensions: &[Dimension]) -> Wanted {
    Wanted {
        project: project.parse().unwrap(),
        window: Window::new(first.parse().unwrap(), last.parse().unwrap()).unwrap(),
        history: None,
        dimensions: dimensions.iter().copied().collect(),
        installers: Installers::default(),
    }
}

pub(crate) fn ask(path: &Path, wanted: &Wanted) -> Result<Answer, SourceError> {
    static TABLES: OnceLock<(Pythons, DownloadRules)> = OnceLock::new();
    let (pythons, rules) = TABLES.get_or_init(|| {
        let tables = Tables::embedded();
        (tables.load().unwrap(), tables.load().unwrap())
    });
    FileSource::new(path, pythons, rules).answer(wanted, &|_| {})
}

pub(crate) fn message(path: &Path, wanted: &Wanted) -> String {
    let error = ask(path, wanted).unwrap_err();
    let folder = path.parent().unwrap().display().to_string() + std::path::MAIN_SEPARATOR_STR;
    let text = error.to_string().replace(&folder, "");
    match error.hint() {
        Some(hint) => format!("{text} | hint: {hint}"),
        None => text,
    }
}

pub(crate) fn written(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

pub(crate) fn shown(counts: &Counts) -> Vec<String> {
    let row = |(key, downloads): (&[Value], u64)| {
        let key: Vec<&str> = key.iter().map(Value::as_str).collect();
        format!("{} {downloads}", key.join(" "))
    };
    counts.rows().map(row).collect()
}

pub(crate) const WHOLE: (&str, &str) = ("2025-02-10", "2025-02-15");
