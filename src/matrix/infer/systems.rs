//! Which builds of one platform a release has: the systems that they reach tell them apart.

use std::collections::BTreeSet;

use crate::{
    matrix::origin::{Interface, Origin, named},
    model::{BuildPlatform, SystemVersion},
    tables::PlatformRow,
};

/// One build of a platform: its system, `None` for cibuildwheel's choice, and its wheels as indices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Build {
    pub(super) system: Option<SystemVersion>,
    pub(super) wheels: Vec<usize>,
}

/// The builds of one platform.
#[derive(Debug, Default)]
pub(super) struct Builds {
    /// The first one
    pub(super) base: Build,
    /// Those that build the same identifiers once more
    pub(super) variants: Vec<Build>,
    /// Wheels of the base that the plan makes for another system than the release has
    pub(super) moved: Vec<usize>,
    /// Wheels that no build makes beside the others
    pub(super) odd: Vec<usize>,
}

/// Divides the wheels of one platform. `default` gives the version that a wheel carries when
/// nothing is configured.
pub(super) fn divide(
    platform: BuildPlatform,
    row: &PlatformRow,
    wheels: &[Origin],
    default: impl Fn(&Interface) -> (u16, u16),
) -> Builds {
    if platform == BuildPlatform::Pyodide {
        // Each version is a platform of its own.
        let twice = |at: &usize| wheels[..*at].contains(&wheels[*at]);
        let (odd, wheels) = (0..wheels.len()).partition(twice);
        return Builds { base: Build { system: None, wheels }, odd, ..Builds::default() };
    }
    let fits = |system: Option<(u16, u16)>, wheel: &Origin| {
        let own = default(&wheel.interface);
        let planned = match (system, platform) {
            (None, _) => own,
            (Some(said), BuildPlatform::Macos(_) | BuildPlatform::Ios(_)) => said.max(own),
            (Some(said), _) => said,
        };
        planned == wheel.version
    };
    let possible = |version: (u16, u16)| match platform {
        BuildPlatform::Macos(_) | BuildPlatform::Ios(_) => true,
        _ => named(platform, version).is_some_and(|system| row.images.contains(&system)),
    };
    let versions: BTreeSet<(u16, u16)> = wheels.iter().map(|wheel| wheel.version).collect();
    let others = versions.into_iter().filter(|version| possible(*version)).map(Some);
    let systems: Vec<Option<(u16, u16)>> = [None].into_iter().chain(others).collect();
    // The first of equals counts: cibuildwheel's choice, then the oldest system.
    let best = |among: &[Option<(u16, u16)>], left: &[usize]| {
        let count =
            |it: Option<(u16, u16)>| left.iter().filter(|at| fits(it, &wheels[**at])).count();
        let mut most: (Option<(u16, u16)>, usize) = (None, 0);
        for system in among {
            let count = count(*system);
            if count > most.1 {
                most = (*system, count);
            }
        }
        most
    };
    let mut left: Vec<usize> = (0..wheels.len()).collect();
    let twins = wheels
        .iter()
        .enumerate()
        .any(|(at, wheel)| wheels[..at].iter().any(|other| other.interface == wheel.interface));
    let (mut system, most) = best(&systems, &left);
    let count_usual = best(&[None], &left).1;
    if twins && count_usual * 2 >= most {
        system = None;
        // A system that gives all these wheels and more of them.
        let more = |other: &Option<(u16, u16)>| {
            let same = |at: &usize| !fits(None, &wheels[*at]) || fits(*other, &wheels[*at]);
            left.iter().all(same)
        };
        let wider: Vec<_> = systems.iter().copied().filter(more).collect();
        system = best(&wider, &left).0.or(system);
    }
    let spelled = |system: Option<(u16, u16)>| system.and_then(|it| named(platform, it));
    let usual = wheels.first().map(|wheel| default(&wheel.interface));
    // No image gives any of them: the nearest that serves all their systems, else the oldest.
    let nearest = || {
        let oldest = named(platform, wheels.iter().map(|wheel| wheel.version).min()?)?;
        let below = row.images.iter().filter(|image| **image <= oldest).max();
        let image = *below.or(row.images.iter().min())?;
        (usual.and_then(|it| named(platform, it)) != Some(image)).then_some(image)
    };
    let instead = if most == 0 { nearest() } else { None };
    let take = |system: Option<(u16, u16)>, left: &mut Vec<usize>, odd: &mut Vec<usize>| {
        let mut build = Build { system: spelled(system), wheels: Vec::new() };
        left.retain(|at| {
            if !fits(system, &wheels[*at]) {
                return true;
            }
            let same = |other: &usize| wheels[*other].interface == wheels[*at].interface;
            let twice = build.wheels.iter().any(same);
            if twice {
                odd.push(*at);
            } else {
                build.wheels.push(*at);
            }
            false
        });
        build
    };
    let mut out = Builds::default();
    out.base = take(system, &mut left, &mut out.odd);
    out.base.system = out.base.system.or(instead);
    let in_base = |base: &Build, at: &usize| {
        base.wheels.iter().any(|other| wheels[*other].interface == wheels[*at].interface)
    };
    while let (Some(system), _) = best(&systems[1..], &left) {
        let build = take(Some(system), &mut left, &mut out.odd);
        out.variants.push(build);
    }
    for at in left {
        let known = in_base(&out.base, &at);
        if known {
            out.odd.push(at);
        } else {
            out.base.wheels.push(at);
            out.moved.push(at);
        }
    }
    out.variants.sort_by_key(|build| build.system);
    out
}
