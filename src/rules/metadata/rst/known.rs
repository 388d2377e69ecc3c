//! Directives, roles and titles: what docutils does not know, and what PyPI turns off.
//!
//! Only text without indentation is looked at: there, they cannot be part of a literal block.

use std::collections::BTreeSet;

use super::{Fault, LONGEST, MOST};
use crate::tables::Docutils;

const SPHINX: &str = "use what docutils knows: Sphinx is not there on PyPI";
const OFF: &str = "write the content itself: PyPI includes no files and takes no raw HTML";

/// The faults of a description, in order.
pub(super) fn faults(text: &str, known: &Docutils) -> Vec<Fault> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let own: BTreeSet<&str> = lines.iter().filter_map(|line| own_role(line)).collect();
    let mut found = Vec::new();
    let mut in_table = false;
    let mut quoted = false;
    let mut last = "";
    let mut block: Vec<usize> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if found.len() >= MOST {
            break;
        }
        if is_table_border(line) {
            in_table = !in_table || lines.get(number + 1).is_some_and(|next| !next.is_empty());
        }
        let starts = number == 0 || lines[number - 1].is_empty();
        if starts {
            roles(&block, &lines, &own, known, &mut found);
            block.clear();
            // Behind `::` a block may be literal without being indented.
            quoted = last.ends_with("::");
        }
        if !line.is_empty() {
            last = line;
        }
        if in_table || quoted || line.is_empty() || line.starts_with([' ', '\t']) {
            if !line.is_empty() {
                block.clear();
            }
            continue;
        }
        let follows = starts || lines[number - 1].starts_with(".. ");
        match directive(line).filter(|_| follows) {
            Some(name) => {
                let options = lines[number + 1..].iter().take_while(|l| l.starts_with(' '));
                let from_file = |l: &&str| {
                    l.trim_start().starts_with(":file:") || l.trim_start().starts_with(":url:")
                };
                let fault = if matches!(&*name, "raw" | "include") {
                    Some((format!("PyPI turns the directive `{name}` off"), OFF))
                } else if name == "csv-table" && options.clone().any(from_file) {
                    Some((format!("PyPI reads no file for the directive `{name}`"), OFF))
                } else if !known.has_directive(&name) {
                    Some((format!("docutils has no directive `{name}`"), SPHINX))
                } else {
                    None
                };
                found.extend(fault.map(|(what, hint)| Fault { line: number + 1, what, hint }));
            }
            None if starts && can_hold_roles(line) => block.push(number),
            None if block.last().is_some_and(|last| last + 1 == number) => block.push(number),
            None => {}
        }
        if let Some(title) = short_underline(&lines, number) {
            let what = format!("the title `{title}` is longer than the line below it");
            found.push(Fault {
                line: number + 1,
                what,
                hint: "make the line as long as the title",
            });
        }
    }
    roles(&block, &lines, &own, known, &mut found);
    found.truncate(MOST);
    found
}

/// The name in `.. NAME::`.
fn directive(line: &str) -> Option<String> {
    let (name, rest) = line.strip_prefix(".. ")?.trim_start().split_once("::")?;
    let name = name.strip_suffix(' ').unwrap_or(name);
    (is_name(name) && (rest.is_empty() || rest.starts_with(' '))).then(|| name.to_lowercase())
}

/// Words joined by single `-`, `.`, `_`, `+`, `:`.
fn is_name(text: &str) -> bool {
    let joint = |c: char| matches!(c, '-' | '.' | '_' | '+' | ':');
    text.split(joint)
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The name in `.. role:: NAME(BASE)`, but of one that is made of `raw`, which PyPI turns off.
fn own_role(line: &str) -> Option<&str> {
    let name = line.trim_start().strip_prefix(".. role::")?.trim();
    (!name.ends_with("(raw)")).then(|| name.split('(').next().unwrap_or(name).trim())
}

/// Neither markup of its own, nor a doctest, nor a grid or a line of a table.
fn can_hold_roles(line: &str) -> bool {
    let others = ["..", "__", ">>>", "+-", "|", "=", ":"];
    !others.iter().any(|start| line.starts_with(start))
}

fn is_table_border(line: &str) -> bool {
    line.starts_with("==")
        && (line.contains("= =") || line.contains("  ="))
        && line.bytes().all(|byte| matches!(byte, b'=' | b' '))
}

/// Finds `:NAME:` before a backtick outside of literals.
fn roles(
    block: &[usize],
    lines: &[&str],
    own: &BTreeSet<&str>,
    known: &Docutils,
    found: &mut Vec<Fault>,
) {
    let text: Vec<&str> = block.iter().filter_map(|&number| lines.get(number).copied()).collect();
    let text = text.join("\n");
    if text.len() > LONGEST {
        return;
    }
    let pieces: Vec<&str> = text.split("``").collect();
    // With an odd number of marks, or with escapes, it takes a parser to tell what is literal.
    if pieces.len().is_multiple_of(2) || text.contains('\\') {
        return;
    }
    let mut line = block.first().map_or(1, |number| number + 1);
    for (number, piece) in pieces.iter().enumerate() {
        if number.is_multiple_of(2) && piece.matches('`').count().is_multiple_of(2) {
            for (at, name) in roles_in(piece) {
                let lower = name.to_lowercase();
                if !known.has_role(&lower) && !own.contains(name) && found.len() < MOST {
                    let line = line + piece[..at].matches('\n').count();
                    let what = format!("docutils has no role `{name}`");
                    found.push(Fault { line, what, hint: SPHINX });
                }
            }
        }
        line += piece.matches('\n').count();
    }
}

/// Whether other markup may begin in a text, of which a role would be a part.
fn is_marked(text: &str) -> bool {
    text.lines().any(|line| line.strip_prefix("* ").unwrap_or(line).contains(['*', '|']))
}

/// The names of roles, each with the place behind it.
fn roles_in(text: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices(":`") {
        // A role ends the piece before only where its backtick opens and does not close.
        if !text[..at].matches('`').count().is_multiple_of(2)
            || text[at + 2..].starts_with(char::is_whitespace)
            || is_marked(&text[..at])
        {
            continue;
        }
        let before = &text[..at];
        let start = before
            .rfind(|c: char| c.is_whitespace() || "'\"([{</`*|".contains(c))
            .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
        if let Some(name) = before[start..].strip_prefix(':').filter(|name| is_name(name)) {
            names.push((at, name));
        }
    }
    names
}

/// The title above line `number`, where the line is too short for it.
fn short_underline<'a>(lines: &[&'a str], number: usize) -> Option<&'a str> {
    let is_rule = |line: &str| {
        let first = line.bytes().next().unwrap_or_default();
        line.len() >= 4 && first.is_ascii_punctuation() && line.bytes().all(|byte| byte == first)
    };
    let line = lines[number];
    let title = *lines.get(number.checked_sub(1)?)?;
    let above = number.checked_sub(2).map_or("", |above| lines[above]);
    let plain = title.is_ascii() && title.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_item =
        title.split(' ').next().is_some_and(|word| word.ends_with(['.', ')']) && word.len() < 6);
    (is_rule(line) && above.is_empty() && plain && !is_item && title.len() > line.len())
        .then_some(title)
}
