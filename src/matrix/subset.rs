//! What runs on a pull request: enough to see that the wheels can be built, and no more.

use std::collections::BTreeMap;

use super::{candidates::Candidate, targets::is_default_cpython};
use crate::model::{BuildOs, BuildPlatform};

/// Of the candidates those of one native platform of Linux, macOS and Windows each, the first in
/// the order of the configuration, and there the oldest and the newest CPython and the newest
/// free-threaded one. Where none of these systems is built for, the first platform of all.
pub(super) fn of(
    candidates: &[Candidate],
    is_native: impl Fn(BuildPlatform) -> bool,
) -> Vec<Candidate> {
    let mut first: BTreeMap<BuildOs, BuildPlatform> = BTreeMap::new();
    for candidate in candidates {
        let platform = candidate.id.platform;
        let usual = matches!(platform.os(), BuildOs::Linux | BuildOs::Macos | BuildOs::Windows);
        if usual && is_native(platform) {
            first.entry(platform.os()).or_insert(platform);
        }
    }
    if let (true, Some(candidate)) = (first.is_empty(), candidates.first()) {
        first.insert(candidate.id.platform.os(), candidate.id.platform);
    }
    let mut kept = Vec::new();
    for platform in first.into_values() {
        let own: Vec<&Candidate> = candidates
            .iter()
            .filter(|it| it.id.platform == platform && it.variant.is_none())
            .collect();
        let usual = || own.iter().filter(|it| is_default_cpython(it.target.interpreter));
        let threaded = own.iter().filter(|it| it.id.threaded);
        let oldest = usual().min_by_key(|it| it.id.python);
        let newest = usual().max_by_key(|it| it.id.python);
        let newest_threaded = threaded.max_by_key(|it| it.id.python);
        let wanted: Vec<_> = [oldest, newest, newest_threaded].into_iter().flatten().collect();
        let any = wanted.is_empty();
        let chosen = own.iter().filter(|it| any || wanted.iter().any(|other| other.id == it.id));
        kept.extend(chosen.map(|candidate| (*candidate).clone()));
    }
    let place = |it: &Candidate| {
        let same = |other: &Candidate| other.id == it.id && other.variant == it.variant;
        candidates.iter().position(same)
    };
    kept.sort_by_key(place);
    kept
}
