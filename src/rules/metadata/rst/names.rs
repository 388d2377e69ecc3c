//! The names that a description defines, more rather than fewer.

use super::blocks::rule;

/// What references and substitutions may name.
pub(super) struct Names {
    /// All text that may hold the name of a target
    targets: String,
    /// The same for substitutions
    substitutions: String,
}

impl Names {
    /// Of lines without blanks at their ends.
    pub(super) fn of(lines: &[&str]) -> Self {
        let mut targets = String::new();
        let mut substitutions = String::new();
        let add = |to: &mut String, text: &str| {
            to.push('\n');
            to.push_str(&plain(text));
        };
        for (number, line) in lines.iter().enumerate() {
            let bare = line.trim_start_matches([' ', '-', '*', '+', '|', '.']);
            let is_target = bare.starts_with(['_', '[']) || bare.starts_with(':');
            let is_title = lines.get(number + 1).is_some_and(|next| rule(next.trim()).is_some());
            if is_target || is_title || line.contains("_`") {
                add(&mut targets, line);
            }
            if line.contains(".. |") {
                add(&mut substitutions, line);
            }
        }
        // `name <address>`_ names a target too.
        let all = lines.join("\n");
        for (at, _) in all.match_indices('<') {
            let before = &all[..at];
            let start = before.rfind('`').filter(|start| at - start < 300);
            add(&mut targets, start.map_or("", |start| &before[start..]));
        }
        Self { targets, substitutions }
    }

    /// Whether a target may have the name; what is not ASCII may.
    pub(super) fn may_have_target(&self, name: &str) -> bool {
        !name.is_ascii() || holds(&self.targets, &plain(name))
    }

    /// Whether a substitution may have the name.
    pub(super) fn may_have_substitution(&self, name: &str) -> bool {
        !name.is_ascii() || holds(&self.substitutions, &plain(name))
    }
}

/// In small letters, with single blanks, without marks.
fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace(['`', '*', '|', '\\'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text holds a name that is no part of a longer word.
fn holds(text: &str, name: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    name.is_empty()
        || text.match_indices(name).any(|(at, _)| {
            is_edge(text[..at].chars().next_back())
                && is_edge(text[at + name.len()..].chars().next())
        })
}
