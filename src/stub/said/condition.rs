//! For which Pythons a statement is come to.

use tree_sitter::Node;

use crate::{model::PythonVersion, syntax::python::Source};

/// More statements around one another are not looked through.
const DEPTH: usize = 200;

/// When a statement is come to, as far as its file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// `sys.exit(...)` outside all conditions
    Always,
    /// `if sys.version_info[:2] == (2, 7):`
    Exactly(PythonVersion),
    /// `if sys.version_info[0] == 2:`
    Major(u8),
    /// `if sys.version_info < (3, 6):`
    Below(PythonVersion),
    /// Something else decides
    Unknown,
}

impl When {
    /// Whether it is for this Python; none where that cannot be told.
    pub(super) fn applies(self, python: PythonVersion) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::Exactly(version) => Some(python == version),
            Self::Major(major) => Some(python.major == major),
            Self::Below(version) => Some(python < version),
            Self::Unknown => None,
        }
    }
}

/// The condition around a node.
pub(super) fn around(source: &Source<'_>, node: Node<'_>, functions_run: bool) -> When {
    let mut when = When::Always;
    let mut inner = node;
    for _ in 0..DEPTH {
        let Some(outer) = inner.parent() else { return when };
        let own = match outer.kind() {
            "module" | "block" | "expression_statement" | "raise_statement" => When::Always,
            "function_definition" if functions_run => When::Always,
            "if_statement" if outer.child_by_field_name("consequence") == Some(inner) => {
                outer.child_by_field_name("condition").map_or(When::Unknown, |it| of(source, it))
            }
            _ => When::Unknown,
        };
        when = match (when, own) {
            (same, When::Always) | (When::Always, same) => same,
            _ => When::Unknown,
        };
        inner = outer;
    }
    When::Unknown
}

/// What a condition says of the version.
fn of(source: &Source<'_>, condition: Node<'_>) -> When {
    let text: String = source.text_of(condition).chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(&text);
    if matches!(text, "__name__==\"__main__\"" | "__name__=='__main__'") {
        return When::Always;
    }
    let Some(rest) = text.strip_prefix("sys.version_info") else { return When::Unknown };
    let after = |prefixes: &[&str]| prefixes.iter().find_map(|prefix| rest.strip_prefix(prefix));
    if let Some(pair) = after(&["[:2]==", "[0:2]=="]) {
        return version(pair).map_or(When::Unknown, When::Exactly);
    }
    if let Some(major) = after(&["[0]==", ".major=="]) {
        return major.parse().map_or(When::Unknown, When::Major);
    }
    if let Some(major) = after(&["[0]<", ".major<"]) {
        let below = major.parse().map(|major| PythonVersion::new(major, 0));
        return below.map_or(When::Unknown, When::Below);
    }
    if let Some(pair) = after(&["[:2]<=", "[0:2]<="]) {
        let below = version(pair).map(|it| PythonVersion::new(it.major, it.minor + 1));
        return below.map_or(When::Unknown, When::Below);
    }
    let below = after(&["<", "[:2]<", "[0:2]<"]).and_then(version);
    below.map_or(When::Unknown, When::Below)
}

/// Ex) `(2,7)`, `(3,)`
fn version(pair: &str) -> Option<PythonVersion> {
    let (major, minor) = pair.strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
    let minor = if minor.is_empty() { 0 } else { minor.parse().ok().filter(|it| *it < u8::MAX)? };
    Some(PythonVersion::new(major.parse().ok()?, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(text: &str) -> When {
        let source = Source::parse(text).unwrap();
        let call = source.nodes().filter(|node| node.kind() == "call").last().unwrap();
        around(&source, call, false)
    }

    #[test]
    fn versions_are_read() {
        let of = |condition: &str| when(&format!("if {condition}:\n    sys.exit('a')\n"));
        assert_eq!(of("sys.version_info[:2] == (2, 7)"), When::Exactly(PythonVersion::new(2, 7)));
        assert_eq!(of("sys.version_info[0] == 2"), When::Major(2));
        assert_eq!(of("(sys.version_info < (3, 6))"), When::Below(PythonVersion::new(3, 6)));
        assert_eq!(of("sys.version_info < (3,)"), When::Below(PythonVersion::new(3, 0)));
        assert_eq!(of("sys.version_info[:2] <= (3, 5)"), When::Below(PythonVersion::new(3, 6)));
        assert_eq!(of("sys.version_info[0] < 3"), When::Below(PythonVersion::new(3, 0)));
        assert_eq!(of("__name__ == '__main__'"), When::Always);
        for unknown in ["x", "sys.version_info < X", "sys.version_info[:2] <= (3, 255)", "PY2"] {
            assert_eq!(of(unknown), When::Unknown, "{unknown}");
        }
    }

    #[test]
    fn what_stands_around_counts() {
        let nested = "if __name__ == '__main__':\n  if sys.version_info[0] == 2:\n    exit('a')\n";
        assert_eq!(when(nested), When::Major(2));
        let other = "if sys.version_info[0] == 2:\n  pass\nelse:\n  exit('a')\n";
        assert_eq!(when(other), When::Unknown);
        let twice =
            "if sys.version_info[0] == 2:\n  if sys.version_info < (3, 1):\n    exit('a')\n";
        assert_eq!(when(twice), When::Unknown);
        assert_eq!(when("def f():\n    exit('a')\n"), When::Unknown);
        assert_eq!(when("try:\n    exit('a')\nexcept X:\n    pass\n"), When::Unknown);
    }
}
