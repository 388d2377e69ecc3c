//! What processes said, cut to what a report has room for, and where files lie.

use std::path::Path;

/// The last lines of what a process said.
pub(super) fn last_words(said: &str) -> Vec<String> {
    const LINES: usize = 6;
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].iter().map(|line| clipped(line)).collect()
}

/// A line of at most 300 characters.
pub(super) fn clipped(line: &str) -> String {
    const WIDE: usize = 300;
    match line.char_indices().nth(WIDE) {
        Some((at, _)) => format!("{} ...", &line[..at]),
        None => line.to_owned(),
    }
}

/// Whether a file lies in the environment, whichever links lead there.
pub(super) fn within(file: &str, root: &Path) -> bool {
    let file = Path::new(file);
    if file.starts_with(root) {
        return true;
    }
    let real = |path: &Path| path.canonicalize().ok();
    match (real(file), real(root)) {
        (Some(file), Some(root)) => file.starts_with(root),
        // It is gone again, or never was a file.
        _ => false,
    }
}
