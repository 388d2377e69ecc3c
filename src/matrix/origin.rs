//! What the name of a finished wheel says about the build that made it.

use std::fmt;

use crate::{
    model::{
        AbiTag, BuildIdentifier, BuildPlatform, Implementation, MacArch, PlatformTag, PythonTag,
        PythonVersion, SystemVersion, TagSet,
    },
    project::config::Lane,
};

/// The build of a wheel, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    /// What it was built for
    pub(super) platform: BuildPlatform,
    /// The version of the system: of several tags the newest, which is that of the image
    pub(super) version: (u16, u16),
    /// For whom
    pub(super) interface: Interface,
}

/// Which interpreters a wheel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Interface {
    /// One interpreter, by the identifier that builds for it
    Own(BuildIdentifier),
    /// Several
    Shared(Lane),
}

/// Why no build of relkit's makes a wheel of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Odd {
    /// `py3-none-any`
    Pure,
    /// `linux_x86_64` promises nothing about the libc
    Linux,
    /// Tags of several platforms
    Several,
    /// A part that is unknown, or a combination that no build has
    Tags(String),
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pure => {
                f.write_str("it has no compiled code, and one plan makes one kind of wheel")
            }
            Self::Linux => f.write_str("its tag promises no libc, and indexes refuse it"),
            Self::Several => f.write_str("one build makes a wheel for one platform"),
            Self::Tags(tags) => write!(f, "no build of cibuildwheel gives the tags {tags}"),
        }
    }
}

impl Origin {
    /// Reads the tags of a wheel.
    pub(super) fn of(tags: &TagSet) -> Result<Self, Odd> {
        if tags.platforms == [PlatformTag::Any] && tags.abis == [AbiTag::None] {
            return Err(Odd::Pure);
        }
        let unknown = || Odd::Tags(tags.to_string());
        if tags.platforms.iter().any(|tag| matches!(tag, PlatformTag::Linux(_))) {
            return Err(Odd::Linux);
        }
        let mut systems: Vec<_> =
            tags.platforms.iter().map(system).collect::<Option<_>>().ok_or_else(unknown)?;
        let universal = BuildPlatform::Macos(MacArch::Universal2);
        if systems.iter().any(|(platform, _)| *platform == universal) {
            // The tags of its halves stand beside that of the whole in some names.
            let half = |platform: &BuildPlatform| matches!(platform, BuildPlatform::Macos(_));
            systems.retain(|(platform, _)| *platform == universal || !half(platform));
        }
        let Some((platform, version)) = systems.iter().copied().max_by_key(|(_, version)| *version)
        else {
            return Err(unknown());
        };
        if systems.iter().any(|(other, _)| *other != platform) {
            return Err(Odd::Several);
        }
        let interface = interface(tags, platform).ok_or_else(unknown)?;
        Ok(Self { platform, version, interface })
    }

    /// The system as the configuration spells it; `None` where that cannot be chosen.
    pub(super) fn system(&self) -> Option<SystemVersion> {
        named(self.platform, self.version)
    }
}

/// A version of a platform's system as the configuration spells it.
pub(super) fn named(platform: BuildPlatform, (major, minor): (u16, u16)) -> Option<SystemVersion> {
    Some(match platform {
        BuildPlatform::Manylinux(_) => SystemVersion::Manylinux(major, minor),
        BuildPlatform::Musllinux(_) => SystemVersion::Musllinux(major, minor),
        BuildPlatform::Macos(_) => SystemVersion::Macos(major, minor),
        BuildPlatform::Ios(_) => SystemVersion::Ios(major, minor),
        _ => return None,
    })
}

/// The platform and the version that a tag names; (0, 0) where it names none.
pub(super) fn system(tag: &PlatformTag) -> Option<(BuildPlatform, (u16, u16))> {
    Some(match *tag {
        PlatformTag::Manylinux1(arch) => (BuildPlatform::Manylinux(arch), (2, 5)),
        PlatformTag::Manylinux2010(arch) => (BuildPlatform::Manylinux(arch), (2, 12)),
        PlatformTag::Manylinux2014(arch) => (BuildPlatform::Manylinux(arch), (2, 17)),
        PlatformTag::Manylinux { major, minor, arch } => {
            (BuildPlatform::Manylinux(arch), (major, minor))
        }
        PlatformTag::Musllinux { major, minor, arch } => {
            (BuildPlatform::Musllinux(arch), (major, minor))
        }
        PlatformTag::Macos { major, minor, arch } => (BuildPlatform::Macos(arch), (major, minor)),
        PlatformTag::Windows(arch) => (BuildPlatform::Windows(arch), (0, 0)),
        PlatformTag::Ios { major, minor, multiarch } => {
            (BuildPlatform::Ios(multiarch), (major, minor))
        }
        PlatformTag::Android { api, abi } => (BuildPlatform::Android(abi), (api, 0)),
        PlatformTag::Pyemscripten { year, patch } => (BuildPlatform::Pyodide, (year, patch)),
        PlatformTag::Any | PlatformTag::Linux(_) | PlatformTag::Unknown(_) => return None,
    })
}

fn interface(tags: &TagSet, platform: BuildPlatform) -> Option<Interface> {
    let [python] = &tags.pythons[..] else { return None };
    let own = |implementation, python, threaded, release| {
        Interface::Own(BuildIdentifier { implementation, python, threaded, release, platform })
    };
    Some(match (python, &tags.abis[..]) {
        (PythonTag::CPython { major, minor: Some(minor) }, abis) => {
            let tagged = PythonVersion::new(*major, *minor);
            match abis {
                [AbiTag::Abi3] => Interface::Shared(Lane::Abi3(tagged)),
                [AbiTag::Abi3, AbiTag::Abi3t] => Interface::Shared(Lane::Abi3t(tagged)),
                [AbiTag::CPython { version, flags }] if *version == tagged && !flags.debug => {
                    own(Implementation::CPython, tagged, flags.threaded, None)
                }
                _ => return None,
            }
        }
        (PythonTag::PyPy { major, minor: Some(minor) }, [AbiTag::PyPy { version, .. }]) => {
            let tagged = PythonVersion::new(*major, *minor);
            (*version == tagged).then(|| own(Implementation::PyPy, tagged, false, None))?
        }
        (
            PythonTag::GraalPy { major, minor: Some(minor) },
            [AbiTag::GraalPy { version, release }],
        ) => {
            let tagged = PythonVersion::new(*major, *minor);
            let own = own(Implementation::GraalPy, tagged, false, Some(*release));
            (*version == tagged).then_some(own)?
        }
        (PythonTag::Generic { major: 3, minor: None }, [AbiTag::None]) => {
            Interface::Shared(Lane::AnyPython)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(tags: &str) -> String {
        match Origin::of(&tags.parse().unwrap()) {
            Ok(Origin { platform, version: (major, minor), interface }) => {
                let interface = match interface {
                    Interface::Own(id) => id.interpreter_part(),
                    Interface::Shared(lane) => lane.to_string(),
                };
                format!("{interface} {platform} {major}.{minor}")
            }
            Err(odd) => odd.to_string(),
        }
    }

    #[test]
    fn names_tell_the_build() {
        insta::assert_snapshot!(said("cp314-cp314t-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64"), @"cp314t manylinux_x86_64 2.28");
        insta::assert_snapshot!(said("cp310-cp310-macosx_10_15_x86_64.macosx_11_0_arm64.macosx_10_15_universal2"), @"cp310 macosx_universal2 10.15");
        insta::assert_snapshot!(said("cp315-abi3.abi3t-win_arm64"), @"abi3t-py315 win_arm64 0.0");
        insta::assert_snapshot!(said("graalpy312-graalpy250_312_native-win_amd64"), @"gp312_250 win_amd64 0.0");
        insta::assert_snapshot!(said("py3-none-android_24_arm64_v8a"), @"any-python android_arm64_v8a 24.0");
    }

    #[test]
    fn what_no_build_gives_has_a_reason() {
        insta::assert_snapshot!(said("py3-none-any"), @"it has no compiled code, and one plan makes one kind of wheel");
        insta::assert_snapshot!(said("cp312-cp312-linux_x86_64"), @"its tag promises no libc, and indexes refuse it");
        insta::assert_snapshot!(said("cp312-cp312-win32.win_amd64"), @"one build makes a wheel for one platform");
        insta::assert_snapshot!(said("cp312-abi4-win32"), @"no build of cibuildwheel gives the tags cp312-abi4-win32");
        insta::assert_snapshot!(said("py2.py3-none-win32"), @"no build of cibuildwheel gives the tags py2.py3-none-win32");
    }
}
