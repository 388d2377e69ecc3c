//! One file as an index or a list states it, not yet read as a name.

use jiff::Timestamp;

use super::{Digest, MetadataBeside, Source};
use crate::{installer::ReleaseFile, model::ProjectName, net::Address};

/// What is stated of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) file_name: String,
    /// Bytes
    pub(super) size: Option<u64>,
    pub(super) requires_python: Option<String>,
    /// Why it is yanked; empty without a reason
    pub(super) yanked: Option<String>,
    /// Where it is, from the page that states it
    pub(super) link: Option<String>,
    pub(super) digest: Option<Digest>,
    pub(super) metadata: MetadataBeside,
    pub(super) uploaded: Option<Timestamp>,
}

impl Entry {
    /// What is stated beside; `page` is where links lead from.
    pub(super) fn source(&self, page: &Address) -> Source {
        Source {
            address: self.link.as_ref().map(|link| page.link(link)),
            digest: self.digest.clone(),
            metadata: self.metadata.clone(),
            requires_python: self.requires_python.clone(),
            yanked: self.yanked.clone(),
            uploaded: self.uploaded,
        }
    }

    /// The file, where its name is one of a wheel or a source distribution.
    ///
    /// A Requires-Python that cannot be read counts as none, as for pip.
    fn file(&self) -> Option<ReleaseFile> {
        let name = self.file_name.parse().ok()?;
        let requires_python = self.requires_python.as_ref().and_then(|text| text.parse().ok());
        Some(ReleaseFile { name, requires_python, yanked: self.yanked.is_some(), size: self.size })
    }
}

/// Divides entries into files with their entries, of `project` alone if one is named, and the names
/// of all others.
///
/// Installers pass over files of other projects on a project's page.
pub(super) fn divide(
    entries: Vec<Entry>,
    project: Option<&ProjectName>,
) -> (Vec<(ReleaseFile, Entry)>, Vec<String>) {
    let (mut files, mut unknown) = (Vec::new(), Vec::new());
    for entry in entries {
        let ours = |file: &ReleaseFile| project.is_none_or(|name| file.name.project() == name);
        match entry.file().filter(ours) {
            Some(file) => files.push((file, entry)),
            None => unknown.push(entry.file_name),
        }
    }
    (files, unknown)
}
