//! Whether the records of an archive lie end to end, from its first byte to its last.

use std::ops::Range;

use super::{
    super::{end::End, number::u32_at},
    Oddity, Structure,
    local::Local,
    shown,
};

/// A member's local header and content.
#[derive(Debug, Clone)]
pub(in crate::dist) struct Tile {
    pub(in crate::dist) range: Range<usize>,
    /// Sizes and checksum follow
    pub(in crate::dist) descriptor: bool,
    /// The number of the member
    pub(in crate::dist) member: usize,
}

/// The lengths of data descriptors: with and without signature, short and ZIP64 sizes.
const DESCRIPTORS: [usize; 4] = [12, 16, 20, 24];

/// Notes bytes that belong to no record, and such as belong to several.
pub(in crate::dist) fn check<'a>(
    bytes: &[u8],
    end: &End,
    mut tiles: Vec<Tile>,
    name: impl Fn(usize) -> &'a [u8],
    structure: &mut Structure,
) {
    tiles.sort_by_key(|tile| (tile.range.start, tile.member));
    let mut reached = 0;
    let mut before: Option<&Tile> = None;
    for tile in &tiles {
        let start = tile.range.start;
        // Two entries of one local header are two members of one name, or a member misplaced.
        if before.is_some_and(|before| before.range.start == start) {
            continue;
        }
        gap(bytes, reached..start, before, structure);
        if let Some(before) = before.filter(|_| start < reached) {
            let other = shown(name(before.member));
            let what = format!("it starts within the bytes of `{other}`");
            structure.add(Oddity::Overlap, start, Some(name(tile.member)), what);
        }
        if tile.range.end > reached {
            reached = tile.range.end;
            before = Some(tile);
        }
    }
    match before {
        Some(last) if reached > end.start => {
            let what = "its bytes reach into the directory";
            structure.add(Oddity::Overlap, last.range.start, Some(name(last.member)), what);
        }
        before => gap(bytes, reached..end.start, before, structure),
    }
    if end.trailing > 0 {
        let what = format!("{} bytes follow the end record and its comment", end.trailing);
        structure.add(Oddity::Stray, bytes.len() - end.trailing, None, what);
    }
    if is_tar(bytes) {
        structure.add(Oddity::Polyglot, 0, None, "its first bytes are the header of a tar archive");
    }
}

/// Says what lies where no record should be.
fn gap(bytes: &[u8], range: Range<usize>, before: Option<&Tile>, structure: &mut Structure) {
    let Some(content) = bytes.get(range.clone()).filter(|content| !content.is_empty()) else {
        return;
    };
    let is_descriptor = DESCRIPTORS.contains(&content.len());
    if is_descriptor && before.is_some_and(|tile| tile.descriptor && tile.range.end == range.start)
    {
        return;
    }
    let length = content.len();
    let (oddity, what) = match u32_at(content, 0) {
        Some(0x0403_4b50) => {
            let local = Local::read(bytes, range.start);
            let name = local.map_or_else(|_| String::new(), |local| shown(local.name));
            (Oddity::Stray, format!("a member `{name}` that the directory does not name"))
        }
        Some(0x0201_4b50) => (Oddity::Stray, "a directory entry outside of the directory".into()),
        Some(0x0605_4b50) => (Oddity::End, "another end record".into()),
        Some(0x0606_4b50) => (Oddity::End, "a ZIP64 end record without its locator".into()),
        _ if range.start == 0 => (Oddity::Stray, format!("{length} bytes before the archive")),
        _ => (Oddity::Stray, format!("{length} bytes that belong to no record")),
    };
    structure.add(oddity, range.start, None, what);
}

/// Whether a file starts with the header of a tar archive: the checksum over its 512 bytes, with
/// the checksum's own 8 counted as spaces (POSIX `pax`, ustar interchange format).
pub(in crate::dist) fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..512) else { return false };
    let digits = header[148..156].trim_ascii_start();
    let digits = digits.split(|byte| matches!(byte, 0 | b' ')).next().unwrap_or_default();
    let declared =
        std::str::from_utf8(digits).ok().and_then(|text| u32::from_str_radix(text, 8).ok());
    let sum = header.iter().enumerate().map(|(at, &byte)| match at {
        148..156 => u32::from(b' '),
        _ => u32::from(byte),
    });
    declared.is_some_and(|declared| declared > 0 && declared == sum.sum::<u32>())
}
