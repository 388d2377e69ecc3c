//! What is to be tried, and within which limits.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use serde_json::{Value, json};

/// What holds for every lane.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long all imports of a wheel may take
    pub imports: Duration,
    /// How long the trial of one call may take
    pub call: Duration,
    /// Address space of a trial
    pub memory: Memory,
    /// Whether a warning while importing is a failure
    pub warnings: bool,
    /// Modules that are not imported
    pub skip: Vec<String>,
    /// Whether what the wheel depends on is installed too
    pub dependencies: bool,
    /// Folders with files of other projects that are tried too, for what depends on them
    pub find_links: Vec<PathBuf>,
    /// The calls whose leaks are looked for
    pub leaks: Vec<LeakCall>,
    /// Whether all public functions without arguments are looked at
    pub leaks_auto: bool,
    /// Functions that are not looked at unless they are named
    pub leaks_except: Vec<LeakCall>,
    /// What measures leaks
    pub engine: Engine,
}

/// What measures leaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Engine {
    /// relkit's own driver
    #[default]
    Relkit,
    /// psleak, to compare the two
    Psleak,
}

impl Settings {
    /// Whether a file is not to be loaded: it or a folder above it is to be skipped.
    pub(super) fn skips_file(&self, path: &str) -> bool {
        let below = |skip: &String| {
            path.strip_prefix(skip.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || skip.ends_with('/'))
        };
        self.skip.iter().any(below)
    }

    /// The limits that a driver sets for itself.
    pub(super) fn limits(&self) -> Value {
        // A gigabyte on disk is more than a trial needs; core files are nobody's.
        let mut limits = json!({ "CORE": 0, "FSIZE": 1_u64 << 30 });
        if let Memory::Bytes(bytes) = self.memory {
            limits["AS"] = bytes.into();
        }
        limits
    }
}

/// How much address space a trial may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// At most so many bytes
    Bytes(u64),
    /// `none`: as much as there is; sanitizers reserve terabytes
    Unlimited,
}

impl FromStr for Memory {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected a number of GiB, or `none`";
        if text == "none" {
            return Ok(Self::Unlimited);
        }
        let gib: u64 = text.parse().map_err(|_| expected)?;
        gib.checked_mul(1 << 30).filter(|bytes| *bytes > 0).map(Self::Bytes).ok_or(expected)
    }
}

/// A call whose leaks are looked for.
///
/// Spelled `MODULE:FUNCTION`, `MODULE:CLASS.METHOD(1, "a", ...)`, and ` raises NAME` behind it where
/// every call raises. `...` is an object whose references are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeakCall {
    /// What is called, as it is written
    pub call: String,
    /// The exception that every call raises
    pub raises: Option<String>,
}

/// It does not spell a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not MODULE:FUNCTION or MODULE:FUNCTION(LITERALS)")]
pub struct BadLeakCall(String);

impl LeakCall {
    /// The module and the function without its arguments.
    pub(super) fn function(&self) -> &str {
        self.call.split('(').next().unwrap_or_default().trim_end()
    }

    /// The first part of the module's name.
    pub fn package(&self) -> &str {
        self.call.split(['.', ':']).next().unwrap_or_default()
    }
}

impl FromStr for LeakCall {
    type Err = BadLeakCall;

    fn from_str(text: &str) -> Result<Self, BadLeakCall> {
        let bad = || BadLeakCall(text.to_owned());
        let (call, raises) = match text.rsplit_once(" raises ") {
            // Not where the words are part of an argument.
            Some((call, name)) if is_dotted(name.trim()) => (call, Some(name.trim().to_owned())),
            _ => (text, None),
        };
        let call = call.trim();
        let (module, rest) = call.split_once(':').ok_or_else(bad)?;
        let function = rest.split('(').next().unwrap_or_default();
        let closed = function.len() == rest.len() || rest.ends_with(')');
        if is_dotted(module) && is_dotted(function.trim()) && closed {
            Ok(Self { call: call.to_owned(), raises })
        } else {
            Err(bad())
        }
    }
}

fn is_dotted(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    text.split('.').all(is_name)
}

impl fmt::Display for LeakCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.call)?;
        match &self.raises {
            Some(name) => write!(f, " raises {name}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_spelled() {
        let read = |text: &str| text.parse::<LeakCall>().map(|call| (call.call, call.raises));
        let plain = |call: &str| Ok((call.to_owned(), None));
        assert_eq!(read("psutil:cpu_times"), plain("psutil:cpu_times"));
        assert_eq!(read(" a.b:C.d(..., x='(') "), plain("a.b:C.d(..., x='(')"));
        assert_eq!(read("a:b(' raises ')"), plain("a:b(' raises ')"));
        let raising = read("leaky:fail(1) raises ValueError").unwrap();
        assert_eq!(raising, ("leaky:fail(1)".to_owned(), Some("ValueError".to_owned())));
        for bad in ["psutil", "psutil:", ":f", "a:b(", "a b:c", "a:1", "--leaks"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        insta::assert_snapshot!(read("psutil.cpu_times").unwrap_err(), @"`psutil.cpu_times` is not MODULE:FUNCTION or MODULE:FUNCTION(LITERALS)");
        for text in ["a:b", "a:b(1) raises OSError"] {
            assert_eq!(text.parse::<LeakCall>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn memory_is_in_gib() {
        assert_eq!("4".parse(), Ok(Memory::Bytes(4 << 30)));
        assert_eq!("none".parse(), Ok(Memory::Unlimited));
        for bad in ["0", "-1", "4G", "99999999999"] {
            assert!(bad.parse::<Memory>().is_err(), "{bad}");
        }
    }
}
