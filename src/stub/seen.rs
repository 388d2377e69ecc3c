//! Whether an installer showed a message, and where.

/// What an installer showed of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// All lines, one below the other
    Whole {
        /// The line of the output with the first line of the message, from 1
        line: usize,
    },
    /// The first line, but not all that belongs below it
    Broken {
        /// The line of the output, from 1
        line: usize,
    },
    /// All lines, but the first one behind the name of an exception, below its traceback
    Behind {
        /// The line of the output, from 1
        line: usize,
    },
    /// Nothing
    Not,
}

impl Seen {
    /// The line of the output with the first line of the message, from 1.
    pub const fn line(self) -> Option<usize> {
        match self {
            Self::Whole { line } | Self::Broken { line } | Self::Behind { line } => Some(line),
            Self::Not => None,
        }
    }
}

/// Looks for a message in what an installer said. Frames and indents before a line do not count,
/// nor do empty lines around the message.
pub fn seen(message: &[String], output: &str) -> Seen {
    let wanted: Vec<&str> = message.iter().map(|line| bare(line)).collect();
    let from = wanted.iter().position(|line| !line.is_empty()).unwrap_or(wanted.len());
    let to = wanted.iter().rposition(|line| !line.is_empty()).map_or(from, |last| last + 1);
    let Some((first, rest)) = wanted[from..to].split_first() else { return Seen::Not };
    let lines: Vec<&str> = output.lines().map(bare).collect();
    let (mut behind, mut broken) = (None, None);
    for (at, line) in (1..).zip(&lines) {
        let whole = || lines[at..].starts_with(rest);
        if line == first {
            if whole() {
                return Seen::Whole { line: at };
            }
            broken = broken.or(Some(Seen::Broken { line: at }));
        } else if line.strip_suffix(first).is_some_and(is_exception) {
            let found = if whole() { &mut behind } else { &mut broken };
            *found = found.or(Some(if whole() {
                Seen::Behind { line: at }
            } else {
                Seen::Broken { line: at }
            }));
        }
    }
    behind.or(broken).unwrap_or(Seen::Not)
}

/// Whether a text is what Python writes before the text of an exception. Ex) `RuntimeError: `
fn is_exception(text: &str) -> bool {
    let name = text.strip_suffix(": ").unwrap_or_default();
    name.chars().next_back().is_some_and(char::is_alphanumeric)
        && name.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_')
}

/// A line without the frame that pip, uv and Poetry draw before it.
fn bare(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || "│|╰├─▶>".contains(c)).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIP: &str = "Collecting psutil==7.0.0\n  error: subprocess-exited-with-error\n  \n  \
        × Getting requirements to build wheel did not run successfully.\n  │ exit code: 1\n  \
        ╰─> [2 lines of output]\n      No Python 2.7.\n        python2 -m pip install x\n      \
        [end of output]\n";
    const POETRY: &str = "    | \n    | No Python 2.7.\n    |   python2 -m pip install x\n";

    fn message() -> Vec<String> {
        vec!["No Python 2.7.".to_owned(), "  python2 -m pip install x".to_owned()]
    }

    #[test]
    fn frames_do_not_count() {
        assert_eq!(seen(&message(), PIP), Seen::Whole { line: 7 });
        assert_eq!(seen(&message(), POETRY), Seen::Whole { line: 2 });
    }

    #[test]
    fn what_is_folded_or_missing_is_told() {
        let folded = "No Python 2.7.\n  python2 -m pip\n  install x\n";
        assert_eq!(seen(&message(), folded), Seen::Broken { line: 1 });
        assert_eq!(seen(&message(), "BackendUnavailable\n"), Seen::Not);
        assert_eq!(seen(&[], "a"), Seen::Not);
        assert_eq!(seen(&[String::new()], "a\n\n"), Seen::Not);
    }

    #[test]
    fn below_a_traceback_it_is_not_as_it_was_written() {
        let raised = "Traceback (most recent call last):\n  File \"setup.py\"\n\
            RuntimeError: No Python 2.7.\n  python2 -m pip install x\n";
        assert_eq!(seen(&message(), raised), Seen::Behind { line: 3 });
        assert_eq!(seen(&message(), "my.Error: No Python 2.7.\nx\n"), Seen::Broken { line: 1 });
        assert_eq!(seen(&message(), "Error: a No Python 2.7.\n"), Seen::Not);
        let both = format!("{raised}{PIP}");
        assert_eq!(seen(&message(), &both), Seen::Whole { line: 11 });
    }

    #[test]
    fn empty_lines_around_do_not_count() {
        let message = ["", "a", "", "b", ""].map(str::to_owned);
        assert_eq!(seen(&message, "x\n  a\n  |\n  b\n"), Seen::Whole { line: 2 });
    }
}
