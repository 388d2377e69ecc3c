//! `index_rules.toml`: what PyPI takes and refuses.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Table;
use crate::model::{LinuxArch, MacArch, PlatformTag};

/// The lists in PyPI's upload code that change with time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexRules {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// Days after its first file during which a release takes more
    pub release_open_days: u16,
    /// Versions of the core metadata format
    pub metadata_versions: Vec<String>,
    /// Major versions of macOS after 10, each with minor number 0 only
    pub macos_majors: Vec<u16>,
    /// The ends of `macosx_*` tags
    pub macos_archs: Vec<MacArch>,
    /// The ends of `linux_*` tags
    pub linux_archs: Vec<LinuxArch>,
    /// The ends of `manylinux1_*` and `manylinux2010_*` tags
    pub manylinux_old_archs: Vec<LinuxArch>,
    /// The ends of `manylinux2014_*` tags
    pub manylinux2014_archs: Vec<LinuxArch>,
    /// The ends of `manylinux_X_Y_*` tags
    pub manylinux_archs: Vec<LinuxArch>,
    /// The ends of `musllinux_X_Y_*` tags
    pub musllinux_archs: Vec<LinuxArch>,
    /// Windows tags
    pub windows: Vec<crate::model::WindowsArch>,
}

impl IndexRules {
    /// Whether PyPI takes a wheel with this platform tag.
    pub fn accepts(&self, tag: &PlatformTag) -> bool {
        match tag {
            PlatformTag::Any
            | PlatformTag::Ios { .. }
            | PlatformTag::Android { .. }
            | PlatformTag::Pyemscripten { .. } => true,
            PlatformTag::Linux(arch) => self.linux_archs.contains(arch),
            PlatformTag::Manylinux1(arch) | PlatformTag::Manylinux2010(arch) => {
                self.manylinux_old_archs.contains(arch)
            }
            PlatformTag::Manylinux2014(arch) => self.manylinux2014_archs.contains(arch),
            PlatformTag::Manylinux { arch, .. } => self.manylinux_archs.contains(arch),
            PlatformTag::Musllinux { arch, .. } => self.musllinux_archs.contains(arch),
            PlatformTag::Windows(arch) => self.windows.contains(arch),
            PlatformTag::Macos { major, minor, arch } => {
                let known = *major == 10 || (*minor == 0 && self.macos_majors.contains(major));
                known && self.macos_archs.contains(arch)
            }
            PlatformTag::Unknown(_) => false,
        }
    }
}

impl Table for IndexRules {
    const FILE: &'static str = "index_rules.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/index_rules.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn pypi_takes_what_repaired_wheels_have() {
        let rules: IndexRules = Tables::embedded().load().unwrap();
        let accepts = |tag: &str| rules.accepts(&tag.parse().unwrap());
        for tag in [
            "any",
            "win32",
            "macosx_10_9_x86_64",
            "macosx_26_0_arm64",
            "manylinux2014_aarch64",
            "manylinux_2_31_riscv64",
            "musllinux_1_2_armv7l",
            "linux_armv6l",
            "ios_13_0_arm64_iphoneos",
            "pyemscripten_2026_0_wasm32",
        ] {
            assert!(accepts(tag), "{tag}");
        }
        for tag in [
            "linux_x86_64",
            "macosx_14_5_arm64",
            "macosx_16_0_arm64",
            "win_amd32",
            "manylinux_2_36_loongarch64",
            "manylinux2010_aarch64",
        ] {
            assert!(!accepts(tag), "{tag}");
        }
    }
}
