//! An extension module, or a plain library, that is right for a tag set: format, machine, libc,
//! symbols and file name.

use relkit::model::{AbiTag, IosMultiarch, LinuxArch, MacArch, PlatformTag, TagSet, WindowsArch};

use super::{
    elf::Elf,
    macho::{self, MachO},
    pe::{self, Pe},
    wasm::Wasm,
    wheel::NATIVE,
};

/// A file that exports `PyInit_<module>`, or a plain library without a module where the ABI is
/// `none`.
pub(crate) fn native(tags: &str, module: &str) -> Vec<u8> {
    let set: TagSet = tags.parse().unwrap();
    if let Some(elf) = elf(&set, module) {
        return elf.build();
    }
    let none = set.abis.contains(&AbiTag::None);
    match &set.platforms[0] {
        PlatformTag::Windows(arch) => pe(&set, *arch, module).build(),
        PlatformTag::Macos { .. } | PlatformTag::Ios { .. } => {
            macho::fat_or_thin(&macho(&set, module))
        }
        PlatformTag::Pyemscripten { .. } if none => Wasm::side().export("answer").build(),
        PlatformTag::Pyemscripten { .. } => Wasm::module(module).build(),
        // A format that has no builder.
        _ => NATIVE.to_vec(),
    }
}

/// What a file exports and imports of Python.
enum Kind {
    /// A plain library: for `none`, and for abi3t, whose modules declare themselves by a table of
    /// slots that these files have not
    Library,
    /// A module that declares that it runs without the GIL
    Threaded,
    /// A module
    Module,
}

fn kind(set: &TagSet) -> Kind {
    let threaded = |abi: &AbiTag| matches!(abi, AbiTag::CPython { flags, .. } if flags.threaded);
    if set.abis.contains(&AbiTag::None) || set.abis.contains(&AbiTag::Abi3t) {
        Kind::Library
    } else if set.abis.iter().any(threaded) {
        Kind::Threaded
    } else {
        Kind::Module
    }
}

impl Kind {
    fn imports(&self) -> &'static [&'static str] {
        match self {
            Self::Library => &[],
            Self::Threaded => &["PyModule_Create2", "PyUnstable_Module_SetGIL"],
            Self::Module => &["PyLong_FromLong", "PyModuleDef_Init"],
        }
    }
}

/// The file for Windows, to be changed before it is built.
pub(crate) fn pe(set: &TagSet, arch: WindowsArch, module: &str) -> Pe {
    let machine = match arch {
        WindowsArch::Win32 => pe::I386,
        WindowsArch::Amd64 => pe::AMD64,
        WindowsArch::Arm64 => pe::ARM64,
        WindowsArch::Arm32 => 0x1c4,
        WindowsArch::Ia64 => 0x200,
    };
    let library = set.abis.iter().rev().find_map(|abi| match abi {
        AbiTag::Abi3 => Some("python3.dll".to_owned()),
        AbiTag::Abi3t => Some("python3t.dll".to_owned()),
        AbiTag::CPython { version, flags } => {
            let threaded = if flags.threaded { "t" } else { "" };
            Some(format!("python{}{threaded}.dll", version.nodot()))
        }
        AbiTag::PyPy { version, .. } => Some(format!("libpypy{version}-c.dll")),
        _ => None,
    });
    let runtime = Pe::new(machine).import("VCRUNTIME140.dll", &["memcpy"]);
    let runtime = runtime.import("KERNEL32.dll", &["GetLastError"]);
    match (library, kind(set)) {
        (Some(python), kind @ (Kind::Module | Kind::Threaded)) => {
            runtime.import(&python, kind.imports()).export(&format!("PyInit_{module}"))
        }
        _ => runtime.export("answer"),
    }
}

/// The slices for macOS and iOS, to be changed before they are built.
pub(crate) fn macho(set: &TagSet, module: &str) -> Vec<MachO> {
    let kind = kind(set);
    let slices: Vec<(&str, u32, (u16, u8))> = match set.platforms[0] {
        PlatformTag::Macos { major, minor, arch } => {
            let oldest = (major, u8::try_from(minor).unwrap());
            let on_arm = oldest.max((11, 0));
            let arches = match arch {
                MacArch::Arm64 => vec![("arm64", on_arm)],
                MacArch::Universal2 => vec![("x86_64", oldest), ("arm64", on_arm)],
                MacArch::Intel => vec![("i386", oldest), ("x86_64", oldest)],
                MacArch::I386 => vec![("i386", oldest)],
                _ => vec![("x86_64", oldest)],
            };
            arches.into_iter().map(|(arch, oldest)| (arch, macho::MACOS, oldest)).collect()
        }
        PlatformTag::Ios { major, minor, multiarch } => {
            let oldest = (major, u8::try_from(minor).unwrap());
            vec![match multiarch {
                IosMultiarch::Arm64Iphoneos => ("arm64", macho::IOS, oldest),
                IosMultiarch::Arm64Iphonesimulator => ("arm64", macho::IOS_SIMULATOR, oldest),
                IosMultiarch::X86_64Iphonesimulator => ("x86_64", macho::IOS_SIMULATOR, oldest),
            }]
        }
        _ => Vec::new(),
    };
    let slice = |(arch, platform, oldest)| match kind {
        Kind::Library => MachO::bundle(arch, platform, oldest).export("answer"),
        Kind::Module => MachO::module(arch, platform, oldest, module).import("PyLong_FromLong"),
        Kind::Threaded => {
            let bundle = MachO::bundle(arch, platform, oldest);
            let bundle = bundle.export(&format!("PyInit_{module}"));
            kind.imports().iter().fold(bundle, |bundle, symbol| bundle.import(symbol))
        }
    };
    slices.into_iter().map(slice).collect()
}

/// The same for Linux and Android, to be changed before it is built.
pub(crate) fn elf(set: &TagSet, module: &str) -> Option<Elf> {
    let platform = &set.platforms[0];
    let elf = match platform {
        PlatformTag::Android { abi, .. } => {
            use relkit::model::AndroidAbi as Abi;
            let arch = match abi {
                Abi::Arm64V8a => "aarch64",
                Abi::ArmeabiV7a => "armv7l",
                Abi::X86_64 => "x86_64",
                Abi::X86 => "i686",
            };
            Elf::new(arch).needed("libc.so").versioned("libc.so", "LIBC", "malloc")
        }
        _ => libc(Elf::new(platform.linux_arch()?.as_str()), set),
    };
    let kind = kind(set);
    if matches!(kind, Kind::Library) {
        return Some(elf.export("answer"));
    }
    let elf = kind.imports().iter().fold(elf, |elf, symbol| elf.import(symbol));
    Some(elf.export(&format!("PyInit_{module}")))
}

/// The C library that the tags promise: of several glibc versions the lowest, none at all where
/// there are both glibc and musl.
fn libc(elf: Elf, set: &TagSet) -> Elf {
    let glibc = set.platforms.iter().filter_map(PlatformTag::glibc).min();
    let musl = set.platforms.iter().find_map(|tag| match tag {
        PlatformTag::Musllinux { arch, .. } => Some(arch),
        _ => None,
    });
    match (glibc, musl) {
        (Some((major, minor)), None) => {
            let version = format!("GLIBC_{major}.{minor}");
            elf.needed("libc.so.6").versioned("libc.so.6", &version, "malloc")
        }
        (None, Some(arch)) => {
            let arch = if *arch == LinuxArch::Armv7l { "armv7" } else { arch.as_str() };
            elf.needed(&format!("libc.musl-{arch}.so.1")).import("malloc")
        }
        _ => elf,
    }
}

/// The file name of [`native`]. Ex) `_core.abi3.so`, `_core.cpython-314t-x86_64-linux-gnu.so`,
/// `_core.cp314-win_amd64.pyd`, `libcore.so`
pub(crate) fn file_name(tags: &str, module: &str) -> String {
    let set: TagSet = tags.parse().unwrap();
    let platform = &set.platforms[0];
    let windows = matches!(platform, PlatformTag::Windows(_));
    let abi = &set.abis[0];
    let ending = if windows { ".pyd" } else { ".so" };
    if set.abis.contains(&AbiTag::None) {
        let library = if windows { ".dll" } else { ".so" };
        return format!("lib{}{library}", module.trim_start_matches('_'));
    }
    let middle = match abi {
        _ if set.abis.iter().any(AbiTag::is_stable) && windows => String::new(),
        _ if set.abis.contains(&AbiTag::Abi3t) => ".abi3t".to_owned(),
        AbiTag::Abi3 => ".abi3".to_owned(),
        AbiTag::CPython { version, flags } if windows => {
            format!(".cp{}{flags}-{platform}", version.nodot())
        }
        AbiTag::CPython { version, flags } => {
            format!(".cpython-{}{flags}-{}", version.nodot(), triplet(platform))
        }
        AbiTag::PyPy { version, abi } => {
            let system = if windows { platform.to_string() } else { triplet(platform) };
            format!(".pypy{}-pp{abi}-{system}", version.nodot())
        }
        _ => String::new(),
    };
    format!("{module}{middle}{ending}")
}

/// The end of the suffix that CPython's configure gives. Ex) `x86_64-linux-gnu`, `darwin`
fn triplet(platform: &PlatformTag) -> String {
    let musl = matches!(platform, PlatformTag::Musllinux { .. });
    let cpu = |arch: LinuxArch| match arch {
        LinuxArch::I686 => "i386",
        LinuxArch::Armv7l | LinuxArch::Armv6l | LinuxArch::Armv8l => "arm",
        LinuxArch::Ppc64le => "powerpc64le",
        LinuxArch::Ppc64 => "powerpc64",
        other => other.as_str(),
    };
    match platform {
        PlatformTag::Macos { .. } => "darwin".to_owned(),
        PlatformTag::Ios { multiarch, .. } => {
            multiarch.as_str().rsplit('_').next().unwrap().to_owned()
        }
        PlatformTag::Android { abi, .. } => {
            use relkit::model::AndroidAbi as Abi;
            match abi {
                Abi::Arm64V8a => "aarch64-linux-android",
                Abi::ArmeabiV7a => "arm-linux-androideabi",
                Abi::X86_64 => "x86_64-linux-android",
                Abi::X86 => "i686-linux-android",
            }
            .to_owned()
        }
        PlatformTag::Pyemscripten { .. } => "wasm32-emscripten".to_owned(),
        PlatformTag::Windows(arch) => WindowsArch::to_string(arch),
        other => {
            let arch = other.linux_arch().unwrap_or(LinuxArch::X86_64);
            let libc = if musl { "musl" } else { "gnu" };
            let float = if cpu(arch) == "arm" { "eabihf" } else { "" };
            format!("{}-linux-{libc}{float}", cpu(arch))
        }
    }
}
