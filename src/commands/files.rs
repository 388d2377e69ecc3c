//! Files that commands read and write besides distributions.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
};

use super::Failure;

/// No file that relkit generates is larger: GitHub takes workflows up to 500 KB.
const LARGEST: u64 = 16 << 20;

/// Reads a text file, up to a bound.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let fail = |error: io::Error| Failure::new(format!("cannot read {}: {error}", path.display()));
    let file = fs::File::open(path).map_err(fail)?;
    let mut text = String::new();
    let read = file.take(LARGEST + 1).read_to_string(&mut text).map_err(fail)?;
    if read as u64 > LARGEST {
        return Err(Failure::new(format!("{} is larger than {LARGEST} bytes", path.display())));
    }
    Ok(text)
}

/// Writes a file whole or not at all: a temporary file beside it, then a rename.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error: io::Error| {
        Failure::new(format!("cannot write {}: {error}", path.display()))
            .hint("nothing was changed; is the folder there, and may you write in it?")
    };
    let existing = fs::metadata(path).ok();
    // A device or a pipe must not be replaced by a file.
    if existing.as_ref().is_some_and(|it| !it.is_file()) {
        return fs::write(path, text).map_err(fail);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".relkit-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The process's umask applies, as for any new file.
        let mode = existing.map_or(0o666, |it| it.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}
