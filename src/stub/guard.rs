//! The guard in a setup.py: where it stands, and where it goes.

use std::ops::Range;

use tree_sitter::Node;

use crate::{
    model::PythonVersion,
    syntax::python::{Source, SyntaxError},
};

/// The comment that begins a guard.
pub const OPEN: &str = "# >>> relkit stub";

/// The comment that ends it.
pub const CLOSE: &str = "# <<< relkit stub";

/// Why a guard cannot be found or put in. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// Larger than 4 MiB, or the parser gave up
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// What stands above the place is no Python
    #[error("line {0}: this is no Python, and what follows cannot be told apart")]
    Fault(usize),
    /// A mark that no other ends
    #[error("line {0}: the guard that begins here is not closed")]
    Unclosed(usize),
    /// A mark that ends nothing
    #[error("line {0}: a guard ends here that did not begin")]
    Unopened(usize),
    /// More guards than one
    #[error("line {second}: a second guard begins here, the first is in line {first}")]
    Twice {
        /// Where the first begins
        first: usize,
        /// Where the second begins
        second: usize,
    },
    /// A mark within something else: a guard stands on its own
    #[error("line {0}: a mark of relkit stub stands inside of something else")]
    Inside(usize),
    /// Python 2.7 reads no further than a byte it does not know
    #[error("line 1: the message is not ASCII, and nothing says that the file is UTF-8")]
    Coding,
}

impl GuardError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unclosed(_) | Self::Unopened(_) | Self::Twice { .. } | Self::Inside(_) => {
                Some("remove the marks of relkit stub by hand, and what stands between them")
            }
            Self::Coding => Some("add as the first line: # -*- coding: utf-8 -*-"),
            Self::Syntax(_) | Self::Fault(_) => None,
        }
    }
}

/// The bytes of the guard in a setup.py, from its first mark through the end of the line of its last.
pub fn find(text: &str) -> Result<Option<Range<usize>>, GuardError> {
    found(&Source::parse(text)?, text)
}

/// The text with the guard: in place of the one that is there, else below what has to come first
/// (`#!`, the encoding, the comment on top, the docstring, `from __future__`) and above all else. What the
/// guard does not cover stays byte for byte, and doing it twice is the same as once.
pub fn put(text: &str, guard: &str) -> Result<String, GuardError> {
    let source = Source::parse(text)?;
    if !guard.is_ascii() && !is_utf8(text) {
        return Err(GuardError::Coding);
    }
    let windows = text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n"));
    let end = if windows { "\r\n" } else { "\n" };
    let guard = guard.trim_end().replace('\n', end) + end;
    if let Some(range) = found(&source, text)? {
        return Ok(format!("{}{guard}{}", &text[..range.start], &text[range.end..]));
    }
    let (before, after) = text.split_at(place(&source, text)?);
    // An empty line above and below, where there is something and none yet.
    let above = match before.trim_start_matches('\u{feff}') {
        "" => String::new(),
        ended if ended.ends_with('\n') => end.to_owned(),
        _ => end.repeat(2),
    };
    let below = if after.is_empty() || after.starts_with(['\r', '\n']) { "" } else { end };
    Ok(format!("{before}{above}{guard}{below}{after}"))
}

/// The line that refuses a Python, as the template of guards has it.
pub const CASE: &str = "if sys.version_info[:2] == (";

/// The line that refuses systems.
const SYSTEMS: &str = "if sys.platform.startswith(";

/// What the guard of a setup.py refuses: Pythons, and whether there are systems, too. Nothing where
/// it has no guard.
pub fn refused(text: &str) -> Result<(Vec<PythonVersion>, bool), GuardError> {
    let Some(range) = find(text)? else { return Ok((Vec::new(), false)) };
    let version = |line: &str| -> Option<PythonVersion> {
        let (major, minor) = line.strip_prefix(CASE)?.strip_suffix("):")?.split_once(", ")?;
        Some(PythonVersion::new(major.parse().ok()?, minor.parse().ok()?))
    };
    let guard = &text[range];
    let pythons = guard.lines().filter_map(version).collect();
    Ok((pythons, guard.lines().any(|line| line.starts_with(SYSTEMS))))
}

fn found(source: &Source<'_>, text: &str) -> Result<Option<Range<usize>>, GuardError> {
    let mut open: Option<(usize, usize)> = None;
    let mut guard: Option<(usize, Range<usize>)> = None;
    for node in source.nodes().filter(|node| node.kind() == "comment") {
        let (said, line) = (source.text_of(node), source.line_of(node));
        let is_mark = said.starts_with(OPEN) || said.starts_with(CLOSE);
        let above = text[..node.start_byte()].trim_start_matches('\u{feff}');
        if is_mark && !(above.is_empty() || above.ends_with('\n')) {
            return Err(GuardError::Inside(line));
        }
        if said.starts_with(OPEN) {
            if let Some((first, _)) = open {
                return Err(GuardError::Unclosed(first));
            }
            if let Some((first, _)) = guard {
                return Err(GuardError::Twice { first, second: line });
            }
            open = Some((line, node.start_byte()));
        } else if said.starts_with(CLOSE) {
            let (line, start) = open.take().ok_or(GuardError::Unopened(line))?;
            guard = Some((line, start..line_end(text, node.end_byte())));
        }
    }
    match open {
        Some((line, _)) => Err(GuardError::Unclosed(line)),
        None => Ok(guard.map(|(_, range)| range)),
    }
}

/// Where the line of a byte ends, its end included.
fn line_end(text: &str, byte: usize) -> usize {
    text[byte..].find('\n').map_or(text.len(), |at| byte + at + 1)
}

/// The byte above which nothing may be put.
fn place(source: &Source<'_>, text: &str) -> Result<usize, GuardError> {
    let root = source.root();
    if root.is_error() {
        return Err(GuardError::Fault(source.line_of(root)));
    }
    let mut cursor = root.walk();
    let children: Vec<Node<'_>> = root.children(&mut cursor).collect();
    let mut last: Option<Node<'_>> = None;
    let mut in_header = true;
    let mut first_statement = true;
    for node in &children {
        if node.is_error() {
            return Err(GuardError::Fault(source.line_of(*node)));
        }
        if node.kind() == "comment" {
            let touches = match last {
                None => text[..node.start_byte()].trim_start_matches('\u{feff}').trim().is_empty(),
                Some(last) => node.start_position().row <= last.end_position().row + 1,
            };
            in_header = in_header && touches;
            if in_header {
                last = Some(*node);
            }
            continue;
        }
        in_header = false;
        let docstring = first_statement && is_string(*node);
        first_statement = false;
        if node.has_error() {
            return Err(GuardError::Fault(source.line_of(*node)));
        }
        // `from __future__ import x; y = (` goes on: the guard goes below all of it.
        let row = node.start_position().row;
        let goes_on = || last.is_some_and(|last| last.end_position().row == row);
        if docstring || node.kind() == "future_import_statement" || goes_on() {
            last = Some(*node);
        } else {
            break;
        }
    }
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    Ok(last.map_or(start, |node| line_end(text, node.end_byte())))
}

fn is_string(node: Node<'_>) -> bool {
    let only = || node.named_child(0).filter(|_| node.named_child_count() == 1);
    node.kind() == "expression_statement"
        && only().is_some_and(|it| matches!(it.kind(), "string" | "concatenated_string"))
}

/// Whether a byte order mark or one of the first two lines says UTF-8.
///
/// Rule: [PEP 263](https://peps.python.org/pep-0263/): `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`.
fn is_utf8(text: &str) -> bool {
    let says = |line: &str| {
        let comment = line.trim_start_matches([' ', '\t', '\u{c}']).strip_prefix('#')?;
        let after = comment
            .match_indices("coding")
            .find_map(|(at, word)| comment[at + word.len()..].strip_prefix([':', '=']))?;
        let name = after
            .trim_start_matches([' ', '\t'])
            .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
        name.into_iter().next().map(|name| name.to_ascii_lowercase().replace('_', "-"))
    };
    text.starts_with('\u{feff}')
        || text
            .lines()
            .take(2)
            .find_map(says)
            .is_some_and(|name| matches!(&*name, "utf8" | "utf-8") || name.starts_with("utf-8-"))
}

#[cfg(test)]
mod tests;
