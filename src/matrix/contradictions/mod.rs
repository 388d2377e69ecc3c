//! Settings that exclude each other: errors that name both places, before anything is planned.

mod patterns;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Exclusion, LeftOut, NativeWheels, PlanError, PlanTables, TargetRow, WheelFile, candidates,
};
use crate::{
    model::{BuildPlatform, Implementation},
    project::{
        Backend, Native, Place, Project, WheelKind,
        config::{Builder, Lane, MatrixConfig},
    },
};

/// Looks at the configuration alone. Gives warnings: patterns over what cibuildwheel had once, or
/// will have.
pub(super) fn check(
    project: &Project,
    config: &MatrixConfig,
    tables: &PlanTables,
) -> Result<Vec<String>, PlanError> {
    stub(project, config)?;
    if matches!(project.native, Native::No) {
        return Ok(Vec::new());
    }
    builder(project, config)?;
    platforms(project, config)?;
    lanes(project, config)?;
    floors(project, config, tables)?;
    patterns::check(project, config, tables)
}

/// The line of `platforms`, where it is written.
fn platforms_place(project: &Project) -> Option<Place> {
    project.layer.matrix.platforms.as_ref().map(|fact| fact.place.clone())
}

fn wrong(what: String, place: &Place, other: Option<&Place>, hint: &str) -> PlanError {
    PlanError::Contradiction {
        what,
        place: place.clone(),
        other: other.cloned(),
        hint: hint.to_owned(),
    }
}

fn stub(project: &Project, config: &MatrixConfig) -> Result<(), PlanError> {
    let Some((python, _)) = &config.test.stub else { return Ok(()) };
    let Some(requires) = candidates::requires_python(project) else { return Ok(()) };
    if !requires.value.allows(python.value) {
        return Ok(());
    }
    let what = format!(
        "stub-python {} is one that requires-python `{}` allows",
        python.value, requires.value
    );
    let hint = "name a Python that the project has dropped";
    Err(wrong(what, &python.place, Some(&requires.place), hint))
}

/// maturin builds nothing but its own projects.
fn builder(project: &Project, config: &MatrixConfig) -> Result<(), PlanError> {
    let (builder, backend) = (&config.builder, &project.backend);
    if builder.value != Builder::Maturin || backend.value == Backend::Maturin {
        return Ok(());
    }
    let what = format!("builder = \"maturin\", and the build backend is {}", backend.value);
    let hint = "cibuildwheel builds projects of every backend: take `builder` away";
    Err(wrong(what, &builder.place, Some(&backend.place), hint))
}

/// Settings for a platform that is not built.
fn platforms(project: &Project, config: &MatrixConfig) -> Result<(), PlanError> {
    let place = platforms_place(project);
    let missing = |platform: &BuildPlatform| !config.platforms.contains(platform);
    let lost = |what: String, at: &Place| {
        let hint =
            "add the platform to `platforms` of [tool.relkit.matrix], or take the setting away";
        Err(wrong(what, at, place.as_ref(), hint))
    };
    let layer = &project.layer.matrix;
    let idle = |platform: &&BuildPlatform| missing(platform);
    if let Some(runners) = &layer.runners
        && let Some(platform) = runners.value.keys().find(idle)
    {
        return lost(format!("a runner for {platform}, which is not built"), &runners.place);
    }
    if let Some(systems) = &layer.systems
        && let Some(platform) = systems.value.keys().find(idle)
    {
        return lost(format!("a system for {platform}, which is not built"), &systems.place);
    }
    for variant in &config.variants {
        if let Some(platform) = variant.platforms.iter().find(|it| missing(it)) {
            let what = format!("variant {} is for {platform}, which is not built", variant.name);
            return lost(what, &variant.place);
        }
        for platform in &variant.platforms {
            if variant.system.on(*platform).is_none() {
                return Err(PlanError::SystemElsewhere {
                    system: variant.system,
                    platform: *platform,
                    place: variant.place.clone(),
                });
            }
        }
    }
    let elsewhere = config.systems.iter().find(|(it, system)| system.value.on(**it).is_none());
    elsewhere.map_or(Ok(()), |(platform, system)| {
        Err(PlanError::SystemElsewhere {
            system: system.value,
            platform: *platform,
            place: system.place.clone(),
        })
    })
}

/// Settings for a family of wheels that there is none of.
fn lanes(project: &Project, config: &MatrixConfig) -> Result<(), PlanError> {
    let Some(written) = &project.layer.matrix.config_settings else { return Ok(()) };
    let extension = project.wheel == WheelKind::Extension;
    let matrix = &project.layer.matrix;
    for lane in written.value.keys().filter(|lane| config.config_settings.contains_key(lane)) {
        let (planned, other) = match lane {
            Lane::PerVersion => (extension, None),
            Lane::FreeThreaded => (
                extension && config.free_threaded,
                matrix.free_threaded.as_ref().map(|fact| &fact.place),
            ),
            Lane::Abi3(floor) => (
                extension && config.abi3.iter().any(|fact| fact.value == *floor),
                matrix.abi3.as_ref().map(|fact| &fact.place),
            ),
            Lane::Abi3t(floor) => (
                extension && config.abi3t.as_ref().is_some_and(|fact| fact.value == *floor),
                matrix.abi3t.as_ref().map(|fact| &fact.place),
            ),
            Lane::AnyPython => (!extension, None),
        };
        if !planned {
            let other = other.or(config.abi3.first().map(|fact| &fact.place));
            let what = format!("config-settings for {lane}, which is not planned");
            let hint = "name a family that is: per-version, free-threaded, or one of abi3 or abi3t";
            return Err(wrong(what, &written.place, other, hint));
        }
    }
    Ok(())
}

/// Floors above every Python that anything is built for.
fn floors(project: &Project, config: &MatrixConfig, tables: &PlanTables) -> Result<(), PlanError> {
    if project.wheel != WheelKind::Extension {
        return Ok(());
    }
    let requires = candidates::requires_python(project);
    let known = || {
        let rows = tables.identifiers.identifier.iter();
        rows.map(|row| row.id).filter(|id| id.implementation == Implementation::CPython)
    };
    let newest = known().map(|id| id.python).max();
    let allowed = known()
        .map(|id| id.python)
        .filter(|python| requires.as_ref().is_none_or(|it| it.value.allows(*python)))
        .max();
    let abi3 = config.abi3.iter().map(|fact| (Lane::Abi3(fact.value), fact));
    let abi3t = config.abi3t.iter().map(|fact| (Lane::Abi3t(fact.value), fact));
    for (lane, floor) in abi3.chain(abi3t) {
        let hint = "lower the floor, or take it away";
        if let Some(newest) = newest.filter(|newest| floor.value > *newest) {
            let what = format!(
                "{lane} begins above {newest}, the newest Python that cibuildwheel {} builds for",
                tables.identifiers.cibuildwheel
            );
            return Err(wrong(what, &floor.place, None, hint));
        }
        if let (Some(allowed), Some(requires)) = (allowed, &requires)
            && floor.value > allowed
        {
            let what = format!(
                "{lane} begins above {allowed}, the newest Python that requires-python `{}` allows",
                requires.value
            );
            return Err(wrong(what, &floor.place, Some(&requires.place), hint));
        }
    }
    Ok(())
}

/// No two jobs bear one name, and no two of them would upload one file.
pub(super) fn once(
    project: &Project,
    config: &MatrixConfig,
    wheels: &NativeWheels,
) -> Result<(), PlanError> {
    let variant = |file: &WheelFile| {
        let found = config.variants.iter().find(|it| Some(&it.name) == file.variant.as_ref());
        found.map(|variant| variant.place.clone())
    };
    // What is built without a variant comes from `systems`, or from `platforms`.
    let place = |file: &WheelFile| {
        variant(file)
            .or_else(|| config.systems.get(&file.platform).map(|fact| fact.place.clone()))
            .or_else(|| platforms_place(project))
            .or_else(|| file.place.clone())
    };
    let mut names: BTreeMap<&str, &WheelFile> = BTreeMap::new();
    for file in &wheels.files {
        if let Some(first) = names.insert(&file.name, file) {
            return Err(PlanError::Twice {
                what: "file",
                name: file.name.clone(),
                first: place(first),
                second: place(file),
            });
        }
    }
    let mut jobs = BTreeSet::new();
    match wheels.builds.iter().find(|job| !jobs.insert(&job.name)) {
        None => Ok(()),
        Some(job) => {
            Err(PlanError::Twice { what: "job", name: job.name.clone(), first: None, second: None })
        }
    }
}

/// Looks at what became of the settings: floors without a wheel, and exceptions for what is tested.
pub(super) fn of_targets(
    project: &Project,
    config: &MatrixConfig,
    files: &[WheelFile],
    targets: &[TargetRow],
    left_out: &[LeftOut],
) -> Result<(), PlanError> {
    if let (Some(written), WheelKind::Extension) = (&project.layer.matrix.abi3, &project.wheel) {
        let built = |lane| files.iter().any(|file| file.lane == lane);
        let idle = config.abi3.iter().map(|floor| floor.value).find(|it| !built(Lane::Abi3(*it)));
        if let Some(floor) = idle {
            let other = config.abi3t.iter().find(|fact| fact.value <= floor);
            let requires = candidates::requires_python(project);
            let other = other.map(|fact| fact.place.clone()).or(requires.map(|it| it.place));
            let what = format!(
                "no target picks an {} wheel: each gets another wheel, or is not built for",
                Lane::Abi3(floor)
            );
            let hint = "take the floor away, or choose one that an interpreter begins with";
            return Err(wrong(what, &written.place, other.as_ref(), hint));
        }
    }
    let Some(written) = &project.layer.matrix.untested else { return Ok(()) };
    // Another CI system may host a machine for what this one leaves out.
    let absent = left_out.iter().filter(|it| matches!(it.why, Exclusion::NoRunner(_)));
    let without = targets.iter().filter(|row| row.test.is_err()).map(|row| row.id);
    let untested: Vec<String> =
        without.chain(absent.map(|it| it.id)).map(|id| id.to_string()).collect();
    let Some(pattern) = config.untested.idle(&untested).next() else { return Ok(()) };
    let tested = targets.iter().any(|row| {
        crate::project::cibuildwheel::Selector::new(pattern, None).matches(&row.id.to_string())
    });
    let what = if tested { "all that it matches is tested" } else { "it matches nothing planned" };
    let what = format!("untested `{}`: {what}", pattern.escape_debug());
    let other = platforms_place(project);
    Err(wrong(what, &written.place, other.as_ref(), "take the pattern away"))
}
