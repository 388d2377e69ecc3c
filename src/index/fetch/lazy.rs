//! The metadata of a wheel, read from its end without its contents.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::{Cause, most};
use crate::{
    dist::limits,
    model::WheelName,
    net::{Address, Client, NetError, Part, Span},
};

/// Bytes that are asked for at a wheel's end: the directory of most wheels, and the metadata, which
/// lie last in most.
const TAIL: u64 = 64 << 10;
/// Bytes that are asked for at a time before that.
const STEP: u64 = 64 << 10;
/// Bytes and requests of one wheel.
const BYTES: u64 = 64 << 20;
const REQUESTS: u32 = 64;

/// What the end of a wheel tells.
pub(super) struct End {
    /// The content of METADATA
    pub(super) metadata: Vec<u8>,
    /// Bytes of the wheel
    pub(super) size: u64,
}

/// Reads METADATA of a wheel by ranges; `None` where the server gives whole files only.
pub(super) fn metadata(
    client: &Client,
    address: &Address,
    name: &WheelName,
    stated: Option<u64>,
) -> Result<Option<End>, Cause> {
    let Some(tail) = client.part(address, Span::Last(TAIL))? else { return Ok(None) };
    let size = tail.total;
    if size > most(stated) {
        return Err(Cause::TooLarge(size));
    }
    let mut reader =
        Remote { client, address, parts: vec![tail], at: 0, bytes: 0, requests: 1, failed: None };
    let read = read(&mut reader, name);
    match (read, reader.failed) {
        (_, Some(error)) => Err(error.into()),
        (read, None) => Ok(Some(End { metadata: read.map_err(Cause::Archive)?, size })),
    }
}

/// Finds and inflates the member.
fn read(reader: &mut Remote<'_>, name: &WheelName) -> Result<Vec<u8>, String> {
    let path = format!("{}.dist-info/METADATA", name.stem());
    let mut archive = ZipArchive::new(reader).map_err(|error| error.to_string())?;
    let Some(index) = archive.index_for_name(&path) else {
        return Err(format!("there is no `{path}`"));
    };
    let member = archive.by_index_raw(index).map_err(|error| error.to_string())?;
    let (method, crc, size) = (member.compression(), member.crc32(), member.size());
    if size > limits::TEXT {
        return Err(format!("it has {size} bytes, relkit reads at most {}", limits::TEXT));
    }
    let mut text = Vec::new();
    let inflated = if method == CompressionMethod::Stored {
        member.take(limits::TEXT + 1).read_to_end(&mut text)
    } else if method == CompressionMethod::DEFLATE {
        DeflateDecoder::new(member).take(limits::TEXT + 1).read_to_end(&mut text)
    } else {
        return Err(format!("it is compressed by {method}"));
    };
    inflated.map_err(|error| error.to_string())?;
    if text.len() as u64 != size || crc32fast::hash(&text) != crc {
        return Err("its content is not what the archive declares".to_owned());
    }
    Ok(text)
}

/// A file on a server, read where it is looked at.
struct Remote<'a> {
    client: &'a Client,
    address: &'a Address,
    /// What came so far: the end, and the last part before it
    parts: Vec<Part>,
    at: u64,
    bytes: u64,
    requests: u32,
    /// Why a part did not come: the zip crate would hide it
    failed: Option<NetError>,
}

impl Remote<'_> {
    fn size(&self) -> u64 {
        self.parts.first().map_or(0, |tail| tail.total)
    }

    /// Asks for what lies at the current place.
    fn fetch(&mut self) -> io::Result<()> {
        if self.requests >= REQUESTS || self.bytes >= BYTES {
            return Err(io::Error::other("its directory is larger than relkit reads from afar"));
        }
        let end = self.parts.first().map_or(0, |tail| tail.start);
        let span = Span::From(self.at, STEP.min(end.saturating_sub(self.at)));
        self.requests += 1;
        match self.client.part(self.address, span) {
            Ok(Some(part)) if part.total == self.size() && !part.bytes.is_empty() => {
                self.bytes += part.bytes.len() as u64;
                self.parts.truncate(1);
                self.parts.push(part);
                Ok(())
            }
            Ok(_) => Err(io::Error::other("the file changed on the server meanwhile")),
            Err(error) => {
                self.failed = Some(error);
                Err(io::Error::other("it was not to be had"))
            }
        }
    }
}

impl Read for Remote<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size() || buffer.is_empty() {
            return Ok(0);
        }
        for _ in 0..2 {
            for part in &self.parts {
                let within =
                    self.at.checked_sub(part.start).and_then(|at| usize::try_from(at).ok());
                let rest = within.and_then(|within| part.bytes.get(within..)).unwrap_or_default();
                if !rest.is_empty() {
                    let count = rest.len().min(buffer.len());
                    buffer[..count].copy_from_slice(&rest[..count]);
                    self.at += count as u64;
                    return Ok(count);
                }
            }
            self.fetch()?;
        }
        Err(io::Error::other("the server sends other bytes than were asked for"))
    }
}

impl Seek for Remote<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::other("before the beginning of the file"))?;
        Ok(self.at)
    }
}
