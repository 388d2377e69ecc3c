//! A release as a list that somebody has: a file, or a folder of distributions.
//!
//! A list is one of: JSON of the Simple API; JSON with `name`, `version` and the Simple API's
//! `files`; text with one file name a line, behind it the size in bytes if that is known, and
//! blank lines and `#` comments between them.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{
    FILES, Release,
    entry::{self, Entry},
    json,
};
use crate::{
    installer::ReleaseFile,
    model::{FileName, ProjectName, SdistName, Version},
};

/// Bytes of a list.
const BYTES: u64 = 128 << 20;

/// A list that is none of one release: names the list and the cause.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the release in `{path}`: {cause}", path = .path.display())]
pub struct ListingError {
    /// The file or the folder
    pub path: PathBuf,
    /// Why
    pub cause: Cause,
}

/// Why a list is none of one release.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The operating system refuses
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A wheel or a source distribution stands there
    #[error("it is a distribution, not a list of them")]
    Distribution,
    /// Larger than relkit reads
    #[error("it is larger than {BYTES} bytes")]
    TooLarge,
    /// More lines or files than relkit reads
    #[error("it lists more than {FILES} files")]
    TooMany,
    /// It is no text
    #[error("it is not UTF-8 text")]
    NotText,
    /// It begins as JSON does
    #[error("{0}")]
    Json(String),
    /// No name in it is one of a wheel or a source distribution
    #[error("none of its {count} names is one of a wheel or a source distribution{}", first.as_ref().map(|name| format!(", such as `{name}`")).unwrap_or_default())]
    Nothing {
        /// Names in the list
        count: usize,
        /// The first of them
        first: Option<String>,
    },
    /// Files of several projects or versions
    #[error("`{first}` and `{other}` are of different {what}")]
    Mixed {
        /// `projects` or `versions`
        what: &'static str,
        /// One file
        first: String,
        /// A file that does not go with it
        other: String,
    },
    /// The list names another project or version than its files
    #[error("its `{field}` is `{stated}`, and `{file}` is of another")]
    Contradiction {
        /// `name` or `version`
        field: &'static str,
        /// Its value
        stated: String,
        /// A file
        file: String,
    },
}

impl ListingError {
    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match &self.cause {
            Cause::Distribution => "name the folder that holds the files",
            Cause::NotText | Cause::Json(_) | Cause::Nothing { .. } | Cause::TooLarge => {
                "a list is JSON of the Simple API, or text with one file name a line"
            }
            Cause::Mixed { .. } => "keep the files of one release in the list",
            Cause::Contradiction { .. } => "correct the list, or leave the field away",
            Cause::Io(_) | Cause::TooMany => return None,
        })
    }
}

/// Reads the release in a file or a folder.
///
/// Sizes are those of the files in a folder, or what JSON states.
pub fn read(path: &Path) -> Result<Release, ListingError> {
    read_any(path).map_err(|cause| ListingError { path: path.to_owned(), cause })
}

fn read_any(path: &Path) -> Result<Release, Cause> {
    let Stated { entries, name, version } = stated(path)?;
    release(entries, name.as_deref(), version.as_deref())
}

/// The files of several releases of one project.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The project, as the first file spells it
    pub name: ProjectName,
    /// Its wheels and source distributions, in the order in which they were listed; at least one
    pub files: Vec<ReleaseFile>,
    /// Names that stand beside them and are none of wheels or source distributions
    pub unknown: Vec<String>,
}

/// Reads releases of one project in a file or a folder: what [`read`] reads, of several versions.
pub fn history(path: &Path) -> Result<History, ListingError> {
    let read = || {
        let (files, unknown) = distinct(stated(path)?.entries)?;
        let first = files[0].name.clone();
        let other = files.iter().find(|file| file.name.project() != first.project());
        if let Some(other) = other.map(|file| file.name.to_string()) {
            return Err(Cause::Mixed { what: "projects", first: first.to_string(), other });
        }
        Ok(History { name: first.project().clone(), files, unknown })
    };
    read().map_err(|cause| ListingError { path: path.to_owned(), cause })
}

/// What a list states.
struct Stated {
    entries: Vec<Entry>,
    name: Option<String>,
    version: Option<String>,
}

fn stated(path: &Path) -> Result<Stated, Cause> {
    let alone = |entries| Stated { entries, name: None, version: None };
    if path.is_dir() {
        return Ok(alone(folder(path)?));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".whl") || SdistName::ENDINGS.iter().any(|end| name.ends_with(end)) {
        return Err(Cause::Distribution);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BYTES {
        return Err(Cause::TooLarge);
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Cause::NotText)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        let detail = json::read(text.as_bytes()).map_err(Cause::Json)?;
        let entries: Vec<Entry> = detail.files.into_iter().map(Entry::from).collect();
        return Ok(Stated { entries, name: detail.name, version: detail.version });
    }
    Ok(alone(lines(text)?))
}

/// The files in a folder, sorted; folders in it and hidden files are passed over.
fn folder(path: &Path) -> Result<Vec<Entry>, Cause> {
    let mut entries = Vec::new();
    for item in fs::read_dir(path)? {
        let item = item?;
        let file_name = item.file_name().to_string_lossy().into_owned();
        // A symbolic link counts as what it points to; one that points nowhere is no file.
        let Ok(meta) = fs::metadata(item.path()) else { continue };
        if !meta.is_file() || file_name.starts_with('.') {
            continue;
        }
        entries.push(Entry { file_name, size: Some(meta.len()), ..Entry::default() });
        if entries.len() > FILES {
            return Err(Cause::TooMany);
        }
    }
    entries.sort_by(|a, b| a.file_name.cmp(&b.file_name));
    Ok(entries)
}

/// The names in a text; of a path the last part counts.
fn lines(text: &str) -> Result<Vec<Entry>, Cause> {
    let lines = text.lines().map(str::trim);
    let said = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entries: Vec<Entry> = said.map(line).take(FILES + 1).collect();
    if entries.len() > FILES { Err(Cause::TooMany) } else { Ok(entries) }
}

/// A file name, and its size in bytes if that stands behind it.
fn line(line: &str) -> Entry {
    let sized = line.rsplit_once(char::is_whitespace);
    let sized = sized.and_then(|(name, size)| Some((name.trim_end(), Some(size.parse().ok()?))));
    let (path, size) = sized.unwrap_or((line, None));
    let file_name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    Entry { file_name, size, ..Entry::default() }
}

/// The files, each name once and at least one, and the names that are none.
fn distinct(entries: Vec<Entry>) -> Result<(Vec<ReleaseFile>, Vec<String>), Cause> {
    let mut seen = HashSet::new();
    let count = entries.len();
    let (files, unknown) = entry::divide(entries, None);
    let mut files: Vec<ReleaseFile> = files.into_iter().map(|(file, _)| file).collect();
    files.retain(|file| seen.insert(file.name.to_string()));
    if files.is_empty() {
        return Err(Cause::Nothing { count, first: unknown.into_iter().next() });
    }
    Ok((files, unknown))
}

/// The release of all entries; `name` and `version` are what the list states of itself.
fn release(
    entries: Vec<Entry>,
    name: Option<&str>,
    version: Option<&str>,
) -> Result<Release, Cause> {
    let (files, unknown) = distinct(entries)?;
    let first = files[0].name.clone();
    let differs = |differs: &dyn Fn(&FileName) -> bool| {
        files.iter().map(|file| &file.name).find(|other| differs(other)).map(ToString::to_string)
    };
    for (what, other) in [
        ("projects", differs(&|other| other.project() != first.project())),
        ("versions", differs(&|other| other.version() != first.version())),
    ] {
        if let Some(other) = other {
            return Err(Cause::Mixed { what, first: first.to_string(), other });
        }
    }
    let contradiction = |field, stated: &str| {
        let (stated, file) = (stated.to_owned(), first.to_string());
        Cause::Contradiction { field, stated, file }
    };
    let project = match name {
        None => first.project().clone(),
        Some(name) => name
            .parse::<ProjectName>()
            .ok()
            .filter(|stated| stated == first.project())
            .ok_or_else(|| contradiction("name", name))?,
    };
    if let Some(version) = version {
        let stated = version.parse::<Version>().ok();
        if stated.as_ref() != Some(first.version()) {
            return Err(contradiction("version", version));
        }
    }
    Ok(Release {
        name: project,
        version: first.version().clone(),
        files,
        sources: Vec::new(),
        unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, text: &str) -> Result<Release, ListingError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        // The messages name the list as it was given.
        read(&path).map_err(|error| ListingError { path: name.into(), ..error })
    }

    fn why(text: &str) -> String {
        listed("list", text).unwrap_err().to_string()
    }

    #[test]
    fn text_has_a_name_a_line() {
        let text = "\u{feff}# the release\r\n\r\n  demo-1.0-py3-none-any.whl\r\ndist/Demo-1.0.0.tar.gz\n\
                    demo-1.0-py3-none-any.whl\ndemo-1.0.win32.exe\n";
        let release = listed("names.txt", text).unwrap();
        let names: Vec<_> = release.files.iter().map(|file| file.name.to_string()).collect();
        assert_eq!(names, ["demo-1.0-py3-none-any.whl", "Demo-1.0.0.tar.gz"]);
        assert_eq!(release.unknown, ["demo-1.0.win32.exe"]);
        assert_eq!(
            (release.name.as_str(), release.version.to_string()),
            ("demo", "1.0".to_owned())
        );
        assert!(release.files.iter().all(|file| file.size.is_none()));
    }

    #[test]
    fn text_may_have_sizes() {
        let release = listed("names.txt", "demo-1.0.tar.gz 123\nd/demo-1.0-py3-none-any.whl\t4\n");
        let sizes: Vec<_> = release.unwrap().files.iter().map(|file| file.size).collect();
        assert_eq!(sizes, [Some(123), Some(4)]);
    }

    #[test]
    fn json_states_more() {
        let json = r#"{"name": "De.mo", "version": "1", "files": [
            {"filename": "de_mo-1.0.tar.gz", "size": 12, "requires-python": ">=3.9", "yanked": true}]}"#;
        let release = listed("de-mo.json", json).unwrap();
        let file = &release.files[0];
        assert_eq!((file.size, file.yanked, release.name.as_str()), (Some(12), true, "De.mo"));
        assert_eq!(file.requires_python.as_ref().unwrap().to_string(), ">=3.9");
    }

    #[test]
    fn a_folder_has_sizes() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("demo-2.zip")).unwrap();
        for (name, size) in [("demo-1.tar.gz", 3), (".hidden", 1), ("notes.txt", 0)] {
            fs::write(folder.path().join(name), "x".repeat(size)).unwrap();
        }
        let release = read(folder.path()).unwrap();
        assert_eq!((release.files.len(), release.files[0].size), (1, Some(3)));
        assert_eq!(release.unknown, ["notes.txt"]);
    }

    #[test]
    fn errors_name_the_list_and_the_cause() {
        insta::assert_snapshot!(why("a-1.zip\nb-1.zip"), @"cannot read the release in `list`: `a-1.zip` and `b-1.zip` are of different projects");
        insta::assert_snapshot!(why("a-1.zip\na-1.1.zip\na-1.0.zip"), @"cannot read the release in `list`: `a-1.zip` and `a-1.1.zip` are of different versions");
        insta::assert_snapshot!(why("hello\nworld"), @"cannot read the release in `list`: none of its 2 names is one of a wheel or a source distribution, such as `hello`");
        insta::assert_snapshot!(why("# empty"), @"cannot read the release in `list`: none of its 0 names is one of a wheel or a source distribution");
        insta::assert_snapshot!(why(r#"{"version": "2", "files": [{"filename": "a-1.zip"}]}"#), @"cannot read the release in `list`: its `version` is `2`, and `a-1.zip` is of another");
        insta::assert_snapshot!(why(r#"{"name": "b", "files": [{"filename": "a-1.zip"}]}"#), @"cannot read the release in `list`: its `name` is `b`, and `a-1.zip` is of another");
        insta::assert_snapshot!(why("[1"), @"cannot read the release in `list`: the JSON is an array, not an object with `files`");
        let wheel = listed("a-1-py3-none-any.whl", "PK").unwrap_err();
        insta::assert_snapshot!(wheel, @"cannot read the release in `a-1-py3-none-any.whl`: it is a distribution, not a list of them");
        assert!(why(&"a-1.zip\n".repeat(FILES + 1)).contains("more than 200000 files"));
    }
}
