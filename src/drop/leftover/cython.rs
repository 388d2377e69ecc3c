//! Cython sources: conditions in Python's words line by line, as no Python can parse the rest, and
//! those of the preprocessor in the C that they hold as strings.

use std::ops::Range;

use super::{c, python, sheet::Sheet, world::World};

/// What a line must mention to say anything of versions.
const WORDS: [&str; 4] = ["version_info", "hexversion", "PY_", "python_version"];

/// Longer conditions are not read.
const LONGEST: usize = 4096;

/// Notes the conditions of a file.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, world: &World) {
    let text = sheet.text();
    if !WORDS.iter().any(|word| text.contains(word)) {
        return;
    }
    let parts = parts(text);
    for block in &parts.blocks {
        c::within(sheet, world, block.start, &text[block.clone()]);
    }
    for line in logical_lines(&parts.code) {
        let code = &parts.code[line.clone()];
        if line.len() > LONGEST || !WORDS.iter().any(|word| code.contains(word)) {
            continue;
        }
        let (at, statement) = statement(&text[line.clone()], code);
        python::expression(sheet, world, line.start + at, &statement);
    }
}

/// What a Python can parse of a line, and where it begins in it. `IF` of Cython becomes `if`, and a
/// branch gets a body.
fn statement(text: &str, code: &str) -> (usize, String) {
    let start = code.len() - code.trim_start().len();
    let word = code[start..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let skipped = match word {
        "if" | "IF" => 0,
        "elif" | "ELIF" => 2,
        "while" => return (start, format!("{} pass", text[start..].trim_end())),
        _ => return (start, text[start..].to_owned()),
    };
    let at = start + skipped;
    let end = code.rfind(':').map_or(code.len(), |end| end + 1);
    let condition = text.get(at + 2..end).unwrap_or_default();
    (at, format!("if{condition} pass"))
}

/// A source without its strings and comments, byte for byte, and the strings of many lines.
struct Parts {
    code: String,
    blocks: Vec<Range<usize>>,
}

fn parts(text: &str) -> Parts {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let from = at;
        match byte {
            b'#' => {
                let end = memchr::memchr(b'\n', &bytes[at..]);
                at = end.map_or(bytes.len(), |end| at + end);
            }
            b'"' | b'\'' => {
                let three = [byte; 3];
                let long = bytes[at..].starts_with(&three);
                let quote = if long { &three[..] } else { &three[..1] };
                at = string_end(bytes, at + quote.len(), quote);
                if long {
                    let end = at.saturating_sub(quote.len()).max(from + quote.len());
                    blocks.extend(text.get(from + 3..end).map(|_| from + 3..end));
                }
            }
            _ => {
                at += 1;
                continue;
            }
        }
        let gone = code[from..at].iter_mut().filter(|it| **it != b'\n');
        gone.for_each(|it| *it = b' ');
    }
    Parts { code: String::from_utf8_lossy(&code).into_owned(), blocks }
}

/// Where a string ends, its quotes included; one of a single line ends with the line.
fn string_end(bytes: &[u8], mut at: usize, quote: &[u8]) -> usize {
    while let Some(&byte) = bytes.get(at) {
        if bytes[at..].starts_with(quote) {
            return at + quote.len();
        }
        if byte == b'\n' && quote.len() == 1 {
            return at;
        }
        at += if byte == b'\\' { 2 } else { 1 };
    }
    bytes.len()
}

/// Lines, joined where a bracket is open or a backslash ends one.
fn logical_lines(code: &str) -> Vec<Range<usize>> {
    let (mut lines, mut start, mut at, mut open) = (Vec::new(), 0, 0, 0_usize);
    for line in code.split_inclusive('\n') {
        for byte in line.bytes() {
            match byte {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        at += line.len();
        let continued = line.trim_end_matches(['\n', '\r']).ends_with('\\');
        // A bracket that is never closed must not hide the rest of the file.
        if (open == 0 && !continued) || at - start > LONGEST {
            lines.push(start..at);
            (start, open) = (at, 0);
        }
    }
    if start < code.len() {
        lines.push(start..code.len());
    }
    lines
}
