//! What PyPI's renderer of reStructuredText is sure to refuse.
//!
//! Rule: [the grammar](https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html), of which
//! only text without indentation is looked at: there, directives, roles and titles cannot be part
//! of a literal block. No library reads the whole of it as docutils does, whose every warning
//! counts; what is not looked at is said by `MET025`.

use std::collections::BTreeSet;

use crate::tables::Docutils;

/// Something that the renderer refuses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Of the description, from 1
    pub(super) line: usize,
    /// What, as a clause
    pub(super) what: String,
    /// What to do
    pub(super) hint: &'static str,
}

/// More are not looked for.
const MOST: usize = 20;

/// A longer paragraph is let be: looking for pairs takes its length twice.
const LONGEST: usize = 8 << 10;

const SPHINX: &str = "use what docutils knows: Sphinx is not there on PyPI";
const OFF: &str = "write the content itself: PyPI includes no files and takes no raw HTML";

/// The faults of a description, in order.
pub(super) fn refused(text: &str, known: &Docutils) -> Vec<Fault> {
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

/// The names of roles, each with the place behind it.
fn roles_in(text: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices(":`") {
        // A role ends the piece before only where its backtick opens and does not close.
        if !text[..at].matches('`').count().is_multiple_of(2)
            || text[at + 2..].starts_with(char::is_whitespace)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    fn said(text: &str) -> String {
        let known: Docutils = Tables::embedded().load().unwrap();
        let faults = refused(text, &known);
        faults.iter().map(|fault| format!("{}: {}\n", fault.line, fault.what)).collect()
    }

    #[test]
    fn faults_have_their_lines() {
        insta::assert_snapshot!(said("A long title\n======\n\n.. toctree::\n\n   a\n\n.. raw:: html\n\n   <b>\n"), @r"
        2: the title `A long title` is longer than the line below it
        4: docutils has no directive `toctree`
        8: PyPI turns the directive `raw` off
        ");
        insta::assert_snapshot!(said("See :class:`a`, ``:func:`b` ``,\n:PEP:`8` and :py:mod:`c`.\n"), @r"
        1: docutils has no role `class`
        2: docutils has no role `py:mod`
        ");
        insta::assert_snapshot!(said(".. csv-table:: x\n   :file: a.csv\n"), @"1: PyPI reads no file for the directive `csv-table`");
    }

    #[test]
    fn what_may_be_literal_is_let_be() {
        for text in [
            "Write::\n\n    .. toctree::\n\n    :class:`a`\n",
            "Write::\n\n.. toctree::\n",
            ".. role:: own\n\nSee :own:`a` and `b`:c:.\n",
            "====== ======\n:class:`a` b\n====== ======\n",
            ">>> print(':class:`a`')\n",
            "Short\n=====\n\n- item\n- item\n\n----\n\nA title\n---\n",
            "*a* :: b`c :d:`e\n",
        ] {
            assert_eq!(said(text), "", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([.:`=\\-a-z |\\\\\n]|ä){0,60}") {
            said(&text);
        }
    }
}
