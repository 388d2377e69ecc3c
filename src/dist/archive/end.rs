//! The records at the end of a zip archive, read before anything is allocated for its members.
//!
//! Source: APPNOTE 4.3.14 to 4.3.16. Where several readings are possible, this one is Python's
//! (`zipfile._EndRecData`), for that is what pip uses: the last end record counts, the directory
//! ends where the end record starts, and bytes before the archive are allowed.

use crate::dist::{Cause, limits};

const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const LOCATOR64: &[u8] = b"PK\x06\x07";
const LOCATOR64_SIZE: usize = 20;
const END64: &[u8] = b"PK\x06\x06";
const END64_SIZE: usize = 56;
const LONGEST_COMMENT: usize = 0xffff;

/// Where the central directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dist) struct End {
    /// Members, as declared
    pub(in crate::dist) members: u64,
    /// Bytes before the archive, which every offset in it leaves out
    pub(in crate::dist) prefix: u64,
    /// Offset of the directory in the file
    pub(in crate::dist) start: u64,
    /// Bytes of the directory
    pub(in crate::dist) length: u64,
    /// Offset of the end record in the file
    pub(in crate::dist) at: u64,
}

impl End {
    /// Finds the end record and bounds what it declares.
    pub(in crate::dist) fn find(bytes: &[u8]) -> Result<Self, Cause> {
        let size = bytes.len() as u64;
        let tail = bytes.len().saturating_sub(END_SIZE + LONGEST_COMMENT);
        let last = bytes.len().checked_sub(END_SIZE);
        let at = last
            .and_then(|last| (tail..=last).rev().find(|&at| bytes[at..].starts_with(END)))
            .ok_or(Cause::CutShort { size })?;
        let fail = |why: String| Cause::EndRecord { at: at as u64, why };
        let missing = || fail("it is cut short".to_owned());

        let disks = (u16_at(bytes, at + 4), u16_at(bytes, at + 6));
        let mut members = u64::from(u16_at(bytes, at + 10).ok_or_else(missing)?);
        let mut length = u64::from(u32_at(bytes, at + 12).ok_or_else(missing)?);
        let mut offset = u64::from(u32_at(bytes, at + 16).ok_or_else(missing)?);
        let mut end = at;
        let locator = at.checked_sub(LOCATOR64_SIZE).filter(|&l| bytes[l..].starts_with(LOCATOR64));
        if let Some(locator) = locator {
            let record = locator
                .checked_sub(END64_SIZE)
                .filter(|&record| bytes[record..].starts_with(END64))
                .ok_or_else(|| fail("the ZIP64 record is not before its locator".to_owned()))?;
            members = u64_at(bytes, record + 32).ok_or_else(missing)?;
            length = u64_at(bytes, record + 40).ok_or_else(missing)?;
            offset = u64_at(bytes, record + 48).ok_or_else(missing)?;
            end = record;
        } else if disks != (Some(0), Some(0)) {
            return Err(fail("the archive has several parts".to_owned()));
        }
        if members > limits::MEMBERS {
            return Err(Cause::Members { members });
        }
        if length > limits::DIRECTORY {
            return Err(Cause::DirectorySize { bytes: length });
        }
        let end = end as u64;
        let start = end.checked_sub(length).ok_or_else(|| {
            fail(format!("it would have {length} bytes, more than are before it"))
        })?;
        let prefix = start.checked_sub(offset).ok_or_else(|| {
            fail(format!("it should start at offset {offset} and end {length} bytes behind"))
        })?;
        Ok(Self { members, prefix, start, length, at: at as u64 })
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|chunk| u16::from_le_bytes(*chunk))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}
