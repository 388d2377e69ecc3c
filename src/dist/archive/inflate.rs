//! The content of one member in one pass: inflate, CRC-32, SHA-256, first bytes; and the facts of
//! native code, whose content is held for as long as that takes.

use std::sync::Arc;

use crc32fast::Hasher as Crc;
use flate2::{Decompress, FlushDecompress, Status};
use memmap2::MmapMut;
use sha2::{Digest, Sha256};

use super::{deflate::Deflate, sniff};
use crate::dist::{
    BinaryFormat, Damage, Method, Sha256Digest,
    binary::{Binary, Unread},
    hold::{Hold, Permit},
    limits,
};

/// Compressed bytes given to the decompressor at once, so that progress and residency are noted
/// while a large member is read.
const SLICE: usize = 1 << 20;

/// Deflate makes at most so many bytes of one: a claim beyond that is a lie.
const MOST: u64 = 1032;

/// Bytes that are summed at once.
const SUMMED: usize = 64 << 10;

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
    pub(in crate::dist) binary: Option<Arc<Binary>>,
    /// The start of the content, as much as was to be kept
    pub(in crate::dist) kept: Vec<u8>,
}

impl Content {
    /// A copy that keeps no more than `keep` bytes, and no room for more.
    pub(in crate::dist) fn keeping(&self, keep: usize) -> Self {
        let kept = self.kept[..self.kept.len().min(keep)].to_vec();
        Self { kept, damage: self.damage.clone(), binary: self.binary.clone(), ..*self }
    }
}

/// A decompressor and its buffers, used for one member after another.
pub(in crate::dist) struct Inflater<'a> {
    deflate: Option<Deflate>,
    decompress: Decompress,
    buffer: Vec<u8>,
    /// For content that is larger than the buffer
    large: Option<MmapMut>,
    /// The content of native code that is too large for that
    held: Vec<u8>,
    /// Bytes of `large` and of `held` that are kept from one member to the next: new ones come page
    /// by page
    retained: usize,
    hold: &'a Hold,
}

impl<'a> Inflater<'a> {
    /// One of as many as there are `threads`.
    pub(in crate::dist) fn new(hold: &'a Hold, threads: usize) -> Self {
        let buffer = vec![0; limits::BUFFER];
        let retained = limits::RETAINED / threads.max(1);
        let decompress = Decompress::new(false);
        let deflate = Deflate::new();
        Self { deflate, decompress, buffer, large: None, held: Vec::new(), retained, hold }
    }

    /// One that takes nothing at once, for tests to compare with.
    #[cfg(test)]
    pub(in crate::dist) fn streaming(hold: &'a Hold) -> Self {
        Self { deflate: None, ..Self::new(hold, 1) }
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
        if let Some(content) = self.at_once(compressed, declared) {
            read(compressed.len() as u64, declared.size);
            return content;
        }
        match declared.method {
            Method::Stored => {
                let damage = stored(compressed, declared, &mut sums, &mut read);
                sums.finish(declared, damage, Some(compressed))
            }
            Method::Deflated => self.deflated(compressed, declared, sums, &mut read),
            Method::Other(_) => sums.finish(declared, Err(Damage::Method(declared.method)), None),
        }
    }

    /// The content of a member that is all that it declares to be; `None` of any other, and of one
    /// too large.
    fn at_once(&mut self, compressed: &[u8], declared: Declared) -> Option<Content> {
        let inflated = compressed.len() as u64 * MOST;
        if declared.method != Method::Deflated || declared.size > inflated.min(limits::AT_ONCE) {
            return None;
        }
        let size = index(declared.size);
        let is_large = size > self.buffer.len();
        let _permit = if is_large { Some(self.hold.take(declared.size)?) } else { None };
        let content =
            if is_large { room_for(&mut self.large, size)? } else { &mut self.buffer[..] };
        let content = content.get_mut(..size)?;
        let mut sums = Sums::new(declared.keep);
        let whole = self.deflate.as_mut()?.fills(compressed, content) && {
            // What the processor's caches hold is summed faster twice than memory once.
            content.chunks(SUMMED).for_each(|chunk| sums.eat(chunk));
            sums.crc.clone().finalize() == declared.crc
        };
        let content = whole.then(|| sums.finish(declared, Ok(0), Some(content)));
        self.rest();
        content
    }

    /// Gives back what is more than a thread may keep.
    fn rest(&mut self) {
        if self.held.capacity() > self.retained {
            self.held = Vec::new();
        }
        self.large.take_if(|large| large.len() > self.retained);
    }

    fn deflated(
        &mut self,
        compressed: &[u8],
        declared: Declared,
        mut sums: Sums,
        read: &mut impl FnMut(u64, u64),
    ) -> Content {
        self.decompress.reset(false);
        self.held.clear();
        // The first piece tells whether it is native code, the others go where that is held.
        let first = self.inflate(compressed, declared, &mut sums, false, read);
        let mut permit = None;
        let end = match first {
            Ok(Step::More(rest)) => {
                permit = self.room(compressed.len(), declared.size, sums.format);
                let holds = permit.is_some();
                if holds {
                    self.held.extend_from_slice(&self.buffer[..index(sums.total)]);
                }
                let mut rest = rest;
                loop {
                    match self.inflate(rest, declared, &mut sums, holds, read) {
                        Ok(Step::More(more)) => rest = more,
                        Ok(Step::End(trailing)) => break Ok(trailing),
                        Err(damage) => break Err(damage),
                    }
                }
            }
            Ok(Step::End(trailing)) => Ok(trailing),
            Err(damage) => Err(damage),
        };
        // What fits into one piece is still in the buffer.
        let in_buffer = self.buffer.get(..index(sums.total));
        let content = if permit.is_some() { Some(&self.held[..]) } else { in_buffer };
        let whole = content.filter(|content| content.len() as u64 == sums.total);
        let content = sums.finish(declared, end, whole);
        self.rest();
        content
    }

    /// One piece of output, into the buffer or to the end of what is held.
    fn inflate<'b>(
        &mut self,
        rest: &'b [u8],
        declared: Declared,
        sums: &mut Sums,
        holds: bool,
        read: &mut impl FnMut(u64, u64),
    ) -> Result<Step<'b>, Damage> {
        // One byte more than declared shows that there is more.
        let room = usize::try_from(declared.size - sums.total + 1).unwrap_or(usize::MAX);
        let room = room.min(limits::BUFFER);
        let start = self.held.len();
        let output = if holds {
            self.held.resize(start + room, 0);
            &mut self.held[start..]
        } else {
            &mut self.buffer[..room]
        };
        let input = &rest[..rest.len().min(SLICE)];
        let before = (self.decompress.total_in(), self.decompress.total_out());
        let status = self.decompress.decompress(input, output, FlushDecompress::None);
        let used = self.decompress.total_in() - before.0;
        let made = self.decompress.total_out() - before.1;
        sums.eat(&output[..index(made)]);
        if holds {
            self.held.truncate(start + index(made));
        }
        let rest = rest.get(index(used)..).unwrap_or_default();
        read(used, made);
        if sums.total > declared.size {
            return Err(Damage::Longer { declared: declared.size });
        }
        match status {
            Ok(Status::StreamEnd) => Ok(Step::End(rest.len() as u64)),
            Err(_) => Err(Damage::Stream { after: sums.total }),
            Ok(_) if used == 0 && made == 0 => {
                Err(Damage::Shorter { declared: declared.size, found: sums.total })
            }
            Ok(_) => Ok(Step::More(rest)),
        }
    }

    /// Room for native code, where it is some and there may be enough.
    fn room(
        &mut self,
        compressed: usize,
        size: u64,
        format: Option<BinaryFormat>,
    ) -> Option<Permit<'a>> {
        format?;
        let most = (compressed as u64).saturating_mul(MOST).min(size);
        let permit = self.hold.take(most)?;
        self.held.try_reserve_exact(index(most) + limits::BUFFER).ok()?;
        Some(permit)
    }
}

/// A buffer of at least `size` bytes, whatever they are. It comes from the system and in huge pages
/// where there are such: to touch it page by page takes as long as to sum it.
fn room_for(large: &mut Option<MmapMut>, size: usize) -> Option<&mut [u8]> {
    if large.as_ref().is_none_or(|large| large.len() < size) {
        *large = None;
        let map = MmapMut::map_anon(size).ok()?;
        #[cfg(target_os = "linux")]
        let _ = map.advise(memmap2::Advice::HugePage); // a refusal costs time and nothing else
        *large = Some(map);
    }
    large.as_deref_mut()
}

/// What a piece of output leads to.
enum Step<'a> {
    /// There is more: the compressed bytes that are left
    More(&'a [u8]),
    /// The stream ends: how many bytes are left over
    End(u64),
}

/// The bytes behind the end, of which there are none.
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

    /// Puts the facts together; `content` is the whole content where it is in memory.
    fn finish(
        self,
        declared: Declared,
        trailing: Result<u64, Damage>,
        content: Option<&[u8]>,
    ) -> Content {
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
        let binary = self.format.map(|format| {
            Arc::new(match content {
                _ if !whole => Binary::Unread(Unread::Damaged),
                Some(content) => Binary::read(format, content),
                None => Binary::Unread(Unread::TooLarge { size: declared.size }),
            })
        });
        Content { digest, damage, format: self.format, binary, kept: self.kept }
    }
}

/// Counts of the decompressor never exceed the slices that it was given.
fn index(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
