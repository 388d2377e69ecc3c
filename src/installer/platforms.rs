//! The platform tags of a system, newest first.

use crate::model::{AndroidAbi, IosMultiarch, LinuxArch, MacArch, Platform, PlatformTag};

/// Every platform tag that an interpreter on this system accepts, best first, without `any`.
///
/// Rules: PEP 600 (manylinux, with the legacy names beside their versions), PEP 656 (musllinux),
/// packaging's `mac_platforms`, PEP 730 (iOS), PEP 738 (Android), PEP 783 (Pyodide; the
/// `emscripten_*` tag of one compiler version, which packaging adds, is left out because a target
/// does not name the compiler).
pub fn platform_tags(platform: Platform) -> Vec<PlatformTag> {
    match platform {
        Platform::Glibc { version, arch } => linux(arch, |arch| manylinux(version, arch)),
        Platform::Musl { version, arch } => linux(arch, |arch| musllinux(version, arch)),
        Platform::Macos { version, arch } => macos(version, arch),
        Platform::Windows(arch) => vec![PlatformTag::Windows(arch)],
        Platform::Ios { version, multiarch } => ios(version, multiarch),
        Platform::Android { api, abi } => android(api, abi),
        Platform::Pyemscripten { version: (year, patch) } => {
            vec![PlatformTag::Pyemscripten { year, patch }]
        }
    }
}

/// The native tags first (packaging 26.3), then those of the libc for each architecture.
fn linux(arch: LinuxArch, libc: impl Fn(LinuxArch) -> Vec<PlatformTag>) -> Vec<PlatformTag> {
    let archs: &[LinuxArch] = match arch {
        LinuxArch::Armv8l => &[LinuxArch::Armv8l, LinuxArch::Armv7l],
        _ => &[arch],
    };
    let native = archs.iter().map(|arch| PlatformTag::Linux(*arch));
    native.chain(archs.iter().flat_map(|arch| libc(*arch))).collect()
}

fn manylinux(newest: (u16, u16), arch: LinuxArch) -> Vec<PlatformTag> {
    /// glibc 2 has had no release beyond this; packaging assumes the same bound.
    const LAST_MINOR: u16 = 50;
    let oldest_minor = match arch {
        LinuxArch::X86_64 | LinuxArch::I686 => 5,
        // packaging knows no manylinux ABI for it.
        LinuxArch::Armv6l => return Vec::new(),
        _ => 17,
    };
    let mut out = Vec::new();
    for major in (2..=newest.0).rev() {
        let last = if major == newest.0 { newest.1 } else { LAST_MINOR };
        let first = if major == 2 { oldest_minor } else { 0 };
        for minor in (first..=last).rev() {
            out.push(PlatformTag::Manylinux { major, minor, arch });
            match (major, minor) {
                (2, 17) => out.push(PlatformTag::Manylinux2014(arch)),
                (2, 12) => out.push(PlatformTag::Manylinux2010(arch)),
                (2, 5) => out.push(PlatformTag::Manylinux1(arch)),
                _ => {}
            }
        }
    }
    out
}

fn musllinux((major, newest): (u16, u16), arch: LinuxArch) -> Vec<PlatformTag> {
    (0..=newest).rev().map(|minor| PlatformTag::Musllinux { major, minor, arch }).collect()
}

fn macos((major, minor): (u16, u16), arch: MacArch) -> Vec<PlatformTag> {
    let mut out = Vec::new();
    let mut add = |major, minor, formats: &[MacArch]| {
        out.extend(formats.iter().map(|arch| PlatformTag::Macos { major, minor, arch: *arch }));
    };
    if major == 10 {
        for minor in (0..=minor).rev() {
            add(10, minor, &mac_formats((10, minor), arch));
        }
    } else if major >= 11 {
        // From 11 on the major number counts the yearly releases.
        for major in (11..=major).rev() {
            add(major, 0, &mac_formats((major, 0), arch));
        }
        for minor in (4..=16).rev() {
            // Nothing ran on arm64 before 11.0, but the Intel half of a universal2 file did.
            match arch {
                MacArch::X86_64 => add(10, minor, &mac_formats((10, minor), arch)),
                _ => add(10, minor, &[MacArch::Universal2]),
            }
        }
    }
    out
}

/// The formats that hold code for `arch`, as macOS `version` loads them.
fn mac_formats(version: (u16, u16), arch: MacArch) -> Vec<MacArch> {
    let mut out = vec![arch];
    match arch {
        MacArch::X86_64 | MacArch::I386 if version < (10, 4) => return Vec::new(),
        MacArch::X86_64 => out.extend([MacArch::Intel, MacArch::Fat64, MacArch::Fat3]),
        MacArch::I386 => out.extend([MacArch::Intel, MacArch::Fat3, MacArch::Fat]),
        MacArch::Ppc64 if !((10, 4)..=(10, 5)).contains(&version) => return Vec::new(),
        MacArch::Ppc64 => out.push(MacArch::Fat64),
        MacArch::Ppc if version > (10, 6) => return Vec::new(),
        MacArch::Ppc => out.extend([MacArch::Fat3, MacArch::Fat]),
        _ => {}
    }
    if matches!(arch, MacArch::Arm64 | MacArch::X86_64) {
        out.push(MacArch::Universal2);
    }
    let universal = [MacArch::X86_64, MacArch::I386, MacArch::Ppc64, MacArch::Ppc, MacArch::Intel];
    if universal.contains(&arch) {
        out.push(MacArch::Universal);
    }
    out
}

fn ios((major, minor): (u16, u16), multiarch: IosMultiarch) -> Vec<PlatformTag> {
    /// The first version that CPython could run on.
    const OLDEST: u16 = 12;
    /// No version had a higher minor number than 8; packaging assumes the same bound.
    const LAST_MINOR: u16 = 9;
    if major < OLDEST {
        return Vec::new();
    }
    let own = (0..=minor).rev().map(move |minor| (major, minor));
    let older =
        (OLDEST..major).rev().flat_map(|major| (0..=LAST_MINOR).rev().map(move |m| (major, m)));
    own.chain(older).map(|(major, minor)| PlatformTag::Ios { major, minor, multiarch }).collect()
}

fn android(api: u16, abi: AndroidAbi) -> Vec<PlatformTag> {
    /// The first API level that CPython could run on.
    const OLDEST: u16 = 16;
    (OLDEST..=api).rev().map(|api| PlatformTag::Android { api, abi }).collect()
}
