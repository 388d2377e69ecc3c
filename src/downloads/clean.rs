//! One spelling for each value, however a client wrote it.

use crate::{
    downloads::{Dimension, Value},
    model::{AbiTag, PlatformTag, PythonVersion, WheelName},
    tables::Pythons,
};

/// Longer texts are no value of anything.
const LONGEST: usize = 200;

/// The value of a dimension from its raw columns. Which these are, in the names of PyPI's table:
///
/// | dimension | columns |
/// |---|---|
/// | `system-release` | `details.system.release`, `details.system.name`, `details.distro.version` |
/// | `distro` | `details.distro.name`, `details.distro.version` |
/// | `libc-version` | `details.distro.libc.version`, `details.distro.libc.lib` |
/// | `kind` | `file.filename`, or a kind as [`kind`] spells it |
/// | the rest | the one column |
pub fn value(dimension: Dimension, raw: &[Option<&str>], pythons: &Pythons) -> Value {
    let part = |at: usize| raw.get(at).copied().flatten();
    let first = part(0);
    match dimension {
        Dimension::Python => python(first, pythons),
        Dimension::Cpu => cpu(first),
        Dimension::Ci => ci(first),
        Dimension::SystemRelease => system_release(part(1), first, part(2)),
        Dimension::Distro => joined(first, part(1)),
        Dimension::LibcVersion => joined(part(1), first),
        Dimension::Kind => match (first, part(1)) {
            (Some(file), _) => kind(file).map_or(Value::Other, Value::known),
            (None, kind) => text(kind),
        },
        Dimension::Day
        | Dimension::Version
        | Dimension::System
        | Dimension::Libc
        | Dimension::Installer
        | Dimension::File => text(first),
    }
}

/// The feature release of a full version, or of one that is cut to two numbers already.
///
/// `details.python` is `platform.python_version()`: anything that a build calls itself. A version
/// counts that was published, or will be next; `3.15.0rc1` is a pre-release; what follows a `+` is a
/// mark of the build; `3.12.1.final.0` is a release. The rest is [`Value::Other`].
pub fn python(raw: Option<&str>, pythons: &Pythons) -> Value {
    let Some(raw) = raw.map(str::trim).filter(|raw| !raw.is_empty()) else {
        return Value::Unknown;
    };
    if matches!(raw, "null" | "None" | "unknown") {
        return Value::Unknown;
    }
    // What follows a `+` is a build's own mark: `3.11.2+chromium.17`.
    let (public, local) = raw.split_once('+').unwrap_or((raw, ""));
    let marks = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !local.chars().all(marks) {
        return Value::Other;
    }
    let (number, rest) = {
        let end = public.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(public.len());
        public.split_at(end)
    };
    // As `sys.version_info` says it: `3.12.1.final.0`.
    let (number, rest) = match rest {
        "final" | "final.0" => (number.strip_suffix('.').unwrap_or(number), ""),
        _ => (number, rest),
    };
    let mut parts = number.split('.');
    let version = (|| {
        // No Python writes a zero before its number.
        let plain = |part: &&str| *part == "0" || !part.starts_with('0');
        let major = parts.next().filter(plain)?.parse().ok()?;
        let minor = parts.next().filter(plain)?.parse().ok()?;
        Some(PythonVersion::new(major, minor))
    })();
    let micro = parts.next();
    // `2.04` is no other way to write 2.4.
    let is_spelt = |version: &PythonVersion| number.starts_with(&version.to_string());
    let known = version.filter(|version| is_python(*version, pythons)).filter(is_spelt);
    let Some(version) = known else { return Value::Other };
    if micro.is_some_and(|micro| micro.parse::<u16>().is_err()) || parts.next().is_some() {
        return Value::Other;
    }
    let is_pre = |rest: &str| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = &rest[..rest.len() - digits.len()];
        matches!(letters, "a" | "b" | "rc" | "c")
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match rest {
        "" => Value::known(&version.to_string()),
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

/// Whether it ran in a CI system: `yes`, `no`. Clients that do not see one say nothing, as pip and
/// uv do, and that is not `no`.
pub fn ci(raw: Option<&str>) -> Value {
    match text(raw) {
        Value::Known(raw) => match raw.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Value::known("yes"),
            "false" | "no" | "0" => Value::known("no"),
            _ => Value::Other,
        },
        value => value,
    }
}

/// Two texts as one: `Debian GNU/Linux 12`, `glibc 2.36`; the second may be missing.
fn joined(name: Option<&str>, version: Option<&str>) -> Value {
    match (text(name), text(version)) {
        (Value::Known(name), Value::Known(version)) => Value::known(&format!("{name} {version}")),
        (Value::Known(_), Value::Other) => Value::Other,
        (name, _) => name,
    }
}

/// The release of a system: of macOS its version and not its kernel's, which clients write as the
/// version of the distribution; of the others what they call it. All are cut to two numbers, since
/// kernels of Linux count their builds there.
fn system_release(system: Option<&str>, release: Option<&str>, distro: Option<&str>) -> Value {
    let release = match system.map(str::trim) {
        Some("Darwin") => distro,
        _ => release,
    };
    match text(release) {
        Value::Known(release) => {
            let numbers = release.split(['-', '+', '_', ' ']).next().unwrap_or_default();
            let is_number =
                |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let parts: Vec<&str> = numbers.split('.').collect();
            match parts.as_slice() {
                [major, minor, ..] if is_number(major) && is_number(minor) => {
                    Value::known(&format!("{major}.{minor}"))
                }
                _ => Value::Known(release),
            }
        }
        value => value,
    }
}

/// Whether a name is of what lies beside a file of a release and is no file itself: the metadata of
/// [PEP 658](https://peps.python.org/pep-0658/), signatures, attestations.
pub fn is_sidecar(file: &str) -> bool {
    [".metadata", ".asc", ".provenance", ".sig"].iter().any(|ending| file.ends_with(ending))
}

/// The kind of a file by its name: `sdist`, `pure` (a wheel for any system), `binary` (native code
/// for any Python), `abi3`, `abi3t`, `free-threaded`, `version-specific`, `other`; [`None`] for what
/// [is no file](is_sidecar) of a release.
pub fn kind(file: &str) -> Option<&'static str> {
    if is_sidecar(file) {
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
    let sources = [".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar.Z", ".tar"];
    Some(if sources.iter().any(|ending| file.ends_with(ending)) { "sdist" } else { "other" })
}

#[cfg(test)]
mod tests;
