//! The records at the end of a zip archive, read before anything is allocated for its members.
//!
//! Source: APPNOTE 4.3.14 to 4.3.16. Where several readings are possible, this one is Python's
//! (`zipfile._EndRecData`), for that is what pip uses: the last end record counts, the directory
//! ends where the end records start, and bytes before the archive are allowed. What other readers
//! may take differently is noted.

use super::number::{u16_at, u32_at, u64_at};
use crate::dist::{Cause, limits};

const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const LOCATOR64: &[u8] = b"PK\x06\x07";
const LOCATOR64_SIZE: usize = 20;
const END64: &[u8] = b"PK\x06\x06";
const END64_SIZE: usize = 56;
const LONGEST_COMMENT: usize = 0xffff;

/// Where the central directory is, and what the end records say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dist) struct End {
    /// Members, as declared
    pub(in crate::dist) members: u64,
    /// Offset of the directory in the file
    pub(in crate::dist) start: usize,
    /// Bytes of the directory
    pub(in crate::dist) length: usize,
    /// Offset of the directory, as declared; smaller where bytes stand before the archive
    pub(in crate::dist) declared: u64,
    /// Offset of the end record in the file
    pub(in crate::dist) at: usize,
    /// What is odd
    pub(in crate::dist) notes: Vec<Note>,
    /// Bytes behind the end record and its comment
    pub(in crate::dist) trailing: usize,
}

/// Something odd about the end records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dist) struct Note {
    pub(in crate::dist) at: usize,
    /// As a clause
    pub(in crate::dist) what: String,
    /// Python's view is not touched by it, nor is PyPI's
    pub(in crate::dist) harmless: bool,
}

impl End {
    /// Finds the end record and bounds what it declares.
    pub(in crate::dist) fn find(bytes: &[u8]) -> Result<Self, Cause> {
        let at = last_end(bytes).ok_or(Cause::CutShort { size: bytes.len() as u64 })?;
        let fail = |why: String| Cause::EndRecord { at: at as u64, why };
        let short = |field: usize| u16_at(bytes, at + field).unwrap_or_default();
        let word = |field: usize| u32_at(bytes, at + field).map_or(0, u64::from);

        let mut here = u64::from(short(8));
        let mut members = u64::from(short(10));
        let (mut length, mut declared) = (word(12), word(16));
        let mut disks = [u32::from(short(4)), u32::from(short(6))];
        let mut ends = at;
        let mut notes = Vec::new();
        let mut note = |at, what, harmless| notes.push(Note { at, what, harmless });
        if let Some(record) = Record64::find(bytes, at, &mut note).map_err(fail)? {
            let old = [(here, 0xffff, record.here), (members, 0xffff, record.members)];
            let wide = u64::from(u32::MAX);
            let large = [(length, wide, record.length), (declared, wide, record.offset)];
            let agrees = |&(old, escape, new): &(u64, u64, u64)| old == escape || old == new;
            if !old.iter().chain(&large).all(agrees) {
                note(at, "the end record and the ZIP64 end record differ".to_owned(), true);
            }
            (here, members) = (record.here, record.members);
            (length, declared) = (record.length, record.offset);
            disks = record.disks;
            ends = record.at;
        }
        if disks != [0, 0] {
            note(at, "the archive says that it has several parts".to_owned(), true);
        }
        if here != members {
            let what = format!("it declares {members} members and {here} of them on this disk");
            note(at, what, false);
        }
        if members > limits::MEMBERS {
            return Err(Cause::Members { members });
        }
        if length > limits::DIRECTORY {
            return Err(Cause::DirectorySize { bytes: length });
        }
        let start = usize::try_from(length).ok().and_then(|length| ends.checked_sub(length));
        let start = start.ok_or_else(|| {
            fail(format!("it would have {length} bytes, more than are before it"))
        })?;
        let comment = at + END_SIZE + usize::from(short(20));
        if comment > bytes.len() {
            let missing = comment - bytes.len();
            note(at, format!("{missing} bytes of its comment are missing"), false);
        }
        let trailing = bytes.len().saturating_sub(comment);
        Ok(Self { members, start, length: ends - start, declared, at, notes, trailing })
    }

    /// Where a member whose local header is declared at `offset` may start: Python adds the bytes
    /// before the archive, other readers do not.
    pub(in crate::dist) fn places(&self, offset: u64) -> [Option<usize>; 2] {
        let shifted = offset
            .checked_add(self.start as u64)
            .and_then(|offset| offset.checked_sub(self.declared));
        [shifted, Some(offset)].map(|offset| offset.and_then(|at| usize::try_from(at).ok()))
    }
}

/// Whether Python's `zipfile.is_zipfile` takes the file for a zip archive.
pub(in crate::dist) fn is_zip(bytes: &[u8]) -> bool {
    last_end(bytes).is_some()
}

/// The end record that Python takes: one in the very last bytes, or else the last signature of one.
fn last_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_SIZE)?;
    let is_end = |&at: &usize| bytes[at..].starts_with(END);
    let tail = last.saturating_sub(LONGEST_COMMENT);
    Some(last)
        .filter(|at| is_end(at) && bytes.ends_with(&[0, 0]))
        .or_else(|| (tail..=last).rev().find(is_end))
}

/// The ZIP64 end record.
struct Record64 {
    at: usize,
    disks: [u32; 2],
    here: u64,
    members: u64,
    length: u64,
    offset: u64,
}

impl Record64 {
    /// Finds it by its locator, which stands right before the end record.
    fn find(
        bytes: &[u8],
        end: usize,
        note: &mut impl FnMut(usize, String, bool),
    ) -> Result<Option<Self>, String> {
        let locator = end.checked_sub(LOCATOR64_SIZE);
        let Some(locator) = locator.filter(|&at| bytes[at..].starts_with(LOCATOR64)) else {
            return Ok(None);
        };
        let is_record = |&at: &usize| bytes.get(at..).is_some_and(|rest| rest.starts_with(END64));
        let told = u64_at(bytes, locator + 8).unwrap_or_default();
        let nearest = locator.checked_sub(END64_SIZE);
        let told_at = usize::try_from(told).ok().filter(|at| Some(*at) <= nearest);
        let at = told_at
            .filter(is_record)
            .or(nearest.filter(is_record))
            .ok_or("the ZIP64 record is not before its locator")?;
        if at as u64 != told {
            let what =
                format!("the locator puts the ZIP64 end record at offset {told}, it is at {at}");
            note(locator, what, false);
        }
        let room = (locator - at) as u64;
        let size = u64_at(bytes, at + 4).unwrap_or_default();
        if size != (END64_SIZE - 12) as u64 {
            let more = size.saturating_sub(END64_SIZE as u64 - 12);
            let what = format!("the ZIP64 end record has {more} bytes of extensible data");
            note(at, what, false);
        } else if room != END64_SIZE as u64 {
            let more = room - END64_SIZE as u64;
            note(at, format!("{more} bytes stand between ZIP64 end record and locator"), false);
        }
        if u32_at(bytes, locator + 16) > Some(1) || u32_at(bytes, locator + 4) != Some(0) {
            note(locator, "the locator names several disks".to_owned(), false);
        }
        let word = |field: usize| u32_at(bytes, at + field).unwrap_or_default();
        let long = |field: usize| u64_at(bytes, at + field).unwrap_or_default();
        Ok(Some(Self {
            at,
            disks: [word(16), word(20)],
            here: long(24),
            members: long(32),
            length: long(40),
            offset: long(48),
        }))
    }
}
