//! Reading text that may be hostile: lines have a longest length, and bad rows a number.

use std::io::{self, BufRead, Read};

use super::rows::{BadRow, Rows};
use crate::downloads::SourceError;

/// Bytes of one row.
pub(super) const LONGEST_ROW: usize = 1 << 20;
/// Rows that may be bad before a file is given up.
const MOST_BAD: u64 = 1000;

/// Rows that may be bad though they are more than the good ones.
pub(super) const MANY_BAD: u64 = 10;

/// Reads one line without its end into `line`; 0 is the end of the file.
pub(super) fn line(from: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    let read = from.take(LONGEST_ROW as u64 + 1).read_until(b'\n', line)?;
    if read > LONGEST_ROW {
        return Err(too_long());
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(read)
}

fn too_long() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("a row is longer than {LONGEST_ROW} bytes: this is no table of downloads"),
    )
}

/// Bytes that a reader of rows may take before it says that a row has ended.
#[derive(Debug)]
pub(super) struct PerRow<R> {
    inner: R,
    left: std::rc::Rc<std::cell::Cell<usize>>,
}

impl<R: Read> PerRow<R> {
    /// With the allowance, which is filled up by its other holder.
    pub(super) fn new(inner: R) -> (Self, std::rc::Rc<std::cell::Cell<usize>>) {
        let left = std::rc::Rc::new(std::cell::Cell::new(LONGEST_ROW));
        (Self { inner, left: left.clone() }, left)
    }
}

impl<R: Read> Read for PerRow<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(too_long());
        }
        let most = buffer.len().min(left);
        let read = self.inner.read(&mut buffer[..most])?;
        self.left.set(left - read);
        Ok(read)
    }
}

/// Counts bad rows.
#[derive(Debug)]
pub(super) struct Tally {
    /// `line` or `row`
    unit: &'static str,
    good: u64,
    bad: u64,
    first: Option<(u64, String)>,
}

impl Tally {
    /// No rows yet; they are numbered by this unit.
    pub(super) fn of(unit: &'static str) -> Self {
        Self { unit, good: 0, bad: 0, first: None }
    }

    /// Notes how a row went; an error is the end of reading.
    pub(super) fn row(
        &mut self,
        place: &str,
        line: u64,
        went: Result<(), BadRow>,
    ) -> Result<(), SourceError> {
        match went {
            Ok(()) => self.good += 1,
            Err(BadRow::Odd(why)) => {
                self.bad += 1;
                self.first.get_or_insert((line, why));
                if self.bad > MOST_BAD {
                    return Err(self.all_bad(place));
                }
            }
            Err(BadRow::Full(many)) => {
                return Err(SourceError::Malformed {
                    place: place.to_owned(),
                    why: many.to_string(),
                });
            }
        }
        Ok(())
    }

    fn all_bad(&self, place: &str) -> SourceError {
        let (line, why) = self.first.clone().unwrap_or_default();
        SourceError::Malformed {
            place: match self.unit {
                "line" => format!("{place}:{line}"),
                unit => format!("{place}, {unit} {line}"),
            },
            why: match self.bad {
                1 => why,
                bad => format!("{why}; this is the first of {bad} bad rows"),
            },
        }
    }

    /// How many rows were bad so far.
    pub(super) fn bad(&self) -> u64 {
        self.bad
    }

    /// What to say of the bad rows, which `rows` hears of; an error where no row was good, or most of many
    /// were bad.
    pub(super) fn finish(
        self,
        place: &str,
        rows: &mut Rows,
    ) -> Result<Option<String>, SourceError> {
        rows.missed(self.bad);
        match (&self.first, self.good) {
            (None, _) => Ok(None),
            (Some(_), 0) => Err(self.all_bad(place)),
            (Some(_), good) if self.bad >= MANY_BAD && self.bad > good => Err(self.all_bad(place)),
            (Some((line, why)), _) => Ok(Some(format!(
                "{} of {} rows are left out as bad, the first in {} {line}: {why}",
                self.bad,
                self.bad + self.good,
                self.unit
            ))),
        }
    }
}
