//! One file as an index or a list states it, not yet read as a name.

use crate::{installer::ReleaseFile, model::ProjectName};

/// What is stated of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) file_name: String,
    /// Bytes
    pub(super) size: Option<u64>,
    pub(super) requires_python: Option<String>,
    pub(super) yanked: bool,
}

impl Entry {
    /// The file, where its name is one of a wheel or a source distribution.
    ///
    /// A Requires-Python that cannot be read counts as none, as for pip.
    fn file(&self) -> Option<ReleaseFile> {
        let name = self.file_name.parse().ok()?;
        let requires_python = self.requires_python.as_ref().and_then(|text| text.parse().ok());
        Some(ReleaseFile { name, requires_python, yanked: self.yanked, size: self.size })
    }
}

/// Divides entries into files, of `project` alone if one is named, and the names of all others.
///
/// Installers pass over files of other projects on a project's page.
pub(super) fn divide(
    entries: &[Entry],
    project: Option<&ProjectName>,
) -> (Vec<ReleaseFile>, Vec<String>) {
    let (mut files, mut unknown) = (Vec::new(), Vec::new());
    for entry in entries {
        let ours = |file: &ReleaseFile| project.is_none_or(|name| file.name.project() == name);
        match entry.file().filter(ours) {
            Some(file) => files.push(file),
            None => unknown.push(entry.file_name.clone()),
        }
    }
    (files, unknown)
}
