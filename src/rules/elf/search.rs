//! Where loaders look for the libraries of a file.
//!
//! Rule: [ld.so(8)](https://man7.org/linux/man-pages/man8/ld.so.8.html): `DT_RPATH` unless there is
//! `DT_RUNPATH`, folders joined by `:`, `$ORIGIN` for the folder of the file itself. What it does not
//! say was tried with glibc 2.36: an empty path is no path, an empty entry of several is the current
//! folder (musl skips it), and blanks are a part of the name of a folder.

use crate::dist::binary::Elf;

/// One folder of a search path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Folder {
    /// Beside the file: from the root of what is installed, without `/` at its end
    Inside(String),
    /// Beside the file, and out of what one wheel installs
    Beyond,
    /// An empty entry: where the process happens to run
    Current,
    /// Below the current folder, as it is written
    Relative(String),
    /// Anywhere
    Absolute(String),
}

/// The folders that a file names, in order.
pub(super) fn folders(member: &str, elf: &Elf) -> Vec<Folder> {
    let path = elf.runpath.as_ref().or(elf.rpath.as_ref()).filter(|path| !path.is_empty());
    let Some(path) = path else { return Vec::new() };
    path.split(':').map(|part| folder(installed(member), part)).collect()
}

/// The path of a member in the folder of packages; those that go elsewhere keep theirs.
pub(super) fn installed(member: &str) -> &str {
    let inner = member.split_once(".data/").filter(|(stem, _)| !stem.contains('/'));
    inner
        .and_then(|(_, rest)| rest.strip_prefix("platlib/").or(rest.strip_prefix("purelib/")))
        .unwrap_or(member)
}

/// The folder of a path, without `/` at its end.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn folder(member: &str, part: &str) -> Folder {
    // The name of a token ends where no letter follows it: not at the next `/`.
    let is_end = |rest: &&str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let plain = part.strip_prefix("$ORIGIN").filter(is_end);
    let Some(rest) = plain.or_else(|| part.strip_prefix("${ORIGIN}")) else {
        return match part {
            "" => Folder::Current,
            _ if part.starts_with('/') => Folder::Absolute(part.to_owned()),
            _ => Folder::Relative(part.to_owned()),
        };
    };
    let path = format!("{}{rest}", parent(member));
    // Beside the folder of packages, whose name is not known.
    if parent(member).is_empty() && !rest.is_empty() && !rest.starts_with('/') {
        return Folder::Beyond;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Folder::Beyond;
                }
            }
            name => parts.push(name),
        }
    }
    Folder::Inside(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origin_is_the_folder_of_the_file() {
        let inside = |path: &str| Folder::Inside(path.to_owned());
        let of = |part: &str| folder(installed("x-1.data/platlib/numpy/core/_m.so"), part);
        assert_eq!(of("$ORIGIN/../../numpy.libs"), inside("numpy.libs"));
        assert_eq!(of("${ORIGIN}"), inside("numpy/core"));
        assert_eq!(of("$ORIGIN/../../../lib"), Folder::Beyond);
        assert_eq!(of("/usr/lib64"), Folder::Absolute("/usr/lib64".to_owned()));
        assert_eq!(of(""), Folder::Current);
        assert_eq!(of("$ORIGINAL"), Folder::Relative("$ORIGINAL".to_owned()));
        assert_eq!(of("  "), Folder::Relative("  ".to_owned()));
        assert_eq!(of("$ORIGIN  "), inside("numpy/core  "));
        assert_eq!(of("${ORIGIN}.libs"), inside("numpy/core.libs"));
        assert_eq!(folder("_m.so", "$ORIGIN "), Folder::Beyond);
    }

    #[test]
    fn an_empty_path_is_none() {
        let of = |path: &str| {
            let elf = Elf { runpath: Some(path.to_owned()), ..Elf::default() };
            folders("_m.so", &elf)
        };
        assert_eq!(of(""), []);
        assert_eq!(of(":"), [Folder::Current, Folder::Current]);
    }

    #[test]
    fn the_newer_entry_hides_the_older() {
        let elf = Elf {
            rpath: Some("/a".to_owned()),
            runpath: Some("$ORIGIN:/b".to_owned()),
            ..Elf::default()
        };
        let wanted = [Folder::Inside(String::new()), Folder::Absolute("/b".to_owned())];
        assert_eq!(folders("_m.so", &elf), wanted);
    }
}
