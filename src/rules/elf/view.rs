//! What a wheel promises by its platform tags, and the ELF files that have to keep it.

use std::collections::BTreeSet;

use crate::{
    dist::{
        BinaryFormat, Member, Wheel,
        binary::{Binary, Elf},
    },
    model::{LinuxArch, PlatformTag},
    tables::{Libc, LibcVersion},
};

/// The Linux tags of one architecture, and the ELF files for it.
pub(super) struct View<'a> {
    pub(super) arch: LinuxArch,
    /// The lowest glibc of its manylinux tags
    pub(super) glibc: Option<LibcVersion>,
    /// The lowest musl of its musllinux tags
    pub(super) musl: Option<LibcVersion>,
    /// The files whose machine is that of the architecture
    pub(super) files: Vec<(&'a Member, &'a Elf)>,
    /// The file names of all ELF files: what a needed library may be
    pub(super) shipped: BTreeSet<&'a str>,
}

impl View<'_> {
    /// The C libraries that are promised, with their lowest versions.
    pub(super) fn promised(&self) -> impl Iterator<Item = (Libc, LibcVersion)> {
        let glibc = self.glibc.map(|version| (Libc::Glibc, version));
        glibc.into_iter().chain(self.musl.map(|version| (Libc::Musl, version)))
    }

    /// A tag of the architecture. Ex) `manylinux_2_17_x86_64`
    pub(super) fn tag(&self, libc: Libc, version: LibcVersion) -> String {
        let family = if libc == Libc::Glibc { "manylinux" } else { "musllinux" };
        format!("{family}_{}_{}_{}", version.0, version.1, self.arch)
    }
}

/// The ELF files of a wheel.
pub(super) fn files(wheel: &Wheel) -> impl Iterator<Item = (&Member, &Elf)> {
    wheel.binaries().filter_map(|(member, binary)| match binary {
        Binary::Elf(elf) => Some((member, &**elf)),
        _ => None,
    })
}

/// One view for each architecture of the Linux tags; none for wheels of other systems.
pub(super) fn views(wheel: &Wheel) -> Vec<View<'_>> {
    let Ok(name) = &wheel.name else { return Vec::new() };
    let archs: BTreeSet<LinuxArch> =
        name.tags.platforms.iter().filter_map(PlatformTag::linux_arch).collect();
    let shipped: BTreeSet<&str> = if archs.is_empty() {
        BTreeSet::new()
    } else {
        // Also those that could not be read.
        let elf = |member: &&Member| member.format == Some(BinaryFormat::Elf);
        wheel.files().filter(elf).map(Member::file_name).collect()
    };
    let view = |arch: LinuxArch| {
        let tags = || name.tags.platforms.iter().filter(move |tag| tag.linux_arch() == Some(arch));
        let glibc = tags().filter_map(PlatformTag::glibc).min();
        let musl = tags().filter_map(|tag| match tag {
            PlatformTag::Musllinux { major, minor, .. } => Some((*major, *minor)),
            _ => None,
        });
        View {
            arch,
            glibc: glibc.map(|(major, minor)| LibcVersion(major, minor)),
            musl: musl.min().map(|(major, minor)| LibcVersion(major, minor)),
            files: files(wheel).filter(|(_, elf)| elf.is_for(arch)).collect(),
            shipped: shipped.clone(),
        }
    };
    archs.into_iter().map(view).collect()
}

/// Whether a needed library is the dynamic loader, which every process has.
pub(super) fn is_loader(library: &str) -> bool {
    library.contains("ld-linux")
        || library.starts_with("ld-musl-")
        || matches!(library, "ld64.so.1" | "ld64.so.2")
}

/// Whether a needed library is musl: by its own name, or by that of Alpine and its likes.
/// Ex) `libc.musl-x86_64.so.1`, `libc.so`
pub(super) fn is_musl(library: &str) -> bool {
    library == "libc.so" || library.starts_with("libc.musl-") || library.starts_with("ld-musl-")
}

/// Whether a needed library is Python itself. Ex) `libpython3.12.so.1.0`, `libpython3.so`
pub(super) fn is_python(library: &str) -> bool {
    let rest = library.strip_prefix("libpython").or_else(|| library.strip_prefix("libpypy"));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        && library.contains(".so")
}

/// The C library that a file is linked with; `None` for files without one.
pub(super) fn libc(elf: &Elf) -> Option<(Libc, &str)> {
    let loader = elf.interpreter.as_deref().and_then(|path| path.rsplit('/').next());
    let needed = elf.needed.iter().map(String::as_str).chain(loader);
    let versioned = elf
        .versions
        .iter()
        .find(|need| need.versions.iter().any(|version| version.starts_with("GLIBC_")));
    let named = needed.filter_map(|library| {
        if is_musl(library) {
            Some((Libc::Musl, library))
        } else if library == "libc.so.6" || is_loader(library) {
            Some((Libc::Glibc, library))
        } else {
            None
        }
    });
    let versioned = versioned.map(|need| (Libc::Glibc, need.library.as_str()));
    named.chain(versioned).next()
}

/// Whether a file is an extension module of Python, by what it exports.
pub(super) fn is_extension(member: &Member, elf: &Elf) -> bool {
    member.is_python_extension() && elf.python.modules().next().is_some()
}
