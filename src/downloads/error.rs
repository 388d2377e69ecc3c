//! Why a source gives no counts.

use std::path::PathBuf;

use super::{Month, Window};
use crate::net::NetError;

/// Why a source gives no counts. The automatic chain goes on to the next source with each of these.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The source knows no such project, or nobody downloaded it on these days
    #[error("{place} has no downloads of `{project}` from {window}")]
    NoDownloads {
        /// Which table, address or file
        place: String,
        /// The name as it was asked for
        project: String,
        /// The days
        window: Window,
    },
    /// The same, from a source that knows what else is there
    #[error("{place} has no downloads of `{project}` from {window}: {there}")]
    NotThere {
        /// Which table, address or file
        place: String,
        /// The name as it was asked for
        project: String,
        /// The days
        window: Window,
        /// What is there instead: days, projects, installers
        there: String,
        /// What to do
        hint: Option<String>,
    },
    /// The source has downloads of the project, on other days alone
    #[error("{place} has no downloads of `{project}` from {window}: the days there are {there}")]
    OtherDays {
        /// Which table, address or file
        place: String,
        /// The name as it was asked for
        project: String,
        /// The days that were asked for
        window: Window,
        /// The days that there are, the first and the last
        there: Window,
    },
    /// The source tells months apart and no days, and the days asked for are no whole months
    #[error(
        "{place} has whole months and no days, from {there}: {window} cannot be told from them"
    )]
    Months {
        /// Which table, address or file
        place: String,
        /// The days that were asked for
        window: Window,
        /// The days of the months that there are
        there: Window,
    },
    /// The source cannot tell apart what is asked for
    #[error("{source_name} cannot tell downloads apart by {asked}")]
    CannotSplit {
        /// The source
        source_name: &'static str,
        /// The dimension
        asked: String,
    },
    /// Nothing says who asks
    #[error("{message}")]
    NoCredentials {
        /// What was looked for and what is there
        message: String,
        /// What to do
        hint: String,
    },
    /// The source refuses: a quota, a limit of cost
    #[error("{message}")]
    Refused {
        /// What it says
        message: String,
        /// What to do
        hint: String,
    },
    /// No usable answer came
    #[error(transparent)]
    Net(#[from] NetError),
    /// The answer is not what the source's documentation says
    #[error("{place}: {why}")]
    Malformed {
        /// File and line, or address
        place: String,
        /// What was looked for and what is there
        why: String,
    },
    /// A file cannot be read
    #[error("cannot read {}", path.display())]
    Read {
        /// The file
        path: PathBuf,
        /// Why
        source: std::io::Error,
    },
    /// Several sources were asked
    #[error("no source answers: {}", each(tried))]
    NoneAnswers {
        /// Their names and why each does not answer, in the order in which they were asked
        tried: Vec<(&'static str, SourceError)>,
    },
    /// `--offline`, and nothing is in the cache
    #[error("{source_name} needs the network, and nothing of it is in the cache")]
    Offline {
        /// The source
        source_name: &'static str,
    },
}

impl SourceError {
    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoDownloads { .. } => {
                Some("is the name spelt as on PyPI? other days: --from and --to".to_owned())
            }
            Self::CannotSplit { .. } => {
                Some("BigQuery and files of its table know every dimension".to_owned())
            }
            Self::NoCredentials { hint, .. } | Self::Refused { hint, .. } => Some(hint.clone()),
            Self::NotThere { hint, .. } => hint.clone(),
            Self::OtherDays { there, .. } => Some(format!(
                "ask for days that are there: --from {} --to {}",
                there.first, there.last
            )),
            Self::Months { there, .. } => {
                Some(format!("ask for a whole month: --month {}", Month::of(there.last)))
            }
            Self::Net(error) => error.hint(),
            Self::Offline { .. } => Some("run it once without --offline".to_owned()),
            Self::NoneAnswers { tried } => {
                // That a project is unknown to one source is no fault that can be mended.
                let known = |error: &&Self| !matches!(error, Self::NoDownloads { .. });
                tried.iter().map(|(_, error)| error).filter(known).find_map(Self::hint)
            }
            Self::Malformed { .. } | Self::Read { .. } => None,
        }
    }
}

fn each(tried: &[(&'static str, SourceError)]) -> String {
    if tried.is_empty() {
        return "there is none to ask".to_owned();
    }
    let each = tried.iter().map(|(name, error)| format!("{name}: {error}"));
    each.collect::<Vec<_>>().join("; ")
}
