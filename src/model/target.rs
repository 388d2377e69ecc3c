//! A target: one interpreter on one platform.

use std::{fmt, str::FromStr};

use super::{Interpreter, ParseError, Platform, spelled::serde_as_text};

/// What an installer installs for. Ex) `cp314t-manylinux_2_39_x86_64`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// The interpreter
    pub interpreter: Interpreter,
    /// The system that it runs on
    pub platform: Platform,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.interpreter, self.platform))
    }
}

impl FromStr for Target {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (interpreter, platform) = text.split_once('-').ok_or_else(|| {
            ParseError::new("target", text, text, "expected INTERPRETER-PLATFORM")
        })?;
        let within = |error: ParseError| ParseError::new("target", text, error.part(), error.why());
        Ok(Self {
            interpreter: interpreter.parse().map_err(within)?,
            platform: platform.parse().map_err(within)?,
        })
    }
}

serde_as_text!(Target);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_part_and_the_whole() {
        let why = |text: &str| text.parse::<Target>().unwrap_err().to_string();
        insta::assert_snapshot!(why("cp314"), @"invalid target `cp314`: expected INTERPRETER-PLATFORM");
        insta::assert_snapshot!(why("cp314-any"), @"invalid target `cp314-any`: `any`: expected a platform with its version, such as manylinux_2_39_x86_64, musllinux_1_2_aarch64, macosx_26_0_arm64 or win_amd64");
    }

    #[test]
    fn spelling_and_parsing_are_inverses() {
        for text in ["cp314t-manylinux_2_39_x86_64", "pp311_73-macosx_10_15_x86_64", "cp39-win32"] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
    }
}
