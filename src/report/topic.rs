//! What a build identifier or a tag is, without a project.

use std::collections::BTreeSet;

use crate::{
    installer::Supported,
    model::{
        AbiTag, BuildPlatform, FileName, Implementation, Interpreter, Platform, PlatformTag,
        Provider, PythonTag, TagSet, Target,
    },
    tables::{Identifier, Identifiers, Runners},
};

/// One line of a page: what, and the answer.
pub type Line = (&'static str, String);

/// What cibuildwheel builds for an identifier, how far its wheels reach, and on which machine.
pub fn identifier(row: &Identifier, identifiers: &Identifiers, runners: &Runners) -> Vec<Line> {
    let id = row.id;
    let threads = if id.threaded { ", free-threaded (PEP 703)" } else { "" };
    let interpreter = match id.implementation {
        Implementation::CPython => format!("CPython {}{threads}", id.python),
        Implementation::PyPy => format!("PyPy for Python {}", id.python),
        Implementation::GraalPy => format!("GraalPy for Python {}", id.python),
    };
    let group = row.enable.map_or_else(
        || format!("by cibuildwheel {}", identifiers.cibuildwheel),
        |group| {
            format!("by cibuildwheel {} where `enable` has `{group}`", identifiers.cibuildwheel)
        },
    );
    let mut out = vec![
        ("interpreter", interpreter),
        ("platform", build_platform(id.platform)),
        ("built", group),
    ];
    if let Some(floor) = identifiers.floor(id) {
        let interpreter = row.interpreter();
        let abi = interpreter.abi_tags(false).into_iter().next();
        let abi = abi.map_or_else(String::new, |abi| abi.to_string());
        out.push(("wheel", format!("{}-{abi}-{floor}", interpreter.python_tag())));
        out.push(("reaches", platform(&floor.newest_tag())));
    }
    let native = identifiers.platform(id.platform).and_then(|row| row.native_from);
    out.extend(native.map(|from| ("native", format!("there are interpreters from {from} on"))));
    let runner = match runners.default_for(Provider::Github, id.platform) {
        Some(row) if row.qemu => format!("{}, emulated with QEMU", row.runner),
        Some(row) => row.runner.clone(),
        None => "none is hosted".to_owned(),
    };
    out.push(("runner", runner));
    out
}

/// What each part of a compressed tag set means, and who installs such a wheel.
pub fn tags(set: &TagSet, identifiers: &Identifiers) -> Vec<Line> {
    let pythons = set.pythons.iter().map(|tag| ("python", format!("{tag}: {}", python(tag))));
    let abis = set.abis.iter().map(|tag| ("abi", format!("{tag}: {}", abi(tag))));
    let platforms =
        set.platforms.iter().map(|tag| ("platform", format!("{tag}: {}", platform(tag))));
    let mut out: Vec<Line> = pythons.chain(abis).chain(platforms).collect();
    let who = installers(set, identifiers);
    let who = if who.is_empty() {
        "no interpreter that cibuildwheel builds for".to_owned()
    } else {
        who.join(" ")
    };
    out.push(("installed by", who));
    out
}

/// The interpreters that accept a wheel with these tags on its own platforms.
fn installers(set: &TagSet, identifiers: &Identifiers) -> Vec<String> {
    let Ok(FileName::Wheel(wheel)) = format!("x-1-{set}.whl").parse() else { return Vec::new() };
    let anywhere = identifiers.platform.iter().filter_map(|row| Some(row.floor.first()?.tag));
    let systems: Vec<Platform> = if set.platforms.contains(&PlatformTag::Any) {
        anywhere.collect()
    } else {
        let own = set.platforms.iter().filter_map(Platform::oldest);
        own.flat_map(Platform::machines).collect()
    };
    let interpreters: BTreeSet<Interpreter> =
        identifiers.identifier.iter().map(Identifier::interpreter).collect();
    let accepts = |interpreter: &Interpreter| {
        systems.iter().any(|platform| {
            let target = Target { interpreter: *interpreter, platform: *platform };
            Supported::of(&target).rank(&wheel).is_some()
        })
    };
    interpreters.iter().filter(|it| accepts(it)).map(ToString::to_string).collect()
}

fn python(tag: &PythonTag) -> String {
    let Some((prefix, major, minor)) = tag.parts() else {
        return "no python tag that relkit knows".to_owned();
    };
    let name = match prefix {
        "py" => "any implementation of Python",
        "cp" => "CPython",
        "pp" => "PyPy for Python",
        "graalpy" => "GraalPy for Python",
        "jy" => "Jython",
        _ => "IronPython",
    };
    match minor {
        None => format!("{name} {major}"),
        Some(minor) => {
            format!("{name} {major}.{minor}, and later ones where the ABI is stable or none")
        }
    }
}

fn abi(tag: &AbiTag) -> String {
    match tag {
        AbiTag::None => "no extension modules".to_owned(),
        AbiTag::Abi3 => "the stable ABI of builds with the GIL (PEP 384)".to_owned(),
        AbiTag::Abi3t => "the stable ABI of free-threaded builds (PEP 803)".to_owned(),
        AbiTag::CPython { version, flags } => {
            let threads = if flags.threaded { ", free-threaded" } else { "" };
            let debug = if flags.debug { ", debug build" } else { "" };
            format!("CPython {version} alone{threads}{debug}")
        }
        AbiTag::PyPy { version, abi } => format!("PyPy for Python {version} with ABI {abi}"),
        AbiTag::GraalPy { version, release } => {
            format!("release {release} of GraalPy for Python {version}")
        }
        AbiTag::Unknown(_) => "no ABI tag that relkit knows".to_owned(),
    }
}

fn platform(tag: &PlatformTag) -> String {
    match tag {
        PlatformTag::Any => "every system".to_owned(),
        PlatformTag::Linux(arch) => {
            format!("Linux on {arch} without a promise: indexes refuse it")
        }
        PlatformTag::Manylinux1(arch) => glibc(2, 5, arch),
        PlatformTag::Manylinux2010(arch) => glibc(2, 12, arch),
        PlatformTag::Manylinux2014(arch) => glibc(2, 17, arch),
        PlatformTag::Manylinux { major, minor, arch } => glibc(*major, *minor, arch),
        PlatformTag::Musllinux { major, minor, arch } => {
            format!("Linux on {arch} with musl {major}.{minor} or newer (PEP 656)")
        }
        PlatformTag::Macos { major, minor, arch } => {
            format!("macOS {major}.{minor} or newer on {arch}")
        }
        PlatformTag::Windows(arch) => format!("Windows ({arch})"),
        PlatformTag::Ios { major, minor, multiarch } => {
            format!("iOS {major}.{minor} or newer, {multiarch} (PEP 730)")
        }
        PlatformTag::Android { api, abi } => {
            format!("Android with API level {api} or newer, {abi} (PEP 738)")
        }
        PlatformTag::Pyemscripten { year, patch } => {
            format!("Pyodide's platform {year}.{patch} (PEP 783)")
        }
        PlatformTag::Unknown(_) => "no platform tag that relkit knows".to_owned(),
    }
}

fn glibc(major: u16, minor: u16, arch: &dyn std::fmt::Display) -> String {
    format!("Linux on {arch} with glibc {major}.{minor} or newer (PEP 600)")
}

fn build_platform(platform: BuildPlatform) -> String {
    format!(
        "{platform}, cibuildwheel's --platform {} with CIBW_ARCHS={}",
        platform.os(),
        platform.cibw_arch()
    )
}
