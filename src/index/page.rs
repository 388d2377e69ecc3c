//! A project's page on an index.

use std::collections::BTreeSet;

use super::{
    IndexError, Release, Source,
    entry::{self, Entry},
    html, json, unread,
};
use crate::{
    installer::ReleaseFile,
    model::{ProjectName, Version},
    net::{Address, Response},
};

/// All files of a project that an index lists.
#[derive(Debug, Clone)]
pub struct Page {
    /// The project, as it was asked for
    pub name: ProjectName,
    /// Where the page is, behind all redirects
    pub address: Address,
    /// Its wheels and source distributions, in the order of the page
    pub files: Vec<ReleaseFile>,
    /// Where each of them is, in the same order
    pub sources: Vec<Source>,
    /// Names that are none of wheels or source distributions of this project
    pub unknown: Vec<String>,
    /// What the index says of the project, unless it is active (PEP 792). Ex) `quarantined`
    pub status: Option<String>,
    stated: Vec<Version>,
}

impl Page {
    /// Reads an answer as the page of a project.
    ///
    /// Files on the page's server are asked for with the credentials with which the page was `asked`
    /// for.
    pub(super) fn read(
        name: &ProjectName,
        asked: &Address,
        response: Response,
    ) -> Result<Self, IndexError> {
        let Response { address, content_type, body } = response;
        let fail = |why| IndexError::NoPage { address: address.clone(), why };
        let here = address.with_credentials_of(asked);
        let (base, entries, stated, status) = match content_type.as_deref() {
            Some("application/vnd.pypi.simple.v1+json" | "application/json") => {
                let detail = json::read(&body).map_err(fail)?;
                // Versions that are none by PEP 440 are passed over, as installers do.
                let versions = detail.versions.into_iter().filter_map(json::Lenient::value);
                let stated = versions.filter_map(|text| text.parse().ok()).collect();
                let status = detail.status.value().map(|status| status.status);
                let entries = detail.files.into_iter().map(Entry::from).collect();
                (here, entries, stated, status.filter(|status| status != "active"))
            }
            Some("application/vnd.pypi.simple.v1+html" | "text/html") | None => {
                let (base, entries) = html::read(&body).map_err(fail)?;
                // A base that is no address counts as none, as in browsers.
                let base = base.and_then(|base| here.link(&base).ok());
                (base.unwrap_or(here), entries, Vec::new(), None)
            }
            Some(other) => {
                return Err(fail(format!("it answers with `{other}`, not with JSON or HTML")));
            }
        };
        let (files, unknown) = entry::divide(entries, Some(name));
        let (files, sources) =
            files.into_iter().map(|(file, entry)| (file, entry.source(&base))).unzip();
        Ok(Self { name: name.clone(), address, files, sources, unknown, status, stated })
    }

    /// All versions, the oldest first; those without files too, where the index lists them.
    pub fn versions(&self) -> Vec<Version> {
        let of_files = self.files.iter().map(|file| file.name.version());
        let all: BTreeSet<&Version> = of_files.chain(&self.stated).collect();
        all.into_iter().cloned().collect()
    }

    /// The files of one version.
    ///
    /// Versions are equal as PEP 440 has it, `1.0` and `1.0.0` are; one with a local label is
    /// another one.
    pub fn release(&self, version: &Version) -> Result<Release, IndexError> {
        let all = self.files.iter().zip(&self.sources);
        let (files, sources): (Vec<ReleaseFile>, Vec<Source>) = all
            .filter(|(file, _)| file.name.version() == version)
            .map(|(file, source)| (file.clone(), source.clone()))
            .unzip();
        let Some(first) = files.first() else { return Err(self.missing(version)) };
        let version = first.name.version().clone();
        let unknown = self.unknown.iter().filter(|text| unread::is_of(text, &self.name, &version));
        let unknown = unknown.cloned().collect();
        Ok(Release { name: self.name.clone(), version, files, sources, unknown })
    }

    /// Why there are no files of a version.
    fn missing(&self, version: &Version) -> IndexError {
        let (name, address) = (self.name.clone(), self.address.clone());
        let versions = self.versions();
        if versions.is_empty() {
            return IndexError::NoFiles { name, address, status: self.status.clone() };
        }
        let version = version.clone();
        if versions.contains(&version) {
            return IndexError::NoFilesOfVersion { name, version, address };
        }
        let after = versions.partition_point(|other| *other < version);
        let nearest = versions[after.saturating_sub(1)..versions.len().min(after + 1)].to_vec();
        let newest = versions.last().cloned().filter(|newest| !nearest.contains(newest));
        IndexError::UnknownVersion { name, version, address, nearest, newest }
    }
}
