//! Why the edits of a project cannot be made.

/// A file that cannot be edited safely: nothing is edited then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}: {why}", line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct EditError {
    /// Path from the project's folder, with `/`
    pub path: String,
    /// Counted from 1; `None` for the file as a whole
    pub line: Option<usize>,
    /// What is wrong, in one line. Ex) `invalid TOML: unclosed array`
    pub why: String,
    /// What to do about it
    pub hint: &'static str,
}

impl EditError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        self.hint
    }
}
