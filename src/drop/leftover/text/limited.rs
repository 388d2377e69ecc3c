//! The limited API of an older Python than any that stays: nothing needs it as low.

use super::super::{Kind, sheet::Sheet, world::World};
use crate::model::PythonVersion;

const NAME: &str = "Py_LIMITED_API";

/// Notes where `Py_LIMITED_API` is set, in C, in arguments of compilers and in build files.
///
/// Rule: <https://docs.python.org/3/c-api/stable.html#c.Py_LIMITED_API>: the value of
/// `PY_VERSION_HEX` of the oldest Python that is to run it.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, world: &World) {
    let text = sheet.text();
    for (at, _) in text.match_indices(NAME) {
        let rest = &text[at + NAME.len()..];
        let Some(set) = value(rest).filter(|set| *set < world.floor()) else { continue };
        let floor = world.floor();
        let why = format!("it is that of {set}, and {floor} is the oldest that is left");
        let mend = format!("set 0x{:02X}{:02X}0000", floor.major, floor.minor);
        sheet.add(at, Kind::LimitedApi, why, mend);
    }
}

/// The version that stands behind the name, if it is given one there.
fn value(rest: &str) -> Option<PythonVersion> {
    let between = rest.find(|c: char| !" \t\"',=(".contains(c))?;
    let (signs, number) = rest.split_at(between);
    if signs.is_empty() || signs.contains("==") {
        return None;
    }
    let digits = number.strip_prefix("0x").or_else(|| number.strip_prefix("0X"))?;
    let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
    let hex = u32::from_str_radix(&digits[..end], 16).ok()?;
    let [major, minor, ..] = hex.to_be_bytes();
    (major == 3).then(|| PythonVersion::new(major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_where_they_are_set() {
        let value = |rest: &str| value(rest).map(|it| it.to_string());
        assert_eq!(value(" 0x03080000\n").as_deref(), Some("3.8"));
        assert_eq!(value("=0x030B00F0 ").as_deref(), Some("3.11"));
        assert_eq!(value("\", \"0x03080000\")").as_deref(), Some("3.8"));
        for other in [" >= 0x03080000", "==0x03080000", " 3", "_X 0x03080000", " 0x", ""] {
            assert_eq!(value(other), None, "{other}");
        }
    }
}
