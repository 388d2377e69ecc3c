//! YAML whose lists in brackets and quoted words stand further left than YAML 1.2 has them.
//!
//! GitHub runs such files. Within brackets and quotes blanks at the beginning of a line mean nothing,
//! so lines that the parser refuses for their indentation alone are moved to the right, and places
//! are those of the file as it is.
//!
//! Rule: [flow styles](https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions), where each line
//! is indented more than what holds it.

use std::{borrow::Cow, collections::BTreeSet};

use saphyr_parser::{Parser, ScanError};

/// How far lines are moved: further than blocks are indented.
const FAR: usize = 200;

/// Bytes that are parsed to find all lines of one file.
const MOST_BYTES: usize = 16 << 20;

/// The parser's words for lines that stand too far left.
const TOO_FAR_LEFT: [&str; 3] =
    ["invalid indentation", "invalid indentation in flow construct", QUOTED];
/// Its place is where the word begins, which is on a line before.
const QUOTED: &str = "invalid indentation in quoted scalar";

/// A text as the parser takes it.
#[derive(Debug)]
pub(crate) struct YamlText<'a> {
    /// With the lines moved
    pub(crate) text: Cow<'a, str>,
    /// Which lines are moved, from 1
    lines: BTreeSet<usize>,
    /// Where in `text` what was put in begins, in characters
    pads: Vec<usize>,
}

impl<'a> YamlText<'a> {
    /// A text as it stands in a file.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut this = Self { text: Cow::Borrowed(text), lines: BTreeSet::new(), pads: Vec::new() };
        let last = text.lines().count();
        let mut parsed = 0;
        while let Some(error) = fault(&this.text) {
            parsed += this.text.len();
            let line = error.marker().line();
            let is_new = match error.info() {
                QUOTED => (line + 1..=last).find(|it| !this.lines.contains(it)),
                info if TOO_FAR_LEFT.contains(&info) => {
                    Some(line).filter(|it| !this.lines.contains(it))
                }
                _ => None,
            };
            let Some(line) = is_new.filter(|_| parsed <= MOST_BYTES) else { break };
            this.lines.insert(line);
            this.shift(text);
        }
        this
    }

    /// Moves the lines.
    fn shift(&mut self, text: &str) {
        let pad = " ".repeat(FAR);
        let mut out = String::with_capacity(text.len() + FAR * self.lines.len());
        self.pads.clear();
        let mut at = 0;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            if self.lines.contains(&number) {
                self.pads.push(at);
                out.push_str(&pad);
                at += FAR;
            }
            out.push_str(line);
            at += line.chars().count();
        }
        self.text = Cow::Owned(out);
    }

    /// Where a character of `text` stands in the file, in characters.
    pub(crate) fn index(&self, index: usize) -> usize {
        let before = self.pads.partition_point(|pad| *pad < index);
        let inside = self.pads.get(before.wrapping_sub(1)).map_or(FAR, |pad| index - pad);
        index - (before * FAR).min(index) + FAR.saturating_sub(inside)
    }

    /// The column in the file of one in `text`; `line` counts from 1.
    pub(crate) fn column(&self, line: usize, column: usize) -> usize {
        if self.lines.contains(&line) { column.saturating_sub(FAR) } else { column }
    }
}

/// What stops the parser.
fn fault(text: &str) -> Option<ScanError> {
    let mut parser = Parser::new_from_str(text);
    std::iter::from_fn(|| parser.next_event()).find_map(Result::err)
}

#[cfg(test)]
mod tests {
    use saphyr_parser::Event;

    use super::*;

    /// The words of a text, each with the place where it stands in the file.
    fn words(text: &str) -> String {
        let yaml = YamlText::new(text);
        let chars: Vec<char> = text.chars().collect();
        let mut parser = Parser::new_from_str(&yaml.text);
        let mut out = Vec::new();
        while let Some(event) = parser.next_event() {
            let Ok((event, span)) = event else { return "-".to_owned() };
            if let Event::Scalar(word, ..) = event {
                let (start, end) = (yaml.index(span.start.index()), yaml.index(span.end.index()));
                let written: String = chars[start..end].iter().collect();
                out.push(format!("{word}={}", written.replace('\n', "|")));
            }
        }
        out.join(" ")
    }

    #[test]
    fn what_stands_too_far_left_in_brackets_and_quotes_is_read() {
        for (text, expected) in [
            ("a: [\n  1\n]\nb: ä\n", "a=a 1=1 b=b ä=ä"),
            (
                "a:\n  b:\n    - [\n      x,\n    ]\n    - [\n    'ä', z\n    ]\nc: d\n",
                "a=a b=b x=x ä='ä' z=z c=c d=d",
            ),
            ("a:\n  b: [\n  x,\n  {y: z},\n  ]\n", "a=a b=b x=x y=y z=z"),
            ("a:\n  b: [\nx,\n\ny]\n", "a=a b=b x=x y=y"),
            ("a:\n  b: \"x\ny\n\n  z\nw\"\nc: d\n", "a=a b=b x y\nz w=\"x|y||  z|w\" c=c d=d"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn other_faults_stay() {
        for text in ["a: [\n", "a:\n  - b\n c\n", "a: \"x\n", "a:\n\t- b\n", "a:\n  b: [\n}\n"] {
            assert_eq!(words(text), "-", "{text}");
        }
        let yaml = YamlText::new("a:\n  b: [\nx, @\n");
        assert_eq!((yaml.lines.len(), yaml.column(3, FAR + 3), yaml.column(2, 3)), (1, 3, 3));
    }

    #[test]
    fn the_search_is_bounded() {
        let text = format!("a:\n  b: [\n{}]\n", "x,\n".repeat(100_000));
        let yaml = YamlText::new(&text);
        assert!(yaml.lines.len() < 100);
    }
}
