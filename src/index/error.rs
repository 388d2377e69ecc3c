//! Why an index does not tell the files of a release.

use crate::{
    model::{ProjectName, Version},
    net::{Address, NetError},
};

/// An index without a usable answer.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// No answer, or one that is no success
    #[error(transparent)]
    Net(#[from] NetError),
    /// It does not know the project
    #[error("the index `{index}` has no project `{name}`")]
    UnknownProject {
        /// As it was asked for
        name: ProjectName,
        /// Where it was asked for
        index: Address,
    },
    /// It does not know the version
    #[error("`{address}` has no version {version} of {name}")]
    UnknownVersion {
        /// As it was asked for
        name: ProjectName,
        /// As it was asked for
        version: Version,
        /// The project's page
        address: Address,
        /// The versions before and after it
        nearest: Vec<Version>,
        /// The newest one, unless it is among those
        newest: Option<Version>,
    },
    /// It knows the project and lists no file
    #[error("`{address}` lists no file of {name}")]
    NoFiles {
        /// As it was asked for
        name: ProjectName,
        /// The project's page
        address: Address,
        /// What the index says of the project. Ex) `quarantined`
        status: Option<String>,
    },
    /// It lists the version, and no file of it
    #[error("`{address}` lists version {version} of {name} without files")]
    NoFilesOfVersion {
        /// As it was asked for
        name: ProjectName,
        /// As it was asked for
        version: Version,
        /// The project's page
        address: Address,
    },
    /// What it answers is no page of the Simple API
    #[error("`{address}` is no page of a package index: {why}")]
    NoPage {
        /// Where the answer came from
        address: Address,
        /// What is wrong with it
        why: String,
    },
}

impl IndexError {
    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Net(error) => return error.hint(),
            Self::UnknownProject { .. } => {
                "is the name spelled as on the index, and is it the right index? \
                 --index-url names another"
                    .to_owned()
            }
            Self::UnknownVersion { nearest, newest, .. } => {
                let nearest: Vec<_> = nearest.iter().map(ToString::to_string).collect();
                let newest = newest.as_ref().map(|it| format!("; the newest: {it}"));
                format!("the nearest: {}{}", nearest.join(", "), newest.unwrap_or_default())
            }
            Self::NoFiles { status: Some(status), .. } => {
                format!("the index says that the project is {status}")
            }
            Self::NoFiles { .. } | Self::NoPage { .. } => {
                "is the address that of a Simple API, which often ends in /simple?".to_owned()
            }
            Self::NoFilesOfVersion { .. } => "all of its files were deleted".to_owned(),
        })
    }
}
