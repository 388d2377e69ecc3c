//! What a rule is made of.

use crate::{
    dist::{Sdist, Wheel},
    model::{ParseError, SdistName, WheelName},
};

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

/// A file's name, taken apart, or why it cannot be.
pub type NameOf<'a, T> = Result<&'a T, &'a ParseError>;

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The name of each wheel, or why it cannot be read; files that were not read have one too
    WheelName(fn(NameOf<'_, WheelName>, &Context<'_>, &mut Reporter<'_>)),
    /// The name of each source distribution
    SdistName(fn(NameOf<'_, SdistName>, &Context<'_>, &mut Reporter<'_>)),
    /// Each wheel
    Wheel(fn(&Wheel, &Context<'_>, &mut Reporter<'_>)),
    /// Each source distribution
    Sdist(fn(&Sdist, &Context<'_>, &mut Reporter<'_>)),
    /// The core metadata of each file, wheel or source distribution; there need be no archive
    /// around it
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
