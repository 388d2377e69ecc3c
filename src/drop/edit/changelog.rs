//! The line of the change log, in the form of the lines around it.

use std::collections::BTreeMap;

use super::{Draft, EditError, Edited, Left, files::is_read, naming::listed};
use crate::drop::Going;

/// Words by which a heading says that its release is not out.
const UNRELEASED: [&str; 6] =
    ["unreleased", "not yet released", "in development", "not released", "upcoming", "dev0"];

/// Parts of a release in which such a line stands, the best first.
const PARTS: [&str; 6] = ["removed", "removal", "incompatib", "breaking", "deprecat", "changed"];

/// Whether a path is that of a change log.
pub(super) fn is_one(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let end = name.split_once('.').map_or("", |(_, end)| end);
    let known = ["change", "history", "news"].iter().any(|it| stem.starts_with(it));
    known && matches!(end, "" | "md" | "rst" | "txt" | "markdown")
}

/// What is found in a change log, line by line.
struct Line<'t> {
    start: usize,
    text: &'t str,
    /// How high a heading it is: 1 is the highest; `None` for other lines
    level: Option<usize>,
}

/// The edit of the change log, when there is one: a line under the release that is not out.
pub(super) fn edit(
    files: &BTreeMap<String, String>,
    going: &Going,
) -> Result<(Option<Edited>, Vec<Left>), EditError> {
    let mut logs = files.iter().filter(|(path, _)| is_read(path) && is_one(path));
    let Some((path, text)) = logs.next() else { return Ok((None, Vec::new())) };
    let mut draft = Draft::new(path, text)?;
    let fragments = ["[tool.towncrier]", "[tool.scriv]"]
        .into_iter()
        .find(|table| files.get("pyproject.toml").is_some_and(|text| text.contains(table)));
    let sentence = format!("Drop support for Python {}", listed(going.dropped()));
    if let Some(table) = fragments {
        draft.leave(0, format!("{table} makes this file: {sentence} wants a fragment"));
        return draft.finish();
    }
    let lines = lines(draft.text());
    let Some(first) =
        lines.iter().position(|line| line.level.is_some() && is_unreleased(line.text))
    else {
        draft.leave(0, format!("has no heading for what is not released: {sentence}"));
        return draft.finish();
    };
    let level = lines[first].level;
    let higher = |line: &Line<'_>| line.level.is_some() && line.level <= level;
    let end = (first + 1..lines.len()).find(|at| higher(&lines[*at])).unwrap_or(lines.len());
    let section = &lines[first + 1..end];
    if section.iter().any(|line| says(line.text, going)) {
        return draft.finish();
    }
    let part = PARTS.iter().find_map(|word| {
        let named = |line: &Line<'_>| is_title(line) && line.text.to_lowercase().contains(word);
        section.iter().position(named)
    });
    // The list of that part, or the first one.
    let from = part.unwrap_or(0);
    let ends = |line: &Line<'_>| part.is_some() && is_title(line);
    let to = (from + 1..section.len()).find(|at| ends(&section[*at])).unwrap_or(section.len());
    let list = section.get(from..to).unwrap_or_default();
    let bullet = |line: &Line<'_>| bullet(line.text).map(str::to_owned);
    let style = list.iter().chain(section).chain(&lines).find_map(bullet);
    let style = style.unwrap_or_else(|| "- ".to_owned());
    let mine = |line: &&Line<'_>| line.text.starts_with(&*style);
    let neighbour = list.iter().rfind(mine).or_else(|| lines.iter().find(mine));
    let stop = neighbour.is_some_and(|line| line.text.trim_end().ends_with('.'));
    let stop = if stop { "." } else { "" };
    let newline = draft.line_end();
    let entry = format!("{style}{sentence}{stop}{newline}");
    // Behind the first run of items, with the lines that go on with them.
    let begin = list.iter().position(|line| mine(&line));
    let (at, entry) = if let Some(begin) = begin {
        let indent = style.len() - style.trim_start().len();
        let goes_on = |line: &Line<'_>| {
            let deep = line.text.len() - line.text.trim_start().len();
            mine(&line) || (deep > indent && !line.text.trim().is_empty())
        };
        let mut final_item = begin;
        for (at, line) in list.iter().enumerate().skip(begin) {
            if goes_on(line) {
                final_item = at;
            } else if !line.text.trim().is_empty() {
                break;
            }
        }
        // Items with blank lines between them keep one.
        let apart = list[begin..=final_item].iter().any(|line| line.text.trim().is_empty());
        let blank = if apart { newline } else { "" };
        (end_of(&list[final_item]), format!("{blank}{entry}"))
    } else {
        let heading = if part.is_some() { from } else { usize::MAX };
        let title = section.get(heading).map_or(&lines[first], |line| line);
        let index = lines.iter().position(|line| line.start == title.start).unwrap_or(first);
        let underline = lines.get(index + 1).filter(|line| is_underline(line.text));
        let after = underline.map_or(index, |_| index + 1);
        let next = lines.get(after + 1).map_or("", |line| line.text);
        let blank_next = next.trim().is_empty() && after + 1 < lines.len();
        let at = if blank_next { after + 1 } else { after };
        let before = if blank_next { "" } else { newline };
        let behind = lines.get(at + 1).is_some_and(|line| !line.text.trim().is_empty());
        let behind = if behind { newline } else { "" };
        (end_of(&lines[at]), format!("{before}{entry}{behind}"))
    };
    let at = at.min(draft.text().len());
    let open = at > 0 && !draft.text()[..at].ends_with('\n');
    let entry =
        if open { format!("{newline}{}", entry.trim_end_matches(['\r', '\n'])) } else { entry };
    draft.put(at..at, entry, format!("says: {sentence}"));
    draft.finish()
}

fn end_of(line: &Line<'_>) -> usize {
    line.start + line.text.len() + 1
}

/// Lines without their `\n`; a `\r` stays.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut out: Vec<Line<'_>> = Vec::new();
    let mut marks: Vec<char> = Vec::new();
    for text in text.split('\n') {
        let hashes = text.len() - text.trim_start_matches('#').len();
        let markdown = (1..=6).contains(&hashes) && text[hashes..].starts_with(' ');
        if is_underline(text)
            && let Some(title) = out.last_mut()
            && title.level.is_none()
            && !title.text.trim().is_empty()
            && bullet(title.text).is_none()
        {
            let mark = text.chars().next().unwrap_or('=');
            let known = marks.iter().position(|it| *it == mark);
            let level = known.unwrap_or_else(|| {
                marks.push(mark);
                marks.len() - 1
            });
            title.level = Some(level + 1);
        }
        out.push(Line { start, text, level: markdown.then_some(hashes) });
        start += text.len() + 1;
    }
    out
}

/// A line of one repeated sign, at least three times.
fn is_underline(text: &str) -> bool {
    let text = text.trim_end();
    let Some(first) = text.chars().next() else { return false };
    "=-~^\"'`#*+".contains(first) && text.len() >= 3 && text.chars().all(|c| c == first)
}

fn is_unreleased(text: &str) -> bool {
    let lower = text.to_lowercase();
    UNRELEASED.iter().any(|word| lower.contains(word))
        || lower.trim_matches(['#', ' ', '\r']) == "next"
}

/// A heading of any kind, bold text on its own line among them.
fn is_title(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    line.level.is_some() || (text.starts_with("**") && text.trim_end_matches(':').ends_with("**"))
}

/// The indentation, sign and blanks before an item's text. Ex) `- `, `  * `
fn bullet(text: &str) -> Option<&str> {
    let deep = text.len() - text.trim_start().len();
    let rest = text[deep..].strip_prefix(['-', '*', '+'])?;
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    (blanks > 0 && !rest.trim().is_empty()).then(|| &text[..deep + 1 + blanks])
}

/// Whether a line says already that these Pythons go.
fn says(text: &str, going: &Going) -> bool {
    let lower = text.to_lowercase();
    let verb = ["drop", "remove", "no longer"].iter().any(|word| lower.contains(word));
    let word = |version: &str| {
        lower
            .match_indices(version)
            .any(|(at, _)| !lower[at + version.len()..].starts_with(|c: char| c.is_ascii_digit()))
    };
    verb && going.dropped().iter().all(|version| word(&version.to_string()))
}
