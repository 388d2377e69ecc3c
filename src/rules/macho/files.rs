//! The Mach-O files of a wheel as they lie when installed.

use std::collections::{BTreeSet, HashMap};

use super::{Claim, Problem, problems};
use crate::{
    dist::{
        Member, Wheel,
        binary::{Binary, MachO},
    },
    rules::Level,
};

/// A file, and what it is to the package.
pub(super) struct File<'a> {
    /// The member
    pub(super) member: &'a Member,
    /// Where it lies from the folder of packages on. Ex) `numpy/.dylibs/libgfortran.5.dylib`
    pub(super) path: &'a str,
    /// Its slices
    pub(super) slices: &'a [MachO],
    /// Python imports it
    pub(super) is_extension: bool,
    /// It is loaded as soon as Python imports a module of the wheel
    pub(super) is_loaded: bool,
}

impl File<'_> {
    /// The level of what keeps this file from being loaded: an error where importing a module needs
    /// it, else information, for it may be a plug-in that nobody loads.
    pub(super) fn level(&self) -> Level {
        if self.is_loaded { Level::Error } else { Level::Info }
    }
}

/// The Mach-O files of a wheel for one of Apple's systems.
pub(super) struct Apple<'a> {
    /// What the tags promise
    pub(super) claims: Vec<Claim>,
    /// The files, in archive order
    pub(super) files: Vec<File<'a>>,
    /// The loads that find nothing
    pub(super) problems: Vec<Problem>,
}

impl<'a> Apple<'a> {
    /// Of a wheel with a tag of macOS or iOS.
    pub(super) fn of(wheel: &'a Wheel) -> Option<Self> {
        let claims = Claim::all(&wheel.name.as_ref().ok()?.tags);
        if claims.is_empty() {
            return None;
        }
        let mut files: Vec<File<'a>> = wheel
            .binaries()
            .filter_map(|(member, binary)| match binary {
                Binary::MachO(slices) => {
                    let is_extension = member.is_python_extension() && member.name.ends_with(".so");
                    let path = installed(&member.name);
                    Some(File { member, path, slices, is_extension, is_loaded: is_extension })
                }
                _ => None,
            })
            .collect();
        let (loaded, problems) = problems(&files, &claims);
        for number in loaded {
            files[number].is_loaded = true;
        }
        Some(Self { claims, files, problems })
    }
}

/// Where a member lies from the folder of packages on. What goes to another folder (scripts, data)
/// keeps its name, which no load path leads to.
fn installed(name: &str) -> &str {
    let data = name.split_once('/').filter(|(folder, _)| folder.ends_with(".data"));
    let rest = data.and_then(|(_, rest)| {
        rest.strip_prefix("platlib/").or_else(|| rest.strip_prefix("purelib/"))
    });
    rest.unwrap_or(name)
}

/// The files by where they lie.
pub(super) fn by_path<'a>(files: &[File<'a>]) -> HashMap<&'a str, usize> {
    files.iter().enumerate().map(|(number, file)| (file.path, number)).collect()
}

/// The names of the files, without folders.
pub(super) fn names<'a>(files: &[File<'a>]) -> BTreeSet<&'a str> {
    files.iter().filter_map(|file| file.path.rsplit('/').next()).collect()
}
