//! File names of a release: wheels and source distributions.

use std::{fmt, str::FromStr};

use super::{ParseError, ProjectName, SdistName, Version, WheelName, spelled::serde_as_text};

/// The name of a file that an index may hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FileName {
    /// Ends in `.whl`
    Wheel(WheelName),
    /// Ends in `.tar.gz` or `.zip`
    Sdist(SdistName),
}

impl FileName {
    /// The project that the name states.
    pub fn project(&self) -> &ProjectName {
        match self {
            Self::Wheel(wheel) => &wheel.name,
            Self::Sdist(sdist) => &sdist.name,
        }
    }

    /// The version that the name states.
    pub fn version(&self) -> &Version {
        match self {
            Self::Wheel(wheel) => &wheel.version,
            Self::Sdist(sdist) => &sdist.version,
        }
    }

    /// The name as a build of today would write it: project and version normalised, tags as they
    /// are.
    ///
    /// Rule: [escaping](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#escaping-and-unicode).
    pub fn normalized(&self) -> String {
        let project = self.project().file_name_form();
        match self {
            Self::Wheel(wheel) => {
                let build = wheel.build.as_ref().map_or_else(String::new, |it| format!("-{it}"));
                format!("{project}-{}{build}-{}.whl", wheel.version, wheel.tags)
            }
            Self::Sdist(sdist) => {
                let end = if sdist.to_string().ends_with(".zip") { "zip" } else { "tar.gz" };
                format!("{project}-{}.{end}", sdist.version)
            }
        }
    }

    /// The wheel's name, if it is one.
    pub fn as_wheel(&self) -> Option<&WheelName> {
        match self {
            Self::Wheel(wheel) => Some(wheel),
            Self::Sdist(_) => None,
        }
    }
}

impl FromStr for FileName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        if text.ends_with(".whl") {
            return Ok(Self::Wheel(text.parse()?));
        }
        if SdistName::ENDINGS.iter().any(|end| text.ends_with(end)) {
            return Ok(Self::Sdist(text.parse()?));
        }
        let why = "expected the ending `.whl`, `.tar.gz` or `.zip`";
        Err(ParseError::new("file name", text, text, why))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wheel(wheel) => wheel.fmt(f),
            Self::Sdist(sdist) => sdist.fmt(f),
        }
    }
}

serde_as_text!(FileName);
