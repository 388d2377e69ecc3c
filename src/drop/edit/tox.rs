//! tox: environments of its INI form.
//!
//! Source: [tox's configuration](https://tox.wiki/en/latest/config.html), with its generative names
//! (`py{39,310}-{a,b}`) and factor conditions (`py39: value`).

use std::{collections::BTreeMap, ops::Range};

use super::{
    Job,
    braces::{self, Pruned},
    ini::{self, Key, Section},
    job::one_line,
    naming,
};
use crate::drop::Going;

/// Whether an environment is for a Python that goes: one of its factors names it.
pub(super) fn is_dead(environment: &str, going: &Going) -> bool {
    naming::is_dead(environment, going)
        || environment.split('-').any(|factor| naming::is_dead(factor, going))
}

/// Edits a tox.ini that stands at a range of the text.
pub(super) fn edit(job: &mut Job<'_, '_>, within: Range<usize>) {
    let sections = ini::read(job.draft.text(), within);
    let users = referred(job.draft.text(), &sections, job.going);
    for section in &sections {
        match section.name.as_str() {
            "tox" | "tox:tox" => {
                for key in keys(section, &["envlist", "env_list"]) {
                    names(job, key);
                }
            }
            "gh-actions" | "gh" => {
                for key in keys(section, &["python"]) {
                    mapping(job, key);
                }
            }
            name if name == "testenv" || name.starts_with("testenv:") => {
                match users.get(&section.range.start) {
                    Some(user) => job.draft.leave(
                        section.range.start,
                        format!("[{name}] names Pythons that go, and [{user}] refers to it"),
                    ),
                    None => environment(job, section),
                }
            }
            _ => {}
        }
    }
}

/// The sections that have dead names and are referred to (`{[testenv:py39]deps}`) from what stays:
/// where they begin, and the section that refers to them.
fn referred(text: &str, sections: &[Section], going: &Going) -> BTreeMap<usize, String> {
    let dead = |word: &str| is_dead(word, going);
    let mut names = Vec::new();
    let mut going_away = Vec::new();
    for section in sections {
        let Some(name) = section.name.strip_prefix("testenv:").map(str::trim) else { continue };
        let pruned = braces::prune(name, &dead);
        if pruned == Pruned::Same {
            continue;
        }
        if pruned == Pruned::Gone {
            going_away.push(section.range.clone());
        }
        let mut called: Vec<String> = braces::expand(name).unwrap_or_default();
        called.retain(|it| dead(it));
        called.push(name.to_owned());
        names.push((section, called));
    }
    let mut users = BTreeMap::new();
    // What is referred to stays, and then what it refers to itself stays too.
    loop {
        let before = users.len();
        for (section, called) in &names {
            let user = sections.iter().find(|user| {
                let stays = !going_away.contains(&user.range) && user.range != section.range;
                stays
                    && user.keys.iter().any(|key| {
                        let value = &text[key.range.clone()];
                        called.iter().any(|it| value.contains(&format!("{{[testenv:{it}]")))
                    })
            });
            if let Some(user) = user {
                users.entry(section.range.start).or_insert_with(|| user.name.clone());
                going_away.retain(|it| *it != section.range);
            }
        }
        if users.len() == before {
            return users;
        }
    }
}

/// The keys of these names.
pub(super) fn keys<'s>(section: &'s Section, names: &[&str]) -> Vec<&'s Key> {
    section.keys.iter().filter(|key| names.contains(&key.name.as_str())).collect()
}

/// A list of names between commas and line ends.
fn names(job: &mut Job<'_, '_>, key: &Key) {
    let going = job.going;
    let dead = |word: &str| is_dead(word, going);
    let mut edits = Vec::new();
    let mut kept = 0;
    for line in &key.lines {
        let text = &job.draft.text()[line.clone()];
        let code = &text[..comment(text)];
        let new = listed(code, &dead);
        kept += new.as_ref().map_or(code, String::as_str).trim().len().min(1);
        edits.push(new.map(|new| (line.start..line.start + code.len(), new)));
    }
    if kept == 0 && edits.iter().any(Option::is_some) {
        job.draft.leave(
            key.range.start,
            format!("{}: every environment is for Pythons that go", key.name),
        );
        return;
    }
    if joined(job.draft.text(), key).len() < key.lines.len() && edits.iter().any(Option::is_some) {
        let why = format!("{}: names Pythons that go on lines that are joined", key.name);
        job.draft.leave(key.range.start, why);
        return;
    }
    for (line, (range, new)) in
        key.lines.iter().zip(edits).filter_map(|(line, it)| Some((line, it?)))
    {
        let old = job.draft.text()[range.clone()].trim().trim_end_matches(',').to_owned();
        let name = &key.name;
        let first = key.is_first(job.draft.text(), line);
        if new.trim().is_empty() && (!first || range.end == line.end) {
            let range = ini::without_line(job.draft.text(), key, line);
            job.draft.put(range, "", format!("{name}: {old} goes"));
        } else {
            let what = match new.trim().trim_end_matches(',') {
                "" => format!("{name}: {old} goes"),
                new => format!("{name}: {old} becomes {new}"),
            };
            if dead_rest(&new, &dead) {
                job.draft.leave(range.start, format!("{name}: {new} still names Pythons that go"));
            }
            job.draft.put(range, new, what);
        }
    }
}

fn dead_rest(list: &str, dead: &dyn Fn(&str) -> bool) -> bool {
    words(list).iter().any(|range| {
        braces::expand(list[range.clone()].trim()).is_some_and(|all| all.iter().any(|it| dead(it)))
    })
}

/// Where an inline comment begins, with the blanks before it.
fn comment(line: &str) -> usize {
    let at = line.find(" #").or_else(|| line.find("\t#")).unwrap_or(line.len());
    line[..at].trim_end().len()
}

/// The words between the commas that are not in braces.
fn words(list: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                out.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(start..list.len());
    out
}

/// A list without what is dead; `None` when nothing is.
fn listed(list: &str, dead: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut changed = false;
    for range in words(list) {
        let part = &list[range];
        let word = part.trim();
        match braces::prune(word, dead) {
            Pruned::Same => parts.push(part.to_owned()),
            Pruned::Gone => changed = true,
            Pruned::Rest { text, .. } => {
                changed = true;
                parts.push(part.replacen(word, &text, 1));
            }
        }
    }
    changed.then(|| {
        let whole = parts.join(",");
        let whole = if list.starts_with(char::is_whitespace) { &whole } else { whole.trim_start() };
        if whole.trim_matches(',').trim().is_empty() { String::new() } else { whole.to_owned() }
    })
}

/// `3.9: py39, docs`, one a line.
fn mapping(job: &mut Job<'_, '_>, key: &Key) {
    for line in &key.lines {
        let text = &job.draft.text()[line.clone()];
        let Some((python, environments)) = text.split_once(':') else { continue };
        let python = python.trim();
        if !job.is_dead(python) {
            continue;
        }
        let environments = &environments[..comment(environments)];
        let going = job.going;
        let dead = |word: &str| is_dead(word, going);
        let others = words(environments).into_iter().any(|range| {
            let word = environments[range].trim();
            !word.is_empty() && braces::prune(word, &dead) != Pruned::Gone
        });
        if others {
            let why = format!("{python} goes, and runs environments that stay");
            job.draft.leave(line.start, why);
        } else {
            let range = ini::without_line(job.draft.text(), key, line);
            job.draft.put(range, "", format!("{python} goes"));
        }
    }
}

/// `[testenv]` and `[testenv:NAME]`.
fn environment(job: &mut Job<'_, '_>, section: &Section) {
    let going = job.going;
    let dead = |word: &str| is_dead(word, going);
    if let Some(name) = section.name.strip_prefix("testenv:") {
        match braces::prune(name.trim(), &dead) {
            Pruned::Same => {}
            Pruned::Gone => {
                let range = ini::section_lines(job.draft.text(), section);
                job.draft.put(range, "", format!("[{}] goes", section.name));
                return;
            }
            Pruned::Rest { text, .. } => {
                let what = format!("[{}] becomes [testenv:{text}]", section.name);
                job.draft.put(section.name_range.clone(), format!("testenv:{text}"), what);
            }
        }
    }
    for key in &section.keys {
        if key.name == "basepython" || key.name == "base_python" {
            for line in &key.lines {
                let text = &job.draft.text()[line.clone()];
                let value = text.rsplit(':').next().unwrap_or_default().trim();
                if !text.contains(':') && job.is_dead(value) {
                    job.draft.leave(line.start, format!("{}: names {value}", key.name));
                }
            }
        }
        conditions(job, key);
    }
}

/// The lines of a value, each with those that a `\` at its end joins to it.
fn joined(text: &str, key: &Key) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for line in &key.lines {
        match out.last_mut().filter(|before| text[before.start..before.end].ends_with('\\')) {
            Some(before) => before.end = line.end,
            None => out.push(line.clone()),
        }
    }
    out
}

/// The lines of a value that hold for some factors only.
fn conditions(job: &mut Job<'_, '_>, key: &Key) {
    let going = job.going;
    let dead = |word: &str| is_dead(word, going);
    let mut gone = Vec::new();
    let lines = joined(job.draft.text(), key);
    for line in &lines {
        let text = &job.draft.text()[line.clone()];
        let Some(factors) = condition(text) else { continue };
        if factors.contains('!') {
            let names = |word: &str| word.split(['-', '!']).any(|it| naming::is_dead(it, going));
            let all: Vec<_> = words(factors)
                .into_iter()
                .filter_map(|it| braces::expand(factors[it].trim()))
                .collect();
            if all.iter().flatten().any(|word| names(word)) {
                job.draft
                    .leave(line.start, format!("the condition `{factors}` names Pythons that go"));
            }
            continue;
        }
        let Some(new) = listed(factors, &dead) else { continue };
        if new.trim().is_empty() {
            gone.push(line.clone());
        } else {
            let what = format!("the condition {factors} becomes {new}");
            job.draft.put(line.start..line.start + factors.len(), new, what);
        }
    }
    if !gone.is_empty() && gone.len() == lines.len() {
        job.draft.put(key.range.clone(), "", format!("{} is for Pythons that go alone", key.name));
        return;
    }
    for line in gone {
        let text = job.draft.text();
        let what = format!("{}: {} goes", key.name, one_line(&text[line.clone()]));
        job.draft.put(ini::without_line(text, key, &line), "", what);
    }
}

/// The factors before `: ` at the beginning of a line.
fn condition(line: &str) -> Option<&str> {
    let (at, _) = line
        .match_indices(':')
        .find(|(at, _)| line[at + 1..].chars().next().is_none_or(char::is_whitespace))?;
    let factors = &line[..at];
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.,{}!- ".contains(c);
    (!factors.is_empty() && factors.chars().all(plain)).then_some(factors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PythonVersion;

    #[test]
    fn lists_lose_what_is_dead() {
        let version = |minor| PythonVersion::new(3, minor);
        let going = Going::new(&[version(9)], &[version(9), version(10)]).unwrap();
        let dead = |word: &str| is_dead(word, &going);
        for (text, expected) in [
            ("py38, py39, py310", "py310"),
            ("py310,py39,lint", "py310,lint"),
            ("py{39,310}-{a,b}, pypy3.9", "py310-{a,b}"),
            ("lint, py39", "lint"),
            ("py39,", ""),
            ("py39-cov", ""),
            ("3.9, 3.10", "3.10"),
            ("py310, {[x]y}", "-"),
        ] {
            let found = listed(text, &dead).unwrap_or_else(|| "-".to_owned());
            assert_eq!(found, expected, "{text}");
        }
    }
}
