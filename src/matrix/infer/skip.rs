//! What a release leaves out, in few patterns.

use std::collections::BTreeSet;

use super::{
    Build, Builds, Inferred, InferredVariant, Known, Unexplained, World, globs, interfaces,
};
use crate::{
    installer::{Choice, ReleaseFile, Supported},
    matrix::{files::shared_name, origin::Interface},
    model::{
        AbiTag, BuildPlatform, FileName, Platform, PlatformTag, PythonTag, TagSet, Target,
        WindowsArch,
    },
    project::{
        cibuildwheel::Selector,
        config::{Lane, WheelChoice},
    },
    tables::Identifier,
};

/// Names that a build has and has not: identifiers, and shared wheels as `skip` spells them.
#[derive(Default)]
struct Names {
    out: BTreeSet<String>,
    kept: BTreeSet<String>,
}

/// Fills `skip` and the variants in.
pub(super) fn fill(
    builds: &[(BuildPlatform, Builds, Vec<&Known<'_>>)],
    world: &World<'_>,
    out: &mut Inferred,
) {
    let mut base = Names::default();
    for (platform, found, wheels) in builds {
        compare(*platform, &found.base, wheels, world, &mut base, out);
    }
    out.skip = globs::cover(&base.out, &base.kept);
    let systems: BTreeSet<_> = builds
        .iter()
        .flat_map(|(_, found, _)| &found.variants)
        .filter_map(|it| it.system)
        .collect();
    for system in systems {
        let mut names = Names::default();
        let mut platforms = Vec::new();
        for (platform, found, wheels) in builds {
            for build in found.variants.iter().filter(|it| it.system == Some(system)) {
                platforms.push(*platform);
                compare(*platform, build, wheels, world, &mut names, out);
            }
        }
        let inherited = Selector::new(&out.skip.join(" "), None);
        let same = names.out.iter().all(|name| inherited.matches(name))
            && !names.kept.iter().any(|name| inherited.matches(name));
        let skip = (!same).then(|| globs::cover(&names.out, &names.kept));
        let name = system.to_string();
        out.variants.push(InferredVariant { name, platforms, system, skip });
    }
}

/// Sorts the names of one build: what the release has, and what the plan would have beside it.
fn compare(
    platform: BuildPlatform,
    build: &Build,
    wheels: &[&Known<'_>],
    world: &World<'_>,
    names: &mut Names,
    out: &mut Inferred,
) {
    let universe = world.universe(out);
    let floor = |row: &Identifier| world.floor(row.id);
    let present = interfaces(build, wheels);
    let rows: Vec<&&Identifier> =
        universe.iter().filter(|row| row.id.platform == platform).collect();
    if out.kind == WheelChoice::AnyPython {
        for row in rows {
            // Each Pyodide is a platform of its own.
            let served = platform != BuildPlatform::Pyodide
                || build.wheels.iter().any(|at| Some(wheels[*at].origin.version) == floor(row));
            let side = if served { &mut names.kept } else { &mut names.out };
            side.insert(row.id.to_string());
        }
        return;
    }
    let has = |lane: &Lane| present.contains(&Interface::Shared(*lane));
    let mut lanes: Vec<Lane> = out.abi3.iter().copied().map(Lane::Abi3).collect();
    lanes.extend(out.abi3t.map(Lane::Abi3t));
    // From the newest floor down: an older one comes to be chosen where a newer one is left out.
    for lane in lanes.clone().into_iter().rev() {
        let name = shared_name(lane, platform);
        if has(&lane) {
            names.kept.insert(name);
        } else if rows.iter().any(|row| serving(row, &lanes) == Some(lane)) {
            lanes.retain(|other| *other != lane);
            names.out.insert(name);
        }
    }
    // Each Pyodide is a platform of its own.
    let here = |row: &Identifier, lane: Lane| {
        platform != BuildPlatform::Pyodide
            || build.wheels.iter().map(|at| &wheels[*at].origin).any(|origin| {
                origin.interface == Interface::Shared(lane) && Some(origin.version) == floor(row)
            })
    };
    for row in &rows {
        let own = present.contains(&Interface::Own(row.id));
        let name = row.id.to_string();
        match (serving(row, &lanes).filter(|lane| here(row, *lane)), own) {
            (None, false) => names.out.insert(name),
            (Some(lane), true) => {
                let file = build.wheels.iter().map(|at| wheels[*at]);
                let file = file.filter(|it| it.origin.interface == Interface::Own(row.id));
                let why = format!("its users have the {lane} wheel, which the plan tests there");
                let odd =
                    |it: &Known<'_>| Unexplained { file: it.name.to_string(), why: why.clone() };
                out.unexplained.extend(file.map(odd));
                names.kept.insert(name)
            }
            _ => names.kept.insert(name),
        };
    }
    for lane in present.iter().filter_map(|it| match it {
        Interface::Shared(lane) => Some(*lane),
        Interface::Own(_) => None,
    }) {
        if rows.iter().any(|row| serving(row, &lanes) == Some(lane)) {
            continue;
        }
        let file = build.wheels.iter().map(|at| wheels[*at]);
        let file = file.filter(|it| it.origin.interface == Interface::Shared(lane));
        let why = "no Python that cibuildwheel builds for installs it".to_owned();
        out.unexplained
            .extend(file.map(|it| Unexplained { file: it.name.to_string(), why: why.clone() }));
    }
}

/// The shared wheel that the users of an identifier install, of those with these floors.
fn serving(row: &Identifier, lanes: &[Lane]) -> Option<Lane> {
    // The platform is the same for all: any will do.
    let platform = PlatformTag::Windows(WindowsArch::Amd64);
    let file = |lane: &Lane| {
        let (floor, abis) = match lane {
            Lane::Abi3(floor) => (floor, vec![AbiTag::Abi3]),
            Lane::Abi3t(floor) => (floor, vec![AbiTag::Abi3, AbiTag::Abi3t]),
            Lane::PerVersion | Lane::FreeThreaded | Lane::AnyPython => return None,
        };
        let python = PythonTag::CPython { major: floor.major, minor: Some(floor.minor) };
        let tags = TagSet { pythons: vec![python], abis, platforms: vec![platform.clone()] };
        let name = format!("x-1-{tags}.whl").parse().ok()?;
        Some((*lane, ReleaseFile::new(FileName::Wheel(name))))
    };
    let (lanes, files): (Vec<Lane>, Vec<ReleaseFile>) = lanes.iter().filter_map(file).unzip();
    let target =
        Target { interpreter: row.interpreter(), platform: Platform::Windows(WindowsArch::Amd64) };
    match Supported::of(&target).choose(&files) {
        Choice::Wheel(at) => lanes.get(at).copied(),
        _ => None,
    }
}
