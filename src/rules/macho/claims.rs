//! What the platform tags of a wheel promise to Apple's systems.

use crate::{
    dist::binary::{ApplePlatform, AppleVersion, Build, MachO},
    model::{IosMultiarch, MacArch, PlatformTag, TagSet},
};

/// One architecture of one system, from a version on.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// As `lipo` names it
    pub(super) arch: &'static str,
    /// The system
    pub(super) platform: ApplePlatform,
    /// The oldest version that the tags allow, and that there is
    pub(super) oldest: AppleVersion,
    /// The tag that says so
    pub(super) tag: PlatformTag,
}

impl Claim {
    /// One claim an architecture and system: that of the tag with the oldest version.
    ///
    /// Rule: [platform compatibility tags](https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#macos);
    /// the families are those of `packaging.tags.mac_platforms`.
    pub(super) fn all(tags: &TagSet) -> Vec<Self> {
        let mut claims: Vec<Self> = Vec::new();
        for tag in &tags.platforms {
            for claim in of_tag(tag) {
                let same = |other: &&mut Self| {
                    other.arch == claim.arch && other.platform == claim.platform
                };
                match claims.iter_mut().find(same) {
                    Some(other) if claim.oldest < other.oldest => *other = claim,
                    Some(_) => {}
                    None => claims.push(claim),
                }
            }
        }
        claims
    }

    /// The slice that keeps this promise, if one of a file does.
    pub(super) fn slice<'a>(&self, slices: &'a [MachO]) -> Option<&'a MachO> {
        let is = |arch: &str| slices.iter().find(|slice| slice.arch == arch);
        is(self.arch).or_else(|| if self.arch == "x86_64" { is("x86_64h") } else { None })
    }

    /// What a slice was linked for that concerns this system.
    pub(super) fn build<'a>(&self, slice: &'a MachO) -> Option<&'a Build> {
        slice.builds.iter().find(|build| build.platform == self.platform)
    }

    /// A processor that current Pythons run on; the others are of the past.
    pub(super) fn is_current(&self) -> bool {
        matches!(self.arch, "arm64" | "x86_64")
    }
}

fn of_tag(tag: &PlatformTag) -> Vec<Claim> {
    let (platform, archs, oldest): (_, &[&'static str], _) = match *tag {
        PlatformTag::Macos { major, minor, arch } => {
            (ApplePlatform::Macos, slices(arch), version(major, minor))
        }
        PlatformTag::Ios { major, minor, multiarch } => match multiarch {
            IosMultiarch::Arm64Iphoneos => {
                (ApplePlatform::Ios, &["arm64"][..], version(major, minor))
            }
            IosMultiarch::Arm64Iphonesimulator => {
                (ApplePlatform::IosSimulator, &["arm64"][..], version(major, minor))
            }
            IosMultiarch::X86_64Iphonesimulator => {
                (ApplePlatform::IosSimulator, &["x86_64"][..], version(major, minor))
            }
        },
        _ => return Vec::new(),
    };
    let claim = |arch: &&'static str| {
        // There was no macOS for this processor, and no iOS simulator on it, before these.
        let floor = match (platform, *arch) {
            (ApplePlatform::Macos, "arm64") => AppleVersion::new(11, 0),
            (ApplePlatform::IosSimulator, "arm64") => AppleVersion::new(14, 0),
            _ => AppleVersion::default(),
        };
        Claim { arch, platform, oldest: oldest.max(floor), tag: tag.clone() }
    };
    archs.iter().map(claim).collect()
}

fn version(major: u16, minor: u16) -> AppleVersion {
    AppleVersion::new(major, u8::try_from(minor).unwrap_or(u8::MAX))
}

/// The slices of the files of a family.
fn slices(arch: MacArch) -> &'static [&'static str] {
    match arch {
        MacArch::Arm64 => &["arm64"],
        MacArch::X86_64 => &["x86_64"],
        MacArch::Universal2 => &["x86_64", "arm64"],
        MacArch::I386 => &["i386"],
        MacArch::Intel => &["i386", "x86_64"],
        MacArch::Fat => &["ppc", "i386"],
        MacArch::Fat3 => &["ppc", "i386", "x86_64"],
        MacArch::Fat64 => &["ppc64", "x86_64"],
        MacArch::Universal => &["ppc", "ppc64", "i386", "x86_64"],
        MacArch::Ppc => &["ppc"],
        MacArch::Ppc64 => &["ppc64"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(tags: &str) -> Vec<String> {
        let claims = Claim::all(&format!("cp313-cp313-{tags}").parse().unwrap());
        claims.iter().map(|claim| format!("{} {}", claim.arch, claim.oldest)).collect()
    }

    #[test]
    fn arm64_begins_with_macos_11() {
        assert_eq!(said("macosx_10_9_universal2"), ["x86_64 10.9", "arm64 11.0"]);
        assert_eq!(
            said("macosx_10_15_x86_64.macosx_11_0_arm64.macosx_10_15_universal2"),
            ["x86_64 10.15", "arm64 11.0"]
        );
        assert_eq!(said("macosx_12_0_arm64.macosx_14_0_arm64"), ["arm64 12.0"]);
        assert_eq!(said("macosx_10_6_intel"), ["i386 10.6", "x86_64 10.6"]);
        assert_eq!(said("ios_13_0_arm64_iphonesimulator"), ["arm64 14.0"]);
        assert!(said("win_amd64.manylinux_2_28_x86_64").is_empty());
    }
}
