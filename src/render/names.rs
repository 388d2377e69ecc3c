//! Names of jobs for the CI systems that do not take every character.

use std::collections::{BTreeMap, BTreeSet};

/// Names that jobs of the templates have already.
const TAKEN: [&str; 4] = ["sdist", "complete", "publish", "release"];

/// Identifiers made of letters, digits and one more character, each for one name.
#[derive(Debug)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Makes them; what is no letter and no digit becomes `other`, but `_`.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>, other: char) -> Self {
        let mut taken: BTreeSet<String> = TAKEN.iter().map(ToString::to_string).collect();
        let mut ids = BTreeMap::new();
        for name in names {
            if ids.contains_key(name) {
                continue;
            }
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let mut id: String = name.chars().map(|c| if plain(c) { c } else { other }).collect();
            if !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
                id.insert_str(0, "job");
            }
            let mut free = id.clone();
            let mut number = 2;
            while !taken.insert(free.clone()) {
                free = format!("{id}{other}{number}");
                number += 1;
            }
            ids.insert(name.to_owned(), free);
        }
        Self(ids)
    }

    /// The identifier of a name; the name itself where it is none of those given.
    pub(super) fn of(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_apart() {
        let given = ["a-b", "a_b", "sdist", "3x", "win_amd64", "a-b"];
        let names = Names::new(given.into_iter(), '_');
        let ids = ["a-b", "a_b", "sdist", "3x", "win_amd64"].map(|name| names.of(name));
        assert_eq!(ids, ["a_b", "a_b_2", "sdist_2", "job3x", "win_amd64"]);
    }
}
