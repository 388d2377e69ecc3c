//! The central directory of a zip archive.

use std::io::Cursor;

// The zip crate calls this module unstable; `ZipArchive` keys members by name and so loses
// duplicates, which are what a checker looks for.
use zip::{
    read::{ArchiveOffset, Config},
    result::ZipError,
    unstable::read::ZipIterable,
};

use super::{
    end::End,
    map::{AROUND, Map},
    sniff,
    structure::{
        Oddity, Structure,
        central::Central,
        layout::{self, Tile},
        local, names,
    },
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

/// The newest version of the format: APPNOTE 4.4.3.2, and `zipfile.MAX_EXTRACT_VERSION`.
const VERSION: u8 = 63;

/// `System::Unix` of APPNOTE 4.4.2.
const UNIX: u8 = 3;

/// Reads the central directory and the local headers, as Python's `zipfile` does; no content.
pub(in crate::dist) fn directory(map: &Map) -> Result<(Directory, Structure), Cause> {
    let bytes = map.bytes();
    let end = End::find(bytes).map_err(|cause| match cause {
        Cause::CutShort { .. } if !bytes.starts_with(b"PK\x03\x04") => {
            Cause::Kind { wanted: "zip archive", found: sniff::file_kind(bytes) }
        }
        cause => cause,
    })?;
    map.touch((bytes.len() - end.start) as u64);
    let mut structure = Structure::default();
    let centrals = centrals(bytes, &end)?;

    let mut directory = Vec::with_capacity(centrals.len());
    let mut tiles = Vec::with_capacity(centrals.len());
    let mut declared = 0_u64;
    let mut last = 0;
    for (number, central) in centrals.iter().enumerate() {
        declared = declared.saturating_add(central.size);
        map.touch(central.header.abs_diff(last).min(AROUND));
        last = central.header;
        let place = local::place(bytes, end.places(central.header), central);
        let (range, misplaced) = match place {
            Ok((local, range)) => {
                let descriptor = local.has_descriptor();
                tiles.push(Tile { range: local.at..range.end, descriptor, member: number });
                local.compare(central, &mut structure);
                (range, None)
            }
            Err(why) => (0..0, Some(Damage::Place(why))),
        };
        let member = member(central, misplaced, &mut structure);
        features(central, &mut structure);
        directory.push((member, Entry { crc: central.crc, range }));
    }
    let first = tiles.iter().map(|tile| tile.range.start).min();
    ends(&end, centrals.len(), first, &mut structure);
    layout::check(bytes, &end, tiles, |member| centrals[member].name, &mut structure);
    if limits::is_bomb(bytes.len() as u64, declared) {
        let what = format!("{} bytes declare to inflate to {declared}", bytes.len());
        structure.add(Oddity::Bomb, end.start, None, what);
    }
    if let Some(why) = other_view(bytes, &end, &centrals) {
        structure.add(Oddity::Reader, end.start, None, why);
    }
    structure.sort();
    let mut files = directory.iter().filter(|(member, _)| !member.is_dir).peekable();
    if files.peek().is_some() && files.all(|(member, _)| member.damage == Some(Damage::Encrypted)) {
        return Err(Cause::Encrypted);
    }
    Ok((directory, structure))
}

/// The entries of the directory, by its size: what Python goes by.
fn centrals<'a>(bytes: &'a [u8], end: &End) -> Result<Vec<Central<'a>>, Cause> {
    let mut centrals: Vec<Central<'a>> = Vec::new();
    let stop = end.start + end.length;
    let mut at = end.start;
    while at < stop {
        let entry = centrals.len() as u64 + 1;
        if entry > limits::MEMBERS {
            return Err(Cause::Members { members: entry });
        }
        let fail = |why| Cause::Directory { entry, entries: end.members.max(entry), why };
        let central = Central::read(bytes, at, stop).map_err(fail)?;
        at = central.next();
        centrals.push(central);
    }
    Ok(centrals)
}

/// Notes where the end records are not as the directory is; `first` is the offset of the first
/// member.
fn ends(end: &End, members: usize, first: Option<usize>, structure: &mut Structure) {
    for note in &end.notes {
        let oddity = if note.harmless { Oddity::EndOther } else { Oddity::End };
        structure.add(oddity, note.at, None, &note.what);
    }
    if end.members != members as u64 {
        let what = format!("it declares {} members, the directory has {members}", end.members);
        structure.add(Oddity::End, end.at, None, what);
    }
    // Bytes before the archive shift all offsets alike; they are noted by themselves.
    let shift = (end.start as u64).checked_sub(end.declared);
    if shift != Some(0) && (shift.is_none() || shift != first.map(|first| first as u64)) {
        let (declared, start) = (end.declared, end.start);
        let what = format!("it puts the directory at offset {declared}, it is at {start}");
        structure.add(Oddity::End, end.at, None, what);
    }
}

/// Notes what Python's `zipfile` raises `NotImplementedError` for: at the whole archive for the
/// version, at the member for the flags.
fn features(central: &Central<'_>, structure: &mut Structure) {
    let mut add =
        |what: String| structure.add(Oddity::Feature, central.at, Some(central.name), what);
    if central.version > VERSION {
        let (wanted, known) = (f64::from(central.version) / 10.0, f64::from(VERSION) / 10.0);
        add(format!("it wants version {wanted:.1} of the format, readers know {known:.1}"));
    }
    for (bit, what) in [(5, "compressed patched data"), (6, "strong encryption")] {
        if central.flags & 1 << bit != 0 {
            add(format!("it is marked as {what} (flag bit {bit})"));
        }
    }
}

fn member(central: &Central<'_>, misplaced: Option<Damage>, structure: &mut Structure) -> Member {
    let name = names::text(central, structure);
    let method = match central.method {
        0 => Method::Stored,
        8 => Method::Deflated,
        other => Method::Other(other),
    };
    let damage = if central.flags & 1 != 0 {
        Some(Damage::Encrypted)
    } else if let Method::Other(_) = method {
        Some(Damage::Method(method))
    } else {
        misplaced
    };
    // Only a mode written on Unix is one.
    let unix_mode = Some(central.attributes >> 16);
    Member {
        is_dir: name.ends_with('/'),
        name,
        size: central.size,
        compressed_size: central.compressed_size,
        method,
        unix_mode: unix_mode.filter(|&mode| central.system == UNIX && mode != 0),
        digest: None,
        damage,
        format: None,
        binary: None,
        modified: day(central.day),
    }
}

/// Where the zip crate, which goes by the number of members, sees something else.
fn other_view(bytes: &[u8], end: &End, centrals: &[Central<'_>]) -> Option<String> {
    let prefix = (end.start as u64).saturating_sub(end.declared);
    let config = Config { archive_offset: ArchiveOffset::Known(prefix) };
    let mut archive = match ZipIterable::try_new(Cursor::new(bytes), config) {
        Ok(archive) => archive,
        Err(error) => return Some(format!("it finds no directory: {}", reason(&error))),
    };
    if archive.len() != centrals.len() {
        return Some(format!("it finds {} members and not {}", archive.len(), centrals.len()));
    }
    let files = match archive.files() {
        Ok(files) => files,
        Err(error) => return Some(format!("it cannot read the directory: {}", reason(&error))),
    };
    for (number, (file, central)) in files.zip(centrals).enumerate() {
        let number = number + 1;
        let file = match file {
            Ok(file) => file,
            Err(error) => {
                return Some(format!("it cannot read entry {number}: {}", reason(&error)));
            }
        };
        let same = file.name_raw() == central.name
            && file.compressed_size() == central.compressed_size
            && file.size() == central.size
            && file.crc32() == central.crc
            && file.header_start() == central.header.saturating_add(prefix);
        if !same {
            return Some(format!("it reads entry {number} in another way"));
        }
    }
    None
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

/// A day as MS-DOS counts: seven bits of years since 1980, four of months, five of days.
fn day(dos: u16) -> Option<jiff::civil::Date> {
    let part = |shift: u16, bits: u16| (dos >> shift) & ((1 << bits) - 1);
    let year = i16::try_from(1980 + part(9, 7)).ok()?;
    let (month, day) = (i8::try_from(part(5, 4)).ok()?, i8::try_from(part(0, 5)).ok()?);
    jiff::civil::Date::new(year, month, day).ok()
}
