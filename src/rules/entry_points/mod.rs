//! ENT: `entry_points.txt` of wheels, and the scripts that come of it.

pub(super) mod ent001_entry_points_unreadable;
pub(super) mod ent002_entry_point_name;
pub(super) mod ent003_entry_point_value;
pub(super) mod ent004_entry_point_module;
pub(super) mod ent005_script_shadows_python;
pub(super) mod ent006_script_twice;
mod ini;
mod modules;

pub(super) use ini::{Entry, read};
pub(super) use modules::Modules;

use crate::dist::{Member, Wheel};

/// Where entry points stand. Ex) `demo-1.0.dist-info/entry_points.txt`
fn place(wheel: &Wheel) -> String {
    wheel.dist_info_path("entry_points.txt").unwrap_or_default()
}

/// The files that installers copy into the folder of scripts.
pub(super) fn data_scripts(wheel: &Wheel) -> impl Iterator<Item = &Member> {
    wheel.files().filter(|member| {
        member.name.split_once(".data/scripts/").is_some_and(|(stem, _)| !stem.contains('/'))
    })
}
