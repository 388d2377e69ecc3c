//! One file that is about to be replaced: the new text and the way back both lie beside it, so that
//! neither needs room on the disk later.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use tempfile::TempPath;

/// Where temporary files of relkit's are told by.
const PREFIX: &str = ".relkit-";

/// A file, what it is to become, and its way back.
#[derive(Debug)]
pub(super) struct Staged {
    /// The file, links followed
    pub(super) real: PathBuf,
    fresh: Option<TempPath>,
    /// `None` for a file that is not there yet
    original: Option<TempPath>,
}

impl Staged {
    /// Lays the new text and the original beside a file. Permissions stay as they are.
    pub(super) fn new(real: PathBuf, text: &str) -> io::Result<Self> {
        let folder = real.parent().unwrap_or(Path::new("."));
        let existing = match fs::metadata(&real) {
            Ok(meta) => Some(meta),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let mut file = builder(existing.as_ref()).tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        #[cfg(unix)]
        if let Some(meta) = &existing {
            use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
            // Who may not give a file away leaves it with its own name.
            let _ = fchown(file.as_file(), Some(meta.uid()), Some(meta.gid()));
            // The umask has no say in what was there before.
            let mode = fs::Permissions::from_mode(meta.permissions().mode());
            file.as_file().set_permissions(mode)?;
        }
        let original = existing.map(|meta| keep(&real, folder, &meta)).transpose()?;
        Ok(Self { fresh: Some(file.into_temp_path()), original, real })
    }

    /// Puts the new text in the file's place, in one step.
    pub(super) fn put(&mut self) -> io::Result<()> {
        match self.fresh.take() {
            Some(fresh) => fresh.persist(&self.real).map_err(|error| error.error),
            None => Ok(()),
        }
    }

    /// Puts the original back. Where that cannot be, it stays beside the file under the name that
    /// comes with the error.
    pub(super) fn back(&mut self) -> Result<(), (io::Error, PathBuf)> {
        match self.original.take() {
            Some(original) => original.persist(&self.real).map_err(|error| {
                let name = error.path.to_path_buf();
                // It is all that is left of the text.
                let _ = error.path.keep();
                (error.error, name)
            }),
            None => fs::remove_file(&self.real).map_err(|error| (error, self.real.clone())),
        }
    }
}

fn builder(existing: Option<&fs::Metadata>) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = existing.map_or(0o666, |meta| meta.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = existing;
    builder
}

/// A second name of a file, or a copy where files have one name only.
fn keep(real: &Path, folder: &Path, meta: &fs::Metadata) -> io::Result<TempPath> {
    let link = builder(None).make_in(folder, |name| fs::hard_link(real, name));
    if let Ok(link) = link {
        return Ok(link.into_temp_path());
    }
    let mut copy = builder(Some(meta)).tempfile_in(folder)?;
    io::copy(&mut fs::File::open(real)?, &mut copy)?;
    copy.as_file().sync_all()?;
    Ok(copy.into_temp_path())
}
