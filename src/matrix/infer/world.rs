//! What leaves identifiers out before relkit's configuration does.

use super::{Inferred, gone};
use crate::{
    installer::ReleaseFile,
    matrix::{
        PlanTables,
        candidates::requires_python,
        origin::{self, Interface, Origin},
    },
    model::{BuildIdentifier, BuildPlatform, Implementation, RequiresPython, SystemVersion},
    project::{Project, cibuildwheel::Selection, config::Lane},
    tables::Identifier,
};

/// What leaves identifiers out before relkit's configuration does.
pub(super) struct World<'a> {
    pub(super) tables: &'a PlanTables,
    requires: Option<RequiresPython>,
    project: Option<&'a Project>,
}

impl<'a> World<'a> {
    pub(super) fn of(
        files: &[ReleaseFile],
        project: Option<&'a Project>,
        tables: &'a PlanTables,
    ) -> Self {
        let requires = match project {
            Some(project) => requires_python(project).map(|fact| fact.value),
            None => files.iter().find_map(|file| file.requires_python.clone()),
        };
        Self { tables, requires, project }
    }

    fn selection(&self, platform: BuildPlatform) -> Option<Selection> {
        self.project.map(|project| project.cibuildwheel.selection(platform.os()))
    }

    /// What keeps every plan of the project from having the wheel.
    pub(super) fn objection(&self, origin: &Origin) -> Option<String> {
        let identifiers = &self.tables.identifiers;
        let version = &identifiers.cibuildwheel;
        if identifiers.platform(origin.platform).is_none() {
            return Some(format!("cibuildwheel {version} does not build for {}", origin.platform));
        }
        match origin.interface {
            Interface::Own(id) => {
                let Some(row) = identifiers.get(id) else { return Some(gone(self.tables, &id)) };
                if origin.platform == BuildPlatform::Pyodide
                    && self.floor(id) != Some(origin.version)
                {
                    let planned =
                        identifiers.floor(id).map_or_else(String::new, |it| it.to_string());
                    return Some(format!("cibuildwheel {version} builds {id} for {planned}"));
                }
                self.closed(row)
            }
            Interface::Shared(lane) => {
                let serves = |row: &&Identifier| match lane {
                    Lane::Abi3(floor) => row.id.python >= floor && !row.id.threaded,
                    Lane::Abi3t(floor) => row.id.python >= floor,
                    _ => true,
                };
                let open = identifiers
                    .identifier
                    .iter()
                    .filter(|row| row.id.platform == origin.platform)
                    .filter(serves)
                    .any(|row| self.closed(row).is_none());
                (!open).then(|| {
                    format!("cibuildwheel {version} builds for no Python that installs it")
                })
            }
        }
    }

    /// What leaves an identifier out.
    fn closed(&self, row: &Identifier) -> Option<String> {
        let python = row.id.python;
        if let Some(requires) = self.requires.as_ref().filter(|it| !it.allows(python)) {
            return Some(format!("requires-python `{requires}` leaves Python {python} out"));
        }
        let native_from = self.tables.identifiers.platform(row.id.platform)?.native_from;
        if let Some(from) = native_from.filter(|from| python < *from) {
            return Some(format!("no native interpreter before {from} on {}", row.id.platform));
        }
        let selection = self.selection(row.id.platform)?;
        let text = row.id.to_string();
        if !selection.build.matches(&text) {
            return Some("no `build` pattern of [tool.cibuildwheel] matches it".to_owned());
        }
        let pattern = selection.skip.first_match(&text)?;
        Some(format!("skip `{pattern}` of [tool.cibuildwheel]"))
    }

    /// The identifiers that are built on the inferred platforms unless `skip` leaves them out.
    pub(super) fn universe(&self, out: &Inferred) -> Vec<&'a Identifier> {
        let tables: &'a PlanTables = self.tables;
        let open = |row: &&Identifier| {
            out.platforms.contains(&row.id.platform)
                && row.enable.is_none_or(|group| out.enable.contains(&group))
                && (out.free_threaded || !row.id.threaded)
                && self.closed(row).is_none()
        };
        tables.identifiers.identifier.iter().filter(open).collect()
    }

    /// The version of the oldest system that an identifier reaches by default.
    pub(super) fn floor(&self, id: BuildIdentifier) -> Option<(u16, u16)> {
        let tag = self.tables.identifiers.floor(id)?.newest_tag();
        origin::system(&tag).map(|(_, version)| version)
    }

    /// The version of the system that a wheel carries when nothing is configured.
    pub(super) fn default(
        &self,
        interface: &Interface,
        platform: BuildPlatform,
        universe: &[&Identifier],
    ) -> (u16, u16) {
        let of = |id: BuildIdentifier| self.floor(id);
        let serves = |row: &&&Identifier| {
            let cpython = row.id.implementation == Implementation::CPython;
            row.id.platform == platform
                && match interface {
                    Interface::Shared(Lane::Abi3(floor)) => {
                        cpython && !row.id.threaded && row.id.python >= *floor
                    }
                    Interface::Shared(Lane::Abi3t(floor)) => cpython && row.id.python >= *floor,
                    _ => true,
                }
        };
        match interface {
            Interface::Own(id) => of(*id),
            Interface::Shared(_) => {
                universe.iter().filter(serves).filter_map(|row| of(row.id)).min()
            }
        }
        .unwrap_or_default()
    }

    pub(super) fn no_image(&self, platform: BuildPlatform, system: SystemVersion) -> String {
        let images = self.tables.identifiers.platform(platform).map_or(&[][..], |it| &it.images);
        if images.is_empty() || images.contains(&system) {
            return format!("built for {system}, which no other wheel of its build is");
        }
        let images: Vec<String> = images.iter().map(ToString::to_string).collect();
        format!("cibuildwheel has no image of {system} for {platform}, only {}", images.join(", "))
    }
}
