//! Which file of a release a target gets.

use std::cmp::Reverse;

use super::tags::Order;
use crate::model::{BuildTag, FileName, PythonVersion, RequiresPython, Target, Version, WheelName};

/// A file that an installer may choose, with what the index says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseFile {
    /// The file's name
    pub name: FileName,
    /// The index's copy of the Requires-Python field
    pub requires_python: Option<RequiresPython>,
    /// Whether the file is yanked (PEP 592)
    pub yanked: bool,
    /// Bytes (PEP 700), where they are known
    pub size: Option<u64>,
}

impl ReleaseFile {
    /// A file about which nothing but its name is known.
    pub fn new(name: FileName) -> Self {
        Self { name, requires_python: None, yanked: false, size: None }
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
    order: Order,
    python: PythonVersion,
}

/// What pip sorts by, the greatest winning: `CandidateEvaluator._sort_key`.
type SortKey<'a> = (&'a Version, bool, Reverse<usize>, Option<&'a BuildTag>);

impl Supported {
    /// The tags of `target`.
    pub fn of(target: &Target) -> Self {
        Self { order: Order::of(target), python: target.interpreter.version() }
    }

    /// How good a wheel is for the target: 0 is best, `None` is not installable.
    pub fn rank(&self, wheel: &WheelName) -> Option<usize> {
        self.order.best(&wheel.tags)
    }

    /// The file that pip takes out of `files`, which may be of several versions.
    ///
    /// Requires-Python is asked for the newest patch release of the target's Python. Pre-releases
    /// are taken only where there is nothing else. Yanked files are taken only where a version is
    /// pinned and all its files are yanked (PEP 592): here, where all that fit are of one version.
    /// Of files that are equal in all this, pip takes the one that the index lists last.
    pub fn choose(&self, files: &[ReleaseFile]) -> Choice {
        let mut fitting: Vec<(SortKey<'_>, usize)> = files
            .iter()
            .enumerate()
            .filter_map(|(index, file)| Some((self.key(file)?, index)))
            .collect();
        let final_only = fitting.iter().any(|(key, _)| !key.0.any_prerelease());
        fitting.retain(|(key, _)| !final_only || !key.0.any_prerelease());
        let pinned = fitting.windows(2).all(|pair| pair[0].0.0 == pair[1].0.0);
        let all_yanked = fitting.iter().all(|(_, index)| files[*index].yanked);
        fitting.retain(|(_, index)| !files[*index].yanked || (pinned && all_yanked));
        // `max_by` takes the last of equals, as pip does.
        match fitting.into_iter().max_by(|(a, _), (b, _)| a.cmp(b)) {
            Some(((_, true, ..), index)) => Choice::Wheel(index),
            Some((_, index)) => Choice::Sdist(index),
            None => Choice::Nothing,
        }
    }

    /// What pip sorts a file by; `None` where the target cannot use it.
    fn key<'a>(&self, file: &'a ReleaseFile) -> Option<SortKey<'a>> {
        if file.requires_python.as_ref().is_some_and(|field| !field.allows(self.python)) {
            return None;
        }
        Some(match &file.name {
            FileName::Wheel(wheel) => {
                (&wheel.version, true, Reverse(self.rank(wheel)?), wheel.build.as_ref())
            }
            FileName::Sdist(sdist) => (&sdist.version, false, Reverse(0), None),
        })
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
        assert_eq!(choose(&target, &files), Choice::Wheel(0), "the only version, as if pinned");
        files[1] = ReleaseFile { yanked: true, requires_python: None, ..files[1].clone() };
        assert_eq!(choose(&target, &files), Choice::Nothing, "no version is pinned");
    }
}
