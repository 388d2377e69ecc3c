//! Zip archives written by hand, so that every field can lie.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// One member; what the archive says of it need not be true.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// The name in the local header, where it differs
    pub(crate) local_name: Option<String>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) size: u64,
    /// The bytes in the archive
    pub(crate) data: Vec<u8>,
    pub(crate) mode: u32,
    /// Writes the size as a ZIP64 extra field
    pub(crate) zip64: bool,
}

impl Entry {
    pub(crate) fn stored(name: &str, content: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        Self {
            name: name.to_owned(),
            local_name: None,
            method: 0,
            flags: 0,
            crc: crc.sum(),
            size: content.len() as u64,
            data: content.to_vec(),
            mode: 0o100_644,
            zip64: false,
        }
    }

    pub(crate) fn deflated(name: &str, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        Self { method: 8, data: encoder.finish().unwrap(), ..Self::stored(name, content) }
    }
}

/// What the end of the archive says, where it is not the truth.
#[derive(Default, Clone, Copy)]
pub(crate) struct End {
    pub(crate) members: Option<u64>,
    pub(crate) directory_size: Option<u64>,
    pub(crate) zip64: bool,
}

/// An archive of these members.
pub(crate) fn archive(entries: &[Entry]) -> Vec<u8> {
    archive_with(entries, End::default())
}

/// An archive with an end of its own.
pub(crate) fn archive_with(entries: &[Entry], end: End) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = u32::try_from(out.len()).unwrap();
        let local_name = entry.local_name.as_ref().unwrap_or(&entry.name);
        out.extend(b"PK\x03\x04");
        fixed(&mut out, entry, local_name);
        out.extend(0_u16.to_le_bytes());
        out.extend(local_name.as_bytes());
        out.extend(&entry.data);

        let mut extra = Vec::new();
        if entry.zip64 {
            extra.extend(1_u16.to_le_bytes());
            extra.extend(8_u16.to_le_bytes());
            extra.extend(entry.size.to_le_bytes());
        }
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 3]);
        fixed(&mut directory, entry, &entry.name);
        directory.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(entry.name.as_bytes());
        directory.extend(extra);
    }
    let (start, size) = (out.len() as u64, directory.len() as u64);
    out.extend(directory);
    finish(&mut out, start, size, entries.len() as u64, end);
    out
}

/// The records behind a directory of `size` bytes at `start`.
pub(crate) fn finish(out: &mut Vec<u8>, start: u64, size: u64, members: u64, end: End) {
    let members = end.members.unwrap_or(members);
    let size = end.directory_size.unwrap_or(size);
    if end.zip64 {
        let record = out.len() as u64;
        out.extend(b"PK\x06\x06");
        out.extend(44_u64.to_le_bytes());
        out.extend([45, 0, 45, 0]);
        out.extend([0; 8]);
        for number in [members, members, size, start] {
            out.extend(number.to_le_bytes());
        }
        out.extend(b"PK\x06\x07");
        out.extend(0_u32.to_le_bytes());
        out.extend(record.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
    }
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    let short = if end.zip64 { u16::MAX } else { u16::try_from(members).unwrap() };
    out.extend(short.to_le_bytes());
    out.extend(short.to_le_bytes());
    let word = |number: u64| if end.zip64 { u32::MAX } else { u32::try_from(number).unwrap() };
    out.extend(word(size).to_le_bytes());
    out.extend(word(start).to_le_bytes());
    out.extend([0; 2]);
}

/// The fields that local and central headers share, up to the length of the name.
fn fixed(out: &mut Vec<u8>, entry: &Entry, name: &str) {
    out.extend([20, 0]);
    out.extend(entry.flags.to_le_bytes());
    out.extend(entry.method.to_le_bytes());
    out.extend([0, 0, 0x21, 0]);
    out.extend(entry.crc.to_le_bytes());
    out.extend(u32::try_from(entry.data.len()).unwrap().to_le_bytes());
    let size = if entry.zip64 { u32::MAX } else { u32::try_from(entry.size).unwrap() };
    out.extend(size.to_le_bytes());
    out.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
}

/// An archive whose directory has a million members, all empty.
pub(crate) fn million_members() -> Vec<u8> {
    let mut out = Vec::with_capacity(90 << 20);
    out.extend(b"PK\x03\x04");
    out.extend([0; 26]);
    let mut one = b"PK\x01\x02".to_vec();
    one.extend([0; 24]);
    one.extend(7_u16.to_le_bytes());
    one.extend([0; 16]);
    let start = out.len() as u64;
    for number in 0..1_000_000 {
        out.extend(&one);
        out.extend(format!("{number:07}").into_bytes());
    }
    let size = out.len() as u64 - start;
    finish(&mut out, start, size, 1_000_000, End { zip64: true, ..End::default() });
    out
}
