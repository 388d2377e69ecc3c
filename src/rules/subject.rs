//! What rules look at, beside the facts of one file.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

use super::{Context, View};
use crate::{
    dist::{Contents, Dist, Metadata, Sdist, Stated, Wheel},
    model::{ProjectName, Version, WheelName},
};

/// The core metadata of a file, with what the file's name says of it.
#[derive(Debug, Clone, Copy)]
pub struct MetadataFile<'a> {
    /// The fields
    pub metadata: &'a Metadata,
    /// Where they stand. Ex) `demo-1.0.dist-info/METADATA`
    pub member: &'a str,
    /// The project by the file name, where that can be read
    pub name: Option<&'a ProjectName>,
    /// The version by the file name, where that can be read
    pub version: Option<&'a Version>,
    /// The wheel's name, if the file is a wheel and the name can be read
    pub wheel_name: Option<&'a WheelName>,
    /// The wheel, if the file is one that was read
    pub wheel: Option<&'a Wheel>,
    /// The source distribution, if the file is one that was read
    pub sdist: Option<&'a Sdist>,
    /// What the index states of the file
    pub stated: Option<&'a Stated>,
}

impl<'a> MetadataFile<'a> {
    /// Where the metadata of a file stand in it.
    pub fn member_of(dist: &Dist) -> String {
        match &dist.contents {
            Contents::Wheel(wheel) => wheel.dist_info_path("METADATA").unwrap_or_default(),
            Contents::Sdist(sdist) => format!("{}/PKG-INFO", sdist.root().unwrap_or_default()),
            Contents::Listed(_) => "METADATA".to_owned(),
        }
    }

    /// The metadata of a file, where it has some; `member` is what [`Self::member_of`] says.
    pub fn of(dist: &'a Dist, member: &'a str) -> Option<Self> {
        let metadata = dist.metadata()?;
        let named = dist.release();
        Some(Self {
            metadata,
            member,
            name: named.map(|(name, _)| name),
            version: named.map(|(_, version)| version),
            wheel_name: dist.wheel_name().and_then(Result::ok),
            wheel: dist.wheel(),
            sdist: dist.sdist(),
            stated: dist.stated.as_ref(),
        })
    }

    /// Whether the archive was read, so that [`Self::paths`] are those in it.
    pub fn is_read(&self) -> bool {
        self.wheel.is_some() || self.sdist.is_some()
    }

    /// The folder that [`Self::member`] lies in, with its `/`.
    pub fn folder(&self) -> &str {
        self.member.rfind('/').map_or("", |end| &self.member[..=end])
    }

    /// The paths of the archive's files; `./` before one is tar's habit and means nothing.
    pub fn paths(&self) -> HashSet<&str> {
        let in_wheel = self.wheel.into_iter().flat_map(Wheel::files).map(|file| &*file.name);
        let in_sdist = self.sdist.into_iter().flat_map(|sdist| &sdist.members).map(|file| {
            let name = file.name.as_str();
            name.strip_prefix("./").unwrap_or(name)
        });
        in_wheel.chain(in_sdist).collect()
    }
}

/// The files of one version of one project.
#[derive(Debug)]
pub struct Release<'a> {
    /// The project
    pub name: &'a ProjectName,
    /// The version
    pub version: &'a Version,
    /// Its files, in order of their names, each name once
    pub dists: Vec<&'a Dist>,
    /// Other versions of the project whose files lie in the same folders
    pub siblings: Vec<&'a Version>,
    /// Other versions of the project whose files were given, wherever they lie
    pub given: Vec<&'a Version>,
    /// Who gets which file; asked by several rules, answered once
    view: OnceCell<View>,
}

impl<'a> Release<'a> {
    /// The place of findings that no single file is to blame for: `NAME==VERSION`, or the file
    /// where there is only one.
    pub fn place(&self) -> String {
        match self.dists[..] {
            [dist] => dist.path.display().to_string(),
            _ => format!("{}=={}", self.name.normalized(), self.version),
        }
    }

    /// Who gets which file of the release.
    pub fn view(&self, context: &Context<'_>) -> &View {
        self.view.get_or_init(|| View::of(self, context))
    }

    /// The wheels that were read.
    pub fn wheels(&self) -> impl Iterator<Item = (&'a Dist, &'a Wheel)> {
        self.dists.iter().filter_map(|dist| Some((*dist, dist.wheel()?)))
    }

    /// The names of the wheels, of those too that were not read.
    pub fn wheel_names(&self) -> impl Iterator<Item = (&'a Dist, &'a WheelName)> {
        self.dists.iter().filter_map(|dist| Some((*dist, dist.wheel_name()?.ok()?)))
    }

    /// Whether there is a source distribution.
    pub fn has_sdist(&self) -> bool {
        self.dists.iter().any(|dist| dist.sdist_name().is_some())
    }

    /// Sorts files into releases, oldest names first; files whose names cannot be read are left out.
    pub fn group(dists: &'a [Dist]) -> Vec<Self> {
        let mut named: Vec<_> =
            dists.iter().filter_map(|dist| Some((dist.release()?, dist))).collect();
        named.sort_by_cached_key(|((name, version), dist)| {
            (name.normalized(), (*version).clone(), dist.file_name.clone())
        });
        let mut releases: Vec<Self> = Vec::new();
        for &((name, version), dist) in &named {
            match releases.last_mut() {
                Some(last) if last.name == name && last.version == version => {
                    if last.dists.last().is_none_or(|other| other.file_name != dist.file_name) {
                        last.dists.push(dist);
                    }
                }
                _ => releases.push(Self {
                    name,
                    version,
                    dists: vec![dist],
                    siblings: Vec::new(),
                    given: Vec::new(),
                    view: OnceCell::new(),
                }),
            }
        }
        // By project, so that a folder of many projects is gone over once.
        let mut projects: HashMap<String, Vec<(&Version, &Dist)>> = HashMap::new();
        for ((name, version), dist) in &named {
            projects.entry(name.normalized()).or_default().push((version, dist));
        }
        for release in &mut releases {
            let own = projects.get(&release.name.normalized()).map_or(&[][..], Vec::as_slice);
            let beside = |dist: &Dist| {
                release.dists.iter().any(|other| other.path.parent() == dist.path.parent())
            };
            // Releases on an index are apart from each other, and nobody uploads them together.
            let here = |dist: &Dist| dist.stated.is_none();
            let others = || {
                let others = own.iter().filter(|(version, _)| *version != release.version);
                others.filter(|(_, dist)| here(dist) && release.dists.iter().any(|own| here(own)))
            };
            let mut given: Vec<&Version> = others().map(|(version, _)| *version).collect();
            let mut siblings: Vec<&Version> =
                others().filter(|(_, dist)| beside(dist)).map(|(version, _)| *version).collect();
            given.dedup();
            siblings.dedup();
            (release.given, release.siblings) = (given, siblings);
        }
        releases
    }
}
