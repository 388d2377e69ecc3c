//! Why a workflow could not be read.

use crate::project::{Place, ProjectError};

/// What stops the reading of a workflow. Each says the place on its one line.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// There is no such file
    #[error("no file {file}")]
    Missing {
        /// The file as it was given
        file: String,
    },
    /// The file cannot be read as text
    #[error(transparent)]
    File(#[from] ProjectError),
    /// YAML that cannot be parsed
    #[error("{place}:{column}: invalid YAML: {cause}")]
    Yaml {
        /// File and line
        place: Place,
        /// Counted in characters from 1
        column: u32,
        /// The parser's words
        cause: String,
        /// The line is indented with a tab
        tab: bool,
    },
    /// Lists and mappings within each other
    #[error("{place}: more than {most} lists and mappings within each other")]
    TooDeep {
        /// The line of the first that is too deep
        place: Place,
        /// How many are taken
        most: usize,
    },
    /// More of something than relkit reads
    #[error("{place}: more than {most} {what}")]
    TooMany {
        /// The line where the bound was passed
        place: Place,
        /// Ex) `values`
        what: &'static str,
        /// How many are taken
        most: usize,
    },
    /// A key that is a list or a mapping
    #[error("{place}: a key that is {found}")]
    Key {
        /// The line of the key
        place: Place,
        /// What it is
        found: &'static str,
    },
    /// A key that stands twice in its mapping
    #[error("{place}: the key `{key}` stands twice")]
    KeyTwice {
        /// The line of the second
        place: Place,
        /// The key
        key: String,
    },
    /// `<<`, which is not of YAML 1.2
    #[error("{place}: a merge key `<<`, which GitHub does not take")]
    MergeKey {
        /// The line of the key
        place: Place,
    },
    /// A second document
    #[error("{place}: a second YAML document")]
    TwoDocuments {
        /// Where it begins
        place: Place,
    },
    /// Something else where a mapping has to be
    #[error("{place}: expected a mapping, found {found}")]
    NoMapping {
        /// The line
        place: Place,
        /// What is there
        found: String,
    },
    /// No workflow of GitHub Actions
    #[error("{place}: no `jobs`")]
    NoJobs {
        /// The file
        place: Place,
    },
}

impl WorkflowError {
    /// What to do about it, where there is something to say beyond the message.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Missing { .. } => "workflows of GitHub Actions stand in .github/workflows",
            Self::Yaml { tab: true, .. } => "YAML is indented with spaces, not with tabs",
            Self::MergeKey { .. } => "write the keys out, or give the whole mapping an alias",
            Self::TooMany { what: "rows of a matrix", .. } => {
                "GitHub runs at most 256 jobs of a matrix"
            }
            Self::NoJobs { .. } | Self::NoMapping { .. } => {
                "name a workflow of GitHub Actions, such as .github/workflows/wheels.yml"
            }
            Self::File(error) => return error.hint(),
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
