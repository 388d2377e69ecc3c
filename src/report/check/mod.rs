//! Findings of `relkit check` as text for people, JSON for programs, and annotations for GitHub.
//!
//! Every format is a pure function of a [`CheckReport`]: no clock, no terminal, no environment.

mod github;
mod json;
mod text;

pub use github::github;
pub use json::json;
pub use text::text;

use crate::rules::{Finding, Level};

/// What a run of `relkit check` found.
#[derive(Debug, Clone)]
pub struct CheckReport {
    /// The files, in order
    pub files: Vec<CheckedFile>,
    /// The findings, in the order of the files
    pub findings: Vec<Finding>,
}

/// A file that was to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFile {
    /// As it was given
    pub path: String,
    /// How much of it was checked
    pub extent: Extent,
    /// Why it was not checked
    pub error: Option<String>,
}

/// How much of a file was checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it
    #[default]
    Contents,
    /// Its name and its metadata
    Metadata,
    /// Its name
    Name,
}

impl Extent {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contents => "contents",
            Self::Metadata => "metadata",
            Self::Name => "name",
        }
    }
}

impl CheckReport {
    /// How many findings are of this level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// How many files were checked.
    pub fn checked(&self) -> usize {
        self.files.iter().filter(|file| file.error.is_none()).count()
    }

    /// How many files were checked, and not to this extent.
    fn short_of(&self, extents: &[Extent]) -> usize {
        let short = |file: &&CheckedFile| file.error.is_none() && extents.contains(&file.extent);
        self.files.iter().filter(short).count()
    }

    /// `20 files, no findings`, `3 files: 1 error, 2 warnings; not checked: contents of 3 files`
    pub fn summary(&self) -> String {
        let plural = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        };
        let mut counts = Vec::new();
        for level in [Level::Error, Level::Warning, Level::Info] {
            match (level, self.count(level)) {
                (_, 0) => {}
                (Level::Info, count) => counts.push(format!("{count} info")),
                (_, count) => counts.push(plural(count, level.as_str())),
            }
        }
        let findings = if counts.is_empty() {
            ", no findings".to_owned()
        } else {
            format!(": {}", counts.join(", "))
        };
        let unread = self.files.len() - self.checked();
        let unread = (unread > 0).then(|| format!("{} could not be read", plural(unread, "file")));
        // What was not read has no findings, and that must not look like praise.
        let checked = (self.checked() > 0 || unread.is_none())
            .then(|| plural(self.checked(), "file") + &findings);
        let mut not_checked = Vec::new();
        for (what, extents) in
            [("contents", &[Extent::Metadata, Extent::Name][..]), ("metadata", &[Extent::Name])]
        {
            match self.short_of(extents) {
                0 => {}
                count => not_checked.push(format!("{what} of {}", plural(count, "file"))),
            }
        }
        let not_checked =
            (!not_checked.is_empty()).then(|| format!("not checked: {}", not_checked.join(", ")));
        [checked, unread, not_checked].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
fn example() -> CheckReport {
    let finding = |code, level, member: Option<&str>, message: &str| Finding {
        code,
        level,
        file: "dist/demo-1.0-py3-none-any.whl".to_owned(),
        member: member.map(str::to_owned),
        message: message.to_owned(),
        evidence: Vec::new(),
        hint: "build it again".to_owned(),
    };
    let mut hash = finding("REC005", Level::Error, Some("demo,1.py"), "its SHA-256 differs");
    hash.evidence = vec!["RECORD: 100%".to_owned(), "content: 50%".to_owned()];
    let mut release = finding("REL006", Level::Warning, None, "2 wheels and no sdist");
    release.file = "demo==1.0".to_owned();
    CheckReport {
        files: vec![
            CheckedFile {
                path: "dist/demo-1.0-py3-none-any.whl".to_owned(),
                extent: Extent::Contents,
                error: None,
            },
            CheckedFile {
                path: "dist/x.whl".to_owned(),
                extent: Extent::Contents,
                error: Some("the file is empty".to_owned()),
            },
        ],
        findings: vec![hash, finding("NAM002", Level::Info, None, "a \u{1b}[31mname"), release],
    }
}
