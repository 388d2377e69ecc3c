//! The platform of a target: a system with its version, as an installer finds it.

use std::{fmt, str::FromStr};

use super::{
    AndroidAbi, IosMultiarch, LinuxArch, MacArch, ParseError, PlatformTag, WindowsArch,
    spelled::serde_as_text,
};

/// Where an interpreter runs. Spelled like the newest platform tag that it accepts:
/// `manylinux_2_39_x86_64` is a Linux with glibc 2.39, `macosx_26_0_arm64` is macOS 26.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Linux with glibc
    Glibc {
        /// Version of glibc
        version: (u16, u16),
        /// Architecture of the interpreter
        arch: LinuxArch,
    },
    /// Linux with musl
    Musl {
        /// Version of musl
        version: (u16, u16),
        /// Architecture of the interpreter
        arch: LinuxArch,
    },
    /// macOS
    Macos {
        /// Version of the system; the minor number counts before 11 only
        version: (u16, u16),
        /// Architecture of the interpreter as it runs: `arm64` or `x86_64`
        arch: MacArch,
    },
    /// Windows
    Windows(WindowsArch),
    /// iOS
    Ios {
        /// Version of the system
        version: (u16, u16),
        /// Architecture and SDK
        multiarch: IosMultiarch,
    },
    /// Android
    Android {
        /// API level
        api: u16,
        /// ABI
        abi: AndroidAbi,
    },
    /// Pyodide
    Pyemscripten {
        /// Platform version, year and patch
        version: (u16, u16),
    },
}

impl Platform {
    /// The newest platform tag that it accepts, which is also its spelling.
    pub fn newest_tag(self) -> PlatformTag {
        match self {
            Self::Glibc { version: (major, minor), arch } => {
                PlatformTag::Manylinux { major, minor, arch }
            }
            Self::Musl { version: (major, minor), arch } => {
                PlatformTag::Musllinux { major, minor, arch }
            }
            Self::Macos { version: (major, minor), arch } => {
                PlatformTag::Macos { major, minor, arch }
            }
            Self::Windows(arch) => PlatformTag::Windows(arch),
            Self::Ios { version: (major, minor), multiarch } => {
                PlatformTag::Ios { major, minor, multiarch }
            }
            Self::Android { api, abi } => PlatformTag::Android { api, abi },
            Self::Pyemscripten { version: (year, patch) } => {
                PlatformTag::Pyemscripten { year, patch }
            }
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.newest_tag().to_string())
    }
}

impl FromStr for Platform {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let tag: PlatformTag = text.parse()?;
        // A name without a version names no system.
        let named = match tag {
            PlatformTag::Linux(_)
            | PlatformTag::Manylinux1(_)
            | PlatformTag::Manylinux2010(_)
            | PlatformTag::Manylinux2014(_) => None,
            tag => Self::oldest(&tag),
        };
        named.ok_or_else(|| {
            let why = "expected a platform with its version, such as manylinux_2_39_x86_64, \
                       musllinux_1_2_aarch64, macosx_26_0_arm64 or win_amd64";
            ParseError::new("platform", text, text, why)
        })
    }
}

/// The glibc of a system that takes every `linux_*` tag of its architecture.
const SOME_GLIBC: (u16, u16) = (2, 17);

impl Platform {
    /// The oldest system on which installers take a file with a tag; [`None`] for `any`, and for tags that
    /// relkit does not know. Of a `linux_*` tag, which promises nothing, it is a common old one.
    pub fn oldest(tag: &PlatformTag) -> Option<Self> {
        Some(match *tag {
            PlatformTag::Linux(arch) => Self::Glibc { version: SOME_GLIBC, arch },
            PlatformTag::Manylinux1(arch)
            | PlatformTag::Manylinux2010(arch)
            | PlatformTag::Manylinux2014(arch)
            | PlatformTag::Manylinux { arch, .. } => Self::Glibc { version: tag.glibc()?, arch },
            PlatformTag::Musllinux { major, minor, arch } => {
                Self::Musl { version: (major, minor), arch }
            }
            PlatformTag::Macos { major, minor, arch } => {
                Self::Macos { version: (major, minor), arch }
            }
            PlatformTag::Windows(arch) => Self::Windows(arch),
            PlatformTag::Ios { major, minor, multiarch } => {
                Self::Ios { version: (major, minor), multiarch }
            }
            PlatformTag::Android { api, abi } => Self::Android { api, abi },
            PlatformTag::Pyemscripten { year, patch } => {
                Self::Pyemscripten { version: (year, patch) }
            }
            PlatformTag::Any | PlatformTag::Unknown(_) => return None,
        })
    }
}

serde_as_text!(Platform);
