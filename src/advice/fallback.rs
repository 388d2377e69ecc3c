//! Who falls back to an older release once a Python is dropped, and to which.
//!
//! pip 9 and later leave out files whose Requires-Python excludes the interpreter: they pass over the
//! next release, and take the newest one before it that allows the Python, even if that has nothing
//! but an sdist for the machine. pip 8 and older do not read the field, and take the next release.
//!
//! Source: [the release notes of pip 9.0](https://pip.pypa.io/en/stable/news/#v9-0-0) and PEP 503.

use std::collections::BTreeSet;

use crate::{
    installer::{Choice, ReleaseFile, Supported},
    matrix::{Plan, Wheels},
    model::{FileName, Interpreter, Platform, PythonVersion, Target, Version},
};

/// What an installer takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A wheel of this release
    Wheel {
        /// The release
        version: Version,
        /// The file
        file: String,
    },
    /// A source distribution of this release, which has to be built
    Sdist {
        /// The release
        version: Version,
        /// The file
        file: String,
        /// The newest release that has a wheel, where one has
        last_wheel: Option<Version>,
    },
    /// Nothing: whoever installs gets an error
    Nothing,
}

impl Taken {
    /// The word for it: `wheel`, `sdist`, `nothing`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Wheel { .. } => "wheel",
            Self::Sdist { .. } => "sdist",
            Self::Nothing => "nothing",
        }
    }

    /// The release that is taken.
    pub const fn version(&self) -> Option<&Version> {
        match self {
            Self::Wheel { version, .. } | Self::Sdist { version, .. } => Some(version),
            Self::Nothing => None,
        }
    }
}

/// What users on one target get once their Python is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallback {
    /// The Python that is dropped
    pub python: PythonVersion,
    /// The oldest system of its kind, with the interpreter
    pub target: Target,
    /// What pip 9 and later take
    pub takes: Taken,
    /// The wheel of the next release that pip 8 and older install although it is not meant for this
    /// Python; `None` where they take the sdist
    pub old_pip_wheel: Option<String>,
}

/// All targets of the Pythons that are dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallbacks {
    /// One row a target: by Python, then in the order of the plan
    pub rows: Vec<Fallback>,
    /// How many releases were looked at
    pub releases: usize,
    /// Whether any file states a Requires-Python. Where none does, a plain list of names does not
    /// tell which of its releases allow the Python
    pub has_requires_python: bool,
}

impl Fallbacks {
    /// Who is left without a wheel: an sdist or nothing at all.
    pub fn stranded(&self) -> impl Iterator<Item = &Fallback> {
        self.rows.iter().filter(|row| !matches!(row.takes, Taken::Wheel { .. }))
    }

    /// The newest release that somebody falls back to: the one that a message names.
    pub fn newest(&self) -> Option<&Version> {
        self.rows.iter().filter_map(|row| row.takes.version()).max()
    }
}

/// Platforms for a wheel that has no compiled code: it is the same on all of them.
const USUAL: [&str; 3] = ["manylinux_2_28_x86_64", "macosx_11_0_arm64", "win_amd64"];

/// Who falls back to which of the releases in `history`. `now` is the plan as it is, `after` the one
/// without the dropped Pythons.
pub fn fallbacks(
    dropped: &[PythonVersion],
    now: &Plan,
    after: Option<&Plan>,
    history: &[ReleaseFile],
) -> Fallbacks {
    let (next, patterns) = after.map(wheels).unwrap_or_default();
    let mut rows = Vec::new();
    for python in dropped {
        for target in targets(now, *python) {
            let supported = Supported::of(&target);
            let old_pip = supported.choose(&next).index();
            rows.push(Fallback {
                python: *python,
                target,
                takes: taken(&supported, history),
                old_pip_wheel: old_pip.map(|index| patterns[index].clone()),
            });
        }
    }
    let versions: BTreeSet<&Version> = history.iter().map(|file| file.name.version()).collect();
    Fallbacks {
        rows,
        releases: versions.len(),
        has_requires_python: history.iter().any(|file| file.requires_python.is_some()),
    }
}

fn taken(supported: &Supported, history: &[ReleaseFile]) -> Taken {
    let of = |file: &ReleaseFile| (file.name.version().clone(), file.name.to_string());
    match supported.choose(history) {
        Choice::Wheel(index) => {
            let (version, file) = of(&history[index]);
            Taken::Wheel { version, file }
        }
        Choice::Sdist(index) => {
            let is_wheel = |file: &&ReleaseFile| matches!(file.name, FileName::Wheel(_));
            let wheels: Vec<ReleaseFile> = history.iter().filter(is_wheel).cloned().collect();
            let last_wheel = supported.choose(&wheels).index();
            let last_wheel = last_wheel.map(|index| wheels[index].name.version().clone());
            let (version, file) = of(&history[index]);
            Taken::Sdist { version, file, last_wheel }
        }
        Choice::Nothing => Taken::Nothing,
    }
}

/// The targets of a Python: those that the plan has, else its platforms with this CPython.
fn targets(plan: &Plan, python: PythonVersion) -> Vec<Target> {
    let own = plan.targets.iter().map(|row| row.target);
    let mut found: Vec<Target> =
        own.filter(|target| target.interpreter.version() == python).collect();
    if found.is_empty() {
        let platforms: Vec<Platform> = if plan.targets.is_empty() {
            USUAL.iter().filter_map(|platform| platform.parse().ok()).collect()
        } else {
            plan.targets.iter().map(|row| row.target.platform).collect()
        };
        let interpreter = Interpreter::cpython(python.major, python.minor);
        found = platforms.into_iter().map(|platform| Target { interpreter, platform }).collect();
    }
    let mut seen = BTreeSet::new();
    found.retain(|target| seen.insert(*target));
    found
}

/// The wheels of a planned release, as of version 1 of a project x, and their names with the version
/// left open.
fn wheels(plan: &Plan) -> (Vec<ReleaseFile>, Vec<String>) {
    let named = |(tags, pattern): (String, String)| {
        let name = format!("x-1-{tags}.whl").parse().ok()?;
        Some((ReleaseFile::new(FileName::Wheel(name)), pattern))
    };
    match &plan.wheels {
        Wheels::Native { full, .. } => {
            let files = full.files.iter().map(|file| (file.tags.to_string(), file.name.clone()));
            files.filter_map(named).unzip()
        }
        Wheels::Pure(job) => {
            let patterns = plan.expected.iter().map(|file| &file.pattern);
            let wheel = patterns.filter(|pattern| pattern.ends_with(".whl"));
            wheel.filter_map(|pattern| named((job.tags.clone(), pattern.clone()))).unzip()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(rows: &[(&str, &str)]) -> Vec<ReleaseFile> {
        let file = |(name, requires): &(&str, &str)| ReleaseFile {
            requires_python: (!requires.is_empty()).then(|| requires.parse().unwrap()),
            ..ReleaseFile::new(name.parse().unwrap())
        };
        rows.iter().map(file).collect()
    }

    fn on(target: &str, rows: &[(&str, &str)]) -> Taken {
        taken(&Supported::of(&target.parse().unwrap()), &history(rows))
    }

    #[test]
    fn the_last_good_release_is_taken_even_if_it_has_to_be_built() {
        let rows = [
            ("demo-1.0-cp39-cp39-win_amd64.whl", ">=3.8"),
            ("demo-1.0.tar.gz", ">=3.8"),
            ("demo-1.1.tar.gz", ">=3.8"),
            ("demo-2.0-cp310-cp310-win_amd64.whl", ">=3.10"),
            ("demo-2.0.tar.gz", ">=3.10"),
        ];
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(
            on("cp39-win_amd64", &rows),
            Taken::Sdist {
                version: version("1.1"),
                file: "demo-1.1.tar.gz".into(),
                last_wheel: Some(version("1.0")),
            }
        );
        assert_eq!(
            on("cp39-win_amd64", &rows[..2]),
            Taken::Wheel { version: version("1.0"), file: rows[0].0.into() }
        );
        assert_eq!(on("cp39-win_amd64", &rows[3..]), Taken::Nothing);
        assert_eq!(on("cp39-win32", &rows[..1]), Taken::Nothing);
    }
}
