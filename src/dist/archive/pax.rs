//! Records of pax headers that unpackers differ about: POSIX `pax`, extended header keywords.

use tar::{PaxExtension, PaxExtensions};

use crate::dist::{PaxOddity, limits};

/// Keywords that change what a member is; for a whole archive, Python applies them to all that
/// follow, and the tar crate to none.
const MEMBER: [&str; 3] = ["path", "linkpath", "size"];

/// Keywords whose values are numbers.
const NUMBERS: [&str; 4] = ["size", "uid", "gid", "mtime"];

/// Notes what a header of the whole archive says that belongs to one member.
pub(super) fn global(text: &[u8], odd: &mut Vec<PaxOddity>) {
    for (key, value) in records(PaxExtensions::new(text)) {
        if MEMBER.contains(&&*key) {
            let what = format!("a header of the whole archive sets `{key}` to `{value}`");
            add(odd, PaxOddity { member: None, what, loses_members: false });
        }
    }
}

/// Notes the numbers of a member that are none.
pub(super) fn numbers(extensions: PaxExtensions<'_>, member: &str, odd: &mut Vec<PaxOddity>) {
    for (key, value) in records(extensions) {
        let is_number = match &*key {
            "size" => value.parse::<u64>().is_ok(),
            _ => value.parse::<f64>().is_ok_and(f64::is_finite),
        };
        if NUMBERS.contains(&&*key) && !is_number {
            let what = format!("its `{key}` is `{value}`");
            let loses_members = key == "size";
            add(odd, PaxOddity { member: Some(member.to_owned()), what, loses_members });
        }
    }
}

/// Keywords and values as text, short and printable. A value with a line end in it, which
/// attributes of files have, is cut there by the tar crate, and its rest skipped.
fn records(extensions: PaxExtensions<'_>) -> impl Iterator<Item = (String, String)> {
    extensions.flatten().map(|record: PaxExtension<'_>| {
        let shown = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.chars().take(60).flat_map(char::escape_debug).collect()
        };
        (shown(record.key_bytes()), shown(record.value_bytes()))
    })
}

fn add(odd: &mut Vec<PaxOddity>, found: PaxOddity) {
    if odd.len() < limits::DEFECTS {
        odd.push(found);
    }
}
