//! Python source, of version 2 or 3, as a tree whose nodes know their bytes.
//!
//! The node kinds are those of tree-sitter-python's grammar. Ex) `call`, `keyword_argument`,
//! `string`, `raise_statement`

use tree_sitter::{Node, Parser, Tree};

/// Larger files are not read: 4 MiB.
pub const LARGEST: usize = 4 << 20;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// More than [`LARGEST`] bytes
    #[error("larger than 4 MiB")]
    Large,
    /// The parser gave up: a defect of relkit, as the grammar belongs to the parser
    #[error("cannot be parsed")]
    Parser,
}

/// A parsed file and its text.
#[derive(Debug)]
pub struct Source<'a> {
    text: &'a str,
    tree: Tree,
}

impl<'a> Source<'a> {
    /// Parses a text; faults in it become `ERROR` nodes.
    pub fn parse(text: &'a str) -> Result<Self, SyntaxError> {
        if text.len() > LARGEST {
            return Err(SyntaxError::Large);
        }
        let mut parser = Parser::new();
        let language = tree_sitter_python::LANGUAGE.into();
        parser.set_language(&language).map_err(|_| SyntaxError::Parser)?;
        let tree = parser.parse(text, None).ok_or(SyntaxError::Parser)?;
        Ok(Self { text, tree })
    }

    /// The whole file.
    pub fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// The text of a node.
    pub fn text_of(&self, node: Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The line of a node's beginning, from 1.
    pub fn line_of(&self, node: Node<'_>) -> usize {
        node.start_position().row + 1
    }

    /// All nodes, each before what is in it.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let mut cursor = self.tree.walk();
        let mut next = Some(cursor.node());
        std::iter::from_fn(move || {
            let now = next?;
            next = 'found: {
                if cursor.goto_first_child() || cursor.goto_next_sibling() {
                    break 'found Some(cursor.node());
                }
                while cursor.goto_parent() {
                    if cursor.goto_next_sibling() {
                        break 'found Some(cursor.node());
                    }
                }
                None
            };
            Some(now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_syntax_are_read() {
        let kinds = |text: &str, kind: &str| {
            let source = Source::parse(text).unwrap();
            source.nodes().filter(|node| node.kind() == kind).count()
        };
        assert_eq!(kinds("print 'x'\nexec 'y' in z\n", "ERROR"), 0);
        assert_eq!(kinds("print 'x'\n", "print_statement"), 1);
        assert_eq!(kinds("match x:\n    case 1: pass\n", "match_statement"), 1);
        assert_eq!(kinds("f'{x}'\n", "interpolation"), 1);
    }

    #[test]
    fn nodes_know_their_place() {
        let source = Source::parse("import os\n\nsetup(name='x')\n").unwrap();
        let call = source.nodes().find(|node| node.kind() == "call").unwrap();
        assert_eq!((source.line_of(call), source.text_of(call)), (3, "setup(name='x')"));
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = "(".repeat(200_000);
        assert!(Source::parse(&deep).unwrap().nodes().count() > 1);
        assert_eq!(Source::parse(&" ".repeat(LARGEST + 1)).unwrap_err(), SyntaxError::Large);
    }
}
