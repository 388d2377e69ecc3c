//! The folder of files, and how a file gets there.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use tempfile::TempDir;

use super::{
    Cause, FILE, FetchError, most, name,
    part::{Part, absorb},
};
use crate::{
    index::{Digest, Source},
    net::{Address, Client, Sink},
};

/// A folder of files by their digests: `files/sha256/ab/ab01…/demo-1.0.tar.gz`.
///
/// Several processes may use one at a time.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

/// A file that was brought, or was there.
#[derive(Debug)]
pub struct Fetched {
    /// Where it is
    pub path: PathBuf,
    /// Whether it was there already
    pub was_there: bool,
    /// Whether it has the digest that the index states; the index states none where not
    pub verified: bool,
    /// The folder of a file that is not kept
    _folder: Option<TempDir>,
}

/// A file to bring.
struct Wanted<'a> {
    name: &'a str,
    address: &'a Address,
    most: u64,
    count: &'a AtomicU64,
}

impl Cache {
    /// The cache in this folder, which need not be there yet.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Brings a file, unless it is there with its digest; `count` grows by its bytes.
    pub fn fetch(
        &self,
        client: &Client,
        name: &str,
        source: &Source,
        size: Option<u64>,
        count: &AtomicU64,
    ) -> Result<Fetched, FetchError> {
        let fail = |cause| FetchError { name: name.to_owned(), cause };
        if let Some(why) = name::refusal(name) {
            return Err(fail(Cause::Name(why)));
        }
        if let Some(size) = size.filter(|&size| size > FILE) {
            return Err(fail(Cause::TooLarge(size)));
        }
        let address = match &source.address {
            Some(Ok(address)) => address,
            Some(Err(error)) => return Err(fail(error.clone().into())),
            None => return Err(fail(Cause::Nowhere)),
        };
        let wanted = Wanted { name, address, most: most(size), count };
        let fetched = match &source.digest {
            Some(digest) => self.proven(client, &wanted, digest),
            None => self.unproven(client, &wanted),
        };
        fetched.map_err(fail)
    }

    /// A file with a digest, which stays.
    fn proven(
        &self,
        client: &Client,
        wanted: &Wanted<'_>,
        digest: &Digest,
    ) -> Result<Fetched, Cause> {
        let hex = digest.hex();
        let folder = self.folder(&["files", digest.algorithm(), &hex[..2], hex])?;
        let path = folder.join(wanted.name);
        let fetched =
            |was_there| Fetched { path: path.clone(), was_there, verified: true, _folder: None };
        let store = |source| Cause::Store { folder: folder.clone(), source };
        if let Some(length) = holds(&path, digest, wanted.most).map_err(store)? {
            wanted.count.fetch_add(length, Ordering::Relaxed);
            return Ok(fetched(true));
        }
        // Who has the lock continues what an earlier run left; who comes second does not wait, and
        // writes beside under a name of its own. Both rename the same bytes in the end.
        let lock = lock(&folder.join(".lock")).map_err(store)?;
        if lock.is_some() {
            let part = folder.join(format!("{}.part", wanted.name));
            write(client, wanted, Some(digest), &part)?;
            fs::rename(&part, &path).map_err(store)?;
        } else {
            let part = tempfile::Builder::new().suffix(".part").tempfile_in(&folder);
            let part = part.map_err(store)?.into_temp_path();
            write(client, wanted, Some(digest), &part)?;
            part.persist(&path).map_err(|error| store(error.error))?;
        }
        Ok(fetched(false))
    }

    /// A file of which nothing proves that it is the right one: another run must not find it.
    fn unproven(&self, client: &Client, wanted: &Wanted<'_>) -> Result<Fetched, Cause> {
        let folder = self.folder(&["unproven"])?;
        let own = tempfile::Builder::new().prefix("run-").tempdir_in(&folder);
        let own = own.map_err(|source| Cause::Store { folder, source })?;
        let path = own.path().join(wanted.name);
        write(client, wanted, None, &path)?;
        Ok(Fetched { path, was_there: false, verified: false, _folder: Some(own) })
    }

    /// A folder in the cache, made where it is missing; no part of it below the root is a link.
    fn folder(&self, parts: &[&str]) -> Result<PathBuf, Cause> {
        let mut folder = self.root.clone();
        fs::create_dir_all(&folder)
            .map_err(|source| Cause::Store { folder: folder.clone(), source })?;
        for part in parts {
            folder.push(part);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(Cause::Store { folder, source: error });
                }
                _ => {}
            }
            if !fs::symlink_metadata(&folder).is_ok_and(|meta| meta.is_dir()) {
                return Err(Cause::Place { path: folder, what: "folder" });
            }
        }
        Ok(folder)
    }
}

/// Bytes of the file at `path` where it is a regular one with this digest; any other goes.
fn holds(path: &Path, digest: &Digest, most: u64) -> io::Result<Option<u64>> {
    let Ok(meta) = fs::symlink_metadata(path) else { return Ok(None) };
    if meta.is_file() && meta.len() <= most {
        let mut hasher = digest.hasher();
        let length = absorb(&mut File::open(path)?, &mut hasher)?;
        if hasher.finish() == digest.hex() {
            return Ok(Some(length));
        }
    }
    // A folder stays, and then the rename says what is the matter.
    let _ = fs::remove_file(path);
    Ok(None)
}

/// Takes the lock of a folder, until the file is closed; `None` where another has it, or where the
/// file system knows no locks.
fn lock(path: &Path) -> io::Result<Option<File>> {
    if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) {
        // A link may lead out of the cache.
        return Ok(None);
    }
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    Ok(file.try_lock().is_ok().then_some(file))
}

/// Writes the file to `path`. One with a wrong digest is fetched once more, and then goes.
fn write(
    client: &Client,
    wanted: &Wanted<'_>,
    digest: Option<&Digest>,
    path: &Path,
) -> Result<(), Cause> {
    let folder = path.parent().unwrap_or(path);
    let store = |source| Cause::Store { folder: folder.to_owned(), source };
    let Wanted { address, most, count, .. } = wanted;
    let mut part = Part::open(path, digest, *most, count).map_err(store)?;
    // What an earlier run left may be all of it.
    if part.length() > 0 && part.verify().is_ok() {
        return Ok(());
    }
    for last in [false, true] {
        client
            .download(address, *most, &mut part)
            .map_err(|error| Cause::of_download(error, folder))?;
        let Err(found) = part.verify() else { return Ok(()) };
        part.restart().map_err(store)?;
        if let (Some(digest), true) = (digest, last) {
            drop(part);
            fs::remove_file(path).map_err(store)?;
            return Err(Cause::Digest { wanted: digest.clone(), found });
        }
    }
    Ok(())
}
