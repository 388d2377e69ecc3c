//! The files that may name a Python.

use glob::{MatchOptions, Pattern};

/// Paths from the project's folder as patterns, where `*` does not cross a `/`.
pub const PATHS: &[&str] = &[
    ".github/workflows/*.yaml",
    ".github/workflows/*.yml",
    ".isort.cfg",
    ".mypy.ini",
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    ".pylintrc",
    ".python-version",
    ".python-versions",
    ".readthedocs.yaml",
    ".readthedocs.yml",
    ".ruff.toml",
    "CHANGE*",
    "Cargo.toml",
    "*/Cargo.toml",
    "*/*/Cargo.toml",
    "HISTORY*",
    "NEWS*",
    "docs/change*",
    "hatch.toml",
    "meson.build",
    "*/meson.build",
    "*/*/meson.build",
    "mypy.ini",
    "noxfile.py",
    "pylintrc",
    "pyproject.toml",
    "pyrightconfig.json",
    "relkit.toml",
    "requirements*.txt",
    "requirements/*.txt",
    "ruff.toml",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "tox.toml",
];

/// Whether a file is read for edits: one of [`PATHS`] matches its path, which has `/`.
pub fn is_read(path: &str) -> bool {
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::default() };
    let matches = |pattern: &&str| {
        Pattern::new(pattern).is_ok_and(|pattern| pattern.matches_with(path, options))
    };
    PATHS.iter().any(matches)
}
