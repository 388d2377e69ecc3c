//! Paths as archives and RECORD write them.

mod collide;
mod portable;

pub(super) use collide::{collisions, files_as_folders};
pub(super) use portable::{Fault, not_portable};

/// Why a path inside an archive leads, or may lead, out of it; `None` for a plain one.
pub(super) fn unsafe_path(path: &str) -> Option<&'static str> {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.is_empty() {
        Some("it is empty")
    } else if path.starts_with('/') {
        Some("it is absolute")
    } else if drive {
        Some("it begins with a drive letter")
    } else if path.contains('\\') {
        Some("`\\` divides folders on Windows alone")
    } else if path.chars().any(char::is_control) {
        Some("it has a control character")
    } else {
        path.split('/').find_map(|part| match part {
            ".." => Some("it has a part `..`"),
            "." => Some("it has a part `.`"),
            "" => Some("it has an empty part"),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::unsafe_path;

    #[test]
    fn plain_paths_pass() {
        for path in ["demo/__init__.py", "a", "demo-1.0.dist-info/RECORD", "x/..y/z...", "ä/b c"] {
            assert_eq!(unsafe_path(path), None, "{path}");
        }
        for path in ["", "/a", "C:/a", "c:a", "a\\b", "a/../b", "..", "./a", "a//b", "a\nb", "a/"] {
            assert!(unsafe_path(path).is_some(), "{path:?}");
        }
    }
}
