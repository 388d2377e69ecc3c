//! A zip archive with the members of another, some of them with a new name or text.
//!
//! Source: APPNOTE 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end record).

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
};

use flate2::{Compression, Crc, write::DeflateEncoder};

use super::Plan;
use crate::dist::limits;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const CENTRAL_SIZE: usize = 46;
const END_SIZE: usize = 22;

/// Why the new archive was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The old file cannot be read
    #[error("cannot read it: {0}")]
    Read(io::Error),
    /// The new file cannot be written
    #[error("{0}")]
    Write(io::Error),
    /// The archive has a form that is not copied
    #[error("{0}")]
    Form(&'static str),
}

const CHANGED: WriteError = WriteError::Form("it changed since it was checked");
const LARGE: WriteError = WriteError::Form("it has the ZIP64 form, which is not written anew");

/// A member by its entry in the directory.
struct Entry {
    /// The fixed fields, as they are
    fixed: [u8; CENTRAL_SIZE],
    /// The path, as bytes
    name: Vec<u8>,
}

impl Entry {
    fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.fixed[at], self.fixed[at + 1]])
    }

    fn u32(&self, at: usize) -> u32 {
        let [a, b] = [self.u16(at), self.u16(at + 2)];
        u32::from(a) | u32::from(b) << 16
    }

    fn set32(&mut self, at: usize, value: u32) {
        self.fixed[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    /// The content's CRC-32 and its size in the archive and inflated.
    fn set_content(&mut self, crc: u32, compressed: u32, size: u32) {
        for (at, value) in [(16, crc), (20, compressed), (24, size)] {
            self.set32(at, value);
        }
    }
}

/// The new archive before it is written: what stands in it, in order.
struct Layout {
    members: Vec<Part>,
    /// The directory and the end record
    tail: Vec<u8>,
}

/// A member: its local header, then its content.
struct Part {
    header: Vec<u8>,
    content: Content,
}

enum Content {
    /// A new text, packed
    Packed(Vec<u8>),
    /// Bytes of the old archive, by the offset of their local header and their number
    Old(u64, u64),
}

/// Whether the wheel can be written as planned; reads the old archive's directory alone.
pub fn writable(plan: &Plan, from: &File) -> Result<(), WriteError> {
    arrange(plan, &mut BufReader::new(from)).map(drop)
}

/// Writes the wheel as planned.
pub fn write(plan: &Plan, from: &File, to: &mut impl Write) -> Result<(), WriteError> {
    let mut from = BufReader::new(from);
    let layout = arrange(plan, &mut from)?;
    for Part { header, content } in layout.members {
        to.write_all(&header).map_err(WriteError::Write)?;
        match content {
            Content::Packed(data) => to.write_all(&data).map_err(WriteError::Write)?,
            Content::Old(source, length) => copy(&mut from, source, length, to)?,
        }
    }
    to.write_all(&layout.tail).map_err(WriteError::Write)
}

fn arrange(plan: &Plan, from: &mut (impl Read + Seek)) -> Result<Layout, WriteError> {
    let mut entries = directory(from)?;
    let known = |entry: &Entry| (u64::from(entry.u32(24)), u64::from(entry.u32(20)));
    if entries.len() != plan.sizes.len()
        || !entries.iter().map(known).eq(plan.sizes.iter().copied())
    {
        return Err(CHANGED);
    }
    let mut texts: Vec<Option<&[u8]>> = vec![None; entries.len()];
    for (number, path, text) in &plan.texts {
        if let Some(place) = number.and_then(|number| texts.get_mut(number)) {
            *place = Some(text);
        } else {
            // Like METADATA in all but its content: time, mode, system, compression.
            let like = entries.iter().rev().find(|entry| entry.name.ends_with(b"/METADATA"));
            let fixed = like.ok_or(CHANGED)?.fixed;
            entries.push(Entry { fixed, name: path.clone().into_bytes() });
            texts.push(Some(text));
        }
    }
    let mut offset = 0_u64;
    let mut members = Vec::with_capacity(entries.len());
    for (entry, text) in entries.iter_mut().zip(texts) {
        rename(&mut entry.name, &plan.stems);
        let start = u32::try_from(offset).map_err(|_| LARGE)?;
        let packed = text.map(|text| pack(entry, text)).transpose()?;
        let source = u64::from(entry.u32(42));
        finish(entry, start)?;
        let length = u64::from(entry.u32(20));
        let content = packed.map_or(Content::Old(source, length), Content::Packed);
        members.push(Part { header: local(entry), content });
        offset += 30 + entry.name.len() as u64 + length;
    }
    let start = u32::try_from(offset).map_err(|_| LARGE)?;
    Ok(Layout { members, tail: tail(&entries, start)? })
}

/// The directory, which begins at `start`, and the end record.
fn tail(entries: &[Entry], start: u32) -> Result<Vec<u8>, WriteError> {
    let mut tail = Vec::new();
    for entry in entries {
        tail.extend(entry.fixed);
        tail.extend(&entry.name);
    }
    let size = u32::try_from(tail.len()).map_err(|_| LARGE)?;
    let count = u16::try_from(entries.len()).ok().filter(|count| *count < u16::MAX).ok_or(LARGE)?;
    tail.extend(END);
    tail.extend([0; 4]);
    tail.extend(count.to_le_bytes());
    tail.extend(count.to_le_bytes());
    tail.extend(size.to_le_bytes());
    tail.extend(start.to_le_bytes());
    tail.extend([0; 2]);
    Ok(tail)
}

/// The entries of the directory.
fn directory(from: &mut (impl Read + Seek)) -> Result<Vec<Entry>, WriteError> {
    let size = from.seek(SeekFrom::End(0)).map_err(WriteError::Read)?;
    let length = size.min((END_SIZE + 0xffff) as u64);
    let tail = read(from, size - length, length)?;
    let at =
        (0..=tail.len().saturating_sub(END_SIZE)).rev().find(|&at| tail[at..].starts_with(&END));
    let at = at.filter(|at| at + END_SIZE <= tail.len()).ok_or(CHANGED)?;
    let word = |from: usize| {
        let bytes = tail.get(at + from..at + from + 4).unwrap_or(&[0; 4]);
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    };
    let (count, length, start) = (word(10) & 0xffff, word(12), word(16));
    if count == 0xffff || length == u32::MAX || start == u32::MAX {
        return Err(LARGE);
    }
    let (length, start) = (u64::from(length), u64::from(start));
    if start + length != size - (tail.len() - at) as u64 || length > limits::DIRECTORY {
        return Err(WriteError::Form("there are bytes before the archive or behind its directory"));
    }
    let bytes = read(from, start, length)?;
    let mut rest = bytes.as_slice();
    let mut entries = Vec::new();
    while let Some((fixed, more)) = rest.split_first_chunk::<CENTRAL_SIZE>() {
        let mut entry = Entry { fixed: *fixed, name: Vec::new() };
        let lengths = [28, 30, 32].map(|at| usize::from(entry.u16(at)));
        let skip: usize = lengths.iter().sum();
        if fixed[..4] != CENTRAL || skip > more.len() {
            return Err(CHANGED);
        }
        entry.name = more[..lengths[0]].to_vec();
        rest = &more[skip..];
        if [20, 24, 42].iter().any(|&at| entry.u32(at) == u32::MAX) {
            return Err(LARGE);
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// So many bytes from an offset on.
fn read(from: &mut (impl Read + Seek), at: u64, length: u64) -> Result<Vec<u8>, WriteError> {
    from.seek(SeekFrom::Start(at)).map_err(WriteError::Read)?;
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes).map_err(WriteError::Read)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(CHANGED) }
}

/// Moves a member of the folders that are renamed.
fn rename(name: &mut Vec<u8>, (from, to): &(String, String)) {
    let rest = name.strip_prefix(from.as_bytes()).filter(|_| from != to);
    let rest = rest.filter(|rest| rest.starts_with(b".dist-info/") || rest.starts_with(b".data/"));
    if let Some(rest) = rest {
        *name = [to.as_bytes(), rest].concat();
    }
}

/// A text as the member's method wants it; the entry is told of its sizes.
fn pack(entry: &mut Entry, text: &[u8]) -> Result<Vec<u8>, WriteError> {
    let mut crc = Crc::new();
    crc.update(text);
    let data = if entry.u16(10) == 0 {
        text.to_vec()
    } else {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).and_then(|()| encoder.finish()).map_err(WriteError::Write)?
    };
    let length = |bytes: usize| u32::try_from(bytes).map_err(|_| LARGE);
    entry.set_content(crc.sum(), length(data.len())?, length(text.len())?);
    Ok(data)
}

/// Sets what follows from the new place: lengths and offset. Extra fields and comments are left
/// out, and no data descriptor follows the content, for its sizes are known.
fn finish(entry: &mut Entry, start: u32) -> Result<(), WriteError> {
    let flags = entry.u16(8) & !0x0008;
    let length = u16::try_from(entry.name.len()).map_err(|_| CHANGED)?;
    entry.fixed[8..10].copy_from_slice(&flags.to_le_bytes());
    entry.fixed[28..30].copy_from_slice(&length.to_le_bytes());
    entry.fixed[30..36].fill(0);
    entry.set32(42, start);
    Ok(())
}

/// The local header: the fields from the version on are those of the directory.
fn local(entry: &Entry) -> Vec<u8> {
    [&LOCAL[..], &entry.fixed[6..30], &[0; 2], &entry.name].concat()
}

/// Copies a member's bytes as they are.
fn copy(
    from: &mut (impl Read + Seek),
    header: u64,
    length: u64,
    to: &mut impl Write,
) -> Result<(), WriteError> {
    let local = read(from, header, 30)?;
    if local[..4] != LOCAL {
        return Err(CHANGED);
    }
    let skip: i64 =
        [26, 28].iter().map(|&at| i64::from(local[at]) | i64::from(local[at + 1]) << 8).sum();
    from.seek(SeekFrom::Current(skip)).map_err(WriteError::Read)?;
    let mut buffer = vec![0; 64 << 10];
    let mut left = length;
    while left > 0 {
        let step = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        match from.read(&mut buffer[..step]).map_err(WriteError::Read)? {
            0 => return Err(CHANGED),
            read => {
                to.write_all(&buffer[..read]).map_err(WriteError::Write)?;
                left -= read as u64;
            }
        }
    }
    Ok(())
}
