//! Files mapped into memory. Beside `deflate`, the only `unsafe` of relkit.

use std::{
    fs::{self, File},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use memmap2::Mmap;

use crate::dist::{Cause, limits};

/// Pages that the kernel maps around one that is read: a small member costs as much memory.
pub(in crate::dist) const AROUND: u64 = 64 << 10;

/// A whole file, read-only.
#[derive(Debug)]
pub(in crate::dist) struct Map {
    map: Bytes,
    /// Bytes that were read since the pages were last given back
    touched: AtomicU64,
}

#[derive(Debug)]
enum Bytes {
    Mapped(Mmap),
    Held(Vec<u8>),
}

impl Map {
    /// Bytes that were read by somebody else.
    pub(in crate::dist) fn of(bytes: &[u8]) -> Result<Self, Cause> {
        if bytes.is_empty() {
            return Err(Cause::Empty);
        }
        Ok(Self { map: Bytes::Held(bytes.to_vec()), touched: AtomicU64::new(0) })
    }

    /// Maps a regular file that is not empty.
    #[expect(unsafe_code, reason = "mapping is how each file is read once and never copied")]
    pub(in crate::dist) fn open(path: &Path) -> Result<Self, Cause> {
        // Looked at before it is opened: to open a pipe would wait for its writer.
        let meta = fs::metadata(path)?;
        if meta.is_dir() {
            return Err(Cause::Folder);
        }
        if !meta.is_file() {
            return Err(Cause::Special);
        }
        if meta.len() == 0 {
            return Err(Cause::Empty);
        }
        let file = File::open(path)?;
        // SAFETY: the map is private to relkit, read-only, and lives no longer than `Map`, which
        // hands out shared slices of it only. Rust wants the bytes behind `&[u8]` not to change;
        // no API can promise that of a file. What happens when another process meddles:
        // - it overwrites bytes: we read a mix of old and new. Every length and offset is taken
        //   from a slice once, copied, and checked before it is used, so that such a mix leads to
        //   a finding or an error and never to an access outside the slice.
        // - it truncates the file: touching a page behind the new end raises SIGBUS and ends the
        //   process. Nothing is half-written then, for reading writes nothing. Build tools write
        //   distributions under another name and rename, which leaves our map as it was.
        let map = Bytes::Mapped(unsafe { Mmap::map(&file) }?);
        Ok(Self { map, touched: AtomicU64::new(0) })
    }

    /// The content.
    pub(in crate::dist) fn bytes(&self) -> &[u8] {
        match &self.map {
            Bytes::Mapped(map) => map,
            Bytes::Held(bytes) => bytes,
        }
    }

    /// Bytes of the file.
    pub(in crate::dist) fn size(&self) -> u64 {
        self.bytes().len() as u64
    }

    /// Notes that `bytes` were read before there is a [`Residency`], and keeps to its bound.
    pub(in crate::dist) fn touch(&self, bytes: u64) {
        if self.touched.fetch_add(bytes, Ordering::Relaxed) + bytes > limits::RESIDENT {
            self.release();
        }
    }

    /// Gives the pages back, where any were used; they come again from the file when read.
    #[cfg_attr(unix, expect(unsafe_code, reason = "the call is unsafe for writable private maps"))]
    pub(in crate::dist) fn release(&self) {
        if self.touched.swap(0, Ordering::Relaxed) == 0 {
            return;
        }
        #[cfg(unix)]
        if let Bytes::Mapped(map) = &self.map {
            // SAFETY: `DontNeed` drops the pages of this map; on a read-only map of a file they are
            // read from the file again at the next access, with the same bytes. Threads that read at
            // this moment see no difference. A refusal costs memory and nothing else.
            let _ = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
        }
    }
}

/// Keeps the mapped pages of many files within [`limits::RESIDENT`].
///
/// They are the page cache's and could be reclaimed, yet they count as memory of the process in
/// every tool that people look at, and in the limits of containers.
#[derive(Debug)]
pub(in crate::dist) struct Residency<'a> {
    maps: Vec<&'a Map>,
    touched: AtomicU64,
}

impl<'a> Residency<'a> {
    /// Watches over these maps.
    pub(in crate::dist) fn new(maps: Vec<&'a Map>) -> Self {
        Self { maps, touched: AtomicU64::new(0) }
    }

    /// Notes that `bytes` of a map were read.
    pub(in crate::dist) fn touch(&self, map: &Map, bytes: u64) {
        // Small members lie on pages that others touched: a map is never resident but once.
        let before = map.touched.fetch_add(bytes, Ordering::Relaxed);
        let bytes = bytes.min(map.size().saturating_sub(before));
        if self.touched.fetch_add(bytes, Ordering::Relaxed) + bytes > limits::RESIDENT {
            self.touched.store(0, Ordering::Relaxed);
            self.maps.iter().for_each(|map| map.release());
        }
    }
}
