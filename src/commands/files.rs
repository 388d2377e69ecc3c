//! Files that commands read and write besides distributions.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
};

use super::{Context, Failure};

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

/// Writes what a command was asked for to the file that was named, or prints it. Colour is for
/// terminals, and a file is none.
pub(super) fn deliver(
    output: Option<&Path>,
    text: &str,
    context: &mut Context,
) -> Result<(), Failure> {
    match output {
        Some(path) if text.contains('\u{1b}') => {
            let plain = anstream::adapter::strip_str(text).to_string();
            save(path, plain.as_bytes(), context)
        }
        Some(path) => save(path, text.as_bytes(), context),
        None => Ok(context.terminal.print(text)?),
    }
}

/// Writes what a command was asked for to the file that was named: text, or a picture.
pub(super) fn save(path: &Path, bytes: &[u8], context: &mut Context) -> Result<(), Failure> {
    write(path, bytes)?;
    context.terminal.note(format_args!("wrote {}", path.display()));
    Ok(())
}

/// Whether a file can be written there, as far as that can be told without writing.
pub(super) fn there_is_room(path: &Path) -> Result<(), Failure> {
    let fail = |why: &str| Failure::new(format!("cannot write {}: {why}", path.display()));
    if path.is_dir() {
        return Err(fail("it is a folder").hint("name a file in it"));
    }
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder(&real);
    if !folder.is_dir() {
        let hint = format!("make the folder first: mkdir -p {}", folder.display());
        return Err(fail("its folder is not there").hint(hint));
    }
    Ok(())
}

/// The folder of a file.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file whole or not at all: a temporary file beside it, then a rename. A symbolic link
/// stays, and what it points to is replaced.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error: io::Error| {
        // tempfile wraps the cause with the temporary file's name, which tells the user nothing.
        let inner = error.get_ref().and_then(|wrapped| wrapped.source());
        let cause = inner.map_or_else(|| error.to_string(), ToString::to_string);
        Failure::new(format!("cannot write {}: {cause}", path.display()))
    };
    there_is_room(path)?;
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder(&real);
    let existing = fs::metadata(&real).ok();
    // A device or a pipe must not be replaced by a file.
    if existing.as_ref().is_some_and(|it| !it.is_file()) {
        return fs::write(&real, bytes).map_err(fail);
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".relkit-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The process's umask applies, as for any new file.
        let mode = existing.map_or(0o666, |it| it.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let unchanged = |error| fail(error).hint("nothing was changed; may you write in the folder?");
    let mut file = builder.tempfile_in(folder).map_err(unchanged)?;
    file.write_all(bytes).map_err(unchanged)?;
    file.as_file().sync_all().map_err(unchanged)?;
    file.persist(&real).map_err(|error| unchanged(error.error))?;
    Ok(())
}
