//! The name of a member, and what the directory's extra fields make of it.

use super::{
    Oddity, Structure,
    central::Central,
    extra::{Extra, UNICODE_PATH, UnicodePath, ZIP64, fields, unicode_path},
    shown,
};

/// The name is UTF-8: APPNOTE 4.4.4, bit 11.
const UTF8: u16 = 1 << 11;

/// The name as text. What is no UTF-8 is replaced; what is not marked as UTF-8 is read as such
/// nevertheless, since that is what it mostly is.
pub(in crate::dist) fn text(central: &Central<'_>, structure: &mut Structure) -> String {
    let raw = central.name;
    let (at, member) = (central.at, Some(raw));
    match std::str::from_utf8(raw) {
        Err(_) => structure.add(Oddity::Name, at, member, "the name is no UTF-8"),
        // Python reads such a name as code page 437, and so finds another one.
        Ok(name) if !name.is_ascii() && central.flags & UTF8 == 0 => {
            structure.add(Oddity::Name, at, member, "the name is not marked as UTF-8");
        }
        Ok(_) => {}
    }
    let mut seen = [0; 2];
    for field in fields(central.extra) {
        match field {
            Extra::Field(ZIP64, _) => seen[0] += 1,
            Extra::Field(UNICODE_PATH, data) => {
                seen[1] += 1;
                match unicode_path(data) {
                    UnicodePath::Malformed(why) => {
                        let what = format!("the Unicode path of its extra field {why}");
                        structure.add(Oddity::Extra, at, member, what);
                    }
                    UnicodePath::Name(other) if other.as_bytes() != raw => {
                        let other = shown(other.as_bytes());
                        let what = format!("an extra field gives it the name `{other}`");
                        structure.add(Oddity::ExtraName, at, member, what);
                    }
                    UnicodePath::Name(_) => {}
                }
            }
            _ => {}
        }
    }
    if seen.iter().any(|&seen| seen > 1) {
        let what = "an extra field of the directory stands twice";
        structure.add(Oddity::ExtraName, at, member, what);
    }
    if central.comment > 0 {
        let what = format!("the directory has a comment of {} bytes for it", central.comment);
        structure.add(Oddity::Comment, at, member, what);
    }
    String::from_utf8_lossy(raw).into_owned()
}
