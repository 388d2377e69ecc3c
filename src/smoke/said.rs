//! What an interpreter says of itself, and the target that it is.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use super::{Child, Drivers, Ended, Scratch, run};
use crate::model::{Interpreter, LinuxArch, MacArch, Platform, PythonVersion, Target, WindowsArch};

/// How long an interpreter may take to say what it is; it takes less than 0.1 seconds.
const LIMIT: Duration = Duration::from_secs(10);

/// What an interpreter says of itself; `templates/smoke/relkit_smoke/ask.py` says it.
#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub struct Said {
    /// `cpython`, `pypy`, `graalpy`
    pub implementation: String,
    /// `[3, 13, 0]`
    pub version: [u16; 3],
    /// `final`, `candidate1`
    pub level: String,
    /// `cpython-313t-x86_64-linux-gnu`
    pub soabi: Option<String>,
    /// What the names of extension modules may end with, the first it looks for first
    pub suffixes: Vec<String>,
    /// Whether a code unit holds any character
    pub wide_unicode: bool,
    /// Built with `--with-pydebug`
    pub debug: bool,
    /// Built with `--disable-gil`
    pub free_threaded: bool,
    /// Whether the GIL is on
    pub gil: bool,
    /// `linux-x86_64`, `macosx-14.0-arm64`, `win-amd64`
    pub platform: String,
    /// `x86_64`
    pub machine: String,
    /// 64 or 32
    pub bits: u8,
    /// The version of macOS
    pub macos: Option<String>,
    /// `glibc 2.36`
    pub libc: Option<String>,
    /// The program behind all links
    pub real_executable: PathBuf,
    /// Where its modules lie; a virtual environment has its own
    pub prefix: PathBuf,
    /// That of the interpreter from which a virtual environment was made
    pub base_prefix: PathBuf,
    /// Whether it has the module `venv`
    pub venv: bool,
    /// Whether it has the module `pip`
    pub pip: bool,
}

/// An interpreter did not say what it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it does not say what it is: {why}")]
pub struct AskError {
    /// How it ended, or what it said
    pub why: String,
}

/// relkit knows no target for an interpreter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("relkit knows no target for it: {what}")]
pub struct UnknownTarget {
    /// What is not known
    pub what: String,
}

/// Asks an interpreter what it is; bounded in time and output.
pub fn ask(python: &Path, drivers: &Drivers, scratch: &Scratch) -> Result<Said, AskError> {
    let lost = |error: std::io::Error| AskError { why: error.to_string() };
    let folder = scratch.folder("ask").map_err(lost)?;
    let request = serde_json::json!({ "limits": { "CORE": 0 } });
    // Which flags it has is not known before it has answered; 2.7 has these.
    let arguments = drivers.arguments("ask", &request, true, &folder).map_err(lost)?;
    let variables = Some(Scratch::variables(&folder));
    let child = Child { program: python, arguments, folder: &folder, variables, limit: LIMIT };
    let mut answer = None;
    let ran = run(&child, |line| answer = answer.take().or_else(|| Some(line.to_vec())));
    let answer = answer.filter(|_| ran.ended.is_success());
    match answer.map(|line| serde_json::from_slice(&line)) {
        Some(Ok(said)) => Ok(said),
        Some(Err(error)) => Err(AskError { why: format!("its answer is broken: {error}") }),
        None if ran.ended == Ended::Exited(0) => {
            Err(AskError { why: "it answered nothing".to_owned() })
        }
        None => {
            let words = ran.said.lines().rev().map(str::trim).find(|line| !line.is_empty());
            let words = words.map(|line| format!(": {line}")).unwrap_or_default();
            Err(AskError { why: format!("{}{words}", ran.ended) })
        }
    }
}

impl Said {
    /// The feature release.
    pub fn python(&self) -> Option<PythonVersion> {
        let [major, minor, _] = self.version;
        Some(PythonVersion::new(u8::try_from(major).ok()?, u8::try_from(minor).ok()?))
    }

    /// `3.13.0`, `3.15.0candidate1`
    pub fn spelled(&self) -> String {
        let [major, minor, micro] = self.version;
        let level = if self.level == "final" { "" } else { &self.level };
        format!("{major}.{minor}.{micro}{level}")
    }

    /// Whether it is of the line of Python 2, for which most drivers are not written.
    pub fn is_old(&self) -> bool {
        self.version[0] < 3
    }

    /// What installers install for.
    pub fn target(&self) -> Result<Target, UnknownTarget> {
        Ok(Target { interpreter: self.interpreter()?, platform: self.platform()? })
    }

    fn interpreter(&self) -> Result<Interpreter, UnknownTarget> {
        let unknown = |what: String| UnknownTarget { what };
        let spelled = self.spelled();
        let version = self.python().ok_or_else(|| unknown(format!("version {spelled}")))?;
        let soabi = self.soabi.as_deref().unwrap_or_default();
        match self.implementation.as_str() {
            "cpython" => {
                let narrow = version.major == 2 && !self.wide_unicode;
                if narrow && self.platform.starts_with("linux") {
                    return Err(unknown("a narrow build of Python 2.7 on Linux".to_owned()));
                }
                let (threaded, debug) = (self.free_threaded, self.debug);
                Ok(Interpreter::CPython { version, threaded, debug })
            }
            "pypy" => {
                // Ex) pypy311-pp73-x86_64-linux-gnu
                let abi = soabi.split('-').find_map(|part| part.strip_prefix("pp")?.parse().ok());
                let abi = abi.ok_or_else(|| unknown(format!("PyPy with SOABI `{soabi}`")))?;
                Ok(Interpreter::PyPy { version, abi })
            }
            "graalpy" => {
                // Ex) graalpy250-312-native-x86_64-linux
                let first = soabi.split('-').next().unwrap_or_default();
                let release = first.strip_prefix("graalpy").and_then(|it| it.parse().ok());
                let release =
                    release.ok_or_else(|| unknown(format!("GraalPy with SOABI `{soabi}`")))?;
                Ok(Interpreter::GraalPy { version, release })
            }
            other => Err(unknown(format!("implementation `{other}`"))),
        }
    }

    fn platform(&self) -> Result<Platform, UnknownTarget> {
        let unknown = || UnknownTarget { what: format!("platform `{}`", self.platform) };
        if let Some(arch) = self.platform.strip_prefix("linux-") {
            let arch: LinuxArch = match (arch, self.bits) {
                ("x86_64", 32) => LinuxArch::I686,
                ("aarch64", 32) => LinuxArch::Armv8l,
                _ => arch.parse().map_err(|_| unknown())?,
            };
            let libc = self.libc.as_deref().and_then(|libc| libc.strip_prefix("glibc "));
            let version = match libc {
                Some(glibc) => two_numbers(glibc),
                None => musl(arch),
            };
            let version = version.ok_or_else(|| {
                let what = "a Linux whose C library says neither glibc's version nor musl's";
                UnknownTarget { what: what.to_owned() }
            })?;
            return Ok(match libc {
                Some(_) => Platform::Glibc { version, arch },
                None => Platform::Musl { version, arch },
            });
        }
        if let Some(macos) = self.macos.as_deref().filter(|_| self.platform.starts_with("macosx")) {
            let version = two_numbers(macos).ok_or_else(unknown)?;
            let arch: MacArch = self.machine.parse().map_err(|_| unknown())?;
            return Ok(Platform::Macos { version, arch });
        }
        let windows = match self.platform.as_str() {
            "win-amd64" => WindowsArch::Amd64,
            "win32" => WindowsArch::Win32,
            "win-arm64" => WindowsArch::Arm64,
            _ => return Err(unknown()),
        };
        Ok(Platform::Windows(windows))
    }
}

/// `2.36` as two numbers; what comes behind them does not count.
fn two_numbers(text: &str) -> Option<(u16, u16)> {
    let mut numbers = text.trim().split('.').map(|part| {
        part.split(|c: char| !c.is_ascii_digit()).next().and_then(|part| part.parse().ok())
    });
    Some((numbers.next()??, numbers.next().flatten().unwrap_or(0)))
}

/// The version that musl's loader says when it is run without arguments, as pip's `packaging` asks.
fn musl(arch: LinuxArch) -> Option<(u16, u16)> {
    let name = match arch {
        LinuxArch::I686 => "i386".to_owned(),
        LinuxArch::Armv7l | LinuxArch::Armv8l => "armhf".to_owned(),
        other => other.to_string(),
    };
    let program = PathBuf::from(format!("/lib/ld-musl-{name}.so.1"));
    let (arguments, folder, variables) = (Vec::new(), Path::new("/"), Some(Vec::new()));
    let child = Child { program: &program, arguments, folder, variables, limit: LIMIT };
    run(&child, |_| {}).said.lines().find_map(|line| two_numbers(line.strip_prefix("Version ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(more: &[(&str, serde_json::Value)]) -> Said {
        let mut said = serde_json::json!({
            "implementation": "cpython", "version": [3, 13, 0], "level": "final",
            "soabi": "cpython-313-x86_64-linux-gnu", "suffixes": [".so"], "wide_unicode": true,
            "debug": false, "free_threaded": false, "gil": true, "platform": "linux-x86_64",
            "machine": "x86_64", "bits": 64, "macos": null, "libc": "glibc 2.36",
            "real_executable": "/p", "prefix": "/p", "base_prefix": "/p", "venv": true, "pip": true,
        });
        for (name, value) in more {
            said[*name] = value.clone();
        }
        serde_json::from_value(said).unwrap()
    }

    fn target(more: &[(&str, serde_json::Value)]) -> String {
        match said(more).target() {
            Ok(target) => target.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn targets_follow_from_what_is_said() {
        assert_eq!(target(&[]), "cp313-manylinux_2_36_x86_64");
        let free = [("free_threaded", true.into()), ("debug", true.into())];
        assert_eq!(target(&free), "cp313td-manylinux_2_36_x86_64");
        let wide = [("bits", 32.into()), ("libc", "glibc 2.31.9000".into())];
        assert_eq!(target(&wide), "cp313-manylinux_2_31_i686");
        let mac = [
            ("platform", "macosx-11.0-universal2".into()),
            ("machine", "arm64".into()),
            ("macos", "14.5".into()),
        ];
        assert_eq!(target(&mac), "cp313-macosx_14_5_arm64");
        assert_eq!(target(&[("platform", "win-amd64".into())]), "cp313-win_amd64");
        let pypy = [
            ("implementation", "pypy".into()),
            ("soabi", "pypy311-pp73-x86_64-linux-gnu".into()),
            ("version", serde_json::json!([3, 11, 13])),
        ];
        assert_eq!(target(&pypy), "pp311_73-manylinux_2_36_x86_64");
        let graalpy = [
            ("implementation", "graalpy".into()),
            ("soabi", "graalpy250-312-native-x86_64-linux".into()),
            ("version", serde_json::json!([3, 12, 8])),
        ];
        assert_eq!(target(&graalpy), "gp312_250-manylinux_2_36_x86_64");
    }

    #[test]
    fn what_is_not_known_is_said() {
        insta::assert_snapshot!(target(&[("platform", "haiku-1-x86_64".into())]), @"relkit knows no target for it: platform `haiku-1-x86_64`");
        insta::assert_snapshot!(target(&[("implementation", "jython".into())]), @"relkit knows no target for it: implementation `jython`");
        let narrow = [("version", serde_json::json!([2, 7, 18])), ("wide_unicode", false.into())];
        insta::assert_snapshot!(target(&narrow), @"relkit knows no target for it: a narrow build of Python 2.7 on Linux");
    }
}
