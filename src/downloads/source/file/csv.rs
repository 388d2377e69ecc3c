//! Rows as CSV: the header names the columns.

use std::io::BufRead;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::{
    bounded::{LONGEST_ROW, PerRow, Tally},
    columns::Field,
    rows::{BadRow, Row, Rows, cut},
};
use crate::downloads::SourceError;

/// Columns that a header may have.
const MOST_COLUMNS: usize = 1000;

/// Reads all rows. `place` names the file in messages.
pub(super) fn read(
    place: &str,
    mut from: Box<dyn BufRead>,
    rows: &mut Rows,
) -> Result<Option<String>, SourceError> {
    let broken =
        |line: u64, why: String| SourceError::Malformed { place: format!("{place}:{line}"), why };
    let start = from.fill_buf().map_err(|error| broken(1, error.to_string()))?;
    let head = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|mark| (memchr::memchr_iter(*mark, head).count(), u8::MAX - mark))
        .unwrap_or(b',');
    let (from, allowance) = PerRow::new(from);
    let mut reader = ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(from);
    let header = reader.byte_headers().map_err(|error| broken(1, said(&error)))?.clone();
    let columns = columns(&header).map_err(|why| broken(1, why))?;

    let mut tally = Tally::of("line");
    let (mut record, mut row) = (ByteRecord::new(), Row::default());
    loop {
        allowance.set(LONGEST_ROW);
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                tally.row(place, line, take(&record, header.len(), &columns, &mut row, rows))?;
            }
            Err(error) => return Err(broken(line, said(&error))),
        }
    }
    tally.finish(place, rows)
}

/// What went wrong, without the reader's own prefix.
fn said(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

/// Which fields the columns are.
fn columns(header: &ByteRecord) -> Result<Vec<Option<(Field, usize)>>, String> {
    if header.len() > MOST_COLUMNS {
        return Err(format!(
            "the header has {} columns: this is no table of downloads",
            header.len()
        ));
    }
    let names: Vec<String> =
        header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let columns: Vec<_> = names
        .iter()
        .map(|name| Field::of(name.trim_start_matches('\u{feff}')))
        .map(|known| known.filter(|(field, _)| *field != Field::Category))
        .collect();
    if columns.iter().all(Option::is_none) {
        let there: Vec<String> =
            names.iter().take(8).map(|name| format!("`{}`", cut(name))).collect();
        return Err(format!(
            "expected a header with columns such as `timestamp`, `project`, `details.python`, `downloads`; there is {}",
            there.join(", ")
        ));
    }
    Ok(columns)
}

fn take(
    record: &ByteRecord,
    width: usize,
    columns: &[Option<(Field, usize)>],
    row: &mut Row,
    rows: &mut Rows,
) -> Result<(), BadRow> {
    if record.len() != width {
        return Err(BadRow::Odd(format!("{} cells under {width} columns", record.len())));
    }
    row.clear();
    for (cell, column) in record.iter().zip(columns) {
        let Some((field, rank)) = *column else { continue };
        if row.wants(field, rank) {
            let text = std::str::from_utf8(cell)
                .map_err(|_| BadRow::Odd(format!("the cell of `{}` is no UTF-8", field.name())))?;
            row.set(field, rank, text);
        }
    }
    rows.take(row)
}
