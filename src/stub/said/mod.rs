//! What a setup.py or a build backend says when it refuses, read from its source and not run.

mod condition;
mod literal;

use tree_sitter::Node;

use self::{condition::When, literal::Texts};
use crate::{
    model::PythonVersion,
    syntax::python::{Source, SyntaxError},
};

/// More refusals of one file are not read.
const MOST: usize = 100;

/// More calls that may be refusals are not looked at.
const LOOKED_AT: usize = 300;

/// What Python calls that end the process.
const EXITS: [&str; 5] = ["sys.exit", "exit", "quit", "SystemExit", "os._exit"];

/// What writes a line on its way to the end.
const WRITES: [&str; 3] = ["sys.stderr.write", "sys.stdout.write", "print"];

/// The messages of a refusal and for whom they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// By file, in the order in which Python comes to them
    files: Vec<Vec<(When, Vec<String>)>>,
}

/// The messages that one Python may get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected<'a> {
    /// Any of them will do; none where this Python is not refused
    pub messages: Vec<&'a [String]>,
    /// Whether this Python is refused for certain
    pub certain: bool,
}

impl Said {
    /// One message for all.
    pub fn to_all(lines: Vec<String>) -> Self {
        Self { files: vec![vec![(When::Always, lines)]] }
    }

    /// Reads one more file. In a backend, functions are hooks, which installers call; in a setup.py
    /// nobody knows whether they are called.
    pub fn read(&mut self, text: &str, is_backend: bool) -> Result<(), SyntaxError> {
        let source = Source::parse(text)?;
        let texts = Texts::of(&source);
        let mut found = Vec::new();
        let nodes = source.nodes().filter(|node| may_refuse(&source, *node)).take(LOOKED_AT);
        for node in nodes {
            let Some(text) = refusal(&source, &texts, node) else { continue };
            let lines: Vec<String> =
                text.trim_matches('\n').lines().map(|line| line.trim_end().to_owned()).collect();
            if !lines.iter().all(String::is_empty) && found.len() < MOST {
                found.push((condition::around(&source, node, is_backend), lines));
            }
        }
        self.files.push(found);
        Ok(())
    }

    /// Whether there is no message at all.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(Vec::is_empty)
    }

    /// Lines of the shortest and of the longest message.
    pub fn lines(&self) -> (usize, usize) {
        let counts = || self.files.iter().flatten().map(|(_, lines)| lines.len());
        (counts().min().unwrap_or(0), counts().max().unwrap_or(0))
    }

    /// What a Python gets to read; an unknown one, any of all.
    pub fn to(&self, python: Option<PythonVersion>) -> Expected<'_> {
        let mut expected = Expected { messages: Vec::new(), certain: false };
        for file in &self.files {
            for (when, lines) in file {
                let applies = python.map_or(Some(*when == When::Always), |it| when.applies(it));
                if applies == Some(false) && python.is_some() {
                    continue;
                }
                expected.messages.push(lines);
                if applies == Some(true) {
                    expected.certain = true;
                    // What stands below is not come to.
                    if python.is_some() {
                        break;
                    }
                }
            }
        }
        expected
    }
}

/// A `raise`, or a call that ends the process.
fn may_refuse(source: &Source<'_>, node: Node<'_>) -> bool {
    match node.kind() {
        "raise_statement" => true,
        "call" => EXITS.contains(&name_of(source, node)),
        _ => false,
    }
}

/// The text with which a call or a `raise` ends the process.
fn refusal(source: &Source<'_>, texts: &Texts<'_>, node: Node<'_>) -> Option<String> {
    if node.kind() == "raise_statement" {
        let call = node.named_child(0).filter(|child| child.kind() == "call")?;
        // `raise SystemExit(...)` is found as a call.
        return (name_of(source, call) != "SystemExit").then(|| argument(texts, call))?;
    }
    argument(texts, node).or_else(|| written_before(source, texts, node))
}

/// What is written in the statements right before an exit with a number other than 0.
fn written_before(source: &Source<'_>, texts: &Texts<'_>, exit: Node<'_>) -> Option<String> {
    let arguments = exit.child_by_field_name("arguments")?;
    let status = arguments.named_child(0).map(|it| source.text_of(it))?;
    if status.parse::<u8>().ok()? == 0 {
        return None;
    }
    let mut lines = Vec::new();
    let mut statement = exit.parent()?;
    while let Some(before) = statement.prev_named_sibling() {
        statement = before;
        let call = before.named_child(0).filter(|child| child.kind() == "call");
        let Some(call) = call else { break };
        let name = name_of(source, call);
        if !WRITES.contains(&name) {
            break;
        }
        let text = argument(texts, call)?;
        lines.push(if name == "print" { text + "\n" } else { text });
        if lines.len() == MOST {
            break;
        }
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.concat())
}

/// Ex) `sys.exit`
fn name_of<'a>(source: &Source<'a>, call: Node<'_>) -> &'a str {
    call.child_by_field_name("function").map_or("", |function| source.text_of(function))
}

/// The first argument, where it is a text that can be told without running anything.
fn argument(texts: &Texts<'_>, call: Node<'_>) -> Option<String> {
    let arguments = call.child_by_field_name("arguments")?;
    if arguments.kind() != "argument_list" {
        return None;
    }
    let mut cursor = arguments.walk();
    let first = arguments.named_children(&mut cursor).find(|node| node.kind() != "comment")?;
    texts.text(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Said {
        let mut said = Said::default();
        said.read(text, false).unwrap();
        said
    }

    fn to(said: &Said, major: u8, minor: u8) -> (Vec<String>, bool) {
        let expected = said.to(Some(PythonVersion::new(major, minor)));
        (expected.messages.iter().map(|lines| lines.join("|")).collect(), expected.certain)
    }

    #[test]
    fn each_python_has_its_own() {
        let said = said(
            "import sys\nif sys.argv[1:] == ['sdist']:\n    print(x('d'))\n    sys.exit(0)\n\
             if sys.version_info[:2] == (2, 7):\n    sys.exit(\n        \"a \\\"b\\\"\\n\"\n        \"c\"\n    )\n\
             sys.exit(\n    \"d\"\n)\nsys.exit('never')\n",
        );
        assert_eq!(to(&said, 2, 7), (vec!["a \"b\"|c".to_owned()], true));
        assert_eq!(to(&said, 3, 9), (vec!["d".to_owned()], true));
        assert_eq!(said.to(None).messages.len(), 3);
        assert_eq!(said.lines(), (1, 2));
    }

    #[test]
    fn guards_let_others_pass() {
        let said = said(
            "if sys.version_info[0] == 2:\n    sys.exit('old')\n\
             if broken():\n    sys.exit('no compiler')\n",
        );
        assert_eq!(to(&said, 2, 7), (vec!["old".to_owned()], true));
        assert_eq!(to(&said, 3, 9), (vec!["no compiler".to_owned()], false));
    }

    #[test]
    fn other_ways_to_say_it_are_read() {
        assert_eq!(to(&said("raise RuntimeError('a' + 'b')\n"), 3, 9).0, ["ab"]);
        assert_eq!(to(&said("raise SystemExit('a')\n"), 3, 9).0, ["a"]);
        assert_eq!(to(&said("M = '''\n  a\n  b\n'''\nsys.exit(M)\n"), 3, 9).0, ["  a|  b"]);
        let written = "sys.stderr.write('a\\n')\nprint('b')\nsys.exit(1)\n";
        assert_eq!(to(&said(written), 3, 9).0, ["a|b"]);
        assert!(said("sys.exit(1)\nsys.exit('%s' % x)\nsys.exit()\nraise\nraise X\n").is_empty());
        assert!(said("print('a')\nsys.exit(0)\n").is_empty());
    }

    #[test]
    fn hooks_of_a_backend_are_called() {
        let text = "def refuse(*a):\n    sys.exit('a')\n";
        let mut backend = Said::default();
        backend.read(text, true).unwrap();
        assert_eq!(to(&backend, 3, 9), (vec!["a".to_owned()], true));
        assert_eq!(to(&said(text), 3, 9), (vec!["a".to_owned()], false));
    }

    #[test]
    fn depth_is_no_danger() {
        assert!(said(&format!("sys.exit({}'a'", "(".repeat(100_000))).is_empty());
        said(&format!("sys.exit('a'{})", " + 'a'".repeat(100_000)));
        said(&format!("sys.exit({}'a'{})", "f(".repeat(20_000), ")".repeat(20_000)));
        assert!(said(&"exit(1)\n".repeat(50_000)).is_empty());
        assert!(said(&("a = b\nb = a\n".to_owned() + &"exit(a)\n".repeat(50_000))).is_empty());
    }
}
