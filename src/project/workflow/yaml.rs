//! YAML as GitHub reads it: one document, the core schema of
//! [YAML 1.2](https://yaml.org/spec/1.2.2/#103-core-schema), anchors and aliases, no merge keys.
//!
//! The tree is built from events, so that depth and size are bounded before they are there.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{
    WorkflowError,
    node::{Key, Node, Value},
};
use crate::project::{Place, YamlText};

/// Lists and mappings within each other; GitHub's own limit is 50.
const DEEPEST: usize = 50;

/// Values of a file, those that aliases stand for included.
const MOST: usize = 200_000;

/// The document of a file.
pub(super) fn read(file: &str, text: &str) -> Result<Node, WorkflowError> {
    let mut tree = Tree { file, ..Tree::default() };
    let yaml = YamlText::new(text);
    let mut parser = Parser::new_from_str(&yaml.text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let line = u32::try_from(error.marker().line()).unwrap_or(u32::MAX);
            let column = yaml.column(error.marker().line(), error.marker().col());
            let column = u32::try_from(column + 1).unwrap_or(u32::MAX);
            let tab = text.lines().nth(line.saturating_sub(1) as usize).is_some_and(|line| {
                line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t')
            });
            let place = Place::line(file, line);
            WorkflowError::Yaml { place, column, cause: error.info().to_owned(), tab }
        })?;
        tree.event(event, span)?;
    }
    tree.document.ok_or_else(|| WorkflowError::NoMapping {
        place: Place::file(file),
        found: "nothing".to_owned(),
    })
}

/// A list or mapping that is not closed yet.
struct Open {
    line: u32,
    anchor: usize,
    items: Vec<Node>,
    mapping: Option<Mapping>,
}

#[derive(Default)]
struct Mapping {
    entries: Vec<(Key, Node)>,
    /// The key that waits for its value
    waiting: Option<Key>,
    keys: HashSet<String>,
}

#[derive(Default)]
struct Tree<'a> {
    file: &'a str,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    size: usize,
    document: Option<Node>,
}

impl Tree<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), WorkflowError> {
        let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tagged =
                    tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let plain = style == ScalarStyle::Plain && !tagged;
                let value = if plain { scalar(&text) } else { Value::Text(text.into_owned()) };
                self.add(Node::new(line, value), anchor)
            }
            Event::Alias(anchor) => {
                // An alias within its own anchor has no value yet.
                let known = self.anchors.get(&anchor).cloned();
                let node = known.unwrap_or(Node::new(line, Value::Null));
                self.deep(line, self.open.len() + node.depth())?;
                self.add(node, 0)
            }
            Event::SequenceStart(anchor, _) => self.begin(line, anchor, false),
            Event::MappingStart(anchor, _) => self.begin(line, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = match open.mapping {
                    Some(mapping) => Value::Map(mapping.entries),
                    None => Value::List(open.items),
                };
                self.size = self.size.saturating_sub(1);
                self.put(Node::new(open.line, value), open.anchor, 1)
            }
            Event::DocumentStart(_) if self.document.is_some() => {
                Err(WorkflowError::TwoDocuments { place: Place::line(self.file, line) })
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, line: u32, anchor: usize, mapping: bool) -> Result<(), WorkflowError> {
        self.deep(line, self.open.len() + 1)?;
        self.count(line, 1)?;
        let mapping = mapping.then(Mapping::default);
        self.open.push(Open { line, anchor, items: Vec::new(), mapping });
        Ok(())
    }

    fn deep(&self, line: u32, depth: usize) -> Result<(), WorkflowError> {
        if depth > DEEPEST {
            let place = Place::line(self.file, line);
            return Err(WorkflowError::TooDeep { place, most: DEEPEST });
        }
        Ok(())
    }

    fn count(&mut self, line: u32, more: usize) -> Result<(), WorkflowError> {
        self.size += more;
        if self.size > MOST {
            let place = Place::line(self.file, line);
            return Err(WorkflowError::TooMany { place, what: "values", most: MOST });
        }
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), WorkflowError> {
        let size = node.size();
        self.put(node, anchor, size)
    }

    fn put(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), WorkflowError> {
        self.count(node.line, size)?;
        if anchor > 0 {
            // The copy that aliases take counts when they take it, and once here.
            self.count(node.line, node.size())?;
            self.anchors.insert(anchor, node.clone());
        }
        let Some(parent) = self.open.last_mut() else {
            self.document = Some(node);
            return Ok(());
        };
        let Some(mapping) = &mut parent.mapping else {
            parent.items.push(node);
            return Ok(());
        };
        if let Some(key) = mapping.waiting.take() {
            mapping.entries.push((key, node));
            return Ok(());
        }
        let place = || Place::line(self.file, node.line);
        let Some(text) = node.text() else {
            return Err(WorkflowError::Key { place: place(), found: node.kind() });
        };
        if text == "<<" {
            return Err(WorkflowError::MergeKey { place: place() });
        }
        if !mapping.keys.insert(text.clone()) {
            return Err(WorkflowError::KeyTwice { place: place(), key: text });
        }
        mapping.waiting = Some(Key { line: node.line, text });
        Ok(())
    }
}

/// A word without quotes.
fn scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let radix = |digits: &str, radix| i64::from_str_radix(digits, radix).ok();
    let integer = match text.split_at_checked(2) {
        Some(("0x", digits)) => radix(digits, 16),
        Some(("0o", digits)) => radix(digits, 8),
        _ => None,
    };
    if let Some(integer) = integer.and_then(|integer| integer.to_string().parse().ok()) {
        return Value::Number(integer);
    }
    // Rust reads more words as numbers than YAML does, such as `inf` and `nan`.
    let numeric = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let digit = text.bytes().any(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(number) if numeric && digit => Value::Number(number),
        _ => Value::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_core_schema() {
        let text = |yaml: &str| read("w.yml", yaml).unwrap().text().unwrap();
        assert_eq!(text("3.10"), "3.1");
        assert_eq!(text("'3.10'"), "3.10");
        assert_eq!(text("on"), "on");
        assert_eq!(text("True"), "true");
        assert_eq!(text("~"), "");
        assert_eq!(text("0x10"), "16");
        assert_eq!(text("1e3"), "1000");
        assert_eq!(text("nan"), "nan");
        assert_eq!(text("!!str 7"), "7");
        assert_eq!(text("15.0.0"), "15.0.0");
    }

    #[test]
    fn lines_and_aliases() {
        let node = read("w.yml", "a: &x\n  - 1\n  - b: 2\nc: *x\n").unwrap();
        let c = node.get("c").unwrap();
        assert_eq!(c.items()[1].entry("b").unwrap().0.line, 3);
        assert_eq!(node.entry("c").unwrap().0.line, 4);
    }

    #[test]
    fn hostile_files_are_told_by_their_lines() {
        let told = |yaml: &str| read("w.yml", yaml).unwrap_err().to_string();
        let level =
            |n: usize| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", "));
        let bomb: String = (1..10).map(level).collect();
        insta::assert_snapshot!(told(&format!("l0: &l0 [x]\n{bomb}")), @"w.yml:6: more than 200000 values");
        insta::assert_snapshot!(told(&"- ".repeat(100_000)), @"w.yml:1: more than 50 lists and mappings within each other");
        insta::assert_snapshot!(told(&"[".repeat(100_000)), @"w.yml:1:256: invalid YAML: recursion limit exceeded");
        insta::assert_snapshot!(told("a: 1\nb: 2\na: 3\n"), @"w.yml:3: the key `a` stands twice");
        insta::assert_snapshot!(told("jobs:\n\tx: 1\n"), @"w.yml:2:2: invalid YAML: tabs disallowed within this context (block indentation)");
        insta::assert_snapshot!(told("a: [1\n"), @"w.yml:2:1: invalid YAML: while parsing a flow sequence, expected ',' or ']'");
        insta::assert_snapshot!(told("a: 1\n---\nb: 2\n"), @"w.yml:2: a second YAML document");
        insta::assert_snapshot!(told("[a]: 1\n"), @"w.yml:1: a key that is a list");
        insta::assert_snapshot!(told("a: &a {}\nb:\n  <<: *a\n"), @"w.yml:3: a merge key `<<`, which GitHub does not take");
        insta::assert_snapshot!(told("# nothing\n"), @"w.yml: expected a mapping, found nothing");
        insta::assert_snapshot!(told("a: *nowhere\n"), @"w.yml:1:4: invalid YAML: while parsing node, found unknown anchor");
    }
}
