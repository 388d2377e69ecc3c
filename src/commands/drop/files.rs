//! The texts of a project's folder: those that git knows or would take, else all but what is
//! generated.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

use crate::commands::Failure;

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

/// The texts by their path from the folder, with `/`. What is no UTF-8, too large, a link or empty
/// is passed over. `wanted` says which paths are read.
pub(super) fn texts(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, String>, Failure> {
    let paths = match tracked(folder) {
        Some(paths) => paths,
        None => walked(folder)?,
    };
    let mut texts = BTreeMap::new();
    let mut bytes = 0;
    for path in paths.into_iter().filter(|path| wanted(path)) {
        let Some(text) = text(&folder.join(&path)) else { continue };
        bytes += text.len() as u64;
        if bytes > MOST_BYTES {
            let message = format!("{} has more than {MOST_BYTES} bytes of text", folder.display());
            return Err(Failure::new(message).hint("is it the folder of one project?"));
        }
        texts.insert(path, text);
    }
    Ok(texts)
}

/// A file as text; `None` for what is none.
fn text(path: &Path) -> Option<String> {
    let meta = fs::symlink_metadata(path).ok()?;
    if !meta.is_file() || meta.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    // Binary files that are UTF-8 by chance have zeros.
    if bytes.contains(&0) {
        return None;
    }
    String::from_utf8(bytes).ok()
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
            } else if kind.is_file() {
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
        let names: Vec<&str> = texts.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [".github/workflows/build.yml", "pyproject.toml", "src/demo/__init__.py"]
        );
        assert_eq!(texts["src/demo/__init__.py"], "ä\r\n");
    }
}
