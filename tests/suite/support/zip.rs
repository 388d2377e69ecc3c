//! Zip archives written by hand, so that every field can lie.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// One member; what the archive says of it need not be true.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// The name in both headers, where it is no UTF-8
    pub(crate) raw_name: Option<Vec<u8>>,
    /// The name in the local header, where it differs
    pub(crate) local_name: Option<String>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) size: u64,
    /// The day of the last change as DOS writes it; 1 January 1980 where nothing else is said
    pub(crate) day: u16,
    /// The bytes in the archive
    pub(crate) data: Vec<u8>,
    pub(crate) mode: u32,
    /// Writes the sizes as a ZIP64 extra field
    pub(crate) zip64: bool,
    /// Changes the fixed fields of the local header
    pub(crate) local: fn(&mut Fixed),
    /// Changes the fixed fields of the directory entry
    pub(crate) central: fn(&mut Fixed),
    /// Extra fields of the local header and of the directory entry
    pub(crate) extras: [Vec<u8>; 2],
    /// The comment in the directory
    pub(crate) comment: Vec<u8>,
    /// Bytes before the local header, and behind the content
    pub(crate) around: [Vec<u8>; 2],
    /// Has a local header, and has a directory entry
    pub(crate) stands: [bool; 2],
}

/// The fields that local header and directory entry share.
#[derive(Clone, Copy)]
pub(crate) struct Fixed {
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) compressed: u32,
    pub(crate) size: u32,
}

impl Entry {
    pub(crate) fn stored(name: &str, content: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        Self {
            name: name.to_owned(),
            raw_name: None,
            local_name: None,
            method: 0,
            flags: if name.is_ascii() { 0 } else { 1 << 11 },
            crc: crc.sum(),
            size: content.len() as u64,
            day: 0x21,
            data: content.to_vec(),
            mode: 0o100_644,
            zip64: false,
            local: |_| {},
            central: |_| {},
            extras: [Vec::new(), Vec::new()],
            comment: Vec::new(),
            around: [Vec::new(), Vec::new()],
            stands: [true, true],
        }
    }

    pub(crate) fn deflated(name: &str, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        Self { method: 8, data: encoder.finish().unwrap(), ..Self::stored(name, content) }
    }
}

/// What the end of the archive says, where it is not the truth.
#[derive(Default, Clone)]
pub(crate) struct End {
    pub(crate) members: Option<u64>,
    pub(crate) members_here: Option<u64>,
    pub(crate) directory_size: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) zip64: bool,
    /// Where the locator puts the ZIP64 end record
    pub(crate) record: Option<u64>,
    pub(crate) extensible: Vec<u8>,
    pub(crate) comment: Vec<u8>,
    /// Behind the comment
    pub(crate) trailing: Vec<u8>,
}

/// An archive of these members.
pub(crate) fn archive(entries: &[Entry]) -> Vec<u8> {
    archive_with(entries, &End::default())
}

/// An archive with an end of its own.
pub(crate) fn archive_with(entries: &[Entry], end: &End) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut members = 0;
    for entry in entries {
        out.extend(&entry.around[0]);
        let offset = u32::try_from(out.len()).unwrap();
        let mut sizes = Vec::new();
        if entry.zip64 {
            sizes.extend(1_u16.to_le_bytes());
            sizes.extend(16_u16.to_le_bytes());
            sizes.extend(entry.size.to_le_bytes());
            sizes.extend((entry.data.len() as u64).to_le_bytes());
        }
        if entry.stands[0] {
            out.extend(b"PK\x03\x04");
            let name = entry.local_name.as_ref().map(String::as_bytes);
            entry.head(&mut out, name, &[&sizes[..], &entry.extras[0]].concat(), entry.local, None);
            out.extend(&entry.data);
        }
        out.extend(&entry.around[1]);
        if entry.stands[1] {
            members += 1;
            directory.extend(b"PK\x01\x02");
            directory.extend([20, 3]);
            let extra = [&sizes[..], &entry.extras[1]].concat();
            entry.head(&mut directory, None, &extra, entry.central, Some(offset));
            directory.extend(&entry.comment);
        }
    }
    let (start, size) = (out.len() as u64, directory.len() as u64);
    out.extend(directory);
    finish(&mut out, start, size, members, end);
    out
}

/// The records behind a directory of `size` bytes at `start`.
pub(crate) fn finish(out: &mut Vec<u8>, start: u64, size: u64, members: u64, end: &End) {
    let members = end.members.unwrap_or(members);
    let here = end.members_here.unwrap_or(members);
    let size = end.directory_size.unwrap_or(size);
    let start = end.offset.unwrap_or(start);
    if end.zip64 {
        let record = out.len() as u64;
        out.extend(b"PK\x06\x06");
        out.extend((44 + end.extensible.len() as u64).to_le_bytes());
        out.extend([45, 0, 45, 0]);
        out.extend([0; 8]);
        for number in [here, members, size, start] {
            out.extend(number.to_le_bytes());
        }
        out.extend(&end.extensible);
        out.extend(b"PK\x06\x07");
        out.extend(0_u32.to_le_bytes());
        out.extend(end.record.unwrap_or(record).to_le_bytes());
        out.extend(1_u32.to_le_bytes());
    }
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    let short = |number: u64| if end.zip64 { u16::MAX } else { u16::try_from(number).unwrap() };
    out.extend(short(here).to_le_bytes());
    out.extend(short(members).to_le_bytes());
    let word = |number: u64| if end.zip64 { u32::MAX } else { u32::try_from(number).unwrap() };
    out.extend(word(size).to_le_bytes());
    out.extend(word(start).to_le_bytes());
    out.extend(u16::try_from(end.comment.len()).unwrap().to_le_bytes());
    out.extend(&end.comment);
    out.extend(&end.trailing);
}

impl Entry {
    /// What follows the signature (and the system) of a header, up to its extra fields.
    fn head(
        &self,
        out: &mut Vec<u8>,
        name: Option<&[u8]>,
        extra: &[u8],
        change: fn(&mut Fixed),
        offset: Option<u32>,
    ) {
        let wide = |number: u64| {
            if self.zip64 { u32::MAX } else { u32::try_from(number).unwrap() }
        };
        let (compressed, size) = (wide(self.data.len() as u64), wide(self.size));
        let (method, flags, crc) = (self.method, self.flags, self.crc);
        let mut fixed = Fixed { method, flags, crc, compressed, size };
        change(&mut fixed);
        let name = name.or(self.raw_name.as_deref()).unwrap_or(self.name.as_bytes());
        out.extend([20, 0]);
        out.extend(fixed.flags.to_le_bytes());
        out.extend(fixed.method.to_le_bytes());
        out.extend([0, 0]);
        out.extend(self.day.to_le_bytes());
        out.extend(fixed.crc.to_le_bytes());
        out.extend(fixed.compressed.to_le_bytes());
        out.extend(fixed.size.to_le_bytes());
        out.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        out.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        if let Some(offset) = offset {
            out.extend(u16::try_from(self.comment.len()).unwrap().to_le_bytes());
            out.extend([0; 4]);
            out.extend((self.mode << 16).to_le_bytes());
            out.extend(offset.to_le_bytes());
        }
        out.extend(name);
        out.extend(extra);
    }
}

/// One extra field.
pub(crate) fn extra(id: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&id.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// Info-ZIP's extra field with a name in UTF-8, for a member of this name.
pub(crate) fn unicode_path(member: &str, name: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(member.as_bytes());
    extra(0x7075, &[&[1][..], &crc.sum().to_le_bytes(), name].concat())
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
    finish(&mut out, start, size, 1_000_000, &End { zip64: true, ..End::default() });
    out
}
