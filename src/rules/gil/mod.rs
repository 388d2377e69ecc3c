//! GIL: whether the modules of free-threaded wheels leave the GIL off.

use crate::dist::{
    Wheel,
    binary::{Binary, Gil},
};

pub(super) mod gil001_turned_on;
pub(super) mod gil002_unproven;

/// What the modules declare, each with its path; of several slices each that differs.
fn declared(wheel: &Wheel) -> Vec<(&str, &Gil)> {
    let modules = wheel.binaries().filter(|(member, _)| member.is_python_extension());
    let mut found: Vec<(&str, &Gil)> = Vec::new();
    for (member, binary) in modules {
        for (_, python) in Binary::python(binary) {
            let item = (member.name.as_str(), &python.gil);
            if found.last() != Some(&item) {
                found.push(item);
            }
        }
    }
    found
}

/// The dotted name of a module's file. Ex) `demo._core`
fn dotted(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let module = file.split('.').next().unwrap_or_default();
    let folder = folder
        .rsplit_once(".data/")
        .map_or(folder, |(_, inside)| inside.split_once('/').map_or("", |(_, rest)| rest));
    if folder.is_empty() {
        module.to_owned()
    } else {
        format!("{}.{module}", folder.replace('/', "."))
    }
}
