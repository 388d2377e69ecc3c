//! Lists of names, a line each: `classifiers.toml`, `licenses.toml`, `stdlib.toml`,
//! `docutils.toml`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};

/// The classifiers that PyPI takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classifiers {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The release of trove-classifiers
    pub trove_classifiers: String,
    /// Those in use, a line each, sorted
    pub names: String,
    /// Those that PyPI refuses by now
    pub deprecated: Vec<Deprecated>,
}

/// A classifier that PyPI refuses by now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deprecated {
    /// The classifier
    pub name: String,
    /// Those to take instead; empty where there are none
    pub instead: Vec<String>,
}

impl Classifiers {
    /// Whether PyPI takes this classifier.
    pub fn contains(&self, name: &str) -> bool {
        has_line(&self.names, name)
    }

    /// The row of a classifier that is not taken any more.
    pub fn deprecated(&self, name: &str) -> Option<&Deprecated> {
        self.deprecated.iter().find(|row| row.name == name)
    }

    /// The classifier that goes on where `text` ends, or looks most like it, if one does.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        let longer = self.names.lines().filter(|line| line.len() > text.len());
        let longer = longer.filter(|line| text.contains("::") && line.starts_with(text));
        longer.min_by_key(|line| line.len()).or_else(|| nearest(&self.names, text))
    }
}

/// The licences and exceptions of SPDX.
///
/// Rule: [SPDX licence list](https://spdx.org/licenses/)
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licenses {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The release of the list
    pub spdx: String,
    /// Identifiers in use, a line each
    pub current: String,
    /// Identifiers that SPDX gave up and PyPI takes, a line each
    pub deprecated: String,
    /// Exceptions, which stand behind `WITH`, a line each
    pub exceptions: String,
}

impl Licenses {
    /// The spelling of a licence in any case. Ex) `mit` is `MIT`
    pub fn licence(&self, id: &str) -> Option<&str> {
        spelled(&self.current, id).or_else(|| spelled(&self.deprecated, id))
    }

    /// Whether SPDX has given the identifier up.
    pub fn is_deprecated(&self, id: &str) -> bool {
        spelled(&self.deprecated, id).is_some()
    }

    /// The spelling of an exception in any case.
    pub fn exception(&self, id: &str) -> Option<&str> {
        spelled(&self.exceptions, id)
    }

    /// The licence that looks most like `text`, if one does.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        nearest(&self.current, text)
    }
}

/// The top-level modules of Python's standard library.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stdlib {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// A line each, sorted, without those that begin with `_`
    pub names: String,
}

impl Stdlib {
    /// Whether a module of this name is part of Python.
    pub fn contains(&self, name: &str) -> bool {
        has_line(&self.names, name)
    }
}

/// What the renderer of reStructuredText knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Docutils {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The release of docutils
    pub docutils: String,
    /// Directives, a line each
    pub directives: String,
    /// Roles, a line each
    pub roles: String,
}

impl Docutils {
    /// Whether there is such a directive, in lower case.
    pub fn has_directive(&self, name: &str) -> bool {
        has_line(&self.directives, name)
    }

    /// Whether there is such a role, in lower case.
    pub fn has_role(&self, name: &str) -> bool {
        has_line(&self.roles, name)
    }
}

/// Whether sorted lines have this one. Every wheel asks for a dozen of a thousand.
fn has_line(lines: &str, name: &str) -> bool {
    let (mut from, mut to) = (0, lines.len());
    while from < to {
        let middle = lines.floor_char_boundary(from + (to - from) / 2);
        let start = lines[from..middle].rfind('\n').map_or(from, |end| from + end + 1);
        let end = lines[start..].find('\n').map_or(lines.len(), |end| start + end);
        match lines[start..end].cmp(name) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = end + 1,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    false
}

/// The first line that does not come behind the one before it, for [`Table::problem`].
fn unsorted(lines: &str) -> Option<String> {
    let pairs = lines.lines().zip(lines.lines().skip(1));
    pairs.into_iter().find(|(a, b)| a >= b).map(|(_, b)| format!("`{b}` is not in its order"))
}

fn spelled<'a>(lines: &'a str, name: &str) -> Option<&'a str> {
    lines.lines().find(|line| line.eq_ignore_ascii_case(name))
}

/// The line at the least distance, if it is within a third of the text.
fn nearest<'a>(lines: &'a str, text: &str) -> Option<&'a str> {
    /// Distances take the product of both lengths.
    const LONGEST: usize = 120;
    if text.chars().count() > LONGEST {
        return None;
    }
    let text = text.to_lowercase();
    let distance = |line: &str| strsim::damerau_levenshtein(&line.to_lowercase(), &text);
    let (found, line) = lines.lines().map(|line| (distance(line), line)).min()?;
    (found * 3 <= text.chars().count()).then_some(line)
}

impl Table for Classifiers {
    const FILE: &'static str = "classifiers.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/classifiers.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        let deprecated = self.deprecated.iter().map(|row| row.name.as_str());
        unsorted(&self.names).or_else(|| twice(self.names.lines().chain(deprecated)))
    }
}

impl Table for Licenses {
    const FILE: &'static str = "licenses.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/licenses.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.current.lines().chain(self.deprecated.lines()))
    }
}

impl Table for Stdlib {
    const FILE: &'static str = "stdlib.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/stdlib.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        unsorted(&self.names)
    }
}

impl Table for Docutils {
    const FILE: &'static str = "docutils.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/docutils.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.directives.lines()).or_else(|| twice(self.roles.lines()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn every_line_is_found_and_no_other() {
        let lines = "Aa\nab\nb\nß :: c\n";
        assert!(lines.lines().all(|line| has_line(lines, line)));
        for other in ["", "A", "a", "ab\nb", "ba", "ß", "ß :: cd", "zz"] {
            assert!(!has_line(lines, other), "{other}");
        }
        let table: Classifiers = Tables::embedded().load().unwrap();
        assert!(table.names.lines().all(|line| table.contains(line)));
        assert_eq!(unsorted("a\nc\nb\n").unwrap(), "`b` is not in its order");
    }

    #[test]
    fn typing_errors_are_put_right() {
        let classifiers: Classifiers = Tables::embedded().load().unwrap();
        let near = |text: &str| classifiers.nearest(text);
        assert_eq!(
            near("License :: OSI Approved :: MIT"),
            Some("License :: OSI Approved :: MIT License")
        );
        assert_eq!(near("Topic :: Utilites"), Some("Topic :: Utilities"));
        assert_eq!(near("something else entirely"), None);
        let licenses: Licenses = Tables::embedded().load().unwrap();
        assert_eq!(licenses.nearest("Apache 2.0"), Some("Apache-2.0"));
        assert_eq!(licenses.licence("bsd-3-clause"), Some("BSD-3-Clause"));
        assert!(licenses.is_deprecated("GPL-3.0") && licenses.licence("GPL-3.0").is_some());
        let stdlib: Stdlib = Tables::embedded().load().unwrap();
        assert!(stdlib.contains("email") && !stdlib.contains("emails"));
    }
}
