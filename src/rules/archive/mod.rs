//! ZIP: the archive of a wheel.

pub(super) mod zip001_member_damaged;
pub(super) mod zip002_path_unsafe;
pub(super) mod zip003_member_twice;
pub(super) mod zip004_method;
pub(super) mod zip005_local_header_differs;
pub(super) mod zip006_stray_bytes;
pub(super) mod zip007_data_descriptor;
pub(super) mod zip008_end_record;
pub(super) mod zip009_extra_field;
pub(super) mod zip010_member_comment;
pub(super) mod zip011_name_not_utf8;
pub(super) mod zip012_members_overlap;
pub(super) mod zip013_bomb;
pub(super) mod zip014_path_collides;
pub(super) mod zip015_file_and_folder;
pub(super) mod zip016_path_not_portable;
pub(super) mod zip017_zip_and_tar;
pub(super) mod zip018_readers_differ;
pub(super) mod zip019_feature;
pub(super) mod zip020_folder_with_data;

use super::{Level, Reporter};
use crate::{
    dist::{Oddity, Structure, Wheel},
    model::PlatformTag,
};

/// How a sort of anomalies is reported: once a file, however many there are.
struct Odd {
    oddity: Oddity,
    level: Level,
    message: &'static str,
    hint: &'static str,
}

/// Anomalies that a finding lists.
const SHOWN: usize = 5;

impl Odd {
    fn report(&self, wheel: &Wheel, report: &mut Reporter<'_>) {
        let total = wheel.structure.total(self.oddity);
        let first = wheel.structure.of(self.oddity).next();
        let finding = match first.and_then(|anomaly| anomaly.member.as_ref()) {
            Some(member) if total == 1 => report.member(member, self.message, self.hint),
            _ if total == 1 => report.file(self.message, self.hint),
            _ if total > 1 => report.file(format!("{}, {total} times", self.message), self.hint),
            _ => return,
        };
        finding.level(self.level).evidence(evidence(&wheel.structure, self.oddity).take(SHOWN));
        if total > SHOWN {
            finding.evidence.push(format!("and {} more", total - SHOWN));
        }
    }
}

/// The anomalies of a sort, a line each.
pub(super) fn evidence(structure: &Structure, oddity: Oddity) -> impl Iterator<Item = String> {
    structure.of(oddity).map(|anomaly| {
        let member = anomaly.member.as_ref().map(|member| format!("`{member}`: "));
        format!("offset {}: {}{}", anomaly.at, member.unwrap_or_default(), anomaly.what)
    })
}

/// Whether a wheel is installed on platforms of a kind; one whose name cannot be read may be.
fn on(wheel: &Wheel, platform: fn(&PlatformTag) -> bool) -> bool {
    wheel.name.as_ref().map_or(true, |name| {
        name.tags.platforms.iter().any(|tag| *tag == PlatformTag::Any || platform(tag))
    })
}

fn windows(tag: &PlatformTag) -> bool {
    matches!(tag, PlatformTag::Windows(_))
}

fn macos(tag: &PlatformTag) -> bool {
    matches!(tag, PlatformTag::Macos { .. })
}
