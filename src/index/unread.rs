//! Which version a file is of whose name is none of a wheel or a source distribution.

use crate::model::{ProjectName, Version};

/// Whether a name states this project and version at its beginning.
/// Ex) `demo-1.0.win32-py2.7.exe`, `demo-1.0.tar.bz2` and `demo-1.0-py2.7.egg` are of 1.0
pub(super) fn is_of(text: &str, project: &ProjectName, version: &Version) -> bool {
    text.match_indices('-').any(|(at, _)| {
        let named = text[..at].parse::<ProjectName>().is_ok_and(|name| name == *project);
        named && states(&text[at + 1..], version)
    })
}

/// Whether the text begins with the version: the longest beginning that is a version counts.
fn states(text: &str, version: &Version) -> bool {
    let end = text.find('-').unwrap_or(text.len());
    let mut word = &text[..end];
    loop {
        if let Ok(stated) = word.parse::<Version>() {
            return stated == *version;
        }
        match word.rfind('.') {
            Some(dot) => word = &word[..dot],
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_formats_state_their_version() {
        let of = |text: &str, version: &str| {
            is_of(text, &"my-demo".parse().unwrap(), &version.parse().unwrap())
        };
        for text in [
            "my_demo-1.0.win32-py2.7.exe",
            "My.Demo-1.0.tar.bz2",
            "my-demo-1.0-py2.7-win32.egg",
            "my_demo-1.0.0-cp39-abi3.whl",
        ] {
            assert!(of(text, "1.0"), "{text}");
            assert!(!of(text, "1.0.1") && !of(text, "2"), "{text}");
        }
        for text in ["my_demo-1.0.1.exe", "demo-1.0.exe", "my_demo-1.0rc1.egg", "SHA256SUMS", ""] {
            assert!(!of(text, "1.0"), "{text}");
        }
    }
}
