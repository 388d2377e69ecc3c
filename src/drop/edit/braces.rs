//! Words with alternatives in braces: cibuildwheel's patterns and tox's environments.

use std::ops::Range;

/// More alternatives than this are not written out; no project has them.
const MOST: usize = 256;

/// Longer words are left as they are.
const LONGEST: usize = 1024;

/// What remains of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pruned {
    /// All of it
    Same,
    /// Nothing
    Gone,
    /// This much. `dead` says whether alternatives that should go are still in it
    Rest {
        /// The new word
        text: String,
        /// Some could not be taken out
        dead: bool,
    },
}

/// Braces around alternatives.
struct Group {
    open: usize,
    close: usize,
    choices: Vec<Range<usize>>,
}

impl Group {
    /// The bounds of `{8..11}` (cibuildwheel) or `{8-11}` (tox), and what stands between them.
    fn numbers<'a>(&self, text: &'a str) -> Option<(u16, u16, &'a str)> {
        let [only] = &self.choices[..] else { return None };
        let inner = &text[only.clone()];
        let (from, between, to) = ["..", "-"].into_iter().find_map(|between| {
            let (from, to) = inner.split_once(between)?;
            Some((from, between, to))
        })?;
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (from <= to && usize::from(to - from) < MOST).then_some((from, to, between))
    }

    /// The texts that it stands for; `None` for braces that are none of this kind.
    fn texts(&self, text: &str) -> Option<Vec<String>> {
        if let Some((from, to, _)) = self.numbers(text) {
            return Some((from..=to).map(|number| number.to_string()).collect());
        }
        let choice = |range: &Range<usize>| text[range.clone()].trim().to_owned();
        (self.choices.len() > 1).then(|| self.choices.iter().map(choice).collect())
    }
}

/// All braces, inner ones too.
fn groups(text: &str) -> Vec<Group> {
    let mut open: Vec<Group> = Vec::new();
    let mut done = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => {
                open.push(Group {
                    open: at,
                    close: at,
                    choices: std::iter::once(at + 1..at + 1).collect(),
                });
            }
            b',' => {
                if let Some(group) = open.last_mut() {
                    if let Some(last) = group.choices.last_mut() {
                        last.end = at;
                    }
                    group.choices.push(at + 1..at + 1);
                }
            }
            b'}' => {
                if let Some(mut group) = open.pop() {
                    if let Some(last) = group.choices.last_mut() {
                        last.end = at;
                    }
                    group.close = at;
                    done.push(group);
                }
            }
            _ => {}
        }
    }
    done.sort_by_key(|group| group.open);
    done
}

/// The words that a word stands for; `None` when they are too many.
pub(super) fn expand(word: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let mut waiting = vec![word.to_owned()];
    if word.len() > LONGEST {
        return None;
    }
    let mut steps = 0;
    while let Some(word) = waiting.pop() {
        steps += 1;
        if steps > 4 * MOST || out.len() > MOST || waiting.len() > 4 * MOST {
            return None;
        }
        let found = groups(&word).into_iter().find_map(|group| {
            let texts = group.texts(&word)?;
            Some((group.open, group.close, texts))
        });
        match found {
            Some((open, close, texts)) => waiting.extend(
                texts
                    .iter()
                    .rev()
                    .map(|text| format!("{}{text}{}", &word[..open], &word[close + 1..])),
            ),
            None => out.push(word),
        }
    }
    Some(out)
}

/// Takes out of a word the alternatives that are all dead.
pub(super) fn prune(word: &str, dead: &dyn Fn(&str) -> bool) -> Pruned {
    let all_dead = |word: &str| expand(word).is_some_and(|all| all.iter().all(|it| dead(it)));
    let Some(all) = expand(word) else { return Pruned::Same };
    let gone = all.iter().filter(|it| dead(it)).count();
    if gone == 0 {
        return Pruned::Same;
    }
    if gone == all.len() {
        return Pruned::Gone;
    }
    let mut now = word.to_owned();
    while let Some(next) = groups(&now).iter().find_map(|group| without(&now, group, &all_dead)) {
        now = next;
    }
    let dead = expand(&now).is_some_and(|all| all.iter().any(|it| dead(it)));
    if now == word { Pruned::Same } else { Pruned::Rest { text: now, dead } }
}

/// The word without the first choice of a group that is dead, if there is one.
fn without(word: &str, group: &Group, all_dead: &dyn Fn(&str) -> bool) -> Option<String> {
    let (before, after) = (&word[..group.open], &word[group.close + 1..]);
    let dead = |choice: &str| all_dead(&format!("{before}{choice}{after}"));
    if let Some((from, to, between)) = group.numbers(word) {
        let first = (from..=to).find(|number| !dead(&number.to_string()))?;
        let rest = if first == to { to.to_string() } else { format!("{{{first}{between}{to}}}") };
        return (first > from).then(|| format!("{before}{rest}{after}"));
    }
    let texts = group.texts(word)?;
    let gone = texts.iter().position(|text| dead(text))?;
    if texts.len() == 2 {
        return Some(format!("{before}{}{after}", texts[1 - gone]));
    }
    // With the comma and the blank behind it, or with those before it.
    let range = match group.choices.get(gone + 1) {
        Some(next) => {
            let start = &word[group.choices[gone].clone()];
            let blank = start.len() - start.trim_start().len();
            let follows = &word[next.clone()];
            let blank_after = follows.len() - follows.trim_start().len();
            group.choices[gone].start + blank..next.start + blank_after
        }
        None => group.choices[gone].start - 1..group.choices[gone].end,
    };
    Some(format!("{}{}", &word[..range.start], &word[range.end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_choices_are_taken_out() {
        let dead = |word: &str| {
            ["8", "9"].iter().any(|minor| word.contains(&format!("3{minor}")))
                || word.contains("27")
        };
        for (word, expected) in [
            ("py{38,39,310}", "py310"),
            ("py{27,38,310,311}-{a,b}", "py{310,311}-{a,b}"),
            ("py{27, 38, 310, 311}", "py{310, 311}"),
            ("py3{8,9,10,11}", "py3{10,11}"),
            ("cp3{8..11}-*", "cp3{10..11}-*"),
            ("py3{9-10}", "py310"),
            ("cp3{8,9,1{0,1}}-*", "cp31{0,1}-*"),
            ("{py39,py310}-{a,b}", "py310-{a,b}"),
            ("{py39-a,py310-{a,b},py311}", "{py310-{a,b},py311}"),
            ("{py310,py39}", "py310"),
            ("{py310,py311,py39}", "{py310,py311}"),
            ("py39", "gone"),
            ("py{38,39}-x", "gone"),
            ("py{310,311}", "same"),
            ("py{310", "same"),
            ("}{", "same"),
        ] {
            let found = match prune(word, &dead) {
                Pruned::Same => "same".to_owned(),
                Pruned::Gone => "gone".to_owned(),
                Pruned::Rest { text, dead: false } => text,
                Pruned::Rest { text, dead: true } => format!("{text} and more"),
            };
            assert_eq!(found, expected, "{word}");
        }
    }

    #[test]
    fn many_braces_end_soon() {
        assert_eq!(prune(&"{a,b}".repeat(64), &|_| true), Pruned::Same);
        assert_eq!(prune(&"{".repeat(900), &|_| true), Pruned::Gone);
    }
}
