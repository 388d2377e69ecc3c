//! The content of one member in one pass: inflate, CRC-32, SHA-256, first bytes.

use crc32fast::Hasher as Crc;
use flate2::{Decompress, FlushDecompress, Status};
use sha2::{Digest, Sha256};

use super::sniff;
use crate::dist::{BinaryFormat, Damage, Method, Sha256Digest, limits};

/// Compressed bytes given to the decompressor at once, so that progress and residency are noted
/// while a large member is read.
const SLICE: usize = 1 << 20;

/// What the directory declares of a member, and how much of its content is to be kept.
#[derive(Debug, Clone, Copy)]
pub(in crate::dist) struct Declared {
    pub(in crate::dist) method: Method,
    pub(in crate::dist) size: u64,
    pub(in crate::dist) crc: u32,
    /// Bytes of content to keep, from its start
    pub(in crate::dist) keep: usize,
}

/// What the bytes of a member say.
#[derive(Debug, Clone, Default)]
pub(in crate::dist) struct Content {
    pub(in crate::dist) digest: Option<Sha256Digest>,
    pub(in crate::dist) damage: Option<Damage>,
    pub(in crate::dist) format: Option<BinaryFormat>,
    /// The start of the content, as much as was to be kept
    pub(in crate::dist) kept: Vec<u8>,
}

impl Content {
    /// A copy that keeps no more than `keep` bytes, and no room for more.
    pub(in crate::dist) fn keeping(&self, keep: usize) -> Self {
        let kept = self.kept[..self.kept.len().min(keep)].to_vec();
        Self { kept, damage: self.damage.clone(), ..*self }
    }
}

/// A decompressor and its buffer, used for one member after another.
pub(in crate::dist) struct Inflater {
    decompress: Decompress,
    buffer: Vec<u8>,
}

impl Inflater {
    pub(in crate::dist) fn new() -> Self {
        Self { decompress: Decompress::new(false), buffer: vec![0; limits::BUFFER] }
    }

    /// Reads a member; `read` is told how many compressed and inflated bytes were read.
    ///
    /// Never more than the declared size comes out, so that a small member that claims little
    /// and inflates to much costs little.
    pub(in crate::dist) fn verify(
        &mut self,
        compressed: &[u8],
        declared: Declared,
        mut read: impl FnMut(u64, u64),
    ) -> Content {
        let mut sums = Sums::new(declared.keep);
        let damage = match declared.method {
            Method::Stored => stored(compressed, declared, &mut sums, &mut read),
            Method::Deflated => self.deflated(compressed, declared, &mut sums, &mut read),
            Method::Other(_) => Err(Damage::Method(declared.method)),
        };
        sums.finish(declared, damage)
    }

    /// The compressed bytes behind the end of the stream.
    fn deflated(
        &mut self,
        compressed: &[u8],
        declared: Declared,
        sums: &mut Sums,
        read: &mut impl FnMut(u64, u64),
    ) -> Result<u64, Damage> {
        self.decompress.reset(false);
        let mut rest = compressed;
        loop {
            // One byte more than declared shows that there is more.
            let room = usize::try_from(declared.size - sums.total + 1).unwrap_or(usize::MAX);
            let room = room.min(self.buffer.len());
            let (input, output) = (&rest[..rest.len().min(SLICE)], &mut self.buffer[..room]);
            let before = (self.decompress.total_in(), self.decompress.total_out());
            let status = self.decompress.decompress(input, output, FlushDecompress::None);
            let used = self.decompress.total_in() - before.0;
            let made = self.decompress.total_out() - before.1;
            sums.eat(&self.buffer[..index(made)]);
            rest = rest.get(index(used)..).unwrap_or_default();
            read(used, made);
            if sums.total > declared.size {
                return Err(Damage::Longer { declared: declared.size });
            }
            match status {
                Ok(Status::StreamEnd) => return Ok(rest.len() as u64),
                Err(_) => return Err(Damage::Stream { after: sums.total }),
                Ok(_) if used == 0 && made == 0 => {
                    return Err(Damage::Shorter { declared: declared.size, found: sums.total });
                }
                Ok(_) => {}
            }
        }
    }
}

fn stored(
    bytes: &[u8],
    declared: Declared,
    sums: &mut Sums,
    read: &mut impl FnMut(u64, u64),
) -> Result<u64, Damage> {
    if bytes.len() as u64 > declared.size {
        return Err(Damage::Longer { declared: declared.size });
    }
    for slice in bytes.chunks(limits::BUFFER) {
        sums.eat(slice);
        read(slice.len() as u64, slice.len() as u64);
    }
    Ok(0)
}

/// What is gathered while the content streams by.
struct Sums {
    crc: Crc,
    sha: Sha256,
    total: u64,
    format: Option<BinaryFormat>,
    keep: usize,
    kept: Vec<u8>,
}

impl Sums {
    fn new(keep: usize) -> Self {
        let (crc, sha) = (Crc::new(), Sha256::new());
        Self { crc, sha, total: 0, format: None, keep, kept: Vec::new() }
    }

    fn eat(&mut self, chunk: &[u8]) {
        if self.total == 0 {
            self.format = sniff::binary_format(chunk);
        }
        self.crc.update(chunk);
        self.sha.update(chunk);
        self.total += chunk.len() as u64;
        let keep = chunk.len().min(self.keep - self.kept.len());
        self.kept.extend_from_slice(&chunk[..keep]);
    }

    fn finish(self, declared: Declared, trailing: Result<u64, Damage>) -> Content {
        let crc = self.crc.finalize();
        let (whole, damage) = match trailing {
            Err(damage) => (false, Some(damage)),
            Ok(_) if self.total < declared.size => {
                (false, Some(Damage::Shorter { declared: declared.size, found: self.total }))
            }
            Ok(_) if crc != declared.crc => {
                (true, Some(Damage::Checksum { declared: declared.crc, found: crc }))
            }
            Ok(0) => (true, None),
            Ok(bytes) => (true, Some(Damage::Trailing { bytes })),
        };
        let digest = whole.then(|| Sha256Digest(self.sha.finalize().into()));
        Content { digest, damage, format: self.format, kept: self.kept }
    }
}

/// Counts of the decompressor never exceed the slices that it was given.
fn index(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
