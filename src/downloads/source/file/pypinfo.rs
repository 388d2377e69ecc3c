//! What `pypinfo --json` prints.

use serde::Deserialize;

use crate::{
    downloads::{
        Answer, Completeness, Counted, Counts, Dimension, Origin, SourceError, Wanted, clean,
    },
    tables::Pythons,
};

/// The rows of a table by Python; further columns are ignored.
#[derive(Debug, Deserialize)]
struct Printed {
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    download_count: u64,
    python_version: Option<String>,
}

/// Rows that pypinfo prints where nothing else is asked for.
const DEFAULT_LIMIT: usize = 10;

/// Reads a result; its days and its installers are not in it.
pub(super) fn answer(
    place: &str,
    text: &str,
    wanted: &Wanted,
    pythons: &Pythons,
) -> Result<Answer, SourceError> {
    let printed: Printed = serde_json::from_str(text).map_err(|error| SourceError::Malformed {
        place: format!("{place}:{}", error.line()),
        why: format!("expected the JSON of pypinfo: {error}"),
    })?;
    let mut counts = Counts::new(vec![Dimension::Python]);
    for row in &printed.rows {
        counts.add(vec![clean::python(row.python_version.as_deref(), pythons)], row.download_count);
    }
    let completeness = match printed.rows.len() {
        DEFAULT_LIMIT => Completeness::Top(10),
        _ => Completeness::Whole,
    };
    Ok(Answer {
        project: wanted.project.clone(),
        origin: Origin {
            source: "file",
            place: place.to_owned(),
            window: None,
            counted: Counted::Unknown,
            completeness,
            cost: None,
            cached: false,
            notes: Vec::new(),
        },
        cubes: vec![counts],
    })
}
