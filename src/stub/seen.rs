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
    /// Nothing
    Not,
}

/// Looks for a message in what an installer said. Frames and indents before a line do not count.
pub fn seen(message: &[String], output: &str) -> Seen {
    let wanted: Vec<&str> = message.iter().map(|line| bare(line)).collect();
    let Some(first) = wanted.first() else { return Seen::Not };
    let lines: Vec<&str> = output.lines().map(bare).collect();
    let mut broken = None;
    for at in (0..lines.len()).filter(|at| lines[*at] == *first) {
        if lines[at..].starts_with(&wanted) {
            return Seen::Whole { line: at + 1 };
        }
        broken = broken.or(Some(at + 1));
    }
    broken.map_or(Seen::Not, |line| Seen::Broken { line })
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
    }
}
