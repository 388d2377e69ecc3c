//! Help for the tests of the rules.

use super::{Facts, Lint, SourceFile, Sources, backend_paths, lint};
use crate::{
    model::{PythonVersion, Version},
    tables::{Pythons, Tables},
};

/// A refusal of Python 2.7 that has no flaw, in three lines.
pub(super) const OLD: &str = "import sys\nif sys.version_info[0] == 2:\n    sys.exit('no')\n";

/// A refusal without flaws under a condition.
pub(super) fn guard(condition: &str) -> String {
    format!("import sys\nif {condition}:\n    sys.exit('no')\n")
}

fn judged(files: &[(&str, &[u8])], versions: Option<&[&str]>, dropped: &[PythonVersion]) -> Lint {
    let file = |path: &str| {
        let (path, bytes) = files.iter().find(|(name, _)| *name == path)?;
        Some(SourceFile { path: (*path).to_owned(), bytes: bytes.to_vec() })
    };
    let pyproject = file("pyproject.toml");
    let backend = pyproject.as_ref().map(|file| backend_paths(&file.bytes)).unwrap_or_default();
    let sources = Sources {
        setup_py: file("setup.py"),
        setup_cfg: file("setup.cfg"),
        pkg_info: file("PKG-INFO"),
        backend: backend.iter().find_map(|path| file(path)),
        pyproject,
    };
    let tables = Tables::embedded();
    let pythons: Pythons = tables.load().unwrap();
    let pythons: Vec<PythonVersion> = pythons.python.iter().map(|row| row.version).collect();
    let versions: Option<Vec<Version>> =
        versions.map(|all| all.iter().map(|text| text.parse().unwrap()).collect());
    let (stdlib, stdlib_versions, last_releases) =
        (tables.load().unwrap(), tables.load().unwrap(), tables.load().unwrap());
    let facts = Facts {
        dropped,
        pythons: &pythons,
        versions: versions.as_deref(),
        stdlib: &stdlib,
        stdlib_versions: &stdlib_versions,
        last_releases: &last_releases,
    };
    lint(&sources, &facts)
}

/// The codes of a lint, each once, in the order of the files.
fn codes_in(lint: &Lint) -> Vec<&'static str> {
    let mut out = Vec::new();
    for flaw in &lint.flaws {
        if !out.contains(&flaw.code) {
            out.push(flaw.code);
        }
    }
    out
}

/// Judges a setup.py.
pub(super) fn lint_text(text: &str) -> Lint {
    judged(&[("setup.py", text.as_bytes())], None, &[])
}

/// Judges a setup.py for Pythons that are said to be refused.
pub(super) fn lint_dropped(text: &str, dropped: &[PythonVersion]) -> Lint {
    judged(&[("setup.py", text.as_bytes())], None, dropped)
}

/// Judges files.
pub(super) fn lint_files(files: &[(&str, &str)]) -> Lint {
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    judged(&files, None, &[])
}

/// The codes of a setup.py.
pub(super) fn codes(text: &str) -> Vec<&'static str> {
    codes_in(&lint_text(text))
}

/// The codes of a setup.py that is no text.
pub(super) fn codes_of_bytes(bytes: &[u8]) -> Vec<&'static str> {
    codes_in(&judged(&[("setup.py", bytes)], None, &[]))
}

/// The codes of files.
pub(super) fn codes_of(files: &[(&str, &str)]) -> Vec<&'static str> {
    codes_in(&lint_files(files))
}

/// The codes of a setup.py where the releases are known.
pub(super) fn codes_with_versions(text: &str, versions: &[&str]) -> Vec<&'static str> {
    codes_in(&judged(&[("setup.py", text.as_bytes())], Some(versions), &[]))
}

/// The codes of files where the releases are known.
pub(super) fn codes_of_with_versions(
    files: &[(&str, &str)],
    versions: &[&str],
) -> Vec<&'static str> {
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    codes_in(&judged(&files, Some(versions), &[]))
}

/// One line a flaw.
pub(super) fn flaws(text: &str) -> String {
    let lint = lint_text(text);
    let told = |flaw: &super::Flaw| {
        format!("{}:{}: {}[{}] {}", flaw.file, flaw.line, flaw.severity, flaw.code, flaw.message)
    };
    lint.flaws.iter().map(told).collect::<Vec<_>>().join("\n")
}

/// Asserts that nothing is found, and that everything could be told.
pub(super) fn clean(text: &str) {
    let lint = lint_text(text);
    assert!(lint.flaws.is_empty() && lint.unclear.is_empty(), "{text}\n{lint:#?}");
}
