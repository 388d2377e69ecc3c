//! The texts of a project's folder: those that git knows or would take, else all but what is
//! generated.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    commands::Failure,
    drop::{edit, leftover},
};

/// Files that are read: no project has more of its own.
const MOST_FILES: usize = 100_000;
/// Bytes of a file: what people write is smaller.
const LARGEST: u64 = 4 << 20;
/// Bytes of all texts together.
const MOST_BYTES: u64 = 1 << 30;
/// Folders within folders.
const DEEPEST: usize = 64;

/// Folders of programs, not of people.
const GENERATED: &[&str] = &[
    ".eggs",
    ".git",
    ".hg",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    "__pycache__",
    "build",
    "dist",
    "node_modules",
    "target",
    "venv",
    "wheelhouse",
];

/// The texts of a folder, by their path from it, with `/`.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) utf8: BTreeMap<String, String>,
    /// What is text in another encoding, with U+FFFD for what is not UTF-8: for reading alone
    pub(super) others: BTreeMap<String, String>,
}

/// The texts of a folder. What is binary, too large or empty is passed over. `wanted` says which
/// paths are read.
///
/// A symbolic link to a file of the folder is followed, and the file is read once: under the path that
/// edits know, else under its own. A link out of the folder is an error where edits know its path.
pub(super) fn texts(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Texts, Failure> {
    let paths = match tracked(folder) {
        Some(paths) => paths,
        None => walked(folder)?,
    };
    let mut texts = Texts::default();
    let mut bytes = 0;
    for path in once_each(folder, paths.into_iter().filter(|path| wanted(path)))? {
        let Some(read) = read(&folder.join(&path)) else { continue };
        bytes += read.len() as u64;
        if bytes > MOST_BYTES {
            let message = format!("{} has more than {MOST_BYTES} bytes of text", folder.display());
            return Err(Failure::new(message).hint("is it the folder of one project?"));
        }
        match String::from_utf8(read) {
            Ok(text) => texts.utf8.insert(path, text),
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                texts.others.insert(path, text)
            }
        };
    }
    Ok(texts)
}

/// The paths without those that lead to the file of another one, or out of the folder.
fn once_each(
    folder: &Path,
    paths: impl Iterator<Item = String>,
) -> Result<BTreeSet<String>, Failure> {
    let root =
        fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let Ok(root) = root else { return Ok(paths.collect()) };
    let (mut plain, mut links) = (BTreeSet::new(), BTreeMap::new());
    for path in paths {
        let joined = folder.join(&path);
        if !fs::symlink_metadata(&joined).is_ok_and(|meta| meta.is_symlink()) {
            plain.insert(path);
            continue;
        }
        let Ok(real) = fs::canonicalize(&joined) else { continue };
        if !real.is_file() {
            continue;
        }
        match from(&root, &real) {
            Some(real) => {
                let first = links.entry(real).or_insert_with(|| path.clone());
                if edit::is_read(&path) && !edit::is_read(first) {
                    *first = path;
                }
            }
            None if edit::is_read(&path) => {
                let message = format!("{} leads out of the folder", joined.display());
                return Err(Failure::new(message)
                    .hint("put a file in the place of the link, or edit what it leads to there"));
            }
            None => {}
        }
    }
    for (real, link) in links {
        let known = plain.contains(&real);
        if !known || (edit::is_read(&link) && !edit::is_read(&real)) {
            plain.remove(&real);
            plain.insert(link);
        }
    }
    Ok(plain)
}

/// A path from a folder on, with `/`; `None` for what is not in it.
fn from(root: &Path, real: &Path) -> Option<String> {
    let parts = real.strip_prefix(root).ok()?.iter().map(|part| part.to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// The path of the file that a path of the folder leads to: its own, where it is no link.
pub(super) fn target(folder: &Path, path: &str) -> String {
    let target =
        || from(&fs::canonicalize(folder).ok()?, &fs::canonicalize(folder.join(path)).ok()?);
    let is_link = fs::symlink_metadata(folder.join(path)).is_ok_and(|meta| meta.is_symlink());
    let target = if is_link { target() } else { None };
    target.unwrap_or_else(|| path.to_owned())
}

/// The path of a file of the folder as it is seen from there; `None` for one that is not in it.
pub(super) fn within(folder: &Path, path: &Path) -> Option<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    from(&fs::canonicalize(folder).ok()?, &fs::canonicalize(path).ok()?)
}

/// Refuses to write a report over a file of the project that is edited or looked at. An empty file and
/// an earlier report may be written over.
pub(super) fn no_input(folder: &Path, output: &Path) -> Result<(), Failure> {
    let Some(path) = within(folder, output) else { return Ok(()) };
    let is_read = edit::is_read(&path) || leftover::is_read(&path);
    let text = read(output).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let is_report = text.is_empty() || text.lines().next().is_some_and(|it| it.contains(": drop "));
    if !is_read || is_report {
        return Ok(());
    }
    let message = format!("cannot write {}: it is one of the project's files", output.display());
    Err(Failure::new(message).hint("name another file with -o; --write is for edits"))
}

/// A file that may be text; `None` for what is none.
fn read(path: &Path) -> Option<Vec<u8>> {
    let meta = fs::metadata(path).ok()?;
    if !meta.is_file() || meta.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    // Binary files that are UTF-8 by chance have zeros.
    (!bytes.contains(&0)).then_some(bytes)
}

/// What git knows, and what it would take; `None` where there is no git or no repository.
fn tracked(folder: &Path) -> Option<BTreeSet<String>> {
    let output = Command::new("git")
        // No program of the repository's is started, and no variable leads to another repository.
        .args(["-c", "core.fsmonitor=false"])
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    let names = output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let paths: BTreeSet<String> =
        names.filter_map(|name| String::from_utf8(name.to_vec()).ok()).take(MOST_FILES).collect();
    // A folder that a repository around it ignores is not known to git at all.
    (!paths.is_empty()).then_some(paths)
}

/// All files but those in generated folders.
fn walked(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut paths = BTreeSet::new();
    let mut open = vec![(String::new(), 0)];
    while let Some((prefix, depth)) = open.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&prefix)) else { continue };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = format!("{prefix}{name}");
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                let venv = entry.path().join("pyvenv.cfg").exists();
                if depth < DEEPEST && !venv && !GENERATED.contains(&name.as_str()) {
                    open.push((format!("{path}/"), depth + 1));
                }
            } else if kind.is_file() || kind.is_symlink() {
                paths.insert(path);
            }
        }
        if paths.len() > MOST_FILES || open.len() > MOST_FILES {
            let message = format!("{} has more than {MOST_FILES} files", folder.display());
            return Err(Failure::new(message).hint("is it the folder of one project?"));
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        put("pyproject.toml", b"a");
        put("src/demo/__init__.py", "ä\r\n".as_bytes());
        put(".github/workflows/build.yml", b"b");
        put("src/demo/data.bin", b"\0\0");
        put("latin1.txt", b"\xe4");
        put("build/lib/demo.py", b"c");
        put("env/pyvenv.cfg", b"");
        put("env/lib/site.py", b"d");
        let texts = texts(folder.path(), |path| path != "skipped").unwrap();
        let names: Vec<&str> = texts.utf8.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [".github/workflows/build.yml", "pyproject.toml", "src/demo/__init__.py"]
        );
        assert_eq!(texts.utf8["src/demo/__init__.py"], "ä\r\n");
        assert_eq!(texts.others["latin1.txt"], "\u{fffd}");
    }

    #[test]
    fn reports_are_not_written_over_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let may = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).unwrap();
            no_input(folder.path(), &folder.path().join(name)).map_err(|it| it.message)
        };
        for name in ["pyproject.toml", "README.md", "x.py"] {
            let error = may(name, "a").unwrap_err();
            assert!(
                error.ends_with(&format!("{name}: it is one of the project's files")),
                "{error}"
            );
        }
        for (name, text) in [("a.md", "### demo: drop 3.9\n"), ("b.md", ""), ("c.json", "{}")] {
            assert_eq!(may(name, text), Ok(()), "{name}");
        }
        assert!(no_input(folder.path(), &folder.path().join("none.md")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_folder() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = |name: &str| folder.path().join(name);
        let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, path(name)).unwrap();
        fs::create_dir(path("conf")).unwrap();
        fs::write(path("conf/pp.toml"), "a").unwrap();
        fs::write(path("README.md"), "b").unwrap();
        fs::write(other.path().join("x"), "c").unwrap();
        link(Path::new("conf/pp.toml"), "pyproject.toml");
        link(Path::new("README.md"), "index.md");
        link(Path::new("conf"), "also");
        link(Path::new("nowhere"), "tox.ini");
        link(&other.path().join("x"), "LICENSE.md");
        let names = |texts: Texts| texts.utf8.into_keys().collect::<Vec<_>>();
        assert_eq!(names(texts(folder.path(), |_| true).unwrap()), ["README.md", "pyproject.toml"]);
        assert_eq!(target(folder.path(), "pyproject.toml"), "conf/pp.toml");
        assert_eq!(target(folder.path(), "README.md"), "README.md");
        link(&other.path().join("x"), "setup.cfg");
        let error = texts(folder.path(), |_| true).unwrap_err();
        assert!(error.message.ends_with("setup.cfg leads out of the folder"), "{}", error.message);
    }
}
