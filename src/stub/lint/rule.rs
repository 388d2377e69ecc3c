//! What a rule of the lint is made of.

use super::{Severity, case::Case, flaw::Found};

/// One rule: what it is called, what it says to people, and the function that looks.
pub struct Rule {
    /// `STB` and three digits. It lives for ever: a rule that goes away leaves its code unused
    pub code: &'static str,
    /// Words for people, joined by `-`. Ex) `raises-exception`
    pub name: &'static str,
    /// How bad a flaw is, unless the rule says otherwise for one
    pub severity: Severity,
    /// What is wrong, on one line
    pub summary: &'static str,
    /// What `relkit explain` prints: Markdown with the sections of [`Rule::SECTIONS`], in order
    pub docs: &'static str,
    /// The function that looks
    pub(super) check: fn(&Case<'_>, &mut Found<'_>),
}

impl Rule {
    /// The headings of [`Rule::docs`].
    pub const SECTIONS: [&'static str; 5] =
        ["## What is wrong", "## Why it matters", "## Example", "## How to mend it", "## Source"];
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("code", &self.code)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
