//! The files of a project as texts, bounded and checked to be UTF-8.

use std::{
    collections::BTreeMap,
    fs::{DirEntry, File},
    io::{self, Read},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use toml::de::DeTable;

use super::{
    Place, ProjectError,
    node::Table,
    place::{Lines, column_at},
};

/// No file of metadata is larger than this many bytes; a larger one is not read.
pub(super) const LARGEST: u64 = 4 << 20;

/// No more names of a folder than this are looked at.
const MOST_NAMES: usize = 10_000;

/// Where the files of a project are: a folder, or a map in tests.
pub(super) trait Files {
    /// The whole file at this path from the project's folder, `None` when there is none.
    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, ProjectError>;

    /// Whether there is such a file.
    fn exists(&self, path: &str) -> bool;

    /// The names in a folder, sorted; those of folders end in `/`. Empty when there is no such
    /// folder. `.` is the project's own.
    fn names(&self, folder: &str) -> Vec<String>;

    /// The same as text.
    fn text(&self, path: &str) -> Result<Option<Source>, ProjectError> {
        self.bytes(path)?.map(|bytes| Source::new(path, bytes)).transpose()
    }
}

/// A folder on disk.
pub(super) struct Folder(pub(super) PathBuf);

impl Files for Folder {
    fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = self.0.join(folder).read_dir() else { return Vec::new() };
        let name = |entry: io::Result<DirEntry>| {
            let entry = entry.ok()?;
            let slash = if entry.path().is_dir() { "/" } else { "" };
            Some(format!("{}{slash}", entry.file_name().to_str()?))
        };
        let mut names: Vec<_> = entries.take(MOST_NAMES).filter_map(name).collect();
        names.sort();
        names
    }

    fn exists(&self, path: &str) -> bool {
        self.0.join(path).is_file()
    }

    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, ProjectError> {
        let failed = |source| ProjectError::Read { file: path.into(), source };
        let full = self.0.join(Path::new(path));
        // Asked before opening: to open a named pipe would wait for ever.
        match full.metadata() {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Err(failed(io::Error::other("not a regular file"))),
            Err(error) => {
                return match error.kind() {
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(None),
                    _ => Err(failed(error)),
                };
            }
        }
        let mut bytes = Vec::new();
        let file = File::open(&full).map_err(failed)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(ProjectError::TooLarge { file: path.into() });
        }
        Ok(Some(bytes))
    }
}

/// A folder on disk with other texts in some of its files: the project as it would be.
pub(super) struct Edited<'a> {
    pub(super) folder: Folder,
    /// By path from the folder, with `/`
    pub(super) texts: &'a BTreeMap<String, String>,
}

impl Files for Edited<'_> {
    fn names(&self, folder: &str) -> Vec<String> {
        self.folder.names(folder)
    }

    fn exists(&self, path: &str) -> bool {
        self.texts.contains_key(path) || self.folder.exists(path)
    }

    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, ProjectError> {
        match self.texts.get(path) {
            Some(text) => Ok(Some(text.clone().into_bytes())),
            None => self.folder.bytes(path),
        }
    }
}

/// One file as text, with its name for messages.
#[derive(Debug)]
pub(super) struct Source {
    /// Path from the project's folder
    pub(super) file: Arc<str>,
    /// What is in it
    pub(super) text: String,
    lines: Lines,
}

impl Source {
    /// The text of these bytes.
    pub(super) fn new(file: &str, bytes: Vec<u8>) -> Result<Self, ProjectError> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            let start = String::from_utf8_lossy(&error.as_bytes()[..good]);
            ProjectError::NotUtf8 { place: Place::line(file, Lines::of(&start).at(good)) }
        })?;
        // Editors on Windows put a byte order mark before the text; no reader wants it.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Self { file: file.into(), lines: Lines::of(&text), text })
    }

    /// The line of a byte.
    pub(super) fn place(&self, byte: usize) -> Place {
        Place { file: self.file.clone(), line: Some(self.lines.at(byte)) }
    }

    /// The file as a whole.
    pub(super) fn whole(&self) -> Place {
        Place { file: self.file.clone(), line: None }
    }

    /// Each line with its place, without its end.
    pub(super) fn lines(&self) -> impl Iterator<Item = (Place, &str)> {
        (1..)
            .zip(self.text.lines())
            .map(|(number, line)| (Place { file: self.file.clone(), line: Some(number) }, line))
    }

    /// The text as TOML.
    pub(super) fn toml(&self) -> Result<DeTable<'_>, ProjectError> {
        match DeTable::parse(&self.text) {
            Ok(table) => Ok(table.into_inner()),
            Err(error) => {
                let Range { start, .. } = error.span().unwrap_or_default();
                Err(ProjectError::Toml {
                    place: self.place(start),
                    column: column_at(&self.text, start),
                    cause: error.message().replace('\n', "; "),
                })
            }
        }
    }

    /// The root of a parsed file.
    pub(super) fn root<'a>(&'a self, table: &'a DeTable<'a>) -> Table<'a> {
        Table::root(self, table)
    }
}
