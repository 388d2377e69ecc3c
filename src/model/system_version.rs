//! A system and its version without an architecture, as configuration names it.

use std::{fmt, str::FromStr};

use super::{BuildPlatform, MacArch, ParseError, Platform, PlatformTag, spelled::serde_as_text};

/// The oldest system that wheels reach, for several architectures at once.
/// Ex) `manylinux_2_34`, `manylinux2014`, `musllinux_1_2`, `macosx_14_0`, `ios_13_0`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemVersion {
    /// Linux with this glibc; 2.17 is spelled `manylinux2014` (PEP 599)
    Manylinux(u16, u16),
    /// Linux with this musl
    Musllinux(u16, u16),
    /// This macOS
    Macos(u16, u16),
    /// This iOS
    Ios(u16, u16),
}

impl SystemVersion {
    /// The system with the architecture of a build platform; `None` where it is another system.
    pub fn on(self, platform: BuildPlatform) -> Option<Platform> {
        Some(match (self, platform) {
            (Self::Manylinux(major, minor), BuildPlatform::Manylinux(arch)) => {
                Platform::Glibc { version: (major, minor), arch }
            }
            (Self::Musllinux(major, minor), BuildPlatform::Musllinux(arch)) => {
                Platform::Musl { version: (major, minor), arch }
            }
            (Self::Macos(major, minor), BuildPlatform::Macos(arch)) => {
                Platform::Macos { version: (major, minor), arch }
            }
            (Self::Ios(major, minor), BuildPlatform::Ios(multiarch)) => {
                Platform::Ios { version: (major, minor), multiarch }
            }
            _ => return None,
        })
    }

    /// Whether a platform tag names a version of musl, macOS or iOS.
    pub fn is_versioned(tag: &PlatformTag) -> bool {
        matches!(
            tag,
            PlatformTag::Musllinux { .. } | PlatformTag::Macos { .. } | PlatformTag::Ios { .. }
        )
    }

    /// The version as a deployment target spells it. Ex) `14.0`
    pub fn dotted(self) -> String {
        let (Self::Manylinux(major, minor)
        | Self::Musllinux(major, minor)
        | Self::Macos(major, minor)
        | Self::Ios(major, minor)) = self;
        format!("{major}.{minor}")
    }
}

impl Platform {
    /// The systems on which interpreters run that a wheel with this platform's tag is for: both
    /// architectures of a universal2 wheel, the one of any other. Nothing runs on arm64 before
    /// macOS 11.
    pub fn machines(self) -> Vec<Self> {
        match self {
            Self::Macos { version, arch: MacArch::Universal2 } => vec![
                Self::Macos { version: version.max((11, 0)), arch: MacArch::Arm64 },
                Self::Macos { version, arch: MacArch::X86_64 },
            ],
            _ => vec![self],
        }
    }
}

impl fmt::Display for SystemVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::Manylinux(2, 17) => "manylinux2014".to_owned(),
            Self::Manylinux(major, minor) => format!("manylinux_{major}_{minor}"),
            Self::Musllinux(major, minor) => format!("musllinux_{major}_{minor}"),
            Self::Macos(major, minor) => format!("macosx_{major}_{minor}"),
            Self::Ios(major, minor) => format!("ios_{major}_{minor}"),
        })
    }
}

impl FromStr for SystemVersion {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let parse = || {
            if text == "manylinux2014" {
                return Some(Self::Manylinux(2, 17));
            }
            let mut parts = text.split('_');
            let (family, major, minor) = (parts.next()?, parts.next()?, parts.next()?);
            let number = |digits: &str| {
                let plain = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
                plain.then(|| digits.parse::<u16>().ok())?
            };
            let (major, minor) = (number(major)?, number(minor)?);
            if parts.next().is_some() {
                return None;
            }
            Some(match family {
                "manylinux" => Self::Manylinux(major, minor),
                "musllinux" => Self::Musllinux(major, minor),
                "macosx" => Self::Macos(major, minor),
                "ios" => Self::Ios(major, minor),
                _ => return None,
            })
        };
        parse().ok_or_else(|| {
            let why = "expected a system with its version such as manylinux2014, manylinux_2_34, \
                       musllinux_1_2 or macosx_14_0";
            ParseError::new("system", &text.escape_debug().to_string(), "", why)
        })
    }
}

serde_as_text!(SystemVersion);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_parsing_are_inverses() {
        for text in ["manylinux2014", "manylinux_2_34", "musllinux_1_2", "macosx_10_9", "ios_13_0"]
        {
            assert_eq!(text.parse::<SystemVersion>().unwrap().to_string(), text);
        }
        let error = "macosx_14".parse::<SystemVersion>().unwrap_err();
        insta::assert_snapshot!(error, @"invalid system `macosx_14`: expected a system with its version such as manylinux2014, manylinux_2_34, musllinux_1_2 or macosx_14_0");
    }

    #[test]
    fn a_system_fits_platforms_of_its_family() {
        let on = |system: &str, platform: &str| {
            let system: SystemVersion = system.parse().unwrap();
            system.on(platform.parse().unwrap()).map(|it| it.to_string())
        };
        assert_eq!(on("macosx_14_0", "macosx_arm64").as_deref(), Some("macosx_14_0_arm64"));
        assert_eq!(on("macosx_14_0", "win32"), None);
    }

    #[test]
    fn universal2_is_two_machines() {
        let platform: Platform = "macosx_10_13_universal2".parse().unwrap();
        let names: Vec<_> = platform.machines().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["macosx_11_0_arm64", "macosx_10_13_x86_64"]);
    }
}
