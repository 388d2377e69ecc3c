//! Why there is no plan.

use jiff::civil::Date;

use super::LeftOut;
use super::Untested;
use crate::{
    model::{BuildIdentifier, BuildPlatform, ParseError, PythonVersion, SystemVersion, Target},
    project::{Place, config::Lane},
};

/// Why a project cannot be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Every identifier of the configured platforms is left out
    #[error("nothing to build: all {} identifiers of the configured platforms are left out{}", left_out.len(), first(left_out))]
    NothingLeft {
        /// The identifiers and the reasons
        left_out: Vec<LeftOut>,
    },
    /// A runner label that is gone
    #[error("the runner {label} was removed on {day}: jobs with it never start")]
    RunnerRemoved {
        /// The label
        label: String,
        /// The day
        day: Date,
        /// What to use instead
        successor: Option<String>,
    },
    /// No runner is known for a platform
    #[error("no runner is known for {platform}")]
    NoRunner {
        /// The build platform
        platform: String,
    },
    /// The table of actions lacks one that workflows need
    #[error("the table actions.toml has no row for {name}")]
    NoPin {
        /// The action or tool
        name: String,
    },
    /// No identifier can build a wheel of the stable ABI
    #[error("no identifier can build the {lane} wheel{}", platform.as_ref().map_or_else(String::new, |name| format!(" for {name}")))]
    NoBuilder {
        /// The family
        lane: Lane,
        /// The platform
        platform: Option<String>,
    },
    /// No Python is left to test a wheel without compiled code on
    #[error(
        "no Python to test the wheel on: requires-python and support leave none of {oldest} to {newest}"
    )]
    NoPython {
        /// The oldest that could be taken
        oldest: PythonVersion,
        /// The newest
        newest: PythonVersion,
    },
    /// One run would need two values of one setting
    #[error(
        "config-settings of [tool.cibuildwheel] set {names} differently for builds of one run, and [tool.relkit.matrix] adds to it for {lane}"
    )]
    SettingsDiffer {
        /// The family with settings of relkit's
        lane: Lane,
        /// The settings that both name
        names: String,
    },
    /// A supported target would build the sdist
    #[error("no wheel for {target}, although {id} is supported")]
    TargetWithoutFile {
        /// The target
        target: Target,
        /// The identifier that stands for it
        id: BuildIdentifier,
    },
    /// A wheel that no supported target installs
    #[error("nobody installs {file} of job {job}{}: every target gets another wheel", at(place.as_ref()))]
    FileUnused {
        /// The file
        file: String,
        /// The job
        job: String,
        /// The line that asks for it
        place: Option<Place>,
    },
    /// A wheel would be published without a test where it will be installed
    #[error("{target} installs {file}, and nothing tests it there: {why}{}", others(*more))]
    Untested {
        /// The target
        target: Target,
        /// The file
        file: String,
        /// Why
        why: Untested,
        /// How many targets more
        more: usize,
    },
    /// A system of another platform
    #[error("{place}: {system} is no system of {platform}")]
    SystemElsewhere {
        /// The system
        system: SystemVersion,
        /// The platform
        platform: BuildPlatform,
        /// The line
        place: Place,
    },
    /// A system for which cibuildwheel has no image
    #[error("{place}: cibuildwheel has no image of {system} for {platform}")]
    NoImage {
        /// The system
        system: SystemVersion,
        /// The platform
        platform: BuildPlatform,
        /// The line
        place: Place,
        /// The systems that it has images of
        known: Vec<String>,
    },
    /// An identifier that the plan does not have
    #[error("{place}: {} is not planned", id.escape_debug())]
    NotPlanned {
        /// As it is written
        id: String,
        /// The line
        place: Place,
    },
    /// A pattern that no identifier matches
    #[error("cibuildwheel {cibuildwheel} has no identifier `{}`", pattern.escape_debug())]
    NoSuchIdentifier {
        /// As it was asked for
        pattern: String,
        /// The release of cibuildwheel that was looked at
        cibuildwheel: String,
        /// The identifier that is spelled most alike
        nearest: Option<String>,
    },
    /// Two jobs with one name, or two wheels with one
    #[error("{what} `{name}` is planned twice{}{}", at(first.as_ref()), and(second.as_ref()))]
    Twice {
        /// `job` or `file`
        what: &'static str,
        /// The name
        name: String,
        /// The line that asks for the first
        first: Option<Place>,
        /// The line that asks for the second
        second: Option<Place>,
    },
    /// A planned name that is no wheel name
    #[error(transparent)]
    Name(ParseError),
}

fn at(place: Option<&Place>) -> String {
    place.map_or_else(String::new, |place| format!(" ({place})"))
}

fn and(place: Option<&Place>) -> String {
    place.map_or_else(String::new, |place| format!(" and ({place})"))
}

fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => ", and so 1 other target".to_owned(),
        more => format!(", and so {more} other targets"),
    }
}

fn first(left_out: &[LeftOut]) -> String {
    left_out
        .first()
        .map_or_else(String::new, |out| format!(", the first is {}: {}", out.id, out.why))
}

impl PlanError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NothingLeft { .. } => {
                "look at requires-python, at build and skip of [tool.cibuildwheel], and at support \
                 of [tool.relkit]"
                    .to_owned()
            }
            Self::RunnerRemoved { successor, .. } => {
                let instead = successor.as_deref().unwrap_or("a label that exists");
                format!("name {instead} in `runners` of [tool.relkit.matrix]")
            }
            Self::NoRunner { platform } => {
                format!("name one in `runners` of [tool.relkit.matrix]: {platform} = \"LABEL\"")
            }
            Self::NoBuilder { lane: Lane::Abi3t(_), .. } => {
                "abi3.abi3t is built on the free-threaded interpreter of its floor: allow it, or \
                 set abi3t = false in [tool.relkit.matrix]"
                    .to_owned()
            }
            Self::NoPython { .. } => {
                "look at requires-python, and at support of [tool.relkit]".to_owned()
            }
            Self::SettingsDiffer { lane, .. } => {
                format!(
                    "write the whole value for {lane} in [tool.relkit.matrix], and give the setting one value in [tool.cibuildwheel]"
                )
            }
            Self::TargetWithoutFile { id, .. } => {
                format!("leave it out with skip = [\"{id}\"] in [tool.relkit.matrix]")
            }
            Self::FileUnused { .. } => {
                "take the platform, the variant or the floor away that asks for it, or accept it \
                 with `unpicked` of [tool.relkit.matrix]"
                    .to_owned()
            }
            Self::Untested { why: Untested::NoCommand(os), .. } => {
                format!("give every build a test-command in [tool.cibuildwheel.{os}]")
            }
            Self::Untested { target, .. } => format!(
                "where that is accepted say so with `untested` of [tool.relkit.matrix], for \
                 example untested = [\"*-{}\"]",
                platform_of(target)
            ),
            Self::NoImage { known, .. } => format!("it has {}", known.join(", ")),
            Self::SystemElsewhere { .. } => {
                "name a system of the platform such as manylinux_2_34 or macosx_14_0".to_owned()
            }
            Self::NotPlanned { .. } => {
                "`relkit matrix --targets` lists the identifiers of the plan".to_owned()
            }
            Self::NoSuchIdentifier { nearest, .. } => {
                let nearest = nearest.as_ref().map(|it| format!("did you mean `{it}`? "));
                let name = "identifiers are INTERPRETER-PLATFORM such as cp314t-win_arm64, with * \
                            for any part";
                nearest.unwrap_or_default() + name
            }
            Self::Twice { .. } => "give one of them another system, or take it away".to_owned(),
            Self::NoBuilder { .. } | Self::NoPin { .. } | Self::Name(_) => return None,
        })
    }
}

/// The platform of a target as a pattern spells it, without the version.
fn platform_of(target: &Target) -> String {
    let text = target.platform.to_string();
    let mut words: Vec<&str> = text.split('_').collect();
    let is_number = |word: &&str| !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit());
    let family = words.remove(0);
    let arch: Vec<&str> = match words.iter().position(|word| !is_number(word)) {
        Some(first) => words.split_off(first),
        None => words,
    };
    // `x86_64` begins with a word that is no number, and keeps the one that is.
    format!("{family}_{}", arch.join("_"))
}
