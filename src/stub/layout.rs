//! What files a refusing sdist is made of.

use crate::model::PythonVersion;

/// The files of a refusing sdist besides PKG-INFO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// setup.py alone: every pip up to 20.3 runs it at once; later ones and uv fetch setuptools
    /// first
    SetupOnly,
    /// setup.py, and pyproject.toml with a backend in the tree: nothing is fetched, but pip 10 to
    /// 19.3 fails before the message
    InTree,
}

/// The build backend in the tree. uv prints its name.
pub const BACKEND: &str = "refuses_to_build.py";

/// pip 20.0 was the first to read `backend-path` (PEP 517). Pythons before this one came with an
/// older pip at least once: 3.8.0 and 2.7.18 with 19.2.3.
const FIRST_WITH_BACKEND_PATH: PythonVersion = PythonVersion::new(3, 9);

impl Layout {
    /// The names of all files, sorted.
    pub const fn files(self) -> &'static [&'static str] {
        match self {
            Self::SetupOnly => &["PKG-INFO", "setup.py"],
            Self::InTree => &["PKG-INFO", "pyproject.toml", BACKEND, "setup.py"],
        }
    }

    /// The layout that shows the message to the most users of these Pythons; without any, the
    /// message is for every Python.
    pub fn for_users_of(refused: &[PythonVersion], old_installers: bool) -> Self {
        let old = refused.iter().any(|python| *python < FIRST_WITH_BACKEND_PATH);
        if old || old_installers { Self::SetupOnly } else { Self::InTree }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_pips_decide() {
        let of = |versions: &[PythonVersion]| Layout::for_users_of(versions, false);
        assert_eq!(of(&[PythonVersion::new(2, 7)]), Layout::SetupOnly);
        assert_eq!(of(&[PythonVersion::new(3, 10), PythonVersion::new(3, 8)]), Layout::SetupOnly);
        assert_eq!(of(&[PythonVersion::new(3, 9), PythonVersion::new(3, 10)]), Layout::InTree);
        assert_eq!(of(&[]), Layout::InTree);
        assert_eq!(Layout::for_users_of(&[], true), Layout::SetupOnly);
    }
}
