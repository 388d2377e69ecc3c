//! The platform tag.

use std::{fmt, str::FromStr};

use crate::model::{
    AndroidAbi, IosMultiarch, LinuxArch, MacArch, ParseError, WindowsArch,
    python_version::digit_number, spelled::serde_as_text,
};

/// The third part of a tag: operating system, its oldest version, and architecture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlatformTag {
    /// Everywhere. Ex) `any`
    Any,
    /// Linux without a promise about libc; indexes refuse most of these. Ex) `linux_x86_64`
    Linux(LinuxArch),
    /// glibc 2.5 (PEP 513). Ex) `manylinux1_x86_64`
    Manylinux1(LinuxArch),
    /// glibc 2.12 (PEP 571). Ex) `manylinux2010_x86_64`
    Manylinux2010(LinuxArch),
    /// glibc 2.17 (PEP 599). Ex) `manylinux2014_aarch64`
    Manylinux2014(LinuxArch),
    /// A glibc version (PEP 600). Ex) `manylinux_2_28_x86_64`
    Manylinux {
        /// 2
        major: u16,
        /// 28
        minor: u16,
        /// Architecture
        arch: LinuxArch,
    },
    /// A musl version (PEP 656). Ex) `musllinux_1_2_x86_64`
    Musllinux {
        /// 1
        major: u16,
        /// 2
        minor: u16,
        /// Architecture
        arch: LinuxArch,
    },
    /// A macOS version. Ex) `macosx_11_0_arm64`
    Macos {
        /// 11
        major: u16,
        /// 0
        minor: u16,
        /// Architecture or set of them
        arch: MacArch,
    },
    /// Windows. Ex) `win_amd64`
    Windows(WindowsArch),
    /// An iOS version (PEP 730). Ex) `ios_13_0_arm64_iphoneos`
    Ios {
        /// 13
        major: u16,
        /// 0
        minor: u16,
        /// Architecture and SDK
        multiarch: IosMultiarch,
    },
    /// An Android API level (PEP 738). Ex) `android_24_arm64_v8a`
    Android {
        /// 24
        api: u16,
        /// ABI
        abi: AndroidAbi,
    },
    /// A Pyodide platform version (PEP 783). Ex) `pyemscripten_2026_0_wasm32`
    Pyemscripten {
        /// 2026
        year: u16,
        /// 0
        patch: u16,
    },
    /// Anything else, kept. Ex) `solaris_11_x86_64`
    Unknown(String),
}

/// `2_28_x86_64` as 2, 28 and the rest.
fn version_and_rest(text: &str) -> Option<(u16, u16, &str)> {
    let mut parts = text.splitn(3, '_');
    Some((digit_number(parts.next()?)?, digit_number(parts.next()?)?, parts.next()?))
}

impl PlatformTag {
    fn known(text: &str) -> Option<Self> {
        if text == "any" {
            return Some(Self::Any);
        }
        if let Ok(arch) = text.parse() {
            return Some(Self::Windows(arch));
        }
        let (family, rest) = text.split_once('_')?;
        Some(match family {
            "linux" => Self::Linux(rest.parse().ok()?),
            "manylinux1" => Self::Manylinux1(rest.parse().ok()?),
            "manylinux2010" => Self::Manylinux2010(rest.parse().ok()?),
            "manylinux2014" => Self::Manylinux2014(rest.parse().ok()?),
            "android" => {
                let (api, abi) = rest.split_once('_')?;
                Self::Android { api: digit_number(api)?, abi: abi.parse().ok()? }
            }
            _ => {
                let (major, minor, rest) = version_and_rest(rest)?;
                match family {
                    "manylinux" => Self::Manylinux { major, minor, arch: rest.parse().ok()? },
                    "musllinux" => Self::Musllinux { major, minor, arch: rest.parse().ok()? },
                    "macosx" => Self::Macos { major, minor, arch: rest.parse().ok()? },
                    "ios" => Self::Ios { major, minor, multiarch: rest.parse().ok()? },
                    "pyemscripten" if rest == "wasm32" => {
                        Self::Pyemscripten { year: major, patch: minor }
                    }
                    _ => return None,
                }
            }
        })
    }

    /// The oldest glibc of a manylinux tag, legacy names included.
    pub fn glibc(&self) -> Option<(u16, u16)> {
        match self {
            Self::Manylinux1(_) => Some((2, 5)),
            Self::Manylinux2010(_) => Some((2, 12)),
            Self::Manylinux2014(_) => Some((2, 17)),
            Self::Manylinux { major, minor, .. } => Some((*major, *minor)),
            _ => None,
        }
    }

    /// The architecture of a Linux tag of any kind.
    pub fn linux_arch(&self) -> Option<LinuxArch> {
        match self {
            Self::Linux(arch)
            | Self::Manylinux1(arch)
            | Self::Manylinux2010(arch)
            | Self::Manylinux2014(arch)
            | Self::Manylinux { arch, .. }
            | Self::Musllinux { arch, .. } => Some(*arch),
            _ => None,
        }
    }
}

impl fmt::Display for PlatformTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Linux(arch) => write!(f, "linux_{arch}"),
            Self::Manylinux1(arch) => write!(f, "manylinux1_{arch}"),
            Self::Manylinux2010(arch) => write!(f, "manylinux2010_{arch}"),
            Self::Manylinux2014(arch) => write!(f, "manylinux2014_{arch}"),
            Self::Manylinux { major, minor, arch } => {
                write!(f, "manylinux_{major}_{minor}_{arch}")
            }
            Self::Musllinux { major, minor, arch } => {
                write!(f, "musllinux_{major}_{minor}_{arch}")
            }
            Self::Macos { major, minor, arch } => write!(f, "macosx_{major}_{minor}_{arch}"),
            Self::Windows(arch) => write!(f, "{arch}"),
            Self::Ios { major, minor, multiarch } => write!(f, "ios_{major}_{minor}_{multiarch}"),
            Self::Android { api, abi } => write!(f, "android_{api}_{abi}"),
            Self::Pyemscripten { year, patch } => write!(f, "pyemscripten_{year}_{patch}_wasm32"),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl FromStr for PlatformTag {
    type Err = ParseError;

    /// Tags compare in lower case, as installers read them. Fails on an empty tag only.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let lower = super::set::part(text, "platform tag")?;
        Ok(Self::known(&lower)
            .filter(|tag| tag.to_string() == lower)
            .unwrap_or(Self::Unknown(lower)))
    }
}

serde_as_text!(PlatformTag);
