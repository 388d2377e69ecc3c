//! The result of a query: as Arrow from the table that holds it, or as pages.

use arrow_array::{Array, RecordBatch};

use super::{
    batch::{Column, Texts},
    cube::Cube,
    query::{DOWNLOADS, column},
    rest::{Done, Rest},
    session::Session,
    storage::{self, Reading},
};
use crate::{
    downloads::{Dimension, SourceError},
    tables::Pythons,
};

/// Rows of a result at most: combinations of values, of which the largest projects have some
/// hundred thousand a month.
const ROWS: u64 = 20_000_000;

/// How results are read. It begins with the Storage Read API, which reads a result for free, and
/// stays with pages where that is refused once.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// Why the Storage Read API is not used
    pub(super) refused: Option<String>,
}

impl Reader {
    /// The counts of a finished query.
    pub(super) fn read<'a>(
        &mut self,
        session: &Session,
        done: &Done,
        dimensions: &[Dimension],
        pythons: &'a Pythons,
    ) -> Result<Cube<'a>, SourceError> {
        if done.rows > ROWS {
            return Err(SourceError::Refused {
                message: format!("the result has {} rows, and {ROWS} are read", done.rows),
                hint: "ask for fewer days or fewer splits".to_owned(),
            });
        }
        let mut cube = Cube::new(dimensions, pythons);
        if done.rows == 0 {
            return Ok(cube);
        }
        if self.refused.is_none() {
            match arrow(session, done, dimensions, &mut cube) {
                Ok(()) => return Ok(cube),
                Err(error) => {
                    self.refused = Some(error.to_string());
                    cube = Cube::new(dimensions, pythons);
                }
            }
        }
        pages(session, done, dimensions, &mut cube)?;
        Ok(cube)
    }
}

fn arrow(
    session: &Session,
    done: &Done,
    dimensions: &[Dimension],
    cube: &mut Cube,
) -> Result<(), SourceError> {
    let Some(table) = &done.table else {
        return Err(malformed("the job names no table of its result".to_owned()));
    };
    let reading = Reading { table: table.path(), fields: Vec::new(), restriction: String::new() };
    let rows = storage::read(session, &reading, &mut |batch| add(batch, dimensions, cube))?;
    if rows == done.rows {
        return Ok(());
    }
    Err(malformed(format!(
        "the Storage Read API has {rows} rows, and the result has {}",
        done.rows
    )))
}

/// Adds the rows of one batch.
fn add(batch: &RecordBatch, dimensions: &[Dimension], cube: &mut Cube) -> Result<(), SourceError> {
    let mut columns = Vec::new();
    for dimension in dimensions {
        let name = column(*dimension);
        columns.push((*dimension, Column::find(batch, &name)?, name));
    }
    let mut texts: Vec<(Dimension, Texts)> = Vec::new();
    for (dimension, column, name) in &columns {
        texts.push((*dimension, column.text(name)?));
    }
    let downloads = Column::find(batch, DOWNLOADS)?;
    let downloads = downloads.numbers(DOWNLOADS)?;
    for row in 0..batch.num_rows() {
        let count = (!downloads.is_null(row)).then(|| downloads.value(row));
        let count = count.and_then(|count| u64::try_from(count).ok());
        let count = count.ok_or_else(|| malformed("a count is none".to_owned()))?;
        let cell = |wanted| {
            let (_, texts) = texts.iter().find(|(dimension, _)| *dimension == wanted)?;
            texts.get(row)
        };
        cube.add(|dimension| as_columns(dimension, cell(dimension)), count)?;
    }
    Ok(())
}

fn pages(
    session: &Session,
    done: &Done,
    dimensions: &[Dimension],
    cube: &mut Cube,
) -> Result<(), SourceError> {
    let names: Vec<(Dimension, String)> =
        dimensions.iter().map(|dimension| (*dimension, column(*dimension))).collect();
    Rest(session).pages(done, &mut |row| {
        let count = row.get(DOWNLOADS).and_then(|count| count.parse().ok());
        let count = count.ok_or_else(|| malformed("a row has no count".to_owned()))?;
        let cell = |wanted| {
            let (_, name) = names.iter().find(|(dimension, _)| *dimension == wanted)?;
            row.get(name)
        };
        cube.add(|dimension| as_columns(dimension, cell(dimension)), count)
    })
}

/// What the query made of several columns, where [`clean::value`](crate::downloads::clean::value)
/// looks for the one that decides.
fn as_columns(dimension: Dimension, cell: Option<&str>) -> [Option<&str>; 3] {
    match dimension {
        Dimension::LibcVersion => [None, cell, None],
        _ => [cell, None, None],
    }
}

fn malformed(why: String) -> SourceError {
    SourceError::Malformed { place: "the result of BigQuery".to_owned(), why }
}
