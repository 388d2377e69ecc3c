//! The central directory of a zip archive.

use std::io::Cursor;

// The zip crate calls this module unstable; `ZipArchive` keys members by name and so loses
// duplicates, which are what a checker looks for.
use zip::{
    System,
    read::{ArchiveOffset, Config},
    result::ZipError,
    unstable::read::ZipIterable,
};

use super::{
    end::{End, u16_at, u32_at},
    map::Map,
    sniff,
};
use crate::dist::{Cause, Damage, Member, Method, limits};

/// Where a member's bytes are and what they should be.
#[derive(Debug, Clone)]
pub(in crate::dist) struct Entry {
    /// CRC-32 of the content, as declared
    pub(in crate::dist) crc: u32,
    /// The range of the compressed bytes in the file; empty where `Member::damage` says why
    pub(in crate::dist) range: std::ops::Range<usize>,
}

/// The members of an archive in order, each with its entry.
pub(in crate::dist) type Directory = Vec<(Member, Entry)>;

/// Pages that the kernel maps around one that is read.
const AROUND: u64 = 64 << 10;

/// Reads the central directory and the local headers; no content.
pub(in crate::dist) fn directory(map: &Map) -> Result<Directory, Cause> {
    let bytes = map.bytes();
    let end = End::find(bytes).map_err(|cause| match cause {
        Cause::CutShort { .. } if !bytes.starts_with(b"PK\x03\x04") => {
            Cause::Kind { wanted: "zip archive", found: sniff::file_kind(bytes) }
        }
        cause => cause,
    })?;
    let config = Config { archive_offset: ArchiveOffset::Known(end.prefix) };
    let fail = |why| Cause::EndRecord { at: end.at, why };
    let mut archive =
        ZipIterable::try_new(Cursor::new(bytes), config).map_err(|error| fail(reason(&error)))?;
    if archive.len() as u64 != end.members {
        return Err(fail(format!("{} and {} members are declared", archive.len(), end.members)));
    }
    let mut directory = Vec::new();
    let mut declared = 0_u64;
    let mut next = end.start;
    let mut last_header = 0;
    map.touch(bytes.len() as u64 - end.start);
    for entry in archive.files().map_err(|error| fail(reason(&error)))? {
        let number = directory.len() as u64 + 1;
        let fail = |why| Cause::Directory { entry: number, entries: end.members, why };
        let entry = entry.map_err(|error| fail(reason(&error)))?;
        // A reader that goes by the directory's size and one that goes by its offset must agree.
        if entry.central_header_start() != next {
            return Err(fail("it is not where the end record puts it".to_owned()));
        }
        let at = to_usize(next);
        let lengths = [28, 30, 32].map(|field| u64::from(u16_at(bytes, at + field).unwrap_or(0)));
        next += 46 + lengths.iter().sum::<u64>();
        let raw_name = bytes.get(at + 46..at + 46 + to_usize(lengths[0])).unwrap_or_default();

        declared = declared.saturating_add(entry.size());
        let method = match u16_at(bytes, at + 10) {
            Some(0) => Method::Stored,
            Some(8) => Method::Deflated,
            other => Method::Other(other.unwrap_or_default()),
        };
        let name = match entry.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
        };
        map.touch(entry.header_start().abs_diff(last_header).min(AROUND));
        last_header = entry.header_start();
        let place = place(bytes, entry.header_start(), entry.compressed_size(), raw_name);
        let (range, misplaced) = match place {
            Ok(range) => (range, None),
            Err(why) => (0..0, Some(Damage::Place(why))),
        };
        let damage = if entry.encrypted() {
            Some(Damage::Encrypted)
        } else if let Method::Other(_) = method {
            Some(Damage::Method(method))
        } else {
            misplaced
        };
        // Only a mode written on Unix is one; from other systems the crate would make one up.
        let unix_mode = Some(entry.external_attributes() >> 16)
            .filter(|&mode| entry.system() == System::Unix && mode != 0);
        let member = Member {
            is_dir: name.ends_with('/'),
            name,
            size: entry.size(),
            compressed_size: entry.compressed_size(),
            method,
            unix_mode,
            digest: None,
            damage,
            format: None,
            binary: None,
        };
        directory.push((member, Entry { crc: entry.crc32(), range }));
    }
    // Python goes by the directory's size, other readers by the count: both must see the same.
    let seen = next - end.start;
    if seen != end.length {
        let why = format!("{} members take {seen} bytes of its {}", end.members, end.length);
        return Err(fail(why));
    }
    let size = bytes.len() as u64;
    if limits::is_bomb(size, declared) {
        return Err(Cause::Bomb { size, inflated: declared });
    }
    let mut files = directory.iter().filter(|(member, _)| !member.is_dir).peekable();
    if files.peek().is_some() && files.all(|(member, _)| member.damage == Some(Damage::Encrypted)) {
        return Err(Cause::Encrypted);
    }
    Ok(directory)
}

/// The range of a member's bytes, behind its local header (APPNOTE 4.3.7).
fn place(
    bytes: &[u8],
    header: u64,
    length: u64,
    name: &[u8],
) -> Result<std::ops::Range<usize>, String> {
    let at = usize::try_from(header).ok().filter(|&at| at < bytes.len());
    let at = at.ok_or_else(|| format!("offset {header} is behind the end of the file"))?;
    if u32_at(bytes, at) != Some(0x0403_4b50) {
        return Err(format!("no local header at offset {header}"));
    }
    let (name_length, extra) = u16_at(bytes, at + 26)
        .zip(u16_at(bytes, at + 28))
        .ok_or_else(|| format!("the local header at offset {header} is cut short"))?;
    let local_name = bytes.get(at + 30..at + 30 + usize::from(name_length)).unwrap_or_default();
    if local_name != name {
        let text = String::from_utf8_lossy(local_name);
        // Kept for every member, so short.
        let shown: String = text.chars().flat_map(char::escape_debug).take(40).collect();
        return Err(format!("the local header at offset {header} names `{shown}`"));
    }
    let start = at + 30 + usize::from(name_length) + usize::from(extra);
    let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
    end.filter(|&end| end <= bytes.len()).map(|end| start..end).ok_or_else(|| {
        format!("its {length} bytes at offset {start} reach behind the end of the file")
    })
}

/// Why the zip crate refuses, as a clause.
fn reason(error: &ZipError) -> String {
    match error {
        ZipError::InvalidArchive(why) => why.to_string(),
        ZipError::UnsupportedArchive(why) => (*why).to_owned(),
        ZipError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "it is cut short".to_owned()
        }
        other => other.to_string(),
    }
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
