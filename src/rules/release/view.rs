//! Who gets which file of a release.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dist::{Contents, Dist},
    installer::{Choice, ReleaseFile, Supported},
    model::{
        BuildPlatform, FileName, Implementation, Interpreter, MacArch, Platform, PlatformTag,
        PythonVersion, RequiresPython, Target, WheelName,
    },
    rules::{Context, Release, support::requires},
    tables::{FreeThreading, Stage},
};

/// The choices of all targets that matter for the files of a release.
///
/// The targets follow from the files: platforms are those that a wheel was built for, in the oldest
/// version that the wheel reaches; a platform that nobody built for is not asked about. Interpreters
/// are those that Requires-Python allows.
#[derive(Debug, Default)]
pub struct View {
    /// What the targets get that the release must serve: living Pythons, on a system as new as the
    /// newest that a wheel asks for
    pub asked: Vec<(Target, Choice)>,
    /// Of the files, those that some target gets
    pub chosen: BTreeSet<usize>,
    /// Of the files, those that some target could get
    pub eligible: BTreeSet<usize>,
}

/// A platform without its version, and the versions of it that wheels reach.
type Platforms = BTreeMap<BuildPlatform, BTreeSet<Platform>>;

impl View {
    /// Asks all targets.
    pub fn of(release: &Release<'_>, context: &Context<'_>) -> Self {
        let files: Vec<ReleaseFile> = release.dists.iter().filter_map(|dist| file(dist)).collect();
        let wheels: Vec<&WheelName> =
            files.iter().filter_map(|file| file.name.as_wheel()).collect();
        let platforms = platforms(&wheels);
        let requires = files.iter().find_map(|file| file.requires_python.as_ref());
        let mut view = Self::default();
        for (name, versions) in &platforms {
            let newest = versions.iter().next_back().copied();
            for (interpreter, asked) in interpreters(*name, &wheels, requires, context) {
                for &platform in versions {
                    let target = Target { interpreter, platform };
                    let supported = Supported::of(&target);
                    let choice = supported.choose(&files);
                    view.chosen.extend(choice.index());
                    view.eligible.extend(eligible(&supported, &files));
                    if asked && Some(platform) == newest {
                        view.asked.push((target, choice));
                    }
                }
            }
        }
        view
    }
}

/// The file as an index would list it.
fn file(dist: &Dist) -> Option<ReleaseFile> {
    let name = match &dist.contents {
        Contents::Wheel(wheel) => FileName::Wheel(wheel.name.clone().ok()?),
        Contents::Sdist(sdist) => FileName::Sdist(sdist.name.clone().ok()?),
    };
    let requires_python = dist.metadata().and_then(requires);
    Some(ReleaseFile { requires_python, ..ReleaseFile::new(name) })
}

fn eligible(supported: &Supported, files: &[ReleaseFile]) -> Vec<usize> {
    let accepts = |file: &ReleaseFile| {
        file.name.as_wheel().is_some_and(|wheel| supported.rank(wheel).is_some())
    };
    files.iter().enumerate().filter(|(_, file)| accepts(file)).map(|(index, _)| index).collect()
}

/// The platforms that wheels were built for: per wheel the oldest version that it reaches.
fn platforms(wheels: &[&WheelName]) -> Platforms {
    let mut found = Platforms::new();
    for wheel in wheels {
        let mut oldest: BTreeMap<BuildPlatform, Platform> = BTreeMap::new();
        for (name, platform) in wheel.tags.platforms.iter().flat_map(systems) {
            let slot = oldest.entry(name).or_insert(platform);
            *slot = (*slot).min(platform);
        }
        for (name, platform) in oldest {
            found.entry(name).or_default().insert(platform);
        }
    }
    found
}

/// The oldest systems that a platform tag reaches; two for a universal one.
fn systems(tag: &PlatformTag) -> Vec<(BuildPlatform, Platform)> {
    let macos = |version: (u16, u16), arch: MacArch| {
        (BuildPlatform::Macos(arch), Platform::Macos { version, arch })
    };
    match *tag {
        PlatformTag::Macos { major, minor, arch } => {
            // There is no macOS before 11 on Apple silicon.
            let on_arm = (major, minor).max((11, 0));
            match arch {
                MacArch::Arm64 => vec![macos(on_arm, arch)],
                MacArch::X86_64 => vec![macos((major, minor), arch)],
                MacArch::Universal2 => {
                    vec![macos(on_arm, MacArch::Arm64), macos((major, minor), MacArch::X86_64)]
                }
                _ => Vec::new(),
            }
        }
        PlatformTag::Musllinux { major, minor, arch } => {
            let platform = Platform::Musl { version: (major, minor), arch };
            vec![(BuildPlatform::Musllinux(arch), platform)]
        }
        PlatformTag::Windows(arch) => vec![(BuildPlatform::Windows(arch), Platform::Windows(arch))],
        PlatformTag::Ios { major, minor, multiarch } => {
            let platform = Platform::Ios { version: (major, minor), multiarch };
            vec![(BuildPlatform::Ios(multiarch), platform)]
        }
        PlatformTag::Android { api, abi } => {
            vec![(BuildPlatform::Android(abi), Platform::Android { api, abi })]
        }
        _ => match (tag.glibc(), tag.linux_arch()) {
            (Some(version), Some(arch)) => {
                vec![(BuildPlatform::Manylinux(arch), Platform::Glibc { version, arch })]
            }
            // Nothing is asked for `any`, bare `linux_*` and Pyodide, whose versions go with Python.
            _ => Vec::new(),
        },
    }
}

/// The interpreters that can be there on a platform, and whether the release must serve each.
fn interpreters(
    platform: BuildPlatform,
    wheels: &[&WheelName],
    requires: Option<&RequiresPython>,
    context: &Context<'_>,
) -> Vec<(Interpreter, bool)> {
    let from = context.identifiers.platform(platform).and_then(|row| row.native_from);
    let allowed = |version: PythonVersion| {
        requires.is_none_or(|requires| requires.allows(version))
            && from.is_none_or(|from| version >= from)
    };
    let builds = |interpreter: Interpreter| {
        let mut rows = context.identifiers.identifier.iter();
        rows.any(|row| row.id.platform == platform && row.interpreter() == interpreter)
    };
    let threaded = serves_threaded(wheels);
    let mut found = Vec::new();
    for python in &context.pythons.python {
        let PythonVersion { major, minor } = python.version;
        if !allowed(python.version) {
            continue;
        }
        let stage = python.stage(context.as_of);
        let living = matches!(stage, Stage::Bugfix | Stage::Security);
        let gil = Interpreter::cpython(major, minor);
        found.push((gil, living && builds(gil)));
        if python.free_threaded != FreeThreading::None {
            let build = Interpreter::free_threaded(major, minor);
            let promised = python.free_threaded == FreeThreading::Supported;
            found.push((build, living && promised && threaded && builds(build)));
        }
    }
    // Other implementations are never asked about, but may be who a file is for.
    for row in &context.identifiers.identifier {
        let interpreter = row.interpreter();
        if row.id.implementation != Implementation::CPython
            && row.id.platform == platform
            && allowed(row.id.python)
            && wheels.iter().any(|wheel| wheel.tags.pythons.contains(&interpreter.python_tag()))
        {
            found.push((interpreter, false));
        }
    }
    found
}

/// Whether the release has wheels for free-threaded builds at all.
fn serves_threaded(wheels: &[&WheelName]) -> bool {
    use crate::model::AbiTag;
    wheels.iter().flat_map(|wheel| &wheel.tags.abis).any(|abi| match abi {
        AbiTag::Abi3t => true,
        AbiTag::CPython { flags, .. } => flags.threaded,
        _ => false,
    })
}
