//! WHL: the `.dist-info` folder, the WHEEL file, and the kind of content.

use crate::{
    dist::{Member, Wheel, binary::Binary},
    model::{PlatformTag, TagSet},
};

pub(super) mod whl001_dist_info_count;
pub(super) mod whl002_dist_info_name;
pub(super) mod whl003_wheel_file;
pub(super) mod whl004_tags_differ;
pub(super) mod whl005_tag_missing;
pub(super) mod whl006_tag_compressed;
pub(super) mod whl007_purelib_native;
pub(super) mod whl008_any_native;
pub(super) mod whl009_platform_without_native;
pub(super) mod whl010_extension_not_native;

/// The path of WHEEL.
fn wheel_path(wheel: &Wheel) -> String {
    wheel.dist_info_path("WHEEL").unwrap_or_default()
}

/// The members with native code. Assemblies of .NET for every machine are none, though Windows
/// takes them for such.
fn native(wheel: &Wheel) -> Vec<&Member> {
    let managed =
        |member: &Member| matches!(member.binary.as_deref(), Some(Binary::Pe(pe)) if pe.is_any_cpu);
    wheel.files().filter(|member| member.format.is_some() && !managed(member)).collect()
}

/// `NAME (FORMAT)` of members, for evidence.
fn named<'a>(members: &'a [&Member]) -> impl Iterator<Item = String> + 'a {
    members.iter().map(|member| match member.format {
        Some(format) => format!("{} ({format})", member.name),
        None => member.name.clone(),
    })
}

/// Whether the wheel says that it runs everywhere.
fn is_any(tags: &TagSet) -> bool {
    tags.platforms.contains(&PlatformTag::Any)
}
