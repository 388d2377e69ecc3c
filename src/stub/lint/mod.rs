//! What makes a refusal's message vanish, told from the files alone: nothing is run.
//!
//! One file a rule; [`RULES`] is the table of them. What cannot be decided is said and is no
//! praise: [`Lint::unclear`] for what the syntax does not tell, [`Lint::not_checked`] for what
//! there was nothing to compare with.

mod build;
mod case;
mod flaw;
mod look;
mod requirement;
mod rule;
mod sources;
mod stb001_exception;
mod stb002_argv;
mod stb003_import;
mod stb004_coding;
mod stb005_syntax;
mod stb006_version;
mod stb007_requires;
mod stb008_in_tree;
mod stb009_width;
mod stb010_requires_python;
mod stb011_static;
mod stb012_hook;
mod stb013_status;
mod stb014_requirement;

pub use case::Facts;
pub use flaw::{Flaw, Severity, Unclear};
pub use rule::Rule;
pub use sources::{LARGEST, SourceFile, Sources, backend_paths};
pub use stb006_version::versions_of;

use crate::{model::PythonVersion, syntax::python::Source};
use case::Case;
use flaw::Found;

/// Every rule, in the order of the codes.
pub static RULES: &[&Rule] = &[
    &stb001_exception::RULE,
    &stb002_argv::RULE,
    &stb003_import::RULE,
    &stb004_coding::RULE,
    &stb005_syntax::RULE,
    &stb006_version::RULE,
    &stb007_requires::RULE,
    &stb008_in_tree::RULE,
    &stb009_width::RULE,
    &stb010_requires_python::RULE,
    &stb011_static::RULE,
    &stb012_hook::RULE,
    &stb013_status::RULE,
    &stb014_requirement::RULE,
];

/// What the family of codes is about.
pub const FAMILY: &str = "refusals whose message nobody sees";

/// The rule of a code or a name, in any case.
pub fn rule(text: &str) -> Option<&'static Rule> {
    let named = |rule: &&&Rule| rule.code.eq_ignore_ascii_case(text) || rule.name == text;
    RULES.iter().find(named).copied()
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// The Pythons that are refused, the oldest first
    pub refused: Vec<PythonVersion>,
    /// Whether a flag or a guard names them; else every Python is taken to be
    pub named: bool,
    /// By file and line
    pub flaws: Vec<Flaw>,
    /// What could not be told
    pub unclear: Vec<Unclear>,
    /// What was not looked at, and why
    pub not_checked: Vec<String>,
}

impl Lint {
    /// Whether nothing but notes was found, and everything could be told.
    pub fn is_clean(&self) -> bool {
        self.unclear.is_empty() && self.flaws.iter().all(|flaw| flaw.severity == Severity::Note)
    }
}

/// Judges the files of a refusal, or of a project that begins with one.
pub fn lint(sources: &Sources, facts: &Facts<'_>) -> Lint {
    let mut flaws = Vec::new();
    let mut unclear = Vec::new();
    let mut not_checked = Vec::new();
    let texts: Vec<(&SourceFile, String, bool)> =
        [(&sources.setup_py, false), (&sources.backend, true)]
            .into_iter()
            .filter_map(|(file, is_backend)| {
                file.as_ref().map(|file| (file, file.text(), is_backend))
            })
            .collect();
    let mut parsed = Vec::new();
    for (file, text, is_backend) in &texts {
        match Source::parse(text) {
            Ok(source) => parsed.push((*file, source, *is_backend)),
            Err(error) => {
                unclear.push(Unclear { file: file.path.clone(), line: 1, what: error.to_string() });
            }
        }
    }
    let case = Case::new(sources, facts, &parsed);
    for rule in RULES {
        let mut found = Found {
            code: rule.code,
            severity: rule.severity,
            flaws: &mut flaws,
            unclear: &mut unclear,
            not_checked: &mut not_checked,
        };
        (rule.check)(&case, &mut found);
    }
    // A requirement that is a message refuses in its way.
    if !flaws.iter().any(|flaw| flaw.code == stb014_requirement::RULE.code) {
        case.undecided(&mut Found {
            code: "",
            severity: Severity::Note,
            flaws: &mut flaws,
            unclear: &mut unclear,
            not_checked: &mut not_checked,
        });
    }
    let (refused, named) = (case.audience.clone(), case.explicit);
    flaws.sort_by(|a, b| (&a.file, a.line, a.code).cmp(&(&b.file, b.line, b.code)));
    unclear.sort();
    Lint { refused, named, flaws, unclear, not_checked }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
