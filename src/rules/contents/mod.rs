//! CON: what wheels install.

pub(super) mod con001_bytecode;
pub(super) mod con002_junk;
pub(super) mod con003_secret;
pub(super) mod con004_common_top_level;
pub(super) mod con005_shadows_stdlib;
pub(super) mod con006_nothing_inside;
pub(super) mod con007_data_folder;
pub(super) mod con008_installer_file;
pub(super) mod con009_sbom_unreadable;
pub(super) mod con010_member_mode;
pub(super) mod con011_script_form;
pub(super) mod con012_typing;
pub(super) mod con013_import_name_missing;

use std::collections::BTreeMap;

use crate::dist::{Member, Wheel};

/// The path below `site-packages` that a file is installed to; `None` for those that go elsewhere
/// and for the dist-info folder.
pub(super) fn site_path(member: &Member) -> Option<&str> {
    let name = member.name.as_str();
    let Some((top, rest)) = name.split_once('/') else { return Some(name) };
    if top.ends_with(".data") {
        return rest.strip_prefix("purelib/").or_else(|| rest.strip_prefix("platlib/"));
    }
    (!top.ends_with(".dist-info")).then_some(name)
}

/// The modules and packages at the top, each with one of its files. Folders that hold no module
/// cannot be imported by mistake and are left out.
fn top_levels(wheel: &Wheel) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    for member in wheel.files() {
        let Some(path) = site_path(member) else { continue };
        let is_module = [".py", ".so", ".pyd"].iter().any(|end| path.ends_with(end));
        let top = match path.split_once('/') {
            Some((top, _)) => top,
            None => path.split('.').next().unwrap_or(path),
        };
        if is_module && !top.is_empty() {
            found.entry(top).or_insert(path);
        }
    }
    found
}
