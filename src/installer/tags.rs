//! The tags of a target, best first.

use super::platforms::platform_tags;
use crate::model::{
    AbiTag, Implementation, Platform, PlatformTag, PythonTag, PythonVersion, Tag, Target,
};

/// Every tag that an installer on this target accepts, in pip's order, best first.
///
/// Rule: [platform compatibility tags, use](https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#use),
/// and packaging's `cpython_tags`, `generic_tags` and `compatible_tags` as pip calls them. The
/// free-threaded stable ABI is accepted back to 3.2, as packaging does, although PEP 803 starts
/// with 3.15.
pub fn tags(target: &Target) -> Vec<Tag> {
    let platforms = platform_tags(target.platform);
    let interpreter = target.interpreter;
    let python = interpreter.python_tag();
    let version = interpreter.version();
    let mut out = Vec::new();
    let mut add = |python: &PythonTag, abi: AbiTag, platforms: &[PlatformTag]| {
        out.extend(platforms.iter().map(|platform| Tag {
            python: python.clone(),
            abi: abi.clone(),
            platform: platform.clone(),
        }));
    };

    let narrow_unicode = matches!(target.platform, Platform::Macos { .. } | Platform::Windows(_));
    for abi in interpreter.abi_tags(narrow_unicode) {
        add(&python, abi, &platforms);
    }
    let stable = stable_abi(interpreter.implementation(), version, interpreter.is_threaded());
    if let Some(abi) = &stable {
        add(&python, abi.clone(), &platforms);
    }
    add(&python, AbiTag::None, &platforms);
    if let Some(abi) = &stable {
        for minor in (OLDEST_STABLE.minor..version.minor).rev() {
            let older = PythonTag::CPython { major: version.major, minor: Some(minor) };
            add(&older, abi.clone(), &platforms);
        }
    }

    let generic = generic_pythons(version);
    for older in &generic {
        add(older, AbiTag::None, &platforms);
    }
    add(&python, AbiTag::None, &[PlatformTag::Any]);
    for older in &generic {
        add(older, AbiTag::None, &[PlatformTag::Any]);
    }
    out
}

/// PEP 384 came with 3.2.
const OLDEST_STABLE: PythonVersion = PythonVersion::new(3, 2);

fn stable_abi(
    implementation: Implementation,
    version: PythonVersion,
    threaded: bool,
) -> Option<AbiTag> {
    let has_one = implementation == Implementation::CPython && version >= OLDEST_STABLE;
    has_one.then_some(if threaded { AbiTag::Abi3t } else { AbiTag::Abi3 })
}

/// `py312`, `py3`, `py311` … `py30`.
fn generic_pythons(version: PythonVersion) -> Vec<PythonTag> {
    let major = version.major;
    let exact = PythonTag::Generic { major, minor: Some(version.minor) };
    let any = PythonTag::Generic { major, minor: None };
    let older =
        (0..version.minor).rev().map(|minor| PythonTag::Generic { major, minor: Some(minor) });
    [exact, any].into_iter().chain(older).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(target: &str, count: usize) -> Vec<String> {
        tags(&target.parse().unwrap()).iter().take(count).map(ToString::to_string).collect()
    }

    #[test]
    fn gil_builds_take_abi3_and_free_threaded_builds_abi3t() {
        assert_eq!(
            first("cp315-win_amd64", 4),
            [
                "cp315-cp315-win_amd64",
                "cp315-abi3-win_amd64",
                "cp315-none-win_amd64",
                "cp314-abi3-win_amd64"
            ]
        );
        assert_eq!(
            first("cp315t-win_amd64", 4),
            [
                "cp315-cp315t-win_amd64",
                "cp315-abi3t-win_amd64",
                "cp315-none-win_amd64",
                "cp314-abi3t-win_amd64"
            ]
        );
    }

    #[test]
    fn pypy_takes_its_own_abi_only() {
        assert_eq!(
            first("pp311_73-win_amd64", 3),
            ["pp311-pypy311_pp73-win_amd64", "pp311-none-win_amd64", "py311-none-win_amd64"]
        );
    }
}
