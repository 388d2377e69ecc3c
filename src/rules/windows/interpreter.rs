//! The DLLs of interpreters.

use std::fmt;

use crate::model::{AbiTag, PythonVersion};

/// What the name of an interpreter's DLL says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interpreter {
    /// `python313.dll`, `python313t.dll`, `python313_d.dll`
    Version {
        /// The feature release
        version: PythonVersion,
        /// Without the GIL
        threaded: bool,
        /// A debug build
        debug: bool,
    },
    /// `python3.dll`, `python3t.dll`, `python3_d.dll`: the stable ABI
    Stable {
        /// That of PEP 803
        threaded: bool,
        /// A debug build
        debug: bool,
    },
    /// `libpypy3.11-c.dll`
    PyPy(PythonVersion),
    /// `python-native.dll`
    GraalPy,
}

impl Interpreter {
    /// From a name in lower case.
    pub(super) fn of(dll: &str) -> Option<Self> {
        let stem = dll.strip_suffix(".dll")?;
        if stem == "python-native" {
            return Some(Self::GraalPy);
        }
        if let Some(version) = stem.strip_prefix("libpypy") {
            return version.strip_suffix("-c")?.parse().ok().map(Self::PyPy);
        }
        let rest = stem.strip_prefix("python")?;
        let (rest, debug) = rest.strip_suffix("_d").map_or((rest, false), |rest| (rest, true));
        let (digits, threaded) = rest.strip_suffix('t').map_or((rest, false), |rest| (rest, true));
        if digits == "3" {
            return Some(Self::Stable { threaded, debug });
        }
        PythonVersion::from_nodot(digits)
            .filter(|_| digits.len() > 1)
            .map(|version| Self::Version { version, threaded, debug })
    }

    /// Whether it is one of a debug build.
    pub(super) fn is_debug(self) -> bool {
        matches!(self, Self::Version { debug: true, .. } | Self::Stable { debug: true, .. })
    }

    /// Whether an interpreter that installs a wheel with this ABI tag has it. `None` where the tag
    /// asks for no interpreter, or for one that is not known.
    pub(super) fn fits(self, abi: &AbiTag) -> Option<bool> {
        Some(match (abi, self) {
            (AbiTag::None | AbiTag::Unknown(_), _) => return None,
            (AbiTag::Abi3, Self::Stable { threaded, .. }) => !threaded,
            (AbiTag::Abi3t, Self::Stable { threaded, .. }) => threaded,
            (AbiTag::CPython { flags, .. }, Self::Stable { threaded, .. }) => {
                threaded == flags.threaded
            }
            (
                AbiTag::CPython { version: wanted, flags },
                Self::Version { version, threaded, .. },
            ) => *wanted == version && threaded == flags.threaded,
            (AbiTag::PyPy { version: wanted, .. }, Self::PyPy(version)) => *wanted == version,
            (AbiTag::GraalPy { .. }, Self::GraalPy) => true,
            _ => false,
        })
    }

    /// The DLL that a wheel with this ABI tag may need. Ex) `python313t.dll`
    pub(super) fn wanted(abi: &AbiTag) -> Option<Self> {
        Some(match *abi {
            AbiTag::Abi3 => Self::Stable { threaded: false, debug: false },
            AbiTag::Abi3t => Self::Stable { threaded: true, debug: false },
            AbiTag::CPython { version, flags } => {
                Self::Version { version, threaded: flags.threaded, debug: flags.debug }
            }
            AbiTag::PyPy { version, .. } => Self::PyPy(version),
            AbiTag::GraalPy { .. } => Self::GraalPy,
            _ => return None,
        })
    }
}

impl fmt::Display for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = |set: bool, text: &'static str| if set { text } else { "" };
        match *self {
            Self::Version { version, threaded, debug } => {
                let (t, d) = (mark(threaded, "t"), mark(debug, "_d"));
                write!(f, "python{}{t}{d}.dll", version.nodot())
            }
            Self::Stable { threaded, debug } => {
                write!(f, "python3{}{}.dll", mark(threaded, "t"), mark(debug, "_d"))
            }
            Self::PyPy(version) => write!(f, "libpypy{version}-c.dll"),
            Self::GraalPy => f.write_str("python-native.dll"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        for name in [
            "python27.dll",
            "python313.dll",
            "python313t.dll",
            "python313_d.dll",
            "python313t_d.dll",
            "python3.dll",
            "python3t.dll",
            "libpypy3.11-c.dll",
            "python-native.dll",
        ] {
            let read = Interpreter::of(name).map(|dll| dll.to_string());
            assert_eq!(read.as_deref(), Some(name));
        }
        for other in ["pythoncom313.dll", "python.dll", "libpython.dll", "python3x.dll"] {
            assert_eq!(Interpreter::of(other), None, "{other}");
        }
    }

    #[test]
    fn each_abi_has_its_dll() {
        let fits = |dll: &str, abi: &str| Interpreter::of(dll).unwrap().fits(&abi.parse().unwrap());
        for (dll, abi) in [
            ("python313.dll", "cp313"),
            ("python3.dll", "cp313"),
            ("python313t.dll", "cp313t"),
            ("python3.dll", "abi3"),
            ("python3t.dll", "abi3t"),
            ("libpypy3.11-c.dll", "pypy311_pp73"),
        ] {
            assert_eq!(fits(dll, abi), Some(true), "{dll} {abi}");
        }
        for (dll, abi) in [
            ("python313.dll", "cp313t"),
            ("python313.dll", "abi3"),
            ("python3.dll", "abi3t"),
            ("python3.dll", "cp314t"),
            ("python312.dll", "cp313"),
            ("python311.dll", "pypy311_pp73"),
        ] {
            assert_eq!(fits(dll, abi), Some(false), "{dll} {abi}");
        }
        assert_eq!(fits("python39.dll", "none"), None);
    }
}
