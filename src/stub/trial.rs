//! What came of the attempts to install a refusal.

use super::Seen;

/// What one attempt showed. What did not run counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// All lines of the message, and an exit status other than 0
    Seen,
    /// The message below a traceback, its first line behind the name of the exception
    Traceback,
    /// The first line of the message, and not all that belongs below it
    Broken,
    /// Nothing of the message
    Unseen,
    /// Exit status 0: it was taken for installed
    Succeeded,
    /// No end within the time that it was given
    TimedOut,
    /// More output than anybody reads
    TooMuch,
    /// It could not be started
    NotStarted,
    /// The index of the trial has nothing of a project that the build asks for
    Unserved,
    /// This Python may install it, as far as the message's condition can be read
    NotRefused,
    /// There is no such interpreter or installer
    NotFound,
}

impl Verdict {
    /// The word of the reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seen => "yes",
            Self::Traceback => "traceback",
            Self::Broken => "broken",
            Self::Unseen => "no",
            Self::Succeeded => "succeeded",
            Self::TimedOut => "timed out",
            Self::TooMuch => "too much",
            Self::NotStarted => "not started",
            Self::Unserved => "not served",
            Self::NotRefused => "not refused",
            Self::NotFound => "not found",
        }
    }

    /// The word of JSON, which never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Traceback => "traceback",
            Self::Broken => "broken",
            Self::Unseen => "unseen",
            Self::Succeeded => "succeeded",
            Self::TimedOut => "timed-out",
            Self::TooMuch => "too-much-output",
            Self::NotStarted => "not-started",
            Self::Unserved => "not-served",
            Self::NotRefused => "not-refused",
            Self::NotFound => "not-found",
        }
    }

    /// Whether something was learnt: an installer ran on a Python that is refused.
    pub const fn was_tried(self) -> bool {
        !matches!(self, Self::NotStarted | Self::Unserved | Self::NotRefused | Self::NotFound)
    }

    /// What an attempt that ended by itself showed.
    pub fn of(seen: Seen, exit: Option<i32>) -> Self {
        match seen {
            _ if exit == Some(0) => Self::Succeeded,
            Seen::Whole { .. } => Self::Seen,
            Seen::Behind { .. } => Self::Traceback,
            Seen::Broken { .. } => Self::Broken,
            Seen::Not => Self::Unseen,
        }
    }
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Ex) `pip 26.3`, `uv pip compile 0.13.9`, `setup.py install`
    pub installer: String,
    /// Ex) `CPython 3.13.0`; none where it is not known
    pub python: Option<String>,
    /// What it showed
    pub verdict: Verdict,
    /// The line of the output with the first line of the message, from 1
    pub line: Option<usize>,
    /// Lines of output
    pub lines: usize,
    /// The exit status; none where it was ended or did not run
    pub exit: Option<i32>,
    /// What else there is to say, on one line. Ex) `BackendUnavailable`
    pub note: Option<String>,
}

impl Row {
    /// A row of what is not there.
    pub fn not_found(installer: impl Into<String>, python: Option<String>) -> Self {
        Self {
            installer: installer.into(),
            python,
            verdict: Verdict::NotFound,
            line: None,
            lines: 0,
            exit: None,
            note: None,
        }
    }
}

/// All attempts with one sdist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The name of the sdist's file
    pub file: String,
    /// Lines of the message: the fewest and the most, where Pythons have their own
    pub message: (usize, usize),
    /// The Requires-Python that the index told, if it told one
    pub requires_python: Option<String>,
    /// Files that the index served beside it. Ex) `setuptools-84.2.1-py3-none-any.whl`
    pub beside: Vec<String>,
    /// The attempts
    pub rows: Vec<Row>,
}

impl Trial {
    /// How many attempts have a verdict.
    pub fn count(&self, wanted: impl Fn(Verdict) -> bool) -> usize {
        self.rows.iter().filter(|row| wanted(row.verdict)).count()
    }

    /// How many attempts learnt something.
    pub fn tried(&self) -> usize {
        self.count(Verdict::was_tried)
    }

    /// How many showed the whole message and failed as they should.
    pub fn seen(&self) -> usize {
        self.count(|verdict| verdict == Verdict::Seen)
    }
}

/// The version in what an installer says of itself. Ex) `Poetry (version 2.5.1)` -> `2.5.1`
pub fn version_in(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| c.is_whitespace() || "(),".contains(c));
    let version = words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    Some(version.to_owned())
}

/// What an installer asked its index for and did not get. Ex) `wheel`, `setuptools>=43`
pub fn not_served(output: &str) -> Option<String> {
    // pip, uv, Poetry
    const BEFORE: [&str; 3] = ["No matching distribution found for ", "Because ", "Package "];
    const BEHIND: [&str; 3] = ["", "was not found in the package registry", "not found."];
    output.lines().find_map(|line| {
        let mut ways = BEFORE.iter().zip(BEHIND);
        ways.find_map(|(before, behind)| {
            let (_, rest) = line.split_once(before).filter(|(_, rest)| rest.contains(behind))?;
            let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.<>=!~,*".contains(c);
            let asked: String = rest.chars().take_while(|c| is_part(*c)).collect();
            let asked = asked.trim_end_matches(['.', ',']);
            (!asked.is_empty()).then(|| asked.to_owned())
        })
    })
}

/// What an installer ended with, where it did not show the message: the last line that says
/// something of an error, else the last line.
pub fn cause(output: &str) -> Option<String> {
    const COLUMNS: usize = 70;
    let lines = || output.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_error = |line: &&str| {
        let first = line.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
        first.is_some_and(|word| {
            let word = word.to_ascii_lowercase();
            word.ends_with("error") || word.ends_with("exception") || word.ends_with("unavailable")
        })
    };
    let line = lines().rfind(is_error).or_else(|| lines().next_back())?;
    let short: String = line.chars().take(COLUMNS).collect();
    Some(if short.len() < line.len() { short + "…" } else { short })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_causes_are_found() {
        let of = |text| version_in(text).unwrap_or_default();
        assert_eq!(of("Poetry (version 2.5.1)"), "2.5.1");
        assert_eq!(of("uv 0.13.9 (x86_64)"), "0.13.9");
        assert_eq!(of("PDM, version 2.22.3\n"), "2.22.3");
        assert_eq!(version_in("none"), None);
        let traceback = "ERROR: Exception:\nTraceback:\n  raise X\nBackendUnavailable\n";
        assert_eq!(cause(traceback).unwrap(), "BackendUnavailable");
        assert_eq!(cause("error: a\n\nhint: b\n").unwrap(), "error: a");
        assert_eq!(cause("a\nb\n\n").unwrap(), "b");
        assert_eq!(cause(&"é".repeat(90)).unwrap().chars().count(), 71);
        assert_eq!(cause("\n"), None);
    }

    #[test]
    fn what_is_missing_on_the_index_is_named() {
        let of = |text| not_served(text).unwrap_or_default();
        assert_eq!(
            of("a\n  ERROR: No matching distribution found for setuptools>=40\n"),
            "setuptools>=40"
        );
        let uv = "Because wheel was not found in the package registry and you require wheel";
        assert_eq!(of(uv), "wheel");
        assert_eq!(of("Package setuptools (84.2.1) not found.\n"), "setuptools");
        assert_eq!(not_served("Because x needs y\nPackage operations: 1 install\n"), None);
    }

    #[test]
    fn success_is_no_refusal_whatever_it_showed() {
        assert_eq!(Verdict::of(Seen::Whole { line: 1 }, Some(1)), Verdict::Seen);
        assert_eq!(Verdict::of(Seen::Whole { line: 1 }, Some(0)), Verdict::Succeeded);
        assert_eq!(Verdict::of(Seen::Behind { line: 1 }, Some(1)), Verdict::Traceback);
        assert_eq!(Verdict::of(Seen::Broken { line: 1 }, None), Verdict::Broken);
        assert_eq!(Verdict::of(Seen::Not, Some(2)), Verdict::Unseen);
        assert!(!Verdict::NotFound.was_tried() && !Verdict::NotRefused.was_tried());
    }
}
