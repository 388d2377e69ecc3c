//! A file that is being written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    index::{Digest, digest::Hasher},
    net::Sink,
};

/// The buffer that files are read through.
const BUFFER: usize = 256 << 10;

/// A file that grows, the digest of what it holds, and a counter of its bytes for a progress bar.
pub(super) struct Part<'a> {
    file: File,
    length: u64,
    digest: Option<&'a Digest>,
    hasher: Option<Hasher>,
    count: &'a AtomicU64,
}

impl<'a> Part<'a> {
    /// Opens a part, with what an earlier run left of it, up to `most` bytes.
    pub(super) fn open(
        path: &Path,
        digest: Option<&'a Digest>,
        most: u64,
        count: &'a AtomicU64,
    ) -> io::Result<Self> {
        // A link may lead anywhere; its removal leaves what it leads to as it is.
        if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) {
            fs::remove_file(path)?;
        }
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let hasher = digest.map(Digest::hasher);
        let mut part = Self { file, length: 0, digest, hasher, count };
        if part.file.metadata()?.len() > most {
            part.restart()?;
        } else if let Some(hasher) = &mut part.hasher {
            part.length = absorb(&mut part.file, hasher)?;
            part.count.fetch_add(part.length, Ordering::Relaxed);
        } else {
            part.restart()?;
        }
        Ok(part)
    }

    /// Whether it holds what the digest says; the digits of what it holds where not.
    pub(super) fn verify(&self) -> Result<(), String> {
        let (Some(digest), Some(hasher)) = (self.digest, &self.hasher) else { return Ok(()) };
        let found = hasher.clone().finish();
        if found == digest.hex() { Ok(()) } else { Err(found) }
    }
}

impl Sink for Part<'_> {
    fn length(&self) -> u64 {
        self.length
    }

    fn restart(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.count.fetch_sub(self.length, Ordering::Relaxed);
        self.length = 0;
        self.hasher = self.digest.map(Digest::hasher);
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        self.length += bytes.len() as u64;
        self.count.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}

/// Reads a file to its end and gives its length.
pub(super) fn absorb(file: &mut File, hasher: &mut Hasher) -> io::Result<u64> {
    let mut buffer = vec![0; BUFFER];
    let mut length = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(length),
            Ok(read) => {
                hasher.update(&buffer[..read]);
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
