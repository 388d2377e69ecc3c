//! What a rule is made of.

use crate::dist::{Sdist, Wheel};

use super::{Context, Level, MetadataFile, Release, Reporter};

/// One rule: what it is called, what it says to people, and the function that looks.
#[derive(Debug)]
pub struct Rule {
    /// Three capital letters for the family and three digits. It lives for ever: a rule that goes
    /// away leaves its code unused. Ex) `REC005`
    pub code: &'static str,
    /// Words for people, joined by `-`. Ex) `record-hash-differs`
    pub name: &'static str,
    /// How bad a finding is, unless the rule says otherwise for one
    pub level: Level,
    /// What is wrong, on one line
    pub summary: &'static str,
    /// What `relkit explain` prints: Markdown with the sections of [`Rule::SECTIONS`], in order
    pub docs: &'static str,
    /// The function that looks, and what it looks at
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each wheel
    Wheel(fn(&Wheel, &Context<'_>, &mut Reporter<'_>)),
    /// Each source distribution
    Sdist(fn(&Sdist, &Context<'_>, &mut Reporter<'_>)),
    /// The core metadata of each file, wheel or source distribution
    Metadata(fn(&MetadataFile<'_>, &Context<'_>, &mut Reporter<'_>)),
    /// All files of one version of one project
    Release(fn(&Release<'_>, &Context<'_>, &mut Reporter<'_>)),
}

impl Rule {
    /// The headings of [`Rule::docs`].
    pub const SECTIONS: [&'static str; 5] =
        ["## What is wrong", "## Why it matters", "## Example", "## How to mend it", "## Source"];

    /// The first three letters of the code.
    pub fn family(&self) -> &'static str {
        &self.code[..3]
    }
}
