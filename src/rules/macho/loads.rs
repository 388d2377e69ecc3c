//! Where the load paths of Mach-O files lead.
//!
//! Rule: `man dyld`: `@loader_path` is the folder of the file that holds the path, `@rpath` the
//! folders of `LC_RPATH` of that file and of those that it was loaded through.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Claim, File,
    files::{by_path, names},
};
use crate::dist::binary::{Load, MachO};

/// Files that are gone through in one wheel, each once for every way to it.
const MOST_VISITS: usize = 20_000;

/// A library that a file wants and does not find.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// The number of the file that wants it
    pub(super) file: usize,
    /// The path as it is written
    pub(super) load: Load,
    /// The slices that want it
    pub(super) archs: Vec<String>,
    /// Where it leads
    pub(super) place: Place,
    /// A file of the same name is in the wheel elsewhere, and may be loaded before
    pub(super) is_elsewhere: bool,
}

/// Where a path leads that finds nothing in the wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// To a folder of the machine that is no part of the system
    Machine,
    /// Into the installed packages, where no file of this wheel is: the places that were tried
    Packages(Vec<String>),
}

/// Goes through the files from the extensions on: which are loaded with them, and what is missing.
/// Files that no extension loads are gone through by themselves.
pub(super) fn problems(files: &[File<'_>], claims: &[Claim]) -> (BTreeSet<usize>, Vec<Problem>) {
    let mut walk = Walk {
        files,
        claims,
        paths: by_path(files),
        loaded: BTreeSet::new(),
        found: BTreeSet::new(),
        missing: BTreeMap::new(),
        visits: 0,
    };
    let roots = (0..files.len()).filter(|number| files[*number].is_extension);
    for root in roots {
        walk.visit(root, &mut Vec::new(), &mut BTreeSet::new());
    }
    let loaded = std::mem::take(&mut walk.loaded);
    for other in (0..files.len()).filter(|number| !loaded.contains(number)) {
        walk.visit(other, &mut Vec::new(), &mut BTreeSet::new());
    }
    let names = names(files);
    let problems = walk.missing.into_iter().filter(|(key, _)| !walk.found.contains(key));
    let problem = |((file, path), (load, archs, place)): (_, (Load, BTreeSet<String>, Place))| {
        let path: &str = path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_elsewhere = names.contains(name);
        Problem { file, load, archs: archs.into_iter().collect(), place, is_elsewhere }
    };
    (loaded, problems.map(problem).collect())
}

/// A file and a path that it loads.
type Key<'a> = (usize, &'a str);

struct Walk<'w, 'a> {
    files: &'w [File<'a>],
    claims: &'w [Claim],
    paths: HashMap<&'a str, usize>,
    loaded: BTreeSet<usize>,
    /// Found in at least one way
    found: BTreeSet<Key<'w>>,
    missing: BTreeMap<Key<'w>, (Load, BTreeSet<String>, Place)>,
    visits: usize,
}

impl<'w> Walk<'w, '_> {
    /// `chain` are the run paths of the files that it is loaded through.
    fn visit(
        &mut self,
        number: usize,
        chain: &mut Vec<(&'w str, &'w str)>,
        seen: &mut BTreeSet<usize>,
    ) {
        self.visits += 1;
        if self.visits > MOST_VISITS || chain.len() > 500 || !seen.insert(number) {
            return;
        }
        self.loaded.insert(number);
        let files = self.files;
        let file = &files[number];
        let wanted: Vec<&MachO> =
            self.claims.iter().filter_map(|claim| claim.slice(file.slices)).collect();
        for slice in wanted {
            let depth = chain.len();
            chain.extend(slice.rpaths.iter().map(|rpath| (file.path, rpath.as_str())));
            for load in &slice.loads {
                if is_system(&load.path) || slice.id.as_ref() == Some(&load.path) {
                    continue;
                }
                match self.find(file.path, &load.path, chain) {
                    Ok(next) => {
                        self.found.insert((number, &load.path));
                        self.visit(next, chain, seen);
                    }
                    Err(place) => {
                        let entry = self.missing.entry((number, &load.path));
                        let (_, archs, _) =
                            entry.or_insert_with(|| (load.clone(), BTreeSet::new(), place));
                        archs.insert(slice.arch.clone());
                    }
                }
            }
            chain.truncate(depth);
        }
    }

    fn find(&self, from: &str, load: &str, chain: &[(&str, &str)]) -> Result<usize, Place> {
        let mut tried = Vec::new();
        if let Some(rest) = load.strip_prefix("@rpath/") {
            for (holder, rpath) in chain.iter().rev() {
                tried.extend(join(holder, &format!("{rpath}/{rest}")));
            }
        } else {
            tried.extend(join(from, load));
        }
        let found = tried.iter().find_map(|path| self.paths.get(path.as_str()));
        match found {
            Some(number) => Ok(*number),
            None if tried.is_empty() && !load.starts_with('@') => Err(Place::Machine),
            None => Err(Place::Packages(tried)),
        }
    }
}

/// Libraries that are part of macOS and iOS.
fn is_system(path: &str) -> bool {
    ["/usr/lib/", "/System/"].iter().any(|start| path.starts_with(start))
}

/// Where a path from a file leads below the folder of packages, if it does.
fn join(from: &str, path: &str) -> Option<String> {
    let rest = if path == "@loader_path" { "" } else { path.strip_prefix("@loader_path/")? };
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed_from_the_loading_file() {
        assert_eq!(join("a/b/c.so", "@loader_path/../.dylibs/x").as_deref(), Some("a/.dylibs/x"));
        assert_eq!(join("a/c.so", "@loader_path//./x").as_deref(), Some("a/x"));
        assert_eq!(join("c.so", "@loader_path/../x"), None);
        assert_eq!(join("c.so", "/opt/x"), None);
        assert!(is_system("/usr/lib/libz.1.dylib") && !is_system("/usr/local/lib/libz.dylib"));
    }
}
