//! One spelling for each value, however a client wrote it.

use crate::{
    downloads::Value,
    model::{AbiTag, PlatformTag, PythonVersion, SdistName, WheelName},
    tables::Pythons,
};

/// Longer texts are no value of anything.
const LONGEST: usize = 200;

/// The feature release of a full version, or of one that is cut to two numbers already.
///
/// `details.python` is `platform.python_version()`: anything that a build calls itself. A version
/// counts that was published, or will be next; `3.15.0rc1` is a pre-release; a `+` is a build from
/// the branch of a release. The rest is [`Value::Other`].
pub fn python(raw: Option<&str>, pythons: &Pythons) -> Value {
    let Some(raw) = raw.map(str::trim).filter(|raw| !raw.is_empty()) else {
        return Value::Unknown;
    };
    if matches!(raw, "null" | "None" | "unknown") {
        return Value::Unknown;
    }
    let (number, rest) = {
        let end = raw.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(raw.len());
        raw.split_at(end)
    };
    let mut parts = number.split('.');
    let version = (|| {
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        Some(PythonVersion::new(major, minor))
    })();
    let micro = parts.next();
    let Some(version) = version.filter(|version| is_python(*version, pythons)) else {
        return Value::Other;
    };
    if micro.is_some_and(|micro| micro.parse::<u16>().is_err()) || parts.next().is_some() {
        return Value::Other;
    }
    let is_pre = |rest: &str| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = &rest[..rest.len() - digits.len()];
        matches!(letters, "a" | "b" | "rc" | "c")
            && digits.trim_end_matches('+').bytes().all(|byte| byte.is_ascii_digit())
            && digits.starts_with(|c: char| c.is_ascii_digit())
    };
    match rest {
        "" | "+" => Value::known(&version.to_string()),
        rest if micro.is_some() && is_pre(rest) => Value::Prerelease,
        _ => Value::Other,
    }
}

/// Python 2.4 to 2.7, and 3 up to one release beyond those that are planned.
fn is_python(version: PythonVersion, pythons: &Pythons) -> bool {
    match version.major {
        2 => (4..=7).contains(&version.minor),
        3 => pythons.python.last().is_some_and(|last| version.minor <= last.version.minor + 1),
        _ => false,
    }
}

/// A text as clients write it, without what stands for nothing. Ex) `Linux`, `Darwin`
pub fn text(raw: Option<&str>) -> Value {
    match raw.map(str::trim) {
        None | Some("" | "null" | "None") => Value::Unknown,
        Some(raw) if raw.len() > LONGEST || raw.chars().any(char::is_control) => Value::Other,
        Some(raw) => Value::known(raw),
    }
}

/// The machine as tags spell it: `AMD64` and `x64` are `x86_64`, `i386` is `i686`, `arm64` is
/// `aarch64`.
pub fn cpu(raw: Option<&str>) -> Value {
    match text(raw) {
        Value::Known(raw) => Value::known(match raw.to_ascii_lowercase().as_str() {
            "amd64" | "x64" | "x86_64" | "x86-64" => "x86_64",
            "i386" | "i486" | "i586" | "i686" | "x86" => "i686",
            "arm64" | "aarch64" => "aarch64",
            other => return Value::known(other),
        }),
        value => value,
    }
}

/// The kind of a file by its name: `sdist`, `pure` (a wheel for any system), `binary` (native code
/// for any Python), `abi3`, `abi3t`, `free-threaded`, `version-specific`; [`None`] for what is no
/// file of a release, such as the `.metadata` of PEP 658.
pub fn kind(file: &str) -> Option<&'static str> {
    if file.ends_with(".metadata") || file.ends_with(".asc") || file.ends_with(".provenance") {
        return None;
    }
    if let Ok(wheel) = file.parse::<WheelName>() {
        let (abis, platforms) = (&wheel.tags.abis, &wheel.tags.platforms);
        let threaded =
            |abi: &AbiTag| matches!(abi, AbiTag::CPython { flags, .. } if flags.threaded);
        return Some(if platforms.iter().all(|tag| *tag == PlatformTag::Any) {
            "pure"
        } else if abis.contains(&AbiTag::Abi3t) {
            "abi3t"
        } else if abis.contains(&AbiTag::Abi3) {
            "abi3"
        } else if abis.iter().any(threaded) {
            "free-threaded"
        } else if abis.contains(&AbiTag::None) {
            "binary"
        } else {
            "version-specific"
        });
    }
    let other = [".exe", ".egg", ".msi", ".rpm", ".dmg", ".deb"];
    if file.parse::<SdistName>().is_ok() || file.ends_with(".tar.bz2") {
        Some("sdist")
    } else if other.iter().any(|ending| file.ends_with(ending)) {
        Some("other")
    } else {
        None
    }
}
