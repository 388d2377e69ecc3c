//! Layer and project -> Config: what is written first, what the project says next, defaults last.

use std::collections::BTreeMap;

use super::{AbiFloors, CheckConfig, Config, Label, Lane, Layer, MatrixConfig, Minutes, OneFloor};
use crate::{
    model::{BuildOs, PythonVersion, SupportPolicy},
    project::{Fact, Floor, Project, Switch},
    tables::EnableGroup,
};

impl Config {
    /// The complete configuration of a project.
    ///
    /// `oldest` is the oldest Python that wheels can be built for at all: the floor of an abi3
    /// build that names none, unless Requires-Python names a later one.
    pub fn resolve(project: &Project, oldest: PythonVersion) -> Self {
        let layer = &project.layer;
        Self {
            matrix: MatrixConfig::resolve(layer, project, oldest),
            check: CheckConfig::resolve(layer),
        }
    }
}

/// The value of a key, or its default.
fn or<T: Clone>(given: Option<&Fact<T>>, default: impl FnOnce() -> T) -> T {
    given.map_or_else(default, |fact| fact.value.clone())
}

impl CheckConfig {
    /// The complete configuration of `relkit check`, which needs no project.
    pub fn resolve(layer: &Layer) -> Self {
        let check = &layer.check;
        Self {
            support: or(layer.common.support.as_ref(), || SupportPolicy::EndOfLife),
            select: or(check.select.as_ref(), Vec::new),
            ignore: or(check.ignore.as_ref(), Vec::new),
            strict: or(check.strict.as_ref(), || false),
        }
    }
}

impl MatrixConfig {
    fn resolve(layer: &Layer, project: &Project, oldest: PythonVersion) -> Self {
        let matrix = &layer.matrix;
        let mut platforms = or(matrix.platforms.as_ref(), || project.cibuildwheel.platforms());
        let mut seen = Vec::new();
        platforms.retain(|platform| {
            let new = !seen.contains(platform);
            seen.push(*platform);
            new
        });
        let mut config_settings = switches(project);
        config_settings.extend(or(matrix.config_settings.as_ref(), BTreeMap::new));
        Self {
            support: or(layer.common.support.as_ref(), || SupportPolicy::Everything),
            platforms,
            free_threaded: or(matrix.free_threaded.as_ref(), || true),
            abi3: abi3(layer, project, oldest),
            abi3t: abi3t(layer, project),
            enable: enable(layer, project),
            config_settings,
            import: or(matrix.import.as_ref(), || {
                project.modules.iter().map(|fact| fact.value.clone()).collect()
            }),
            branches: or(matrix.branches.as_ref(), || vec![Label::known("main")]),
            tags: or(matrix.tags.as_ref(), || Label::known("v*")),
            environment: or(matrix.environment.as_ref(), || Label::known("pypi")),
            timeout: or(matrix.timeout_minutes.as_ref(), || Minutes(60)),
            runners: or(matrix.runners.as_ref(), BTreeMap::new),
            file: or(matrix.file.as_ref(), || Label::known(".github/workflows/build.yml")),
        }
    }
}

/// Floors that builds have without being asked; a feature that can be switched on is no plan yet.
fn stated(floors: &[Floor]) -> impl Iterator<Item = Fact<PythonVersion>> + '_ {
    floors
        .iter()
        .filter(|floor| !matches!(floor.switch, Switch::Feature(_)))
        .map(|floor| Fact::new(floor.version, floor.place.clone()))
}

fn abi3(layer: &Layer, project: &Project, oldest: PythonVersion) -> Vec<Fact<PythonVersion>> {
    match &layer.matrix.abi3 {
        Some(Fact { value: AbiFloors::Off, .. }) => Vec::new(),
        Some(Fact { value: AbiFloors::From(floors), place }) => {
            floors.iter().map(|floor| Fact::new(*floor, place.clone())).collect()
        }
        None => {
            let found: Vec<_> = stated(&project.limited_api.abi3).collect();
            match &project.limited_api.unversioned {
                Some(place) if found.is_empty() => {
                    let supported = (oldest.minor..=u8::MAX)
                        .map(|minor| PythonVersion::new(oldest.major, minor))
                        .find(|version| {
                            project.requires_python.as_ref().is_none_or(|it| it.allows(*version))
                        });
                    vec![Fact::new(supported.unwrap_or(oldest), place.clone())]
                }
                _ => found,
            }
        }
    }
}

fn abi3t(layer: &Layer, project: &Project) -> Option<Fact<PythonVersion>> {
    match &layer.matrix.abi3t {
        Some(Fact { value: OneFloor::Off, .. }) => None,
        Some(Fact { value: OneFloor::From(floor), place }) => {
            Some(Fact::new(*floor, place.clone()))
        }
        None => stated(&project.limited_api.abi3t).next(),
    }
}

fn enable(layer: &Layer, project: &Project) -> Vec<EnableGroup> {
    let mut groups = or(layer.matrix.enable.as_ref(), || {
        let selections = BuildOs::ALL.iter().map(|os| project.cibuildwheel.selection(*os));
        selections.flat_map(|it| it.enable).map(|fact| fact.value).collect()
    });
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The setting that switches on each stable ABI for which the crate has a feature.
fn switches(project: &Project) -> BTreeMap<Lane, Label> {
    let api = &project.limited_api;
    let abi3 = api.abi3.iter().map(|floor| (Lane::Abi3(floor.version), &floor.switch));
    let abi3t = api.abi3t.iter().map(|floor| (Lane::Abi3t(floor.version), &floor.switch));
    abi3.chain(abi3t)
        .filter_map(|(lane, switch)| match switch {
            Switch::Feature(feature) => {
                Some((lane, Label::known(format!("build-args=--features={feature}"))))
            }
            Switch::Always | Switch::Cibuildwheel(_) => None,
        })
        .collect()
}
