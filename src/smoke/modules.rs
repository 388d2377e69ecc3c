//! What a wheel brings that can be imported.

use std::collections::BTreeSet;

use super::Said;
use crate::{
    dist::{
        Member, Wheel,
        binary::{Binary, ElfKind, Gil, MachKind},
    },
    model::Platform,
};

/// The modules of a wheel.
#[derive(Debug, Default)]
pub(super) struct Modules {
    /// Packages and modules that are in no package of the wheel, sorted
    pub(super) top: Vec<String>,
    /// Extension modules that the interpreter loads, with what they declare of the GIL; sorted
    pub(super) extensions: Vec<(String, Gil)>,
    /// Extension modules whose names end as no module of this interpreter does
    pub(super) foreign: Vec<String>,
    /// Where shared libraries for this platform lie in `site-packages`, sorted
    pub(super) libraries: Vec<String>,
}

impl Modules {
    /// Those of a wheel, as the interpreter sees them.
    pub(super) fn of(wheel: &Wheel, said: &Said, platform: Option<Platform>) -> Self {
        let packages: BTreeSet<&str> = wheel
            .files()
            .filter_map(|member| installed(&member.name)?.strip_suffix("/__init__.py"))
            .collect();
        let in_package = |path: &str| {
            let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
            folders.any(|folder| packages.contains(folder))
        };
        let mut top = BTreeSet::new();
        for package in &packages {
            if !in_package(package) {
                top.extend(dotted(package));
            }
        }
        let mut modules = Self::default();
        for member in wheel.files() {
            let Some(path) = installed(&member.name) else { continue };
            if let Some(stem) = path.strip_suffix(".py")
                && !stem.contains('/')
                && stem != "__init__"
            {
                top.extend(dotted(stem));
            }
            let Some((name, gil)) = extension(member, path, said) else {
                if is_library(member, platform) {
                    modules.libraries.push(path.to_owned());
                }
                continue;
            };
            if loads(said, member.file_name()) {
                // Outside of every package it is reached by no other import.
                modules.extensions.push((name, gil));
            } else {
                modules.foreign.push(path.to_owned());
            }
        }
        modules.extensions.sort_by(|(a, _), (b, _)| a.cmp(b));
        modules.extensions.dedup_by(|(a, _), (b, _)| a == b);
        modules.libraries.sort();
        modules.top = top.into_iter().collect();
        modules
    }

    /// All names: packages first, so that their own errors are told as theirs.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = self.top.clone();
        let more = self.extensions.iter().map(|(name, _)| name);
        names.extend(more.filter(|name| !self.top.contains(name)).cloned());
        names
    }

    /// Those whose functions are meant for users: what lies at the top, and extension modules that no
    /// underscore calls private. Ex) `lxml`, `lxml.etree`
    pub(super) fn public(&self) -> Vec<String> {
        let is_private = |name: &str| name.split('.').any(|part| part.starts_with('_'));
        let names = self.names().into_iter();
        names.filter(|name| self.top.contains(name) || !is_private(name)).collect()
    }
}

/// Whether a wheel brings a module or package of this name at its top.
pub fn brings(wheel: &Wheel, package: &str) -> bool {
    let mut paths = wheel.files().filter_map(|member| installed(&member.name));
    paths.any(|path| path.split(['/', '.']).next() == Some(package))
}

/// Where a member lies in `site-packages`; `None` for metadata and for what goes elsewhere.
///
/// Rule: [binary distribution format](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#the-data-directory)
fn installed(name: &str) -> Option<&str> {
    let (first, rest) = name.split_once('/').unwrap_or((name, ""));
    if first.ends_with(".dist-info") {
        return None;
    }
    if first.ends_with(".data") {
        return rest.strip_prefix("purelib/").or_else(|| rest.strip_prefix("platlib/"));
    }
    Some(name)
}

/// The dotted name of an extension module, and what it declares of the GIL.
fn extension(member: &Member, path: &str, said: &Said) -> Option<(String, Gil)> {
    if !member.is_python_extension() {
        return None;
    }
    let binary: &Binary = member.binary.as_deref()?;
    let python = binary.python();
    let gil = python.into_iter().map(|(_, python)| &python.gil);
    let gil = gil.into_iter().find(|gil| **gil != Gil::NoModule).cloned().unwrap_or_default();
    // A plain `.so` that exports no module is a library for ctypes; under the name of a module it is a
    // module that does not import. What Python 2 looks for is not among these exports.
    let plain = path.ends_with(&format!("{}.so", member.module()));
    if gil == Gil::NoModule && plain && !said.is_old() {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let stem = if folder.is_empty() {
        member.module().to_owned()
    } else {
        format!("{folder}/{}", member.module())
    };
    Some((dotted(&stem)?, gil))
}

/// Whether a member is a shared library by name and content, and for this platform: wheels carry
/// those of others too, as data.
fn is_library(member: &Member, platform: Option<Platform>) -> bool {
    let name = member.file_name();
    match (member.binary.as_deref(), platform) {
        (
            Some(Binary::Elf(elf)),
            Some(Platform::Glibc { arch, .. } | Platform::Musl { arch, .. }),
        ) => {
            let named = name.ends_with(".so") || name.contains(".so.");
            named && elf.kind == ElfKind::Library && elf.interpreter.is_none() && elf.is_for(arch)
        }
        (Some(Binary::MachO(slices)), Some(Platform::Macos { arch, .. })) => {
            let is_one = |kind| matches!(kind, MachKind::Dylib | MachKind::Bundle);
            slices.iter().any(|slice| is_one(slice.kind) && slice.arch == arch.as_str())
        }
        (Some(Binary::Pe(pe)), Some(Platform::Windows(arch))) => {
            pe.is_dll && !pe.is_any_cpu && pe.is_for(arch)
        }
        _ => false,
    }
}

/// The name of a path as a module, where it is one.
fn dotted(path: &str) -> Option<String> {
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    path.split('/').all(is_name).then(|| path.replace('/', "."))
}

/// Whether the interpreter loads an extension module of this file name.
///
/// Rule: `importlib.machinery.EXTENSION_SUFFIXES`: its own suffix, the stable ABIs', the bare one.
fn loads(said: &Said, file: &str) -> bool {
    let Some((_, suffix)) = file.split_once('.') else { return false };
    let own = said.extension.as_deref().unwrap_or_default().trim_start_matches('.');
    let stable = if said.free_threaded { "abi3t.so" } else { "abi3.so" };
    let both = !said.free_threaded && suffix == "abi3t.so";
    suffix == own || suffix == stable || both || suffix == "so" || suffix == "pyd"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_lie_where_installers_put_them() {
        assert_eq!(installed("demo/__init__.py"), Some("demo/__init__.py"));
        assert_eq!(installed("demo-1.data/platlib/demo/x.so"), Some("demo/x.so"));
        assert_eq!(installed("demo-1.data/scripts/run.py"), None);
        assert_eq!(installed("demo-1.dist-info/METADATA"), None);
        assert_eq!(dotted("a/b-c"), None);
        assert_eq!(dotted("a/_b"), Some("a._b".to_owned()));
    }
}
