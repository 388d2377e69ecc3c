//! Names into few patterns that match them and none of the others.

use std::collections::BTreeSet;

use crate::project::cibuildwheel::Selector;

/// Patterns that match every name of `out` and none of `kept`, few and sorted.
///
/// The pattern that covers the most comes first, so that a whole interpreter or a whole family of
/// platforms takes one pattern. Ex) `cp39-*`, `cp314t-musllinux_*`
pub(super) fn cover(out: &BTreeSet<String>, kept: &BTreeSet<String>) -> Vec<String> {
    let mut left: BTreeSet<&String> = out.iter().collect();
    let candidates: BTreeSet<String> = out.iter().flat_map(|name| wider(name)).collect();
    let mut patterns: Vec<(String, Selector)> = candidates
        .into_iter()
        .map(|pattern| (pattern.clone(), Selector::new(&pattern, None)))
        .filter(|(_, selector)| !kept.iter().any(|name| selector.matches(name)))
        .collect();
    // Of those that cover as much of what is left the first counts: the one that says the least
    // beside, then the shortest.
    patterns.sort_by_cached_key(|(pattern, selector)| {
        let all = out.iter().filter(|name| selector.matches(name)).count();
        (all, pattern.matches('*').count(), pattern.len())
    });
    let mut chosen = Vec::new();
    while !left.is_empty() {
        let covers = |selector: &Selector| left.iter().filter(|it| selector.matches(it)).count();
        let mut best: Option<(usize, &String, &Selector)> = None;
        for (pattern, selector) in &patterns {
            let count = covers(selector);
            if count > best.as_ref().map_or(1, |(most, ..)| *most) {
                best = Some((count, pattern, selector));
            }
        }
        if let Some((_, pattern, selector)) = best {
            left.retain(|name| !selector.matches(name));
            chosen.push(pattern.clone());
        } else {
            chosen.extend(left.iter().map(|name| (*name).clone()));
            left.clear();
        }
    }
    chosen.sort_unstable();
    chosen
}

/// The patterns over a name that people write: its interpreter everywhere or on one family of
/// platforms, its kind of interpreter on its platform, its platform alone.
fn wider(name: &str) -> Vec<String> {
    // `abi3-py39-win32` is a shared wheel on a platform.
    let Some((interpreter, platform)) = name.rsplit_once('-') else { return Vec::new() };
    let family = platform.split('_').next().unwrap_or(platform).trim_end_matches("32");
    let mut out = vec![
        format!("{interpreter}-*"),
        format!("{interpreter}-{family}*"),
        format!("*-{platform}"),
    ];
    if let Some((kind, _)) = interpreter.split_at_checked(2)
        && !interpreter.contains('-')
    {
        let arch = platform.split_once('_').map(|(_, arch)| arch);
        out.extend(arch.map(|arch| format!("{interpreter}-*_{arch}")));
        let threaded = if interpreter.ends_with('t') { "t" } else { "" };
        out.push(format!("{kind}*{threaded}-{platform}"));
        out.push(format!("{kind}*{threaded}-{family}*"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(out: &str, kept: &str) -> String {
        let names = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        cover(&names(out), &names(kept)).join(" ")
    }

    #[test]
    fn few_patterns_cover_many_names() {
        assert_eq!(covered("cp39-win32 cp39-macosx_arm64", "cp310-win32"), "cp39-*");
        assert_eq!(
            covered(
                "cp314t-win32 cp314t-win_amd64 cp39-win32",
                "cp314t-macosx_arm64 cp39-win_arm64 cp310-win32"
            ),
            "cp314t-win* cp39-win32"
        );
        assert_eq!(
            covered(
                "pp310-win_amd64 pp311-win_amd64",
                "pp310-macosx_arm64 pp311-macosx_arm64 cp310-win_amd64"
            ),
            "pp*-win_amd64"
        );
        assert_eq!(
            covered(
                "cp315t-win32 cp315t-musllinux_x86_64 cp314t-musllinux_x86_64 cp314t-musllinux_i686",
                "cp314t-win32"
            ),
            "cp*t-musllinux* cp315t-win32"
        );
        assert_eq!(
            covered("abi3-py37-macosx_arm64 abi3-py37-macosx_x86_64", "abi3-py37-win32"),
            "abi3-py37-macosx*"
        );
        assert_eq!(covered("", "cp39-win32"), "");
    }
}
