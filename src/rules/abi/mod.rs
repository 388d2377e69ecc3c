//! ABI: what extension modules need of the interpreter, against the wheel's tags.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dist::{
        Member, Wheel,
        binary::{Binary, PythonSymbols},
    },
    model::{AbiTag, PythonTag, PythonVersion, TagSet},
};

pub(super) mod abi001_not_stable;
pub(super) mod abi002_newer_than_tag;
pub(super) mod abi003_shadows_python;
pub(super) mod abi004_abi3t_without_hook;
pub(super) mod abi005_suffix;
pub(super) mod abi006_init_missing;
pub(super) mod abi007_none_with_module;
mod suffix;

use suffix::Suffix;

/// The native files under names that Python imports, those of other formats than ELF, Mach-O and PE
/// among them.
fn extensions(wheel: &Wheel) -> impl Iterator<Item = (&Member, &Binary)> {
    wheel.binaries().filter(|(member, _)| member.is_python_extension())
}

/// The oldest version whose stable ABI the tags promise to need.
fn floor(tags: &TagSet) -> Option<PythonVersion> {
    tags.abis.iter().any(AbiTag::is_stable).then_some(())?;
    let versions = tags.pythons.iter().filter_map(|tag| match *tag {
        PythonTag::CPython { major, minor: Some(minor) } => Some(PythonVersion::new(major, minor)),
        _ => None,
    });
    versions.min()
}

/// A native file and the symbols of the C API that it imports, each with the architectures of the
/// slices that do.
struct Imports<'a> {
    member: &'a Member,
    binary: &'a Binary,
    symbols: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// The symbols of the C API that the files of a stable ABI wheel import from outside of the wheel;
/// files for one version of Python are left out, and those that import none.
fn imported(wheel: &Wheel) -> Vec<Imports<'_>> {
    let images = || wheel.binaries().flat_map(|(_, binary)| binary.python());
    let own: BTreeSet<&str> =
        images().flat_map(|(_, python)| &python.exports).map(String::as_str).collect();
    let audited = wheel.binaries().filter(|(member, _)| {
        !member.is_python_extension() || Suffix::of(member.file_name()).is_shared()
    });
    let with_symbols = |(member, binary)| {
        let mut symbols: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (arch, python) in Binary::python(binary) {
            for symbol in python.imports.iter().filter(|symbol| !own.contains(symbol.as_str())) {
                symbols.entry(symbol).or_default().extend(arch);
            }
        }
        (!symbols.is_empty()).then_some(Imports { member, binary, symbols })
    };
    audited.filter_map(with_symbols).collect()
}

/// ` (arm64)` where a symbol is not imported by every slice's reader alike.
fn in_slices(archs: &BTreeSet<&str>, binary: &Binary) -> String {
    if archs.is_empty() || archs.len() == binary.python().len() {
        return String::new();
    }
    format!(" ({})", archs.iter().copied().collect::<Vec<_>>().join(", "))
}

/// Whether it is an extension module: it exports an entry, and uses the C API.
fn is_module(python: &PythonSymbols) -> bool {
    python.modules().next().is_some() && !python.imports.is_empty()
}

/// Whether a wheel is for Python 2, where entries have names of another form.
fn has_python2(tags: &TagSet) -> bool {
    tags.pythons.iter().any(|tag| tag.parts().is_some_and(|(_, major, _)| major == 2))
}
