//! Paths that Windows cannot hold.
//!
//! Source: Microsoft, "Naming Files, Paths, and Namespaces".

use std::fmt;

/// Characters of a path inside a wheel that leave no room for the folder of a virtual environment:
/// 260 with the terminating zero, less `C:\Users\NAME\PROJECT\.venv\Lib\site-packages\` and the like.
const LONGEST: usize = 200;

/// Why Windows cannot hold a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Fault<'a> {
    /// A part is the name of a device, whatever its ending
    Reserved(&'a str),
    /// It has this character; `:` starts the name of an alternate data stream
    Character(char),
    /// A part ends in a dot or a space, which Windows drops
    End(&'a str),
    /// It has so many characters
    Long(usize),
}

impl fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reserved(part) => write!(f, "Windows reserves the name `{part}` for a device"),
            Self::Character(':') => {
                f.write_str("Windows writes what follows `:` into an alternate data stream")
            }
            Self::Character(c) => write!(f, "no file name on Windows has a `{c}`"),
            Self::End(part) => write!(f, "Windows drops the dot or space at the end of `{part}`"),
            Self::Long(length) => write!(
                f,
                "the path has {length} characters; with its folder it may exceed the 260 of Windows"
            ),
        }
    }
}

/// The first reason why Windows cannot hold the path.
pub(in crate::rules) fn not_portable(path: &str) -> Option<Fault<'_>> {
    if let Some(c) = path.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')) {
        return Some(Fault::Character(c));
    }
    for part in path.split('/') {
        // `.` and `..` lead elsewhere, which is another rule's.
        if part.ends_with(['.', ' ']) && !matches!(part, "." | "..") {
            return Some(Fault::End(part));
        }
        if is_device(part) {
            return Some(Fault::Reserved(part));
        }
    }
    let length = if path.len() > LONGEST { path.encode_utf16().count() } else { 0 };
    (length > LONGEST).then_some(Fault::Long(length))
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end_matches(' ');
    if !(3..=7).contains(&stem.len()) {
        return false;
    }
    let is = |name: &&str| stem.eq_ignore_ascii_case(name);
    if ["con", "prn", "aux", "nul", "conin$", "conout$"].iter().any(is) {
        return true;
    }
    // Windows takes the superscript digits of Latin-1 for digits here.
    let Some((kind, digit)) = stem.char_indices().nth(3).map(|(at, _)| stem.split_at(at)) else {
        return false;
    };
    let is_digit = matches!(digit.chars().next(), Some('0'..='9' | '¹' | '²' | '³'));
    ["com", "lpt"].iter().any(|name| kind.eq_ignore_ascii_case(name))
        && is_digit
        && digit.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_reserved_with_any_ending() {
        for path in
            ["con", "a/NUL.txt", "aux.tar.gz", "b/Com1", "lpt9.h", "com¹", "conin$", "nul .x"]
        {
            assert!(matches!(not_portable(path), Some(Fault::Reserved(_))), "{path}");
        }
        for path in ["console", "com", "com10", "a/null.py", "auxiliary", "lptx", "ccc/demo.py"] {
            assert_eq!(not_portable(path), None, "{path}");
        }
    }

    #[test]
    fn other_faults() {
        assert_eq!(not_portable("a/b:c"), Some(Fault::Character(':')));
        assert_eq!(not_portable("a./b"), Some(Fault::End("a.")));
        assert_eq!(not_portable("a/b "), Some(Fault::End("b ")));
        assert_eq!(not_portable(&"x".repeat(201)), Some(Fault::Long(201)));
        assert_eq!(not_portable(&"ä".repeat(200)), None);
        assert_eq!(not_portable("a/.."), None);
    }

    #[test]
    fn faults_read_well() {
        insta::assert_snapshot!(Fault::Reserved("aux.py"), @"Windows reserves the name `aux.py` for a device");
        insta::assert_snapshot!(Fault::Character(':'), @"Windows writes what follows `:` into an alternate data stream");
        insta::assert_snapshot!(Fault::Character('?'), @"no file name on Windows has a `?`");
        insta::assert_snapshot!(Fault::End("a."), @"Windows drops the dot or space at the end of `a.`");
        insta::assert_snapshot!(Fault::Long(201), @"the path has 201 characters; with its folder it may exceed the 260 of Windows");
    }
}
