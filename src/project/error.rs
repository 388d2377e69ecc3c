//! Why a project could not be read: what, where, and a hint apart.

use std::{io, path::Path, sync::Arc};

use thiserror::Error;

use super::Place;

/// What stops the reading of a project. Each says the place on its one line.
#[derive(Debug, Error)]
pub enum ProjectError {
    /// The folder holds none of the files that make a Python project
    #[error("no pyproject.toml, setup.cfg or setup.py in `{folder}`")]
    NoProject {
        /// The folder as it was given
        folder: String,
    },
    /// A folder that was named is not there
    #[error("there is no folder `{folder}`")]
    NoFolder {
        /// The folder as it was given
        folder: String,
    },
    /// A file is there but cannot be read
    #[error("cannot read {file}")]
    Read {
        /// The file
        file: Arc<str>,
        /// What the system says
        source: io::Error,
    },
    /// A file is larger than any that people write
    #[error("{file} is larger than {} MiB", super::source::LARGEST >> 20)]
    TooLarge {
        /// The file
        file: Arc<str>,
    },
    /// A file is not text
    #[error("{place}: not UTF-8")]
    NotUtf8 {
        /// The line of the first bad byte
        place: Place,
    },
    /// TOML that cannot be parsed
    #[error("{place}:{column}: invalid TOML: {cause}")]
    Toml {
        /// File and line
        place: Place,
        /// Counted in characters from 1
        column: u32,
        /// The parser's words, on one line
        cause: String,
    },
    /// A setup.cfg that cannot be parsed
    #[error("{place}: invalid setup.cfg: {cause}")]
    Cfg {
        /// File and line
        place: Place,
        /// The parser's words
        cause: String,
    },
    /// A key that relkit's own table does not have
    #[error("{place}: unknown key `{key}`{}", within(table))]
    UnknownKey {
        /// File and line of the key
        place: Place,
        /// The key as it was written
        key: String,
        /// The table's full name
        table: String,
        /// The known key that is most like it
        nearest: Option<String>,
        /// Every key of the table, for the hint when none is like it
        known: Vec<&'static str>,
    },
    /// A key that another one cannot do without
    #[error("{place}: `{with}` without `{key}`")]
    KeyMissing {
        /// File and line of the key that is there
        place: Place,
        /// The key that is missing
        key: &'static str,
        /// The key that is there
        with: &'static str,
    },
    /// A value that is not what its key takes
    #[error("{place}: `{key}`: {why}")]
    Value {
        /// File and line of the key
        place: Place,
        /// The key with its tables. Ex) `project.requires-python`
        key: String,
        /// What was expected, what was found
        why: String,
        /// What to do about it, where that is known
        hint: Option<&'static str>,
    },
    /// No file says the name of the project
    #[error("{place}: no project name")]
    MissingName {
        /// The file that should say it
        place: Place,
    },
    /// Configuration in two files
    #[error("relkit.toml stands beside [tool.relkit] in {place}")]
    TwoConfigs {
        /// The table in pyproject.toml
        place: Place,
    },
}

/// The table of a key; relkit.toml has keys outside of any.
fn within(table: &str) -> String {
    if table.is_empty() { String::new() } else { format!(" in [{table}]") }
}

impl ProjectError {
    /// What to do about it, where there is something to say beyond the message.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoFolder { .. } => "give --project a folder that exists".to_owned(),
            Self::NoProject { .. } => {
                "run relkit in the project's folder, or name it with --project DIR".to_owned()
            }
            Self::TooLarge { .. } => "is it the right file?".to_owned(),
            Self::NotUtf8 { .. } => "save the file as UTF-8".to_owned(),
            Self::UnknownKey { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?")
            }
            Self::UnknownKey { known, .. } => format!("known keys: {}", known.join(", ")),
            Self::MissingName { place } => match place.file.rsplit(['/', '\\']).next() {
                Some("setup.py") => {
                    "setup.py is never run: write `name` as a plain string in its \
                                     call of setup() or in the dict that it takes, or under \
                                     [metadata] in setup.cfg"
                }
                Some("setup.cfg") => "write `name` under [metadata]",
                _ => "write `name` under [project]",
            }
            .to_owned(),
            Self::TwoConfigs { .. } => "keep one of the two".to_owned(),
            Self::KeyMissing { key, .. } => format!("give `{key}` too"),
            Self::Value { hint: Some(hint), .. } => (*hint).to_owned(),
            Self::Read { .. } | Self::Toml { .. } | Self::Cfg { .. } | Self::Value { .. } => {
                return None;
            }
        })
    }

    /// The same error with its file as seen from where relkit runs, so that it can be opened.
    pub(super) fn within(mut self, folder: &Path) -> Self {
        if folder.as_os_str().is_empty() || folder == Path::new(".") {
            return self;
        }
        let file = match &mut self {
            Self::NoProject { .. } | Self::NoFolder { .. } => return self,
            Self::Read { file, .. } | Self::TooLarge { file } => file,
            Self::NotUtf8 { place }
            | Self::Toml { place, .. }
            | Self::Cfg { place, .. }
            | Self::UnknownKey { place, .. }
            | Self::Value { place, .. }
            | Self::KeyMissing { place, .. }
            | Self::MissingName { place }
            | Self::TwoConfigs { place } => &mut place.file,
        };
        *file = folder.join(&**file).to_string_lossy().into();
        self
    }
}
