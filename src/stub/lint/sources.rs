//! The files that the lint reads, as bytes that somebody else has read.

use super::build::Build;

/// Bytes of one file that are read; installers' scripts have a few kilobytes.
pub const LARGEST: u64 = 256 << 10;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path from the sdist's or the project's folder, with `/`
    pub path: String,
    /// What is in it
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// The characters; bytes that are no UTF-8 are replaced, a byte order mark is left out.
    pub(super) fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
    }
}

/// What is to be judged. Any part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// `setup.py`
    pub setup_py: Option<SourceFile>,
    /// `pyproject.toml`
    pub pyproject: Option<SourceFile>,
    /// `setup.cfg`
    pub setup_cfg: Option<SourceFile>,
    /// `PKG-INFO`
    pub pkg_info: Option<SourceFile>,
    /// The module of a backend in the tree, as [`backend_paths`] names it
    pub backend: Option<SourceFile>,
}

/// Where the module of a backend in the tree may be, the likeliest first; nothing where
/// pyproject.toml names no `backend-path`.
///
/// Rule: [PEP 517](https://peps.python.org/pep-0517/#in-tree-build-backends)
pub fn backend_paths(pyproject: &[u8]) -> Vec<String> {
    let Ok(build) = Build::read(&String::from_utf8_lossy(pyproject)) else { return Vec::new() };
    let (Some(module), Some(folders)) = (build.module(), &build.backend_path) else {
        return Vec::new();
    };
    let module = module.replace('.', "/");
    let at = |folder: &String| {
        let folder = folder.trim_start_matches("./").trim_end_matches('/');
        let start = if folder.is_empty() || folder == "." {
            module.clone()
        } else {
            format!("{folder}/{module}")
        };
        [format!("{start}.py"), format!("{start}/__init__.py")]
    };
    let plain = |path: &String| !path.starts_with('/') && !path.split('/').any(|part| part == "..");
    folders.iter().take(20).flat_map(at).filter(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_is_looked_for_where_pyproject_says() {
        let paths = |text: &str| backend_paths(text.as_bytes());
        let build = "[build-system]\nrequires = []\nbuild-backend = \"a.b:c\"\n";
        assert!(paths(build).is_empty());
        let text = format!("{build}backend-path = [\".\", \"./x/\", \"..\", \"/etc\"]\n");
        assert_eq!(paths(&text), ["a/b.py", "a/b/__init__.py", "x/a/b.py", "x/a/b/__init__.py"]);
        assert!(paths("=").is_empty());
    }
}
