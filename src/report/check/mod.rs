//! Findings of `relkit check` for people, programs and the places where code is reviewed.
//!
//! Every format is a pure function of a [`CheckReport`]: no clock, no terminal, no environment.

mod folded;
mod github;
mod json;
mod markdown;
mod sarif;
mod summary;
mod targets;
mod text;

use std::collections::{BTreeMap, BTreeSet};

pub use github::github;
pub use json::json;
pub use markdown::markdown;
pub use sarif::sarif;
pub use targets::{targets_json, targets_text};
pub use text::text;

use crate::{
    repair::Mend,
    rules::{Finding, Level},
};

/// What a run of `relkit check` found.
#[derive(Debug, Clone, Default)]
pub struct CheckReport {
    /// The files, in order
    pub files: Vec<CheckedFile>,
    /// The findings, in the order of the files
    pub findings: Vec<Finding>,
    /// For files as they are named in findings, the codes that `--fix` can mend there
    pub mendable: BTreeMap<String, BTreeSet<&'static str>>,
    /// What `--fix` did, or would do
    pub fixes: Vec<Fix>,
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

/// What `--fix` did with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The file as it was given
    pub file: String,
    /// The mended file; absent where nothing was to be written, or could be
    pub to: Option<String>,
    /// Whether the mended file was written; with `--dry-run` none is
    pub written: bool,
    /// What is mended
    pub mends: Vec<Mend>,
    /// Why the file is not touched
    pub refused: Option<String>,
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

    /// Whether `--fix` can mend it.
    pub fn is_mendable(&self, finding: &Finding) -> bool {
        self.mendable.get(&finding.file).is_some_and(|codes| codes.contains(finding.code))
    }

    /// How many files were checked, and not to this extent.
    fn short_of(&self, extents: &[Extent]) -> usize {
        let short = |file: &&CheckedFile| file.error.is_none() && extents.contains(&file.extent);
        self.files.iter().filter(short).count()
    }

    /// `20 files, no findings`, `3 files: 1 error, 2 warnings; not checked: contents of 3 files`
    pub fn summary(&self) -> String {
        let counts = self.counts();
        let findings =
            if counts.is_empty() { ", no findings".to_owned() } else { format!(": {counts}") };
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

    /// `1 error, 2 warnings, 3 info`
    fn counts(&self) -> String {
        let mut counts = Vec::new();
        for level in [Level::Error, Level::Warning, Level::Info] {
            match (level, self.count(level)) {
                (_, 0) => {}
                (Level::Info, count) => counts.push(format!("{count} info")),
                (_, count) => counts.push(plural(count, level.as_str())),
            }
        }
        counts.join(", ")
    }
}

/// `1 file`, `2 files`
fn plural(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
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
        mendable: BTreeMap::from([(hash.file.clone(), BTreeSet::from(["REC005"]))]),
        findings: vec![hash, finding("NAM002", Level::Info, None, "a \u{1b}[31mname"), release],
        fixes: Vec::new(),
    }
}

/// The same finding on many files, each with another finding of its own.
#[cfg(test)]
fn repeated(files: usize) -> CheckReport {
    let mut report = CheckReport::default();
    let example = example();
    for number in 0..files {
        let path = format!("dist/demo-1.0-cp3{number}-abi3-any.whl");
        let mut same = example.findings[0].clone();
        same.file.clone_from(&path);
        report.findings.push(same);
        if number == 1 {
            report.findings.push(Finding { file: path.clone(), ..example.findings[1].clone() });
        }
        report.files.push(CheckedFile { path, extent: Extent::Contents, error: None });
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is quadratic takes minutes here.
    #[test]
    fn tens_of_thousands_of_findings_are_reported() {
        let mut report = repeated(30_000);
        for (number, finding) in report.findings.iter_mut().enumerate().skip(15_000) {
            finding.message = format!("of its own: {number}");
            report.mendable.insert(finding.file.clone(), BTreeSet::from([finding.code]));
        }
        assert!(text(&report, true).len() > 1_000_000);
        assert!(markdown(&report).len() <= 65_536);
        let lines = [github(&report), json(&report).unwrap(), sarif(&report, 1).unwrap()];
        assert!(lines.iter().all(|text| text.lines().count() > 30_000));
    }
}
