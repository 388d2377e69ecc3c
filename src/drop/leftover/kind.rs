//! What a leftover is.

use std::fmt;

/// The kinds of leftovers; the order is that of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A condition on Python's version in Python or Cython. Ex) `sys.version_info < (3, 10)`
    Version,
    /// A condition of the C preprocessor. Ex) `#if PY_MAJOR_VERSION < 3`
    Preprocessor,
    /// A condition in Rust. Ex) `#[cfg(not(Py_3_9))]`
    Cfg,
    /// The limited API of an older Python than any that is left. Ex) `0x03080000`
    LimitedApi,
    /// A condition on a dependency. Ex) `tomli; python_version < "3.11"`
    Marker,
    /// A feature that needs no `from __future__ import` any more
    Future,
    /// A package that stands in for what Python has. Ex) `six`, `importlib_metadata`
    Backport,
    /// What only Python 2 needs. Ex) `# -*- coding: utf-8 -*-`, `class A(object)`
    Python2,
    /// A Python by name in files of CI, containers and environments. Ex) `python-version: "3.9"`
    Configuration,
    /// A Python by name in texts for people. Ex) `Python 3.9+`
    Words,
}

impl Kind {
    /// All, in order.
    pub const ALL: [Self; 10] = [
        Self::Version,
        Self::Preprocessor,
        Self::Cfg,
        Self::LimitedApi,
        Self::Marker,
        Self::Future,
        Self::Backport,
        Self::Python2,
        Self::Configuration,
        Self::Words,
    ];

    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Preprocessor => "preprocessor",
            Self::Cfg => "cfg",
            Self::LimitedApi => "limited-api",
            Self::Marker => "marker",
            Self::Future => "future",
            Self::Backport => "backport",
            Self::Python2 => "python2",
            Self::Configuration => "configuration",
            Self::Words => "words",
        }
    }

    /// The words for people, of more than one. Ex) `conditions of the C preprocessor`
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Version => "conditions on Python's version",
            Self::Preprocessor => "conditions of the C preprocessor",
            Self::Cfg => "conditions in Rust",
            Self::LimitedApi => "limited APIs of older Pythons",
            Self::Marker => "conditions on dependencies",
            Self::Future => "imports from __future__",
            Self::Backport => "packages that Python itself replaces",
            Self::Python2 => "forms that only Python 2 needs",
            Self::Configuration => "older Pythons in configuration",
            Self::Words => "older Pythons in texts",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
