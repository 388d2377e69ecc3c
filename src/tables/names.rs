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

fn has_line(lines: &str, name: &str) -> bool {
    lines.lines().any(|line| line == name)
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
        twice(self.names.lines().chain(self.deprecated.iter().map(|row| row.name.as_str())))
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
        twice(self.names.lines())
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
