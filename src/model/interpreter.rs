//! Interpreters: implementation, version and build flavour.

use std::{fmt, str::FromStr};

use super::{
    ParseError, PythonVersion,
    python_version::digit_number,
    spelled::{serde_as_text, spelled},
    tag::{AbiFlags, AbiTag, PythonTag},
};

spelled! {
    /// A Python implementation, spelled as cibuildwheel's identifiers begin.
    pub enum Implementation: "Python implementation" {
        /// CPython
        CPython = "cp",
        /// PyPy
        PyPy = "pp",
        /// GraalPy
        GraalPy = "gp",
    }
}

/// One interpreter, as far as an installer can tell two apart.
///
/// Spelled `cp314`, `cp314t`, `cp313d`, `cp313td`, `pp311_73` (PyPy and its ABI),
/// `gp312_250` (GraalPy and its release).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interpreter {
    /// CPython
    CPython {
        /// The feature release
        version: PythonVersion,
        /// Built with `--disable-gil` (PEP 703); from 3.13 on
        threaded: bool,
        /// Built with `--with-pydebug`
        debug: bool,
    },
    /// PyPy
    PyPy {
        /// The Python version that it implements
        version: PythonVersion,
        /// Its ABI, `73` or `80`
        abi: u8,
    },
    /// GraalPy
    GraalPy {
        /// The Python version that it implements
        version: PythonVersion,
        /// Its release, `250` for 25.0
        release: u16,
    },
}

impl Interpreter {
    /// The default (GIL) build of CPython.
    pub const fn cpython(major: u8, minor: u8) -> Self {
        Self::CPython { version: PythonVersion::new(major, minor), threaded: false, debug: false }
    }

    /// The free-threaded build of CPython.
    pub const fn free_threaded(major: u8, minor: u8) -> Self {
        Self::CPython { version: PythonVersion::new(major, minor), threaded: true, debug: false }
    }

    /// The Python version that it implements.
    pub const fn version(self) -> PythonVersion {
        match self {
            Self::CPython { version, .. }
            | Self::PyPy { version, .. }
            | Self::GraalPy { version, .. } => version,
        }
    }

    /// Which implementation it is.
    pub const fn implementation(self) -> Implementation {
        match self {
            Self::CPython { .. } => Implementation::CPython,
            Self::PyPy { .. } => Implementation::PyPy,
            Self::GraalPy { .. } => Implementation::GraalPy,
        }
    }

    /// Whether it is a free-threaded build of CPython.
    pub const fn is_threaded(self) -> bool {
        matches!(self, Self::CPython { threaded: true, .. })
    }

    /// The python tag of wheels made for exactly this interpreter.
    pub fn python_tag(self) -> PythonTag {
        let PythonVersion { major, minor } = self.version();
        let minor = Some(minor);
        match self {
            Self::CPython { .. } => PythonTag::CPython { major, minor },
            Self::PyPy { .. } => PythonTag::PyPy { major, minor },
            Self::GraalPy { .. } => PythonTag::GraalPy { major, minor },
        }
    }

    /// The ABI tags of extension modules that it loads, best first, without the stable ABIs.
    ///
    /// `narrow_unicode` is the state of CPython 2.7 on macOS and Windows. A debug build of 3.8 or
    /// later loads modules of the release build too (bpo-36721).
    pub fn abi_tags(self, narrow_unicode: bool) -> Vec<AbiTag> {
        match self {
            Self::CPython { version, threaded, debug } => {
                let old = version < PythonVersion::new(3, 8);
                let flags = AbiFlags {
                    threaded,
                    debug,
                    pymalloc: old,
                    wide_unicode: version < PythonVersion::new(3, 3) && !narrow_unicode,
                };
                let mut tags = vec![AbiTag::CPython { version, flags }];
                if debug && !old {
                    tags.push(AbiTag::CPython {
                        version,
                        flags: AbiFlags { debug: false, ..flags },
                    });
                }
                tags
            }
            Self::PyPy { version, abi } => vec![AbiTag::PyPy { version, abi }],
            Self::GraalPy { version, release } => vec![AbiTag::GraalPy { version, release }],
        }
    }
}

impl fmt::Display for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodot = self.version().nodot();
        let implementation = self.implementation();
        f.pad(&match self {
            Self::CPython { threaded, debug, .. } => {
                let t = if *threaded { "t" } else { "" };
                let d = if *debug { "d" } else { "" };
                format!("{implementation}{nodot}{t}{d}")
            }
            Self::PyPy { abi, .. } => format!("{implementation}{nodot}_{abi}"),
            Self::GraalPy { release, .. } => format!("{implementation}{nodot}_{release}"),
        })
    }
}

impl FromStr for Interpreter {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let parse = || {
            let (implementation, rest) = text.split_at_checked(2)?;
            let digits = rest.trim_end_matches(['t', 'd']);
            let (nodot, release) = digits.split_once('_').unwrap_or((digits, ""));
            let version = PythonVersion::from_nodot(nodot)?;
            let found = match implementation.parse().ok()? {
                Implementation::CPython => Self::CPython {
                    version,
                    threaded: rest.contains('t'),
                    debug: rest.contains('d'),
                },
                Implementation::PyPy => Self::PyPy { version, abi: digit_number(release)? },
                Implementation::GraalPy => {
                    Self::GraalPy { version, release: digit_number(release)? }
                }
            };
            (found.to_string() == text).then_some(found)
        };
        parse().ok_or_else(|| {
            let why = "expected one such as cp314, cp314t, cp313d, pp311_73, gp312_250";
            ParseError::new("interpreter", text, text, why)
        })
    }
}

serde_as_text!(Interpreter);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_parsing_are_inverses() {
        for text in ["cp27", "cp314", "cp314t", "cp313d", "cp313td", "pp311_73", "gp312_250"] {
            assert_eq!(text.parse::<Interpreter>().unwrap().to_string(), text);
        }
        for text in ["cp", "cp3", "cp314x", "cp313dt", "pp311", "xx311", "cp3 14", "gp312_"] {
            assert!(text.parse::<Interpreter>().is_err(), "{text}");
        }
    }

    #[test]
    fn abi_flags_follow_the_version() {
        let tags = |text: &str| {
            let interpreter: Interpreter = text.parse().unwrap();
            interpreter.abi_tags(false).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(tags("cp27"), ["cp27mu"]);
        assert_eq!(tags("cp37d"), ["cp37dm"]);
        assert_eq!(tags("cp38d"), ["cp38d", "cp38"]);
        assert_eq!(tags("cp313td"), ["cp313td", "cp313t"]);
        assert_eq!(tags("pp311_80"), ["pypy311_pp80"]);
        assert_eq!(tags("gp312_250"), ["graalpy250_312_native"]);
    }
}
