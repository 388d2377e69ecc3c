//! Layer and project -> Config: what is written first, what the project says next, defaults last.

use std::collections::BTreeMap;

use super::{
    AbiFloors, Builder, CheckConfig, Config, Emulated, Label, Lane, Layer, MatrixConfig, Minutes,
    OneFloor, PullRequest, Shard, TestConfig, Variant, VariantLayer, VariantName,
};
use crate::{
    model::{BuildOs, BuildPlatform, PythonVersion, SupportPolicy, SystemVersion},
    project::{Fact, Floor, Project, Switch, cibuildwheel::Selector},
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
            file_limit: matrix.file_limit.as_ref().map(|fact| fact.value),
            dropped: Vec::new(),
            added: Vec::new(),
            runners: or(matrix.runners.as_ref(), BTreeMap::new),
            file: matrix.file.as_ref().map(|fact| fact.value.clone()),
            skip: selector(matrix.skip.as_ref()),
            untested: selector(matrix.untested.as_ref()),
            unpicked: selector(matrix.unpicked.as_ref()),
            systems: systems(layer),
            variants: variants(layer),
            shard: or(matrix.shard.as_ref(), || Shard::Auto),
            builder: matrix
                .builder
                .clone()
                .unwrap_or_else(|| Fact::new(Builder::Cibuildwheel, project.backend.place.clone())),
            pull_request: or(matrix.pull_request.as_ref(), || PullRequest::Subset),
            label: or(matrix.label.as_ref(), || Label::known("build wheels")),
            paths: or(matrix.paths.as_ref(), Vec::new),
            nightly: matrix.nightly.as_ref().map(|fact| fact.value.clone()),
            smoke: smoke(layer),
            test: test(layer),
        }
    }
}

/// Patterns in a list, with the place of the key.
fn selector(given: Option<&Fact<Vec<Label>>>) -> Selector {
    let text = |fact: &Fact<Vec<Label>>| {
        fact.value.iter().map(Label::as_str).collect::<Vec<_>>().join(" ")
    };
    match given {
        Some(fact) => Selector::new(&text(fact), Some(fact.place.clone())),
        None => Selector::new("", None),
    }
}

fn systems(layer: &Layer) -> BTreeMap<BuildPlatform, Fact<SystemVersion>> {
    let given = layer.matrix.systems.iter();
    given
        .flat_map(|fact| {
            fact.value.iter().map(|(key, it)| (*key, Fact::new(*it, fact.place.clone())))
        })
        .collect()
}

fn variants(layer: &Layer) -> Vec<Variant> {
    let variant = |(name, fact): (&VariantName, &Fact<VariantLayer>)| {
        let text = |label: &Option<Fact<Label>>| {
            label.as_ref().map_or_else(String::new, |fact| fact.value.to_string())
        };
        Some(Variant {
            name: name.clone(),
            place: fact.place.clone(),
            platforms: fact.value.platforms.as_ref()?.value.clone(),
            system: fact.value.system.as_ref()?.value,
            skip: fact.value.skip.as_ref().map(|skip| selector(Some(skip))),
            environment: text(&fact.value.environment),
            config_settings: text(&fact.value.config_settings),
        })
    };
    layer.variants.iter().filter_map(variant).collect()
}

/// The command, where the jobs that need it are asked for.
fn smoke(layer: &Layer) -> Option<Label> {
    let asked = or(layer.matrix.smoke.as_ref(), || false);
    layer.matrix.smoke_install.as_ref().filter(|_| asked).map(|fact| fact.value.clone())
}

fn test(layer: &Layer) -> TestConfig {
    let test = &layer.test;
    let says = test.stub_says.as_ref().map(|fact| fact.value.clone());
    TestConfig {
        plugins: test.plugins.as_ref().map(|fact| fact.value.clone()),
        emulated: or(test.emulated.as_ref(), || Emulated::Import),
        gil: or(test.gil.as_ref(), || true),
        leak: test.leak.clone(),
        leak_on: test.leak_on.clone(),
        stub: test.stub_python.clone().zip(says),
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

/// The setting that switches on each stable ABI for which the crate, or its PyO3, has a feature.
fn switches(project: &Project) -> BTreeMap<Lane, Label> {
    let mut out = asked_of_bindings(project);
    out.extend(own_switches(project));
    out
}

/// Stable ABIs that relkit is told to plan and that no line of the crate mentions: PyO3 is asked.
fn asked_of_bindings(project: &Project) -> BTreeMap<Lane, Label> {
    let api = &project.limited_api;
    let Some(bindings) = &api.bindings else { return BTreeMap::new() };
    let matrix = &project.layer.matrix;
    let abi3 = match &matrix.abi3 {
        Some(Fact { value: AbiFloors::From(floors), .. })
            if api.abi3.is_empty() && api.unversioned.is_none() =>
        {
            floors.as_slice()
        }
        _ => &[],
    };
    let abi3t = match &matrix.abi3t {
        Some(Fact { value: OneFloor::From(floor), .. }) if api.abi3t.is_empty() => Some(*floor),
        _ => None,
    };
    let lanes = abi3.iter().map(|floor| Lane::Abi3(*floor)).chain(abi3t.map(Lane::Abi3t));
    lanes
        .map(|lane| (lane, Label::known(format!("build-args=--features={bindings}/{lane}"))))
        .collect()
}

fn own_switches(project: &Project) -> BTreeMap<Lane, Label> {
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
