//! Who gets which file of a release.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dist::Dist,
    installer::{Choice, ReleaseFile, Supported},
    model::{
        BuildPlatform, FileName, Implementation, Interpreter, LinuxArch, MacArch, Platform,
        PlatformTag, PythonVersion, RequiresPython, Target, WheelName,
    },
    rules::{
        Context, Release,
        support::{accepts, requires},
    },
    tables::{FreeThreading, Stage},
};

/// Who gets which file, as far as it matters.
///
/// The targets follow from the files: platforms are those that a wheel was built for; a platform
/// that nobody built for is not asked about. Interpreters are those that Requires-Python allows.
#[derive(Debug, Default)]
pub struct View {
    /// What the targets get that the release must serve: living Pythons, on a system as new as the
    /// newest that a wheel asks for
    pub asked: Vec<(Target, Choice)>,
    /// Of the files, the wheels that some target could get, and none gets
    pub shadowed: Vec<usize>,
    /// What interpreters get where the release has no wheel for a platform of its own: there all
    /// platforms are alike
    pub anywhere: Vec<(Interpreter, Choice)>,
}

/// Platforms without their versions, and a version of each.
type Platforms = BTreeMap<BuildPlatform, Platform>;

impl View {
    /// Asks the targets of the files of a release.
    pub fn of(release: &Release<'_>, context: &Context<'_>) -> Self {
        Self::of_files(&files(release), context)
    }

    /// Asks the targets of files that an index lists.
    pub fn of_files(files: &[ReleaseFile], context: &Context<'_>) -> Self {
        let wheels: Vec<&WheelName> =
            files.iter().filter_map(|file| file.name.as_wheel()).collect();
        let requires = files.iter().find_map(|file| file.requires_python.as_ref());
        let mut platforms = Platforms::new();
        for (name, platform) in wheels.iter().flat_map(|wheel| oldest(wheel)) {
            let newest = platforms.entry(name).or_insert(platform);
            *newest = (*newest).max(platform);
        }
        let mut view = Self::default();
        let mut chosen = BTreeSet::new();
        for (&name, &platform) in &platforms {
            for (interpreter, asked) in interpreters(name, &wheels, requires, context) {
                if asked {
                    let target = Target { interpreter, platform };
                    let choice = Supported::of(&target).choose(files);
                    chosen.extend(choice.index());
                    view.asked.push((target, choice));
                }
            }
        }
        if platforms.is_empty() {
            for (&name, &platform) in &elsewhere() {
                for (interpreter, _) in
                    interpreters(name, &wheels, requires, context).into_iter().filter(|it| it.1)
                {
                    let target = Target { interpreter, platform };
                    view.anywhere.push((interpreter, Supported::of(&target).choose(files)));
                }
            }
        }
        let anywhere: Vec<(usize, ReleaseFile)> =
            files.iter().cloned().enumerate().filter(|(_, file)| is_for_any(file)).collect();
        let (places, generic): (Vec<usize>, Vec<ReleaseFile>) = anywhere.into_iter().unzip();
        for (index, file) in files.iter().enumerate().filter(|(index, _)| !chosen.contains(index)) {
            // That installers pass over a yanked file is meant.
            let Some(wheel) = file.name.as_wheel().filter(|_| !file.yanked) else { continue };
            let asked = |name| interpreters(name, &wheels, requires, context);
            // A wheel for `any` serves the platforms that no other wheel is for.
            let is_shadowed = match places.iter().position(|place| *place == index) {
                Some(place) => is_shadowed(place, wheel, &generic, elsewhere(), asked),
                None => is_shadowed(index, wheel, files, oldest(wheel), asked),
            };
            if is_shadowed {
                view.shadowed.push(index);
            }
        }
        view
    }
}

/// Whether some target accepts the wheel and each of them gets another file.
///
/// The oldest system that the wheel reaches is the one to ask: newer ones accept more files, and
/// what is preferred to the wheel stays preferred.
fn is_shadowed(
    index: usize,
    wheel: &WheelName,
    files: &[ReleaseFile],
    platforms: Platforms,
    interpreters: impl Fn(BuildPlatform) -> Vec<(Interpreter, bool)>,
) -> bool {
    let mut eligible = false;
    for (name, platform) in platforms {
        for (interpreter, _) in interpreters(name) {
            if !accepts(&wheel.tags, interpreter.version()) {
                continue;
            }
            let supported = Supported::of(&Target { interpreter, platform });
            if supported.choose(files).index() == Some(index) {
                return false;
            }
            eligible |= supported.rank(wheel).is_some();
        }
    }
    eligible
}

/// Whether the file is a wheel that every platform accepts.
fn is_for_any(file: &ReleaseFile) -> bool {
    file.name.as_wheel().is_some_and(|wheel| wheel.tags.platforms.contains(&PlatformTag::Any))
}

/// Some platform: which one makes no difference to wheels for `any`.
fn elsewhere() -> Platforms {
    let arch = LinuxArch::X86_64;
    let platform = Platform::Glibc { version: (2, 17), arch };
    Platforms::from([(BuildPlatform::Manylinux(arch), platform)])
}

/// The files as an index would list them, in the order of the release.
pub(super) fn files(release: &Release<'_>) -> Vec<ReleaseFile> {
    release.dists.iter().filter_map(|dist| file(dist)).collect()
}

/// The file as an index would list it.
fn file(dist: &Dist) -> Option<ReleaseFile> {
    let name = match (dist.wheel_name(), dist.sdist_name()) {
        (Some(Ok(name)), _) => FileName::Wheel(name.clone()),
        (_, Some(Ok(name))) => FileName::Sdist(name.clone()),
        _ => return None,
    };
    // Installers go by what the index says before they see the file.
    let requires_python = match &dist.stated {
        Some(stated) => stated.requires_python.as_ref().and_then(|text| text.parse().ok()),
        None => dist.metadata().and_then(requires),
    };
    let yanked = dist.stated.as_ref().is_some_and(|stated| stated.yanked.is_some());
    Some(ReleaseFile { requires_python, yanked, size: Some(dist.size), ..ReleaseFile::new(name) })
}

/// The oldest system that a wheel reaches, on each of its platforms.
fn oldest(wheel: &WheelName) -> Platforms {
    let mut found = Platforms::new();
    for (name, platform) in wheel.tags.platforms.iter().flat_map(systems) {
        let oldest = found.entry(name).or_insert(platform);
        *oldest = (*oldest).min(platform);
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
        _ => match Platform::oldest(tag) {
            Some(platform @ Platform::Glibc { arch, .. }) => {
                vec![(BuildPlatform::Manylinux(arch), platform)]
            }
            // Nothing is asked for `any` and Pyodide, whose versions go with Python.
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
    let from = context.tables.identifiers.platform(platform).and_then(|row| row.native_from);
    let allowed = |version: PythonVersion| {
        requires.is_none_or(|requires| requires.allows(version))
            && from.is_none_or(|from| version >= from)
    };
    let builds = |interpreter: Interpreter| {
        let mut rows = context.tables.identifiers.identifier.iter();
        rows.any(|row| row.id.platform == platform && row.interpreter() == interpreter)
    };
    let threaded = serves_threaded(wheels);
    let mut found = Vec::new();
    for python in &context.tables.pythons.python {
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
    for row in &context.tables.identifiers.identifier {
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
