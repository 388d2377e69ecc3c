//! Patterns over build identifiers: `build` and `skip` of cibuildwheel, and relkit's own.

use std::ops::Range;

use super::{
    Job, abi3,
    braces::{self, Pruned},
    toml::{Node, Site},
};
use crate::{
    drop::Going,
    model::{
        AndroidAbi, BuildPlatform, IosMultiarch, LinuxArch, MacArch, PythonVersion, WindowsArch,
    },
    project::cibuildwheel::Selector,
};

/// More patterns than this in one value are not read.
const MOST: usize = 500;

/// What a list of patterns is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It chooses what is built: one that was for a stable ABI moves to the new floor, and none at
    /// all would build nothing
    Choose,
    /// It leaves out: without patterns the key goes
    LeaveOut,
    /// It leaves out, and an empty list says something else than no list
    Empty,
}

/// Identifiers of Pythons that go, and of those that may stay.
pub(super) struct Names {
    gone: Vec<String>,
    kept: Vec<String>,
}

impl Names {
    /// Every implementation on every platform.
    pub(super) fn of(going: &Going) -> Self {
        /// Feature releases from the floor on that a pattern may be for.
        const AHEAD: u8 = 12;
        let floor = going.floor();
        let older = (2..=floor.major).flat_map(|major| {
            let last = if major < floor.major { 7 } else { floor.minor };
            (0..last.saturating_add(u8::from(major < floor.major)))
                .map(move |minor| PythonVersion::new(major, minor))
        });
        let newer =
            (0..AHEAD).map(|it| PythonVersion::new(floor.major, floor.minor.saturating_add(it)));
        let newest = newer.clone().chain(going.kept().iter().copied());
        let platforms = platforms();
        let names = |versions: &mut dyn Iterator<Item = PythonVersion>| {
            versions
                .flat_map(|version| {
                    let digits = version.nodot();
                    ["cp", "pp", "gp"]
                        .map(|it| format!("{it}{digits}"))
                        .into_iter()
                        .chain([format!("cp{digits}t"), format!("gp{digits}_250")])
                        .collect::<Vec<_>>()
                })
                .flat_map(|name| platforms.iter().map(move |it| format!("{name}-{it}")))
                .collect()
        };
        Self {
            gone: names(&mut older.filter(|it| going.is_below(*it))),
            kept: names(&mut newest.into_iter()),
        }
    }

    /// Whether a pattern is for Pythons that go, and for no other.
    pub(super) fn is_dead(&self, pattern: &str) -> bool {
        let selector = Selector::new(pattern, None);
        self.gone.iter().any(|name| selector.matches(name))
            && !self.kept.iter().any(|name| selector.matches(name))
    }
}

fn platforms() -> Vec<String> {
    let linux = LinuxArch::ALL.iter();
    let musl = linux.clone().map(|it| BuildPlatform::Musllinux(*it));
    let platforms = linux.map(|it| BuildPlatform::Manylinux(*it)).chain(musl);
    let mac = MacArch::ALL.iter().map(|it| BuildPlatform::Macos(*it));
    let windows = WindowsArch::ALL.iter().map(|it| BuildPlatform::Windows(*it));
    let android = AndroidAbi::ALL.iter().map(|it| BuildPlatform::Android(*it));
    let ios = IosMultiarch::ALL.iter().map(|it| BuildPlatform::Ios(*it));
    let all = platforms.chain(mac).chain(windows).chain(android).chain(ios);
    all.chain([BuildPlatform::Pyodide]).map(|it| it.to_string()).collect()
}

/// The bytes of a word, and what remains of it.
type Word = (Range<usize>, Pruned);

/// What becomes of each pattern of a value.
struct Words<'n> {
    /// A string, and for each of its words the bytes and what remains
    strings: Vec<(&'n Node, Vec<Word>)>,
}

impl Words<'_> {
    fn all_gone(&self) -> bool {
        let mut words = self.strings.iter().flat_map(|(_, words)| words).peekable();
        words.peek().is_some() && words.all(|(_, pruned)| *pruned == Pruned::Gone)
    }
}

/// Judges the patterns of a string, or of a list of strings.
fn judged<'n>(job: &mut Job<'_, '_>, node: &'n Node, role: Role) -> Words<'n> {
    let names = Names::of(job.going);
    let strings = if node.text().is_some() { vec![node] } else { node.texts() };
    let mut out = Vec::new();
    let mut seen: Vec<String> = strings
        .iter()
        .flat_map(|it| it.text().unwrap_or_default().split_whitespace())
        .map(str::to_owned)
        .collect();
    if seen.len() > MOST {
        job.draft.leave(node.range.start, "has more patterns than any project");
        return Words { strings: out };
    }
    for string in strings {
        let Some(inner) = job.inner(string) else { continue };
        let text = &job.draft.text()[inner.clone()];
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            let start = inner.start + (word.as_ptr() as usize - text.as_ptr() as usize);
            let moved = moved(job, word, role, &names);
            let pruned = match moved {
                Some(new) if seen.contains(&new) => Pruned::Gone,
                Some(new) => {
                    seen.push(new.clone());
                    Pruned::Rest { text: new, dead: false }
                }
                None => braces::prune(word, &|it| names.is_dead(it)),
            };
            words.push((start..start + word.len(), pruned));
        }
        out.push((string, words));
    }
    Words { strings: out }
}

/// The same pattern for the new floor, where it was for a stable ABI.
fn moved(job: &Job<'_, '_>, word: &str, role: Role, names: &Names) -> Option<String> {
    if let Some((range, _, new)) = abi3::floors(word, job.going).into_iter().next() {
        return Some(format!("{}{new}{}", &word[..range.start], &word[range.end..]));
    }
    if role != Role::Choose || !names.is_dead(word) {
        return None;
    }
    job.floors.iter().find_map(|floor| {
        let tag = format!("cp{}-", floor.nodot());
        let at = word.find(&tag)?;
        let new = format!("cp{}-", job.floor().nodot());
        Some(format!("{}{new}{}", &word[..at], &word[at + tag.len()..]))
    })
}

/// Whether every pattern of a value is for Pythons that go.
pub(super) fn is_dead(job: &mut Job<'_, '_>, node: &Node, role: Role) -> bool {
    judged(job, node, role).all_gone()
}

/// Takes the dead patterns out of a value.
pub(super) fn prune(job: &mut Job<'_, '_>, site: &Site<'_>, role: Role) {
    let key = &site.entry.key;
    let node = &site.entry.node;
    let words = judged(job, node, role);
    if words.all_gone() && role != Role::Empty {
        let at = site.entry.key_range.start;
        match role {
            Role::LeaveOut => job.delete(site, format!("{key}: nothing is left of it")),
            _ => job.draft.leave(at, format!("{key}: every pattern is for Pythons that go")),
        }
        return;
    }
    let mut gone = Vec::new();
    for (string, words) in &words.strings {
        let all = !words.is_empty() && words.iter().all(|(_, it)| *it == Pruned::Gone);
        gone.push((string.range.clone(), all));
        for (at, (range, pruned)) in words.iter().enumerate() {
            let old = &job.draft.text()[range.clone()];
            match pruned {
                Pruned::Same => {}
                Pruned::Rest { text, dead } => {
                    job.draft.put(
                        range.clone(),
                        text.clone(),
                        format!("{key}: {old} becomes {text}"),
                    );
                    if *dead {
                        job.draft.leave(
                            range.start,
                            format!("{key}: `{text}` still names Pythons that go"),
                        );
                    }
                }
                Pruned::Gone if all && string.range != node.range => {}
                Pruned::Gone => {
                    let what = format!("{key}: {old} goes");
                    let before = words[..at].iter().rfind(|(_, it)| *it != Pruned::Gone);
                    let range = match (words.get(at + 1), before) {
                        (Some((next, _)), _) => range.start..next.start,
                        // The blank before it went with its neighbours, if they go.
                        (None, Some((before, _))) if words[at - 1].0 == *before => {
                            before.end..range.end
                        }
                        (None, _) => range.clone(),
                    };
                    job.draft.put(range, "", what);
                }
            }
        }
    }
    if node.text().is_some() {
        return;
    }
    let ranges: Vec<_> = node.items().iter().map(|item| item.range.clone()).collect();
    let goes = |range: &Range<usize>| gone.iter().any(|(it, gone)| it == range && *gone);
    let gone: Vec<bool> = ranges.iter().map(goes).collect();
    job.take_out(&node.range, &ranges, &gone, |item| format!("{key}: {item} goes"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_for_what_goes_alone_are_dead() {
        let version = |minor| PythonVersion::new(3, minor);
        let going = Going::new(&[version(9)], &[version(9), version(10)]).unwrap();
        let names = Names::of(&going);
        for (pattern, dead) in [
            ("cp39-*", true),
            ("cp27-*", true),
            ("*p39*", true),
            ("pp39-manylinux_x86_64", true),
            ("cp3[6-9]-*", true),
            ("cp3?-*", true),
            ("cp3{8,9}-*", true),
            ("cp3*", false),
            ("cp310-*", false),
            ("*-win32", false),
            ("cp39-nowhere", false),
            ("", false),
        ] {
            assert_eq!(names.is_dead(pattern), dead, "{pattern}");
        }
    }
}
