//! The groups of identifiers that cibuildwheel builds on demand only.

use crate::model::spelled::spelled;

spelled! {
    /// A value of `enable`.
    ///
    /// Source: [enable](https://cibuildwheel.pypa.io/en/stable/options/#enable) as of
    /// cibuildwheel 4.3.3; `cpython-freethreading` ended with 4.0.0.
    pub enum EnableGroup: "enable group" {
        /// Betas of the next CPython
        CPythonPrerelease = "cpython-prerelease",
        /// GraalPy
        GraalPy = "graalpy",
        /// PyPy
        PyPy = "pypy",
        /// PyPy for Pythons that it no longer updates
        PyPyEol = "pypy-eol",
        /// Pyodide versions that are no longer updated
        PyodideEol = "pyodide-eol",
        /// Pyodide versions that are not final
        PyodidePrerelease = "pyodide-prerelease",
    }
}

impl EnableGroup {
    /// The groups that a word stands for: itself, every one for `all`, none when it is unknown.
    pub(super) fn expand(word: &str) -> Vec<Self> {
        if word == "all" { Self::ALL.to_vec() } else { word.parse().into_iter().collect() }
    }
}
