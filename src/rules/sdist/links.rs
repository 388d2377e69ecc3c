//! Where the links of a source distribution lead.

use std::{cell::Cell, collections::HashMap};

use super::plain;
use crate::dist::{Sdist, SourceKind};

/// The symbolic links of an archive.
pub(super) struct Links<'a> {
    /// Path and target
    targets: HashMap<&'a str, &'a str>,
    /// Bytes of paths that may still be looked up: many long links must not take minutes. When it
    /// is used up, links are no longer followed
    work: Cell<usize>,
}

impl<'a> Links<'a> {
    /// Links that are followed one after the other; Linux stops at so many.
    const DEPTH: usize = 40;
    /// See [`Self::work`]; real archives take a few thousand.
    const WORK: usize = 100 << 20;

    pub(super) fn of(sdist: &'a Sdist) -> Self {
        let links = sdist.members.iter().filter(|member| member.kind == SourceKind::Symlink);
        Self::new(links.filter_map(|member| Some((plain(&member.name), member.link.as_deref()?))))
    }

    fn new(links: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { targets: links.into_iter().collect(), work: Cell::new(Self::WORK) }
    }

    /// The target of the link at a path.
    fn follow(&self, path: &str) -> Option<&'a str> {
        if self.targets.is_empty() {
            return None;
        }
        self.work.set(self.work.get().checked_sub(path.len())?);
        self.targets.get(path).copied()
    }

    /// Whether `link`, seen from `folder`, leaves the archive, other links followed.
    pub(super) fn leaves(&self, folder: &str, link: &str) -> bool {
        let mut at = folder.to_owned();
        let mut rest = vec![link];
        let mut depth = 0;
        while let Some(path) = rest.pop() {
            if path.starts_with('/') || path.contains('\\') {
                return true;
            }
            let (part, behind) = path.split_once('/').unwrap_or((path, ""));
            let behind = behind.trim_start_matches('/');
            if !behind.is_empty() {
                rest.push(behind);
            }
            match part {
                "" | "." => {}
                ".." if at.is_empty() => return true,
                ".." => at.truncate(at.rfind('/').unwrap_or_default()),
                _ => {
                    let before = at.len();
                    if !at.is_empty() {
                        at.push('/');
                    }
                    at.push_str(part);
                    if let Some(target) = self.follow(&at) {
                        depth += 1;
                        if depth > Self::DEPTH {
                            return false; // A loop leads nowhere.
                        }
                        at.truncate(before);
                        rest.push(target);
                    }
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_inside() {
        let none = Links::new([]);
        let leaves = |folder, link| none.leaves(folder, link);
        assert!(!leaves("demo-1.0/a", "../b") && !leaves("demo-1.0/a", "../../demo-1.0/c"));
        assert!(leaves("demo-1.0", "../../x") && leaves("", "/etc/passwd"));
        assert!(leaves("a", "..\\x") && leaves("a", "b/../../../x"));
    }

    #[test]
    fn chains_of_links_are_followed() {
        let links = Links::new([("d/here", "."), ("loop", "loop")]);
        // By its parts alone `here/here/../..` stays where it is.
        assert!(links.leaves("d", "here/here/../../x"));
        assert!(!links.leaves("d", "here/here/../x"));
        assert!(!links.leaves("", "loop/x"));
    }
}
