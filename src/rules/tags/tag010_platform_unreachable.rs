//! TAG010: a platform tag that no interpreter accepts.

use crate::{
    installer::platform_tags,
    model::{MacArch, Platform, PlatformTag, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG010",
    name: "platform-tag-unreachable",
    level: Level::Error,
    summary: "No interpreter accepts the platform tag",
    docs: "\
## What is wrong
The tag is well-formed, and on no system there is an interpreter that asks for it.

## Why it matters
Nobody ever gets the wheel by this tag, though an index may take it.

## Example
`macosx_10_9_arm64`: nothing ran on Apple silicon before macOS 11. `manylinux1_aarch64`, \
`manylinux_2_12_ppc64le`: outside x86 manylinux begins with glibc 2.17.

## How to mend it
Name the oldest system that there is for the architecture: `macosx_11_0_arm64`, \
`manylinux_2_17_aarch64`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/ (PEP 599, PEP 600)
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    for tag in &name.tags.platforms {
        let systems = systems(tag);
        let reached = systems.iter().any(|system| platform_tags(*system).contains(tag));
        if !systems.is_empty() && !reached {
            report.file(
                format!("no interpreter accepts the platform tag `{tag}`"),
                "name the oldest system that there is for the architecture, with `wheel tags \
                 --platform-tag`",
            );
        }
    }
}

/// The systems that could accept a tag: those of its own version, and for macOS also the later
/// ones, which look back. Empty where another rule speaks.
fn systems(tag: &PlatformTag) -> Vec<Platform> {
    /// Any version after the last 10.x looks back in the same way.
    const LATER: (u16, u16) = (99, 0);
    match *tag {
        PlatformTag::Macos { major, minor, .. } => {
            let archs =
                [MacArch::Arm64, MacArch::X86_64, MacArch::I386, MacArch::Ppc64, MacArch::Ppc];
            // A minor number after 11 is TAG009's.
            if major > 10 && minor != 0 {
                return Vec::new();
            }
            let systems = archs.into_iter().flat_map(|arch| {
                [(major, minor), LATER].map(|version| Platform::Macos { version, arch })
            });
            systems.filter(|system| exists(*system)).collect()
        }
        PlatformTag::Manylinux1(arch)
        | PlatformTag::Manylinux2010(arch)
        | PlatformTag::Manylinux2014(arch)
        | PlatformTag::Manylinux { arch, .. } => {
            tag.glibc().map(|version| Platform::Glibc { version, arch }).into_iter().collect()
        }
        PlatformTag::Ios { major, minor, multiarch } => {
            vec![Platform::Ios { version: (major, minor), multiarch }]
        }
        PlatformTag::Android { api, abi } => vec![Platform::Android { api, abi }],
        _ => Vec::new(),
    }
}

/// There is no macOS 10 for Apple silicon.
fn exists(system: Platform) -> bool {
    !matches!(system, Platform::Macos { version: (10, _), arch: MacArch::Arm64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_were_used_are_reached() {
        let reached = |text: &str| {
            let tag = text.parse().unwrap();
            systems(&tag).iter().any(|system| platform_tags(*system).contains(&tag))
        };
        for tag in
            ["macosx_10_9_x86_64", "macosx_10_6_intel", "macosx_10_9_universal2", "macosx_10_4_ppc"]
        {
            assert!(reached(tag), "{tag}");
        }
        for tag in
            ["manylinux1_i686", "manylinux_2_5_x86_64", "manylinux2014_s390x", "macosx_11_0_arm64"]
        {
            assert!(reached(tag), "{tag}");
        }
        for tag in [
            "macosx_10_9_arm64",
            "manylinux1_aarch64",
            "manylinux_2_12_ppc64le",
            "ios_11_0_arm64_iphoneos",
        ] {
            assert!(!reached(tag), "{tag}");
        }
    }
}
