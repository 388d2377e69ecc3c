//! The text of an expression that is made of literals.

use std::collections::BTreeMap;

use tree_sitter::Node;

use crate::syntax::python::Source;

/// Deeper expressions, and longer chains of names, are not followed.
const DEPTH: usize = 200;

/// Longer texts are no messages: 64 KiB.
const LARGEST: usize = 64 << 10;

/// A file, and the names that it gives a value once, outside all functions.
pub(super) struct Texts<'t> {
    source: &'t Source<'t>,
    /// None for a name that gets several values
    names: BTreeMap<&'t str, Option<Node<'t>>>,
}

impl<'t> Texts<'t> {
    /// Looks for the names once: there may be many who ask.
    pub(super) fn of(source: &'t Source<'t>) -> Self {
        let mut names = BTreeMap::new();
        let root = source.root();
        let mut cursor = root.walk();
        for statement in root.named_children(&mut cursor) {
            let assignment = statement.named_child(0).filter(|it| it.kind() == "assignment");
            let Some(assignment) = assignment else { continue };
            let Some(left) = assignment.child_by_field_name("left") else { continue };
            let right = assignment.child_by_field_name("right");
            names.entry(source.text_of(left)).and_modify(|value| *value = None).or_insert(right);
        }
        Self { source, names }
    }

    /// The text of an expression, where it can be told without running it: strings, one behind the
    /// other or added, names that are given such a text once, `textwrap.dedent` and `strip`.
    pub(super) fn text(&self, node: Node<'_>) -> Option<String> {
        self.evaluated(node, DEPTH).filter(|text| text.len() <= LARGEST)
    }

    fn evaluated(&self, node: Node<'_>, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        match node.kind() {
            "string" => string(self.source, node),
            "concatenated_string" => {
                let mut cursor = node.walk();
                let parts = node.named_children(&mut cursor).filter(|it| it.kind() != "comment");
                parts.map(|part| string(self.source, part)).collect()
            }
            "parenthesized_expression" => {
                let mut cursor = node.walk();
                let inner = node.named_children(&mut cursor).find(|it| it.kind() != "comment")?;
                self.evaluated(inner, depth)
            }
            "binary_operator" => {
                let side = |name| node.child_by_field_name(name);
                if side("operator").map(|it| self.source.text_of(it)) != Some("+") {
                    return None;
                }
                let left = self.evaluated(side("left")?, depth)?;
                let right = self.evaluated(side("right")?, depth)?;
                (left.len() + right.len() <= LARGEST).then(|| left + &right)
            }
            "identifier" => {
                let value = self.names.get(self.source.text_of(node)).copied().flatten()?;
                self.evaluated(value, depth)
            }
            "call" => self.called(node, depth),
            _ => None,
        }
    }

    /// `textwrap.dedent(text)`, `text.strip()`
    fn called(&self, call: Node<'_>, depth: usize) -> Option<String> {
        let function = call.child_by_field_name("function")?;
        let arguments = call.child_by_field_name("arguments")?;
        if matches!(self.source.text_of(function), "textwrap.dedent" | "dedent") {
            return Some(dedented(&self.evaluated(arguments.named_child(0)?, depth)?));
        }
        let method = function.child_by_field_name("attribute").map(|it| self.source.text_of(it))?;
        let of = self.evaluated(function.child_by_field_name("object")?, depth)?;
        match (method, arguments.named_child_count()) {
            ("strip", 0) => Some(of.trim().to_owned()),
            ("lstrip", 0) => Some(of.trim_start().to_owned()),
            ("rstrip", 0) => Some(of.trim_end().to_owned()),
            _ => None,
        }
    }
}

/// Takes the blanks away that all lines begin with, as `textwrap.dedent` does.
fn dedented(text: &str) -> String {
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = || text.split('\n');
    let least = lines().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    lines().map(|line| line.get(least..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The text of one literal; none of one that has values put in.
fn string(source: &Source<'_>, node: Node<'_>) -> Option<String> {
    let mut cursor = node.walk();
    let (mut raw, mut out) = (false, String::new());
    for part in node.children(&mut cursor) {
        match part.kind() {
            "string_start" => {
                raw = source.text_of(part).contains(['r', 'R']);
            }
            "string_content" if raw => out.push_str(source.text_of(part)),
            "string_content" => content(source, part, &mut out)?,
            "string_end" => {}
            _ => return None,
        }
    }
    Some(out)
}

/// The content between the quotes, its escapes resolved.
fn content(source: &Source<'_>, node: Node<'_>, out: &mut String) -> Option<()> {
    let whole = source.text_of(node);
    let mut done = 0;
    let mut cursor = node.walk();
    for part in node.children(&mut cursor).filter(|part| part.kind() == "escape_sequence") {
        let start = part.start_byte() - node.start_byte();
        out.push_str(whole.get(done..start)?);
        done = part.end_byte() - node.start_byte();
        unescape(whole.get(start..done)?, out)?;
    }
    out.push_str(whole.get(done..)?);
    Some(())
}

/// One escape of Python; a character by its name is not looked up.
///
/// Rule: [string and bytes literals](https://docs.python.org/3/reference/lexical_analysis.html)
fn unescape(escape: &str, out: &mut String) -> Option<()> {
    let code = escape.strip_prefix('\\')?;
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    let c = match code.chars().next()? {
        '\n' | '\r' => return Some(()),
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        'x' | 'u' | 'U' => number(code.get(1..)?, 16)?,
        '0'..='7' => number(code, 8)?,
        'N' => return None,
        same @ ('\\' | '\'' | '"') => same,
        _ => {
            out.push_str(escape);
            return Some(());
        }
    };
    out.push(c);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(expression: &str) -> Option<String> {
        let whole =
            format!("NAME = 'n' 'm'\nTWICE = 'a'\nTWICE = 'b'\nSELF = SELF\n({expression})\n");
        let source = Source::parse(&whole).unwrap();
        let root = source.root();
        let mut cursor = root.walk();
        let last = root.named_children(&mut cursor).last().unwrap();
        Texts::of(&source).text(last.named_child(0).unwrap())
    }

    #[test]
    fn literals_are_resolved() {
        assert_eq!(of(r#""a\n" "b\"\\\x41\u00e9\101\q""#).unwrap(), "a\nb\"\\AéA\\q");
        assert_eq!(of("r'\\n' + u'ü' # c\n").unwrap(), "\\nü");
        assert_eq!(of("'''a\\\nb\n'''").unwrap(), "ab\n");
        assert_eq!(of("NAME + ('x')").unwrap(), "nmx");
        assert_eq!(
            of("textwrap.dedent('''\\\n    a\n\n      b\n''').strip()").unwrap(),
            "a\n\n  b"
        );
    }

    #[test]
    fn what_must_be_run_is_not_guessed() {
        for expression in [
            "f'{x}'",
            "'%s' % x",
            "'{}'.format(1)",
            "TWICE",
            "SELF",
            "OTHER",
            "1",
            "'a' * 2",
            "'\\N{DASH}'",
        ] {
            assert_eq!(of(expression), None, "{expression}");
        }
    }
}
