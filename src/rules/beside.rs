//! What is known beside the files.

use jiff::civil::Date;

use super::Release;
use crate::{
    installer::ReleaseFile,
    model::{ProjectName, Version},
};

/// What the user gave beside the files: nothing, unless asked.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// A release to compare with
    pub published: Option<Published>,
    /// The files that the release must have
    pub expected: Option<Expected>,
}

/// A release that is out already: the one before, or the same one.
#[derive(Debug, Clone)]
pub struct Published {
    /// The project
    pub name: ProjectName,
    /// The version
    pub version: Version,
    /// Its files
    pub files: Vec<ReleaseFile>,
    /// The day of its first file (PEP 700), where the index says it
    pub uploaded: Option<Date>,
}

impl Beside {
    /// The release to compare with, where it is one of the same project.
    pub(super) fn published_of(&self, release: &Release<'_>) -> Option<&Published> {
        self.published.as_ref().filter(|published| published.name == *release.name)
    }
}

impl Published {
    /// Whether it has a file of this name.
    pub fn has(&self, file_name: &str) -> bool {
        self.files.iter().any(|file| file.name.to_string() == file_name)
    }
}

/// The files that a plan makes.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The project, where the plan is of one
    pub name: Option<ProjectName>,
    /// Where they stand, for messages. Ex) `the plan of .`, `dist.manifest`
    pub source: String,
    /// The files
    pub files: Vec<ExpectedName>,
}

/// A file that is expected.
#[derive(Debug, Clone)]
pub struct ExpectedName {
    /// Matches the normalised name, as shells match. Ex) `demo-*-cp314-cp314-win_amd64.whl`
    pub pattern: glob::Pattern,
    /// The job that makes it, where a plan says so
    pub job: Option<String>,
}
