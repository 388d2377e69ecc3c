//! Rows as JSON lines: an object a line.

use std::io::BufRead;

use serde::de::DeserializeSeed;

use super::{
    bounded::{self, Tally},
    json::IntoRow,
    rows::{BadRow, Row, Rows, cut},
};
use crate::downloads::SourceError;

/// Reads all rows. `place` names the file in messages.
pub(super) fn read(
    place: &str,
    mut from: Box<dyn BufRead>,
    rows: &mut Rows,
) -> Result<Option<String>, SourceError> {
    let mut tally = Tally::of("line");
    let (mut text, mut row) = (Vec::new(), Row::default());
    for number in 1.. {
        let read = bounded::line(&mut *from, &mut text).map_err(|error| {
            SourceError::Malformed { place: format!("{place}:{number}"), why: error.to_string() }
        })?;
        if read == 0 {
            break;
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        tally.row(place, number, take(&text, &mut row, rows))?;
    }
    tally.finish(place, rows)
}

fn take(text: &[u8], row: &mut Row, rows: &mut Rows) -> Result<(), BadRow> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let went = IntoRow { row }.deserialize(&mut reader).and_then(|()| reader.end());
    went.map_err(|error| BadRow::Odd(format!("expected an object of JSON: {}", said(&error))))?;
    if row.columns() == super::columns::Fields::default() {
        let text = String::from_utf8_lossy(text);
        return Err(BadRow::Odd(format!("`{}` has no known column", cut(&text))));
    }
    rows.take(row)
}

/// What the reader says, without its place: a line here is one row.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line 1 ") {
        Some((why, column)) => format!("{why} at {column}"),
        None => text,
    }
}
