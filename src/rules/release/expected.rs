//! The files of a release against those that are expected.

use crate::{
    dist::Dist,
    model::FileName,
    rules::{Context, ExpectedName, Release},
};

/// What does not fit.
pub(super) struct Matched<'a> {
    /// Where the expected files stand
    pub(super) source: &'a str,
    /// Expected, and no file matches
    pub(super) missing: Vec<&'a ExpectedName>,
    /// Files that match nothing
    pub(super) unexpected: Vec<&'a Dist>,
}

impl<'a> Matched<'a> {
    /// `None` where nothing is said of this project. Each pattern stands for one file.
    pub(super) fn of(release: &Release<'a>, context: &Context<'a>) -> Option<Self> {
        let expected = context.beside.expected.as_ref()?;
        if expected.name.as_ref().is_some_and(|name| name != release.name) {
            return None;
        }
        let mut missing: Vec<&ExpectedName> = expected.files.iter().collect();
        let mut unexpected = Vec::new();
        for dist in &release.dists {
            let Ok(name) = dist.file_name.parse::<FileName>() else { continue };
            let name = name.normalized();
            match missing.iter().position(|expected| expected.pattern.matches(&name)) {
                Some(at) => drop(missing.remove(at)),
                None => unexpected.push(*dist),
            }
        }
        Some(Self { source: &expected.source, missing, unexpected })
    }
}
