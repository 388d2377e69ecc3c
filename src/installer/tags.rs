//! The tags of a target, best first.

use super::platforms::platform_tags;
use crate::model::{
    AbiTag, Implementation, Platform, PlatformTag, PythonTag, PythonVersion, Tag, TagSet, Target,
};

/// Every tag that an installer on this target accepts, in pip's order, best first.
pub fn tags(target: &Target) -> Vec<Tag> {
    let order = Order::of(target);
    let groups = order.groups.iter().flat_map(|group| {
        order.platforms_of(group).iter().map(|platform| Tag {
            python: group.python.clone(),
            abi: group.abi.clone(),
            platform: platform.clone(),
        })
    });
    groups.collect()
}

/// The order of a target's tags without the tags: a tag's rank is computed, as a target has more
/// than a thousand and a file asks for one or two.
///
/// Rule: [platform compatibility tags, use](https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#use),
/// and packaging's `cpython_tags`, `generic_tags` and `compatible_tags` as pip calls them. The
/// free-threaded stable ABI is accepted back to 3.2, as packaging does, although PEP 803 starts
/// with 3.15.
#[derive(Debug, Clone)]
pub(super) struct Order {
    platforms: Vec<PlatformTag>,
    groups: Vec<Group>,
}

/// Tags that differ in their platform alone.
#[derive(Debug, Clone)]
struct Group {
    python: PythonTag,
    abi: AbiTag,
    /// Only `any`, or every platform of the target
    any: bool,
}

impl Order {
    /// The order for a target.
    pub(super) fn of(target: &Target) -> Self {
        let interpreter = target.interpreter;
        let python = interpreter.python_tag();
        let version = interpreter.version();
        let mut groups = Vec::new();
        let mut add = |python: &PythonTag, abi: AbiTag, any| {
            groups.push(Group { python: python.clone(), abi, any });
        };

        let narrow_unicode =
            matches!(target.platform, Platform::Macos { .. } | Platform::Windows(_));
        for abi in interpreter.abi_tags(narrow_unicode) {
            add(&python, abi, false);
        }
        let stable = stable_abi(interpreter.implementation(), version, interpreter.is_threaded());
        if let Some(abi) = &stable {
            add(&python, abi.clone(), false);
        }
        add(&python, AbiTag::None, false);
        if let Some(abi) = &stable {
            for minor in (OLDEST_STABLE.minor..version.minor).rev() {
                let older = PythonTag::CPython { major: version.major, minor: Some(minor) };
                add(&older, abi.clone(), false);
            }
        }

        let generic = generic_pythons(version);
        for older in &generic {
            add(older, AbiTag::None, false);
        }
        add(&python, AbiTag::None, true);
        for older in &generic {
            add(older, AbiTag::None, true);
        }
        Self { platforms: platform_tags(target.platform), groups }
    }

    fn platforms_of(&self, group: &Group) -> &[PlatformTag] {
        if group.any { &[PlatformTag::Any] } else { &self.platforms }
    }

    /// The first place in [`tags`] of a tag of the set; `None` where none is among them.
    ///
    /// Most files of a release are for another platform than the target's, which is seen first.
    pub(super) fn best(&self, set: &TagSet) -> Option<usize> {
        let any = set.platforms.contains(&PlatformTag::Any).then_some(0);
        let among = self.platforms.iter().position(|platform| set.platforms.contains(platform));
        if any.is_none() && among.is_none() {
            return None;
        }
        let mut before = 0;
        for group in &self.groups {
            let place = if group.any { any } else { among };
            if let Some(place) = place
                && set.abis.contains(&group.abi)
                && set.pythons.contains(&group.python)
            {
                return Some(before + place);
            }
            before += self.platforms_of(group).len();
        }
        None
    }

    /// The place of a tag in [`tags`]; `None` where it is not among them.
    #[cfg(test)]
    pub(super) fn rank(&self, tag: &Tag) -> Option<usize> {
        let any = tag.platform == PlatformTag::Any;
        let among =
            if any { 0 } else { self.platforms.iter().position(|it| *it == tag.platform)? };
        let at = self.groups.iter().position(|group| {
            group.any == any && group.abi == tag.abi && group.python == tag.python
        })?;
        let before: usize = self.groups[..at].iter().map(|it| self.platforms_of(it).len()).sum();
        Some(before + among)
    }
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
    fn ranks_are_places() {
        for target in ["cp315t-macosx_26_0_arm64", "cp27-manylinux_2_17_x86_64", "pp311_73-win32"] {
            let target = target.parse().unwrap();
            let order = Order::of(&target);
            for (place, tag) in tags(&target).iter().enumerate() {
                assert_eq!(order.rank(tag), Some(place), "{tag} on {target}");
            }
            assert_eq!(order.rank(&"cp314-cp313-any".parse().unwrap()), None);
        }
    }

    #[test]
    fn the_best_of_a_set_is_the_first_of_its_tags() {
        for target in ["cp315t-macosx_26_0_arm64", "cp312-manylinux_2_34_x86_64", "cp311-win32"] {
            let order = Order::of(&target.parse().unwrap());
            for set in [
                "py2.py3-none-any",
                "cp311.cp312-cp311.cp312-manylinux_2_28_x86_64.manylinux2014_x86_64",
                "cp311.cp315-abi3.abi3t-macosx_11_0_arm64.macosx_10_9_universal2",
                "py3-none-any.win32.manylinux_2_17_x86_64",
                "cp310-cp310-win32",
            ] {
                let set: TagSet = set.parse().unwrap();
                let wanted = set.expand().filter_map(|tag| order.rank(&tag)).min();
                assert_eq!(order.best(&set), wanted, "{set} on {target}");
            }
        }
    }

    #[test]
    fn pypy_takes_its_own_abi_only() {
        assert_eq!(
            first("pp311_73-win_amd64", 3),
            ["pp311-pypy311_pp73-win_amd64", "pp311-none-win_amd64", "py311-none-win_amd64"]
        );
    }
}
