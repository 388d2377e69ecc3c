//! A Requires-Python with a higher floor.

use std::str::FromStr;

use pep440_rs::Operator;

use crate::model::{PythonVersion, RequiresPython, VersionSpecifiers};

/// `>=floor` with what the project says of newer Pythons: caps, and exclusions above the floor.
pub fn raised(stated: Option<&RequiresPython>, floor: PythonVersion) -> String {
    let mut parts = vec![format!(">={floor}")];
    let text = stated.map(ToString::to_string).unwrap_or_default();
    let text = text.trim().trim_end_matches(',');
    let specifiers = VersionSpecifiers::from_str(text).unwrap_or_default();
    let oldest = floor.with_micro(0);
    for specifier in specifiers.iter() {
        match specifier.operator() {
            Operator::LessThan | Operator::LessThanEqual => parts.push(specifier.to_string()),
            Operator::NotEqual | Operator::NotEqualStar if *specifier.version() >= oldest => {
                parts.push(specifier.to_string());
            }
            // `~=3.8` is `>=3.8, ==3.*`.
            Operator::TildeEqual if specifier.version().release().len() == 2 => {
                parts.push(format!("<{}", u16::from(floor.major) + 1));
            }
            _ => {}
        }
    }
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caps_and_exclusions_above_the_floor_stay() {
        let raised = |text: &str| raised(Some(&text.parse().unwrap()), PythonVersion::new(3, 9));
        assert_eq!(raised(">=2.7,!=3.0.*,!=3.1.*"), ">=3.9");
        assert_eq!(raised(">=3.6, !=3.9.1, !=3.10.0, <4"), ">=3.9,!=3.9.1,!=3.10.0,<4");
        assert_eq!(raised(">3.7.2,!=3.11.*,"), ">=3.9,!=3.11.*");
        assert_eq!(raised("~=3.7"), ">=3.9,<4");
        assert_eq!(super::raised(None, PythonVersion::new(3, 9)), ">=3.9");
    }
}
