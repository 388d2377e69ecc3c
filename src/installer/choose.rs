//! Which file of a release a target gets.

use std::collections::HashMap;

use super::tags::tags;
use crate::model::{
    BuildTag, FileName, PythonVersion, RequiresPython, Tag, Target, Version, WheelName,
};

/// A file that an installer may choose, with what the index says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseFile {
    /// The file's name
    pub name: FileName,
    /// The index's copy of the Requires-Python field
    pub requires_python: Option<RequiresPython>,
    /// Whether the file is yanked (PEP 592)
    pub yanked: bool,
}

impl ReleaseFile {
    /// A file about which nothing but its name is known.
    pub fn new(name: FileName) -> Self {
        Self { name, requires_python: None, yanked: false }
    }
}

/// What an installer does for a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// It installs the wheel at this index
    Wheel(usize),
    /// It builds the sdist at this index
    Sdist(usize),
    /// It finds nothing
    Nothing,
}

impl Choice {
    /// The index of the file.
    pub fn index(self) -> Option<usize> {
        match self {
            Self::Wheel(index) | Self::Sdist(index) => Some(index),
            Self::Nothing => None,
        }
    }
}

/// The tags of one target, ready to rank many files.
#[derive(Debug, Clone)]
pub struct Supported {
    ranks: HashMap<Tag, usize>,
    python: PythonVersion,
}

/// What pip sorts by, the greatest winning: `CandidateEvaluator._sort_key`.
type SortKey<'a> = (bool, &'a Version, bool, std::cmp::Reverse<usize>, Option<&'a BuildTag>);

impl Supported {
    /// The tags of `target`.
    pub fn of(target: &Target) -> Self {
        let mut ranks = HashMap::new();
        for (rank, tag) in tags(target).into_iter().enumerate() {
            ranks.entry(tag).or_insert(rank);
        }
        Self { ranks, python: target.interpreter.version() }
    }

    /// How good a wheel is for the target: 0 is best, `None` is not installable.
    pub fn rank(&self, wheel: &WheelName) -> Option<usize> {
        wheel.tags.expand().filter_map(|tag| self.ranks.get(&tag).copied()).min()
    }

    /// The file that pip takes out of `files`, which may be of several versions.
    ///
    /// Requires-Python is asked for the newest patch release of the target's Python. Pre-releases
    /// are taken only where there is nothing else, yanked files likewise. Of files that are equal
    /// in all this, pip takes the one that the index lists last.
    pub fn choose(&self, files: &[ReleaseFile]) -> Choice {
        let usable = |file: &ReleaseFile| {
            file.requires_python.as_ref().is_none_or(|field| field.allows(self.python))
        };
        let keyed = || {
            files.iter().enumerate().filter(|(_, file)| usable(file)).filter_map(|(index, file)| {
                let key = match &file.name {
                    FileName::Wheel(wheel) => {
                        let rank = std::cmp::Reverse(self.rank(wheel)?);
                        (!file.yanked, &wheel.version, true, rank, wheel.build.as_ref())
                    }
                    FileName::Sdist(sdist) => {
                        (!file.yanked, &sdist.version, false, std::cmp::Reverse(0), None)
                    }
                };
                Some((key, index))
            })
        };
        // `max_by_key` takes the last of equals, as pip does.
        let best = |final_only: bool| {
            keyed()
                .filter(|((_, version, ..), _): &(SortKey<'_>, usize)| {
                    !final_only || !version.any_prerelease()
                })
                .max_by(|(a, _), (b, _)| a.cmp(b))
        };
        match best(true).or_else(|| best(false)) {
            Some(((_, _, true, ..), index)) => Choice::Wheel(index),
            Some(((_, _, false, ..), index)) => Choice::Sdist(index),
            None => Choice::Nothing,
        }
    }
}

/// Which of `files` an installer on `target` takes. Use [`Supported`] to ask more than once.
pub fn choose(target: &Target, files: &[ReleaseFile]) -> Choice {
    Supported::of(target).choose(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen<'a>(target: &str, names: &[&'a str]) -> Option<&'a str> {
        let files: Vec<_> =
            names.iter().map(|name| ReleaseFile::new(name.parse().unwrap())).collect();
        choose(&target.parse().unwrap(), &files).index().map(|index| names[index])
    }

    #[test]
    fn gil_3_15_prefers_the_pair_to_the_old_abi3() {
        let names = [
            "c-1-cp311-abi3-manylinux_2_34_x86_64.whl",
            "c-1-cp314-cp314t-manylinux_2_34_x86_64.whl",
            "c-1-cp315-abi3.abi3t-manylinux_2_34_x86_64.whl",
            "c-1.tar.gz",
        ];
        let on = |python: &str| chosen(&format!("{python}-manylinux_2_39_x86_64"), &names);
        assert_eq!(on("cp314"), Some(names[0]));
        assert_eq!(on("cp314t"), Some(names[1]));
        assert_eq!(on("cp315"), Some(names[2]));
        assert_eq!(on("cp315t"), Some(names[2]));
        assert_eq!(on("cp310"), Some(names[3]));
        assert_eq!(chosen("cp312-win_amd64", &names[..3]), None);
    }

    #[test]
    fn newest_final_release_wins_and_build_tags_break_ties() {
        assert_eq!(
            chosen("cp312-win32", &["a-1.0.tar.gz", "a-2.0rc1.tar.gz"]),
            Some("a-1.0.tar.gz")
        );
        assert_eq!(chosen("cp312-win32", &["a-2.0rc1.tar.gz"]), Some("a-2.0rc1.tar.gz"));
        let builds = ["a-1-2-py3-none-any.whl", "a-1-10-py3-none-any.whl", "a-1-py3-none-any.whl"];
        assert_eq!(chosen("cp312-win32", &builds), Some(builds[1]));
        assert_eq!(
            chosen("cp312-win32", &["a-2.tar.gz", "a-1-py3-none-any.whl"]),
            Some("a-2.tar.gz")
        );
    }

    #[test]
    fn yanked_and_excluded_files_step_back() {
        let mut files: Vec<ReleaseFile> = ["a-2-py3-none-any.whl", "a-1-py3-none-any.whl"]
            .iter()
            .map(|name| ReleaseFile::new(name.parse().unwrap()))
            .collect();
        let target = "cp312-win32".parse().unwrap();
        files[0].yanked = true;
        assert_eq!(choose(&target, &files), Choice::Wheel(1));
        files[1].requires_python = Some(">=3.13".parse().unwrap());
        assert_eq!(choose(&target, &files), Choice::Wheel(0));
    }
}
