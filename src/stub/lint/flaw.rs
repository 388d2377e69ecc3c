//! What the lint finds.

use std::fmt;

/// How bad a flaw is; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; fails nothing
    Note,
    /// The message is seen by fewer, later, or in pieces
    Warning,
    /// The message is lost, or the install goes on
    Error,
}

impl Severity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something that makes a message vanish, with its place and its mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The rule's code. Ex) `STB001`
    pub code: &'static str,
    /// How bad it is
    pub severity: Severity,
    /// The file's path in the sdist or the folder. Ex) `setup.py`
    pub file: String,
    /// From 1; 1 where the file as a whole is at fault
    pub line: usize,
    /// What is wrong, on one line
    pub message: String,
    /// What to do about it
    pub mend: String,
}

/// What the syntax alone does not tell: never taken for sound.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unclear {
    /// The file's path
    pub file: String,
    /// From 1
    pub line: usize,
    /// What could not be told, as a clause
    pub what: String,
}

/// Takes the flaws of one rule.
pub(super) struct Found<'a> {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) flaws: &'a mut Vec<Flaw>,
    pub(super) unclear: &'a mut Vec<Unclear>,
    pub(super) not_checked: &'a mut Vec<String>,
}

impl Found<'_> {
    /// Of one rule more flaws than this help nobody.
    const MOST: usize = 50;

    /// Reports a flaw; the same at the same place is told once.
    pub(super) fn add(
        &mut self,
        file: &str,
        line: usize,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.add_as(self.severity, file, line, message, mend);
    }

    /// Reports a flaw with another severity than the rule's.
    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        file: &str,
        line: usize,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        let (message, mend) = (message.into(), mend.into());
        let flaw = Flaw { code: self.code, severity, file: file.to_owned(), line, message, mend };
        let own = self.flaws.iter().filter(|other| other.code == self.code).count();
        if own < Self::MOST && !self.flaws.contains(&flaw) {
            self.flaws.push(flaw);
        }
    }

    /// Says that something cannot be decided.
    pub(super) fn unclear(&mut self, file: &str, line: usize, what: impl Into<String>) {
        let unclear = Unclear { file: file.to_owned(), line, what: what.into() };
        if self.unclear.len() < Self::MOST && !self.unclear.contains(&unclear) {
            self.unclear.push(unclear);
        }
    }

    /// Says that something was not looked at, for want of what to compare with.
    pub(super) fn not_checked(&mut self, what: impl Into<String>) {
        let what = format!("{}: {}", self.code, what.into());
        if self.not_checked.len() < Self::MOST && !self.not_checked.contains(&what) {
            self.not_checked.push(what);
        }
    }
}
