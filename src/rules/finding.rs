//! Findings, and the reporter that rules hand them to.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use super::{Rule, count_that};
use crate::dist::Wheel;

/// How bad a finding is; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing
    Info,
    /// Somebody is likely to be hurt
    Warning,
    /// PyPI refuses the file, or installing or importing it fails
    Error,
}

impl Level {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something wrong, at a place, with its mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code
    pub code: &'static str,
    /// How bad it is
    pub level: Level,
    /// The file as it was given, or `NAME==VERSION` where a release as a whole is at fault
    pub file: String,
    /// The member of that file
    pub member: Option<String>,
    /// What is wrong, on one line
    pub message: String,
    /// What was seen, a line each: the field, what was wanted, what was found
    pub evidence: Vec<String>,
    /// What to do about it
    pub hint: String,
}

impl Finding {
    /// More lines than this help nobody; the rest is counted.
    const MOST_EVIDENCE: usize = 5;

    /// Adds what was seen. Of many lines the first few are kept and the others counted.
    pub fn evidence<T: fmt::Display>(&mut self, lines: impl IntoIterator<Item = T>) -> &mut Self {
        let mut more = 0_usize;
        for line in lines {
            if self.evidence.len() < Self::MOST_EVIDENCE {
                self.evidence.push(line.to_string());
            } else {
                more += 1;
            }
        }
        if more > 0 {
            self.evidence.push(format!("and {more} more"));
        }
        self
    }

    /// Makes this finding a warning where the wheel is older than PyPI's rule: such wheels were taken,
    /// and installers take them still.
    pub(super) fn warning_if_built_before(&mut self, wheel: &Wheel, refused: Date) -> &mut Self {
        match wheel.built().filter(|built| *built < refused) {
            Some(built) => {
                self.level(Level::Warning).evidence([format!("built on {built} or before")])
            }
            None => self,
        }
    }

    /// Gives this finding another level than its rule has.
    pub fn level(&mut self, level: Level) -> &mut Self {
        self.level = level;
        self
    }
}

/// Takes the findings of one rule on one file: there is no way to report without a place.
pub struct Reporter<'a> {
    rule: &'static Rule,
    file: &'a str,
    found: &'a mut Vec<Finding>,
    kept: usize,
    /// How many were left out
    more: usize,
    /// The last that was left out, still open to changes
    last: Option<Finding>,
    /// The worst of those before it
    worst: Level,
}

impl<'a> Reporter<'a> {
    /// Of one rule on one file more findings than this help nobody; the rest is counted.
    pub const MOST: usize = 100;

    /// For this rule, on this file.
    pub(super) fn new(rule: &'static Rule, file: &'a str, found: &'a mut Vec<Finding>) -> Self {
        Self { rule, file, found, kept: 0, more: 0, last: None, worst: Level::Info }
    }

    /// Says how many findings were left out, as one finding of the worst of their levels.
    pub(super) fn finish(self) {
        if let Some(last) = self.last {
            self.found.push(Finding {
                level: last.level.max(self.worst),
                file: self.file.to_owned(),
                member: None,
                message: format!(
                    "{} left out",
                    count_that(self.more, "more finding", "of this rule is", "of this rule are")
                ),
                evidence: Vec::new(),
                ..last
            });
        }
    }

    /// The file as a whole is at fault.
    pub fn file(&mut self, message: impl Into<String>, hint: impl Into<String>) -> &mut Finding {
        self.push(self.file.to_owned(), None, message.into(), hint.into())
    }

    /// A member of the file is at fault.
    pub fn member(
        &mut self,
        member: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> &mut Finding {
        self.push(self.file.to_owned(), Some(member.to_owned()), message.into(), hint.into())
    }

    /// One of the files of a release is at fault.
    pub fn of_release(
        &mut self,
        file: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> &mut Finding {
        self.push(file.to_owned(), None, message.into(), hint.into())
    }

    fn push(
        &mut self,
        file: String,
        member: Option<String>,
        message: String,
        hint: String,
    ) -> &mut Finding {
        let Rule { code, level, .. } = *self.rule;
        let evidence = Vec::new();
        let finding = Finding { code, level, file, member, message, evidence, hint };
        if self.kept >= Self::MOST {
            self.more += 1;
            self.worst = self.last.take().map_or(self.worst, |last| last.level.max(self.worst));
            return self.last.insert(finding);
        }
        self.kept += 1;
        let index = self.found.len();
        self.found.push(finding);
        &mut self.found[index]
    }
}
