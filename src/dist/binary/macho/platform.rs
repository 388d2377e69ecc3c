//! The systems that Mach-O files are linked for.

use std::fmt;

/// A system and its oldest version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build {
    /// The system
    pub platform: ApplePlatform,
    /// The oldest version that loads the file
    pub oldest: AppleVersion,
    /// The SDK that it was linked against; 0.0 where that is not said
    pub sdk: AppleVersion,
}

/// The version of a system. Ex) `10.9`, `26.0`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppleVersion {
    /// 10
    pub major: u16,
    /// 9
    pub minor: u8,
    /// 0
    pub patch: u8,
}

impl AppleVersion {
    /// A version without a patch number.
    pub const fn new(major: u16, minor: u8) -> Self {
        Self { major, minor, patch: 0 }
    }
}

impl From<u32> for AppleVersion {
    /// `xxxx.yy.zz` in 32 bits, as load commands hold it.
    fn from(packed: u32) -> Self {
        let [high, low, minor, patch] = packed.to_be_bytes();
        Self { major: u16::from_be_bytes([high, low]), minor, patch }
    }
}

impl fmt::Display for AppleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch > 0 {
            write!(f, ".{}", self.patch)?;
        }
        Ok(())
    }
}

/// A system that runs Mach-O files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplePlatform {
    /// macOS
    Macos,
    /// iOS on a device
    Ios,
    /// iOS in the simulator
    IosSimulator,
    /// iOS code on macOS
    MacCatalyst,
    /// Any other, by its number
    Other(u32),
}

impl From<u32> for ApplePlatform {
    /// The numbers of `LC_BUILD_VERSION`.
    fn from(number: u32) -> Self {
        match number {
            1 => Self::Macos,
            2 => Self::Ios,
            6 => Self::MacCatalyst,
            7 => Self::IosSimulator,
            _ => Self::Other(number),
        }
    }
}

impl fmt::Display for ApplePlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Macos => "macOS",
            Self::Ios => "iOS",
            Self::IosSimulator => "the iOS simulator",
            Self::MacCatalyst => "Mac Catalyst",
            Self::Other(3) => "tvOS",
            Self::Other(4) => "watchOS",
            Self::Other(5) => "bridgeOS",
            Self::Other(8) => "the tvOS simulator",
            Self::Other(9) => "the watchOS simulator",
            Self::Other(10) => "DriverKit",
            Self::Other(11) => "visionOS",
            Self::Other(12) => "the visionOS simulator",
            Self::Other(number) => return write!(f, "platform {number}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_platforms_read_as_people_write_them() {
        assert_eq!(AppleVersion::from(0x000a_0900).to_string(), "10.9");
        assert_eq!(AppleVersion::from(0x001a_0201).to_string(), "26.2.1");
        assert!(AppleVersion::from(0x000a_0900) < AppleVersion::new(10, 15));
        assert_eq!(ApplePlatform::from(7).to_string(), "the iOS simulator");
        assert_eq!(ApplePlatform::from(99).to_string(), "platform 99");
    }
}
