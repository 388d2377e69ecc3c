//! cibuildwheel's build identifiers.

use std::{fmt, str::FromStr};

use super::{
    AndroidAbi, Implementation, IosMultiarch, LinuxArch, MacArch, ParseError, PythonVersion,
    WindowsArch,
    python_version::digit_number,
    spelled::{serde_as_text, spelled},
};

const WHAT: &str = "build identifier";

spelled! {
    /// What cibuildwheel's `--platform` option takes.
    pub enum BuildOs: "cibuildwheel platform" {
        /// Linux, in containers
        Linux = "linux",
        /// macOS
        Macos = "macos",
        /// Windows
        Windows = "windows",
        /// Android, cross-built
        Android = "android",
        /// iOS, cross-built on macOS
        Ios = "ios",
        /// Pyodide, cross-built
        Pyodide = "pyodide",
    }
}

/// The platform half of a build identifier: system and architecture, without a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuildPlatform {
    /// Ex) `manylinux_x86_64`
    Manylinux(LinuxArch),
    /// Ex) `musllinux_aarch64`
    Musllinux(LinuxArch),
    /// Ex) `macosx_universal2`
    Macos(MacArch),
    /// Ex) `win_amd64`
    Windows(WindowsArch),
    /// Ex) `android_arm64_v8a`
    Android(AndroidAbi),
    /// Ex) `ios_arm64_iphoneos`
    Ios(IosMultiarch),
    /// Ex) `pyodide_wasm32`
    Pyodide,
}

impl BuildPlatform {
    /// What `--platform` must be for it.
    pub const fn os(self) -> BuildOs {
        match self {
            Self::Manylinux(_) | Self::Musllinux(_) => BuildOs::Linux,
            Self::Macos(_) => BuildOs::Macos,
            Self::Windows(_) => BuildOs::Windows,
            Self::Android(_) => BuildOs::Android,
            Self::Ios(_) => BuildOs::Ios,
            Self::Pyodide => BuildOs::Pyodide,
        }
    }

    /// What `CIBW_ARCHS` must be for it.
    pub const fn cibw_arch(self) -> &'static str {
        match self {
            Self::Manylinux(arch) | Self::Musllinux(arch) => arch.as_str(),
            Self::Macos(arch) => arch.as_str(),
            Self::Windows(WindowsArch::Win32) => "x86",
            Self::Windows(WindowsArch::Arm64) => "ARM64",
            Self::Windows(_) => "AMD64",
            Self::Android(abi) => abi.as_str(),
            Self::Ios(multiarch) => multiarch.as_str(),
            Self::Pyodide => "wasm32",
        }
    }
}

impl fmt::Display for BuildPlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::Manylinux(arch) => format!("manylinux_{arch}"),
            Self::Musllinux(arch) => format!("musllinux_{arch}"),
            Self::Macos(arch) => format!("macosx_{arch}"),
            Self::Windows(arch) => arch.to_string(),
            Self::Android(abi) => format!("android_{abi}"),
            Self::Ios(multiarch) => format!("ios_{multiarch}"),
            Self::Pyodide => "pyodide_wasm32".to_owned(),
        })
    }
}

impl FromStr for BuildPlatform {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let parse = || {
            if text == "pyodide_wasm32" {
                return Some(Self::Pyodide);
            }
            if let Ok(arch) = text.parse() {
                return Some(Self::Windows(arch));
            }
            let (family, rest) = text.split_once('_')?;
            Some(match family {
                "manylinux" => Self::Manylinux(rest.parse().ok()?),
                "musllinux" => Self::Musllinux(rest.parse().ok()?),
                "macosx" => Self::Macos(rest.parse().ok()?),
                "android" => Self::Android(rest.parse().ok()?),
                "ios" => Self::Ios(rest.parse().ok()?),
                _ => return None,
            })
        };
        parse().ok_or_else(|| {
            let why = "expected a platform such as manylinux_x86_64, musllinux_aarch64, \
                       macosx_arm64 or win_amd64";
            ParseError::new("build platform", text, text, why)
        })
    }
}

serde_as_text!(BuildPlatform);

/// What cibuildwheel builds in one go: an interpreter for a platform. Ex) `cp314t-manylinux_x86_64`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuildIdentifier {
    /// The implementation
    pub implementation: Implementation,
    /// The Python version
    pub python: PythonVersion,
    /// Free-threaded
    pub threaded: bool,
    /// GraalPy's release: 250 in `gp312_250`
    pub release: Option<u16>,
    /// The platform
    pub platform: BuildPlatform,
}

impl BuildIdentifier {
    /// The half before the dash: `cp314t`, `pp311`, `gp312_250`.
    pub fn interpreter_part(&self) -> String {
        let t = if self.threaded { "t" } else { "" };
        let base = format!("{}{}{t}", self.implementation, self.python.nodot());
        self.release.map_or_else(|| base.clone(), |release| format!("{base}_{release}"))
    }
}

impl fmt::Display for BuildIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.interpreter_part(), self.platform))
    }
}

impl FromStr for BuildIdentifier {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (interpreter, platform) = text.split_once('-').ok_or_else(|| {
            ParseError::new(
                WHAT,
                text,
                text,
                "expected INTERPRETER-PLATFORM such as cp314-win_amd64",
            )
        })?;
        let within = |error: ParseError| ParseError::new(WHAT, text, error.part(), error.why());
        let platform = platform.parse().map_err(within)?;
        let parse = || {
            let (implementation, rest) = interpreter.split_at_checked(2)?;
            let (rest, release) = match rest.split_once('_') {
                Some((rest, release)) => (rest, Some(digit_number(release)?)),
                None => (rest, None),
            };
            let (digits, threaded) =
                rest.strip_suffix('t').map_or((rest, false), |digits| (digits, true));
            let found = Self {
                implementation: implementation.parse().ok()?,
                python: PythonVersion::from_nodot(digits)?,
                threaded,
                release,
                platform,
            };
            (found.to_string() == text).then_some(found)
        };
        parse().ok_or_else(|| {
            let why = "expected an interpreter such as cp314, cp314t, pp311 or gp312_250";
            ParseError::new(WHAT, text, interpreter, why)
        })
    }
}

serde_as_text!(BuildIdentifier);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_parsing_are_inverses() {
        for text in [
            "cp39-manylinux_x86_64",
            "cp314t-musllinux_riscv64",
            "pp311-macosx_arm64",
            "gp312_250-win_amd64",
            "cp315-win32",
            "cp313-ios_x86_64_iphonesimulator",
            "cp314-android_arm64_v8a",
            "cp312-pyodide_wasm32",
        ] {
            assert_eq!(text.parse::<BuildIdentifier>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn errors_name_the_part_and_the_whole() {
        let why = |text: &str| text.parse::<BuildIdentifier>().unwrap_err().to_string();
        insta::assert_snapshot!(why("cp314"), @"invalid build identifier `cp314`: expected INTERPRETER-PLATFORM such as cp314-win_amd64");
        insta::assert_snapshot!(why("py314-win32"), @"invalid build identifier `py314-win32`: `py314`: expected an interpreter such as cp314, cp314t, pp311 or gp312_250");
        insta::assert_snapshot!(why("cp314-plan9"), @"invalid build identifier `cp314-plan9`: `plan9`: expected a platform such as manylinux_x86_64, musllinux_aarch64, macosx_arm64 or win_amd64");
    }
}
