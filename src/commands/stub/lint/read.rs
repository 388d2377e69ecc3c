//! The files of a refusal: a setup.py with what stands beside it, a folder, or an sdist.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use crate::{
    commands::Failure,
    dist,
    stub::lint::{LARGEST, SourceFile, Sources, backend_paths},
};

/// The files that are looked for, besides the module of a backend.
const NAMES: [&str; 4] = ["setup.py", "pyproject.toml", "setup.cfg", "PKG-INFO"];

/// The endings of an sdist.
const ENDINGS: [&str; 2] = [".tar.gz", ".zip"];

/// Reads what is there; at least a setup.py or a backend must be.
pub(super) fn sources(input: &Path) -> Result<Sources, Failure> {
    let name = input.file_name().unwrap_or_default().to_string_lossy();
    let mut texts = if input.is_dir() {
        from_folder(input, &NAMES)?
    } else if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        dist::texts(input, &NAMES, LARGEST).map_err(|error| Failure::of(&error))?
    } else {
        from_file(input)?
    };
    let pyproject = texts.get("pyproject.toml");
    let paths = pyproject.map(|text| backend_paths(text)).unwrap_or_default();
    let wanted: Vec<&str> = paths.iter().map(String::as_str).collect();
    let backends = if wanted.is_empty() {
        BTreeMap::new()
    } else if input.is_dir() {
        from_folder(input, &wanted)?
    } else if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        dist::texts(input, &wanted, LARGEST).map_err(|error| Failure::of(&error))?
    } else {
        BTreeMap::new()
    };
    let large = texts.iter().chain(&backends).find(|(_, text)| text.len() as u64 > LARGEST);
    if let Some((path, _)) = large {
        let message = format!("{}: {path} has more than {LARGEST} bytes", input.display());
        return Err(Failure::new(message).hint("a refusal needs some kilobytes"));
    }
    let mut take =
        |name: &str| texts.remove(name).map(|bytes| SourceFile { path: name.to_owned(), bytes });
    let sources = Sources {
        setup_py: take("setup.py"),
        pyproject: take("pyproject.toml"),
        setup_cfg: take("setup.cfg"),
        pkg_info: take("PKG-INFO"),
        backend: paths.iter().find_map(|path| {
            let bytes = backends.get(path)?.clone();
            Some(SourceFile { path: path.clone(), bytes })
        }),
    };
    if sources.setup_py.is_none() && sources.backend.is_none() {
        let message =
            format!("{}: neither setup.py nor a backend in the tree is there", input.display());
        return Err(Failure::new(message).hint("name a setup.py, an sdist, or the folder of one"));
    }
    Ok(sources)
}

/// A single file is judged alone, whatever its name is.
fn from_file(input: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let bytes = read(input)?.ok_or_else(|| {
        Failure::new(format!("{}: there is no such file", input.display()))
            .hint("name a setup.py, an sdist, or the folder of one")
    })?;
    Ok(BTreeMap::from([("setup.py".to_owned(), bytes)]))
}

fn from_folder(folder: &Path, names: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut out = BTreeMap::new();
    for name in names {
        let path: PathBuf = folder.join(name);
        if let Some(bytes) = read(&path)? {
            out.insert((*name).to_owned(), bytes);
        }
    }
    Ok(out)
}

/// The bytes of a regular file, one more than are allowed at most; `None` where there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    // Asked before opening: to open a named pipe would wait for ever.
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Err(Failure::new(format!("{}: it is no regular file", path.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}
