//! What a line of YAML belongs to: the key under which it is indented.

/// The keys above a line, outermost first, and whether each speaks of Python.
#[derive(Debug, Default)]
pub(super) struct Parents(Vec<(usize, bool)>);

impl Parents {
    /// Takes the next line: whether the key right above it speaks of Python.
    pub(super) fn next_is_of_python(&mut self, line: &str) -> bool {
        let code = line.trim_start_matches(' ');
        if code.is_empty() || code.starts_with('#') {
            return false;
        }
        // An item may stand as far left as its key.
        let indent = 2 * (line.len() - code.len()) + usize::from(code.starts_with("- "));
        self.0.retain(|(above, _)| *above < indent);
        let of_python = self.0.last().is_some_and(|(_, of_python)| *of_python);
        let item = code.trim_start_matches("- ");
        let (key, value) = item.split_once(':').unwrap_or(("", item));
        // What follows is a list, or a text of several lines.
        let opens = ["", "[", "|", "|-", "|+", ">", ">-", ">+"].contains(&value.trim());
        let key = key.to_ascii_lowercase();
        let named = key.contains("python") || key.trim_matches(['"', '\'']) == "py";
        self.0.push((indent, opens && named));
        of_python
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_belong_to_the_key_above() {
        let text = "a:\n  python-version:\n  - 1\n  - 2\n  other:\n    - 3\npython: [\n  4,\n]\nb: 5\nc:\n  python-version: |\n    6\n    7\n  run: |\n    8\n";
        let mut parents = Parents::default();
        let of: Vec<&str> =
            text.lines().filter(|line| parents.next_is_of_python(line)).map(str::trim).collect();
        assert_eq!(of, ["- 1", "- 2", "4,", "6", "7"]);
    }
}
