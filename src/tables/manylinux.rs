//! `manylinux.toml`: what the manylinux and musllinux policies promise.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{Table, twice};
use crate::model::LinuxArch;

/// The policies of auditwheel: PEP 600 and PEP 656 leave it to the tools which libraries and which
/// versions of symbols a system of some age has.
///
/// Rows say what a policy adds to those before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manylinux {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The policies, of each C library the oldest first
    pub policy: Vec<Policy>,
    /// The versions of symbols that glibc systems have
    pub symbols: Vec<SymbolVersions>,
    /// Symbols that libraries have on some systems only
    pub forbidden: Vec<Forbidden>,
    /// The libraries of Android by API level
    pub android: Vec<AndroidLibraries>,
    /// The glibc of distributions
    pub system: Vec<System>,
}

/// The C library of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Libc {
    /// manylinux
    Glibc,
    /// musllinux
    Musl,
}

/// A version of a C library. Ex) `2.17`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LibcVersion(pub u16, pub u16);

/// One policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The C library
    pub libc: Libc,
    /// Its oldest version
    pub version: LibcVersion,
    /// The older name. Ex) `manylinux2014`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// The architectures that had this version, so that wheels for them can have the tag
    pub archs: Vec<LinuxArch>,
    /// Libraries that every such system has, beyond those of the policies before
    pub libraries: Vec<String>,
}

/// The versions of one library's symbols.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolVersions {
    /// What stands before the first `_`. Ex) `GLIBC`
    pub prefix: String,
    /// Where it is so
    pub archs: Vec<LinuxArch>,
    /// By policy, the versions that it adds: what stands behind the first `_`. Ex) `ABI_DT_RELR`
    pub since: BTreeMap<LibcVersion, Vec<String>>,
}

/// Symbols of one library that wheels must not need.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// The C library of the policies
    pub libc: Libc,
    /// Ex) `libz.so.1`
    pub library: String,
    /// Not part of any known version of it
    pub always: Vec<String>,
    /// By policy, those that the policies before it lack
    pub below: BTreeMap<LibcVersion, Vec<String>>,
}

/// The libraries that an API level adds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AndroidLibraries {
    /// The level
    pub api: u16,
    /// Ex) `libvulkan.so`
    pub libraries: Vec<String>,
}

/// A distribution.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Ex) `RHEL 8`
    pub name: String,
    /// Its glibc
    pub glibc: LibcVersion,
    /// The last day of support that costs nothing
    pub end: Date,
}

impl Policy {
    /// The platform tag without the architecture. Ex) `manylinux_2_17`
    pub fn name(&self) -> String {
        let family = match self.libc {
            Libc::Glibc => "manylinux",
            Libc::Musl => "musllinux",
        };
        format!("{family}_{}_{}", self.version.0, self.version.1)
    }
}

impl Manylinux {
    /// The policies of a C library for an architecture, the oldest first.
    pub fn policies(&self, libc: Libc, arch: LinuxArch) -> impl Iterator<Item = &Policy> {
        self.policy.iter().filter(move |row| row.libc == libc && row.archs.contains(&arch))
    }

    /// The first version of the C library whose systems have a library; `None` where none has.
    pub fn library_since(&self, libc: Libc, library: &str) -> Option<LibcVersion> {
        let mut rows = self.policy.iter().filter(|row| row.libc == libc);
        let row = rows.find(|row| row.libraries.iter().any(|name| name == library))?;
        Some(row.version)
    }

    /// The first glibc whose systems have this version of a symbol. `None` where the table has
    /// versions of this prefix and this one is not among them; `Some(None)` where it knows nothing
    /// of the prefix.
    pub fn symbol_since(&self, arch: LinuxArch, symbol: &str) -> Option<Option<LibcVersion>> {
        let (prefix, version) = symbol.split_once('_').unwrap_or((symbol, ""));
        let of_arch = |row: &&SymbolVersions| row.prefix == prefix && row.archs.contains(&arch);
        let Some(row) = self.symbols.iter().find(of_arch) else { return Some(None) };
        let since = row.since.iter().find(|(_, added)| added.iter().any(|one| one == version));
        since.map(|(since, _)| Some(*since))
    }

    /// The first version of the C library from which on a symbol of a library may be needed:
    /// `Some(None)` where never, `None` where it always may.
    pub fn forbidden(
        &self,
        libc: Libc,
        library: &str,
        symbol: &str,
    ) -> Option<Option<LibcVersion>> {
        let row = self.forbidden.iter().find(|row| row.libc == libc && row.library == library)?;
        let has = |names: &Vec<String>| names.iter().any(|name| name == symbol);
        if has(&row.always) {
            return Some(None);
        }
        row.below.iter().find(|(_, names)| has(names)).map(|(version, _)| Some(*version))
    }

    /// Whether every Android of this API level has a library.
    pub fn on_android(&self, api: u16, library: &str) -> bool {
        let rows = self.android.iter().filter(|row| row.api <= api);
        rows.flat_map(|row| &row.libraries).any(|name| name == library)
    }
}

impl Table for Manylinux {
    const FILE: &'static str = "manylinux.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/manylinux.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        let pairs = self.policy.windows(2);
        let unsorted = pairs
            .filter(|pair| pair[0].libc == pair[1].libc && pair[0].version >= pair[1].version)
            .map(|pair| format!("`{}` does not stand before `{}`", pair[0].name(), pair[1].name()))
            .next();
        unsorted.or_else(|| {
            twice(self.symbols.iter().flat_map(|row| {
                row.archs.iter().map(move |arch| format!("{} on {arch}", row.prefix))
            }))
        })
    }
}

impl fmt::Display for LibcVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl FromStr for LibcVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('.')
            .and_then(|(major, minor)| Some(Self(major.parse().ok()?, minor.parse().ok()?)));
        parts.ok_or_else(|| format!("`{text}`: expected a version such as `2.17`"))
    }
}

impl Serialize for LibcVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LibcVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn policies_build_on_each_other() {
        let table: Manylinux = Tables::embedded().load().unwrap();
        let x86 = LinuxArch::X86_64;
        let since = |symbol: &str| table.symbol_since(x86, symbol);
        assert_eq!(since("GLIBC_2.2.5"), Some(Some(LibcVersion(2, 5))));
        assert_eq!(since("GLIBC_2.33"), Some(Some(LibcVersion(2, 34))));
        assert_eq!(since("GLIBC_ABI_DT_RELR"), Some(Some(LibcVersion(2, 36))));
        assert_eq!(since("GLIBC_2.99"), None);
        assert_eq!(since("GFORTRAN_8"), Some(None));
        assert_eq!(table.library_since(Libc::Glibc, "libexpat.so.1"), Some(LibcVersion(2, 12)));
        assert_eq!(table.library_since(Libc::Musl, "libstdc++.so.6"), None);
        let forbidden = |symbol| table.forbidden(Libc::Glibc, "libz.so.1", symbol);
        assert_eq!(forbidden("uncompress2"), Some(Some(LibcVersion(2, 34))));
        assert_eq!(forbidden("inflate_fast"), Some(None));
        assert_eq!(forbidden("inflate"), None);
        let first = |arch| table.policies(Libc::Glibc, arch).next().unwrap().name();
        assert_eq!(first(LinuxArch::Riscv64), "manylinux_2_31");
        assert_eq!(first(LinuxArch::Loongarch64), "manylinux_2_36");
        assert!(table.on_android(24, "libvulkan.so") && !table.on_android(21, "libvulkan.so"));
    }

    #[test]
    fn versions_say_what_was_expected() {
        let error = "2".parse::<LibcVersion>().unwrap_err();
        insta::assert_snapshot!(error, @"`2`: expected a version such as `2.17`");
    }
}
