//! relkit's own file of counts: Parquet with a column a dimension and `downloads`.
//!
//! Any reader of Parquet can use it. What is no known value is `(pre-release)`, `(other)` or null.
//! The metadata `relkit.cube` says as JSON whose downloads they are and where they come from. Where
//! an [`Answer`] has several counts, the column `cube` numbers them.

mod head;
mod narrow;

use std::{collections::BTreeSet, fs::File, path::Path, sync::Arc};

use arrow_array::{
    Array, ArrayRef, Int32Array, RecordBatch, StringArray, UInt64Array,
    cast::AsArray,
    types::{Int32Type, UInt64Type},
};
use arrow_schema::{DataType, Field, Schema};
use jiff::Timestamp;
use parquet::{
    arrow::{
        ArrowWriter, ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    basic::{Compression, ZstdLevel},
    file::{metadata::KeyValue, properties::WriterProperties},
};
use serde::{Deserialize, Serialize};

pub(super) use self::{
    head::{Head, head},
    narrow::narrow,
};
use super::{
    Answer, Completeness, Cost, Counted, Counts, Dimension, Origin, SourceError, Unread, Value,
    Wanted, Window,
    aggregate::{Counting, MOST_GROUPS},
    source::file::columnar::{Bad, dictionaries, guarded, open},
};
use crate::model::ProjectName;

/// The key of the metadata.
const KEY: &str = "relkit.cube";
/// The form of the file.
const VERSION: u32 = 1;
/// Rows that are written and read at a time.
const BATCH: usize = 65_536;
const NUMBER: &str = "cube";
const DOWNLOADS: &str = "downloads";
const PRERELEASE: &str = "(pre-release)";
const OTHER: &str = "(other)";

/// The metadata.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    version: u32,
    project: String,
    origin: Kept,
    /// The dimensions of each counts
    cubes: Vec<Vec<Dimension>>,
    /// When the source was asked, where the cube is kept in place of asking again
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked: Option<Timestamp>,
}

/// An [`Origin`] as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    source: String,
    place: String,
    window: Option<(jiff::civil::Date, jiff::civil::Date)>,
    counted: KeptCounted,
    top: Option<u32>,
    /// How many rows could not be read, and whether nobody knows for how many downloads each stands
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unread: Option<(u64, bool)>,
    cost: Option<(u64, f64)>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KeptCounted {
    Asked(String),
    Fixed(String),
    Unknown,
}

impl From<&Origin> for Kept {
    fn from(origin: &Origin) -> Self {
        Self {
            source: origin.source.to_owned(),
            place: origin.place.clone(),
            window: origin.window.map(|window| (window.first, window.last)),
            counted: match &origin.counted {
                Counted::Asked(text) => KeptCounted::Asked(text.clone()),
                Counted::Fixed(text) => KeptCounted::Fixed(text.clone()),
                Counted::Unknown => KeptCounted::Unknown,
            },
            top: match origin.completeness {
                Completeness::Whole => None,
                Completeness::Top(rows) => Some(rows),
            },
            unread: Some((origin.unread.rows, origin.unread.unbounded)).filter(|it| it.0 > 0),
            cost: origin.cost.map(|cost| (cost.bytes, cost.dollars)),
            notes: origin.notes.clone(),
        }
    }
}

impl From<Kept> for Origin {
    fn from(kept: Kept) -> Self {
        Self {
            source: ["pypistats", "clickhouse", "bigquery"]
                .into_iter()
                .find(|known| *known == kept.source)
                .unwrap_or("file"),
            place: kept.place,
            window: kept.window.and_then(|(first, last)| Window::new(first, last)),
            counted: match kept.counted {
                KeptCounted::Asked(text) => Counted::Asked(text),
                KeptCounted::Fixed(text) => Counted::Fixed(text),
                KeptCounted::Unknown => Counted::Unknown,
            },
            completeness: kept.top.map_or(Completeness::Whole, Completeness::Top),
            unread: kept
                .unread
                .map_or_else(Unread::default, |(rows, unbounded)| Unread { rows, unbounded }),
            cost: kept.cost.map(|(bytes, dollars)| Cost { bytes, dollars }),
            cached: true,
            notes: kept.notes,
        }
    }
}

/// Writes an answer to a file, whole or not at all.
pub fn write(answer: &Answer, path: &Path) -> Result<(), SourceError> {
    keep(answer, None, path)
}

/// The same, of an answer that was asked for at this time.
pub(super) fn keep(
    answer: &Answer,
    asked: Option<Timestamp>,
    path: &Path,
) -> Result<(), SourceError> {
    let failed = |source| SourceError::Read { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    guarded(path, || fill(answer, asked, file.as_file_mut()))?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn fill(answer: &Answer, asked: Option<Timestamp>, file: &mut File) -> Result<(), Bad> {
    let about = About {
        version: VERSION,
        project: answer.project.to_string(),
        origin: Kept::from(&answer.origin),
        cubes: answer.cubes.iter().map(|counts| counts.dimensions().to_vec()).collect(),
        asked,
    };
    let about = serde_json::to_string(&about).map_err(|error| Bad::Odd(error.to_string()))?;
    let used: BTreeSet<Dimension> =
        answer.cubes.iter().flat_map(|counts| counts.dimensions().iter().copied()).collect();
    let texts = used.iter().map(|dimension| Field::new(dimension.as_str(), DataType::Utf8, true));
    let schema = Arc::new(Schema::new(
        std::iter::once(Field::new(NUMBER, DataType::Int32, false))
            .chain(texts)
            .chain([Field::new(DOWNLOADS, DataType::UInt64, false)])
            .collect::<Vec<_>>(),
    ));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new(KEY.to_owned(), about)]))
        .build();
    let mut writer = ArrowWriter::try_new(file, schema.clone(), Some(properties))?;
    for (number, counts) in (0_i32..).zip(&answer.cubes) {
        let rows: Vec<(&[Value], u64)> = counts.rows().collect();
        for rows in rows.chunks(BATCH) {
            let mut columns: Vec<ArrayRef> =
                vec![Arc::new(Int32Array::from(vec![number; rows.len()]))];
            for dimension in &used {
                let place = counts.dimensions().iter().position(|known| known == dimension);
                let text = |(key, _): &(&[Value], u64)| {
                    place.and_then(|place| written(key.get(place)?).map(str::to_owned))
                };
                columns.push(Arc::new(rows.iter().map(text).collect::<StringArray>()));
            }
            let downloads = rows.iter().map(|(_, downloads)| *downloads);
            columns.push(Arc::new(UInt64Array::from_iter_values(downloads)));
            writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
        }
    }
    writer.close()?;
    Ok(())
}

fn written(value: &Value) -> Option<&str> {
    match value {
        Value::Known(text) => Some(text),
        Value::Prerelease => Some(PRERELEASE),
        Value::Other => Some(OTHER),
        Value::Unknown => None,
    }
}

fn read_value(text: Option<&str>) -> Value {
    match text {
        None => Value::Unknown,
        Some(PRERELEASE) => Value::Prerelease,
        Some(OTHER) => Value::Other,
        Some(text) => Value::known(text),
    }
}

/// Reads a whole cube. The counts are as they were written; the origin says that it was kept.
pub fn read(path: &Path) -> Result<Answer, SourceError> {
    let metadata = open(path)?;
    let about = about(path, &metadata)?.ok_or_else(|| none(path))?;
    let all = Dimension::ALL.iter().copied().collect();
    load(path, &metadata, about, &all)
}

/// The project of a cube; [`None`] for other Parquet files.
pub(super) fn project(path: &Path) -> Result<Option<ProjectName>, SourceError> {
    let about = about(path, &open(path)?)?;
    Ok(about.and_then(|about| about.project.parse().ok()))
}

/// The metadata of a cube; [`None`] for other Parquet files.
fn about(path: &Path, metadata: &ArrowReaderMetadata) -> Result<Option<About>, SourceError> {
    let pairs = metadata.metadata().file_metadata().key_value_metadata();
    let text = pairs.and_then(|pairs| pairs.iter().find(|pair| pair.key == KEY));
    let Some(text) = text.and_then(|pair| pair.value.as_deref()) else { return Ok(None) };
    let malformed = |why: String| SourceError::Malformed { place: path.display().to_string(), why };
    let about: About = serde_json::from_str(text).map_err(|error| {
        malformed(format!("the metadata `relkit.cube` cannot be read: {error}"))
    })?;
    if about.version != VERSION {
        return Err(malformed(format!(
            "the cube is of version {}; this relkit knows version {VERSION}",
            about.version
        )));
    }
    Ok(Some(about))
}

fn load(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    about: About,
    kept: &BTreeSet<Dimension>,
) -> Result<Answer, SourceError> {
    guarded(path, || {
        let project: ProjectName =
            about.project.parse().map_err(|error| Bad::Odd(format!("{error}")))?;
        let mut cubes: Vec<Counts> = about
            .cubes
            .iter()
            .map(|cube| {
                Counts::new(cube.iter().copied().filter(|one| kept.contains(one)).collect())
            })
            .collect();
        let options = ArrowReaderOptions::new()
            .with_skip_arrow_metadata(true)
            .with_schema(dictionaries(metadata.schema()));
        let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)?;
        let columns = metadata.parquet_schema().columns().iter().enumerate();
        let read = columns.filter_map(|(index, column)| {
            let name = column.name();
            let known = name.parse().is_ok_and(|dimension| kept.contains(&dimension));
            (known || name == NUMBER || name == DOWNLOADS).then_some(index)
        });
        let mask = ProjectionMask::leaves(metadata.parquet_schema(), read.collect::<Vec<_>>());
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(File::open(path)?, metadata)
                .with_batch_size(BATCH)
                .with_projection(mask)
                .build()?;
        for batch in reader {
            add(&batch?, &mut cubes)?;
        }
        Ok(Answer { project, origin: about.origin.into(), cubes })
    })
}

fn add(batch: &RecordBatch, cubes: &mut [Counts]) -> Result<(), Bad> {
    let gone =
        |name: &str| Bad::Odd(format!("the cube's column `{name}` is gone or of another type"));
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| gone(name));
    let numbers = column(NUMBER)?.as_primitive_opt::<Int32Type>().ok_or_else(|| gone(NUMBER))?;
    let downloads =
        column(DOWNLOADS)?.as_primitive_opt::<UInt64Type>().ok_or_else(|| gone(DOWNLOADS))?;
    for (number, counts) in (0_i32..).zip(cubes) {
        let mut values = Vec::new();
        for dimension in counts.dimensions() {
            let name = dimension.as_str();
            let texts = column(name)?.as_dictionary_opt::<Int32Type>().ok_or_else(|| gone(name))?;
            let known = texts.values().as_string_opt::<i32>().ok_or_else(|| gone(name))?;
            let known: Vec<Value> = known.iter().map(read_value).collect();
            values.push((texts.keys(), known));
        }
        for row in (0..batch.num_rows()).filter(|row| numbers.value(*row) == number) {
            let value = |(keys, known): &(&Int32Array, Vec<Value>)| {
                let key = (!keys.is_null(row)).then(|| keys.value(row));
                let value = key.and_then(|key| known.get(usize::try_from(key).ok()?));
                value.cloned().unwrap_or(Value::Unknown)
            };
            counts.add(values.iter().map(value).collect(), downloads.value(row));
        }
        if counts.len() > MOST_GROUPS {
            return Err(Bad::Odd(format!("the cube has more than {MOST_GROUPS} rows")));
        }
    }
    Ok(())
}

/// The answer of a file where it is a cube: the columns that are wanted, of the days that are
/// wanted, by the programs that are wanted as far as the cube tells them apart.
pub(super) fn answer(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    wanted: &Wanted,
    counting: Counting,
) -> Result<Option<Answer>, SourceError> {
    let Some(about) = about(path, metadata)? else { return Ok(None) };
    let mut kept = wanted.dimensions.clone();
    kept.extend([Dimension::Day, Dimension::Installer]);
    let whole = load(path, metadata, about, &kept)?;
    narrow(whole, &path.display().to_string(), wanted, counting).map(Some)
}

/// The same of a file that must be a cube.
pub(super) fn answer_at(
    path: &Path,
    wanted: &Wanted,
    counting: Counting,
) -> Result<Answer, SourceError> {
    answer(path, &open(path)?, wanted, counting)?.ok_or_else(|| none(path))
}

fn none(path: &Path) -> SourceError {
    SourceError::Malformed {
        place: path.display().to_string(),
        why: "the Parquet file is no cube of relkit: expected the metadata `relkit.cube`"
            .to_owned(),
    }
}
