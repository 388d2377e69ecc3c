//! Paths that some file systems take for one.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    hash::{BuildHasher, RandomState},
};

use icu_normalizer::ComposingNormalizerBorrowed;

/// Pairs of paths that differ, yet are one where case and composition of letters do not count; the
/// first of each such set with every other one.
pub(in crate::rules) fn collisions<'a>(
    paths: impl Iterator<Item = &'a str> + Clone,
) -> Vec<(&'a str, &'a str)> {
    // Nearly all archives have none, so that hashes are enough; in the others it is looked up.
    let hasher = RandomState::new();
    let mut seen = HashSet::new();
    let suspects: HashSet<u64> = paths
        .clone()
        .map(|path| hasher.hash_one(&*folded(path)))
        .filter(|hash| !seen.insert(*hash))
        .collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let mut first: BTreeMap<Cow<'_, str>, &str> = BTreeMap::new();
    let mut pairs = Vec::new();
    for path in paths {
        let key = folded(path);
        if !suspects.contains(&hasher.hash_one(&*key)) {
            continue;
        }
        let other = *first.entry(key).or_insert(path);
        if other != path {
            pairs.push((other, path));
        }
    }
    pairs
}

/// The path without case and with composed letters (NFC), near to what NTFS and APFS compare.
fn folded(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(path);
    }
    if path.is_ascii() {
        return Cow::Owned(path.to_ascii_lowercase());
    }
    // By way of the upper case, as sharp s and the final sigma have more than one lower case.
    let folded: String =
        path.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    Cow::Owned(ComposingNormalizerBorrowed::new_nfc().normalize(&folded).into_owned())
}

/// Files that are folders at the same time, each with the first path inside it. Names of folders
/// end in `/`.
pub(in crate::rules) fn files_as_folders<'a>(
    names: impl Iterator<Item = &'a str> + Clone,
) -> Vec<(&'a str, &'a str)> {
    let files: HashSet<&str> = names.clone().filter(|name| !name.ends_with('/')).collect();
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut last = "";
    for name in names {
        let Some((folder, _)) = name.rsplit_once('/').filter(|(folder, _)| *folder != last) else {
            continue;
        };
        last = folder;
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        for end in ends {
            let file = &folder[..end];
            if files.contains(file) && !found.iter().any(|(known, _)| *known == file) {
                found.push((file, name));
            }
        }
        // More help nobody, and each is searched for.
        if found.len() > 200 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_composition_do_not_count() {
        let pairs = |paths: &[&'static str]| collisions(paths.iter().copied());
        assert_eq!(pairs(&["a/B", "a/b", "A/b", "c"]), [("a/B", "a/b"), ("a/B", "A/b")]);
        assert_eq!(pairs(&["caf\u{e9}", "cafe\u{301}"]), [("caf\u{e9}", "cafe\u{301}")]);
        assert_eq!(pairs(&["Straße", "STRASSE"]), [("Straße", "STRASSE")]);
        assert!(pairs(&["a", "a", "b"]).is_empty(), "twice is another rule");
    }

    #[test]
    fn files_that_are_folders() {
        let found = |names: &[&'static str]| files_as_folders(names.iter().copied());
        assert_eq!(found(&["a/b/c", "a/b/d", "a/b"]), [("a/b", "a/b/c")]);
        assert_eq!(found(&["a/", "a/b", "ab"]), []);
        assert_eq!(found(&["a", "a/"]), [("a", "a/")]);
    }
}
