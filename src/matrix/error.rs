//! Why there is no plan.

use jiff::civil::Date;

use super::LeftOut;
use crate::{
    model::{ParseError, PythonVersion},
    project::config::Lane,
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
    /// A planned name that is no wheel name
    #[error(transparent)]
    Name(ParseError),
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
            Self::NoBuilder { .. } | Self::NoPin { .. } | Self::Name(_) => return None,
        })
    }
}
