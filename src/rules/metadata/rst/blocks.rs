//! The titles and the plain paragraphs of a description.
//!
//! Rule: [body elements](https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#body-elements).
//! What is indented and the other body elements are passed over; where it cannot be told what a line
//! is, the walk ends.

use super::Fault;

/// What a description holds, up to the first fault.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Titles and paragraphs without indentation: the number of the first line, from 0, and the text
    pub(super) texts: Vec<(usize, String)>,
    /// The fault that ended the walk
    pub(super) fault: Option<Fault>,
    /// The ways in which titles are underlined and overlined, the outermost first
    styles: Vec<(Option<char>, char)>,
    /// How many sections the last title stands in, itself among them
    level: usize,
}

impl Blocks {
    /// Walks through lines without blanks at their ends.
    pub(super) fn of(lines: &[&str]) -> Self {
        let mut blocks = Self::default();
        let mut at = 0;
        while at < lines.len() && blocks.fault.is_none() {
            match blocks.block(lines, at) {
                Some(next) => at = next,
                None => break,
            }
        }
        blocks
    }

    /// Reads the block that begins at a line; the answer is the line behind it.
    fn block(&mut self, lines: &[&str], at: usize) -> Option<usize> {
        let line = lines[at];
        let next = lines.get(at + 1).copied().unwrap_or_default();
        if line.is_empty() || line.starts_with(' ') {
            return Some(at + 1);
        }
        let first = line.split(' ').next().unwrap_or_default();
        // Bullets, explicit markup, anonymous targets, fields: all that belongs to them is indented.
        let field = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        let is_field = field.is_some_and(|(name, rest)| {
            !name.is_empty()
                && !name.starts_with(' ')
                && !name.ends_with(' ')
                && !name.contains('`')
                && (rest.is_empty() || rest.starts_with(' '))
        });
        if matches!(first, "-" | "+" | "*" | "•" | "‣" | "⁃" | ".." | "__") || is_field {
            return Some(indented(lines, at + 1));
        }
        if is_simple_table(line) {
            return simple_table(lines, at);
        }
        if matches!(first, ">>>" | "|") || line.starts_with("+-") {
            return Some(at + until_blank(&lines[at..]));
        }
        if rule(line).is_some() {
            return self.overline(lines, at);
        }
        if let Some(mark) = rule(next) {
            // A short line below a longer one is text.
            let fits = line.is_ascii() && (line.len() <= next.len() || next.len() >= 4);
            return fits.then(|| self.title(at, line, (None, mark), at + 2));
        }
        if is_odd(line) {
            let end = at + until_blank(&lines[at..]);
            return (!lines[end - 1].ends_with("::")).then(|| indented(lines, end));
        }
        // A term and its definition.
        if next.starts_with(' ') {
            return Some(indented(lines, at + 1));
        }
        self.paragraph(lines, at)
    }

    fn paragraph(&mut self, lines: &[&str], at: usize) -> Option<usize> {
        let end = at + until_blank(&lines[at..]);
        if let Some(more) = lines[at..end].iter().position(|line| line.starts_with(' ')) {
            let line = at + more + 1;
            let what = "an indented line follows text without a blank line between".to_owned();
            let hint = "put a blank line between them, or take the indentation away";
            self.fault = Some(Fault { line, what, hint });
            return None;
        }
        let text = lines[at..end].join("\n");
        let literal = text.ends_with("::");
        self.texts.push((at, text));
        if !literal {
            return Some(end);
        }
        let begin = end + lines[end..].iter().take_while(|line| line.is_empty()).count();
        match lines.get(begin) {
            Some(line) if !line.starts_with(' ') => Some(begin + until_blank(&lines[begin..])),
            _ => Some(indented(lines, begin)),
        }
    }

    /// A line of punctuation: a transition, or the line above a title.
    fn overline(&mut self, lines: &[&str], at: usize) -> Option<usize> {
        let line = lines[at];
        let (Some(&title), true) = (lines.get(at + 1), line.len() >= 4) else { return None };
        if title.is_empty() {
            return Some(at + 2);
        }
        let below = lines.get(at + 2).copied().unwrap_or_default();
        let shown = title.trim_start();
        let what = if rule(title).is_some() {
            return None;
        } else if line != below {
            format!("the lines above and below the title `{shown}` are not the same")
        } else if title.is_ascii() && title.len() > line.len() {
            format!("the title `{shown}` is longer than the lines around it")
        } else {
            return title
                .is_ascii()
                .then(|| self.title(at + 1, shown, (rule(line), rule(below)?), at + 3).into())?;
        };
        let hint = "write the same line above and below, as long as the title";
        self.fault = Some(Fault { line: at + 1, what, hint });
        None
    }

    fn title(&mut self, at: usize, title: &str, style: (Option<char>, char), next: usize) -> usize {
        let known = self.styles.iter().position(|known| *known == style);
        let level = known.unwrap_or(self.styles.len()) + 1;
        if level > self.level + 1 {
            self.fault = Some(Fault {
                line: at + 1,
                what: format!(
                    "the title `{title}` is of level {level} below one of level {}",
                    self.level
                ),
                hint: "underline it like the titles of the next level",
            });
        } else if known.is_none() {
            self.styles.push(style);
        }
        self.level = level;
        self.texts.push((at, title.to_owned()));
        next
    }
}

/// The character of a line of nothing but one sort of punctuation.
pub(super) fn rule(line: &str) -> Option<char> {
    let first = line.chars().next().filter(char::is_ascii_punctuation)?;
    line.chars().all(|c| c == first).then_some(first)
}

/// The first line from a number on that is neither blank nor indented.
fn indented(lines: &[&str], at: usize) -> usize {
    let inside = |line: &&&str| line.is_empty() || line.starts_with(' ');
    at.min(lines.len()) + lines.iter().skip(at).take_while(inside).count()
}

fn until_blank(lines: &[&str]) -> usize {
    lines.iter().take_while(|line| !line.is_empty()).count()
}

/// What may be an item of a list, an option of a program, or a field.
fn is_odd(line: &str) -> bool {
    let first = line.split(' ').next().unwrap_or_default();
    line.starts_with(['-', '/', ':', '(', '#']) || first.ends_with(['.', ')'])
}

fn is_simple_table(line: &str) -> bool {
    line.starts_with('=') && line.contains(' ') && line.bytes().all(|b| matches!(b, b'=' | b' '))
}

/// The line behind a simple table; `None` where it does not end as it should.
fn simple_table(lines: &[&str], at: usize) -> Option<usize> {
    let mut borders = 0;
    for (number, line) in lines.iter().enumerate().skip(at + 1) {
        if !line.starts_with('=') || !line.bytes().all(|byte| matches!(byte, b'=' | b' ')) {
            continue;
        }
        if line.len() != lines[at].len() {
            return None;
        }
        borders += 1;
        if borders == 2 || lines.get(number + 1).is_none_or(|next| next.is_empty()) {
            return Some(number + 1);
        }
    }
    None
}
