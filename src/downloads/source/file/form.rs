//! What a file is, by its content.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::Path,
};

use crate::downloads::SourceError;
use flate2::bufread::MultiGzDecoder;

/// Bytes by which a file is told.
pub(super) const HEAD: u64 = 64 << 10;

/// The forms that are read.
pub(super) enum Form {
    /// Apache Parquet, rows or a cube
    Parquet,
    /// An object of JSON a line
    Lines(Box<dyn BufRead>),
    /// One document of JSON
    Document(Box<dyn BufRead>),
    /// A header and rows with delimiters
    Csv(Box<dyn BufRead>),
}

/// Looks at the first bytes of a file, behind gzip where it is compressed.
pub(super) fn of(path: &Path) -> Result<Form, SourceError> {
    let failed = |source| SourceError::Read { path: path.to_owned(), source };
    let malformed = |why: &str| SourceError::Malformed {
        place: path.display().to_string(),
        why: why.to_owned(),
    };
    let file = File::open(path).map_err(failed)?;
    let (head, rest) = head(Box::new(BufReader::new(file))).map_err(failed)?;
    match head.as_slice() {
        [] => return Err(malformed("the file is empty")),
        [b'P', b'A', b'R', b'1', ..] => return Ok(Form::Parquet),
        [b'P', b'A', b'R', b'E', ..] => {
            return Err(malformed("the Parquet file is encrypted: expected it in the clear"));
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            return Err(malformed("the file is compressed by zstd: expected gzip or none"));
        }
        [0x1f, 0x8b, ..] => {
            let inner = MultiGzDecoder::new(Cursor::new(head).chain(rest));
            let opened = self::head(Box::new(BufReader::new(inner)));
            let (head, rest) =
                opened.map_err(|error| malformed(&format!("broken gzip: {error}")))?;
            return text(head, rest).ok_or_else(|| malformed("there is no text within the gzip"));
        }
        _ => {}
    }
    text(head, rest).ok_or_else(|| {
        malformed("expected Parquet, CSV, JSON or JSON lines; these bytes are none of them")
    })
}

fn head(mut from: Box<dyn BufRead>) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut head = Vec::new();
    (&mut from).take(HEAD).read_to_end(&mut head)?;
    Ok((head, from))
}

fn text(mut head: Vec<u8>, rest: Box<dyn BufRead>) -> Option<Form> {
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    let start = head.trim_ascii_start();
    let (json, lines) = (matches!(start.first(), Some(b'{' | b'[')), are_lines(start));
    if start.is_empty() || (!json && head.iter().take(4096).any(|byte| *byte == 0)) {
        return None;
    }
    let whole: Box<dyn BufRead> = Box::new(Cursor::new(head).chain(rest));
    Some(match (json, lines) {
        (true, true) => Form::Lines(whole),
        (true, false) => Form::Document(whole),
        (false, _) => Form::Csv(whole),
    })
}

/// Whether the first line is a row: an object of its own that holds no list of rows, or one that is
/// broken before another.
fn are_lines(start: &[u8]) -> bool {
    if start.first() != Some(&b'{') {
        return false;
    }
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    match serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(first) {
        Ok(keys) => !keys.contains_key("rows") && !keys.contains_key("data"),
        // What ends so may go on with an object in the next line.
        Err(_) if matches!(first.last(), Some(b'[' | b':')) => false,
        Err(_) => first.len() > 1 && lines.next().is_some_and(|line| line.starts_with(b"{")),
    }
}
