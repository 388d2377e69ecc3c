//! Mach-O: dynamic libraries, bundles and programs of macOS and iOS.

mod fat;
mod platform;
mod slice;
mod symbols;
mod trie;

pub use platform::{ApplePlatform, AppleVersion, Build};
pub use symbols::is_interpreter;

use super::PythonSymbols;

/// One slice of a Mach-O file.
///
/// Rules: `mach-o/loader.h` and `mach-o/fat.h` of Apple's XNU.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MachO {
    /// The architecture, as `lipo` names it. Ex) `arm64`, `x86_64`, `i386`; `cpu 18/0` for others
    pub arch: String,
    /// What kind of file it is
    pub kind: MachKind,
    /// For which systems it was linked; two where it runs on macOS and on Mac Catalyst, none where
    /// the linker did not say
    pub builds: Vec<Build>,
    /// The install name of a dynamic library. Ex) `@rpath/libfoo.1.dylib`
    pub id: Option<String>,
    /// The libraries that it loads, in order
    pub loads: Vec<Load>,
    /// What `@rpath` stands for, in order. Ex) `@loader_path/.dylibs`
    pub rpaths: Vec<String>,
    /// There is a code signature, be it an ad-hoc one
    pub is_signed: bool,
    /// Why nothing but the architecture is known, or not all
    pub defect: Option<String>,
    /// What was not read, for there is more than relkit looks at
    pub unread: Vec<String>,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

/// The kind of a Mach-O file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MachKind {
    /// `MH_BUNDLE`: loaded by a program; what extension modules are
    #[default]
    Bundle,
    /// `MH_DYLIB`
    Dylib,
    /// `MH_EXECUTE`
    Program,
    /// A static library: its slices hold archives of object files
    Archive,
    /// Any other, by its number. Ex) 1 for object files, 10 for debug symbols
    Other(u32),
}

impl MachKind {
    /// Whether dyld loads it.
    pub const fn is_loaded(self) -> bool {
        matches!(self, Self::Bundle | Self::Dylib | Self::Program)
    }
}

/// A library that is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// As it is written. Ex) `@loader_path/../.dylibs/libgfortran.5.dylib`
    pub path: String,
    /// Loading goes on without it
    pub weak: bool,
    /// Its exports are this library's exports too
    pub reexport: bool,
}

/// Reads the slices of a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Vec<MachO>, String> {
    match content.first_chunk::<4>().map(|magic| u32::from_be_bytes(*magic)) {
        Some(object::macho::FAT_MAGIC) => fat::read::<object::macho::FatArch32>(content),
        Some(object::macho::FAT_MAGIC_64) => fat::read::<object::macho::FatArch64>(content),
        _ => Ok(vec![slice::read(content)?]),
    }
}

/// The name that `lipo` gives to a type and subtype of processor.
fn arch(cpu: u32, subtype: u32) -> String {
    // The highest byte holds capabilities, such as the version of pointer authentication.
    let subtype = subtype & 0x00ff_ffff;
    let name = match (cpu, subtype) {
        (0x0100_0007, 8) => "x86_64h",
        (0x0100_0007, _) => "x86_64",
        (0x0100_000c, 2) => "arm64e",
        (0x0100_000c, _) => "arm64",
        (0x0200_000c, _) => "arm64_32",
        (7, _) => "i386",
        (12, 6) => "armv6",
        (12, 9) => "armv7",
        (12, 11) => "armv7s",
        (12, 12) => "armv7k",
        (12, _) => "arm",
        (18, _) => "ppc",
        (0x0100_0012, _) => "ppc64",
        _ => return format!("cpu {cpu}/{subtype}"),
    };
    name.to_owned()
}
