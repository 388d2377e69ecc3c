//! The form of `entry_points.txt`.
//!
//! Rule: [file format](https://packaging.python.org/en/latest/specifications/entry-points/#file-format):
//! what `configparser` reads with `=` for its only delimiter and names in their case.

use std::{collections::BTreeSet, fmt};

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// In order, duplicates among them
    pub(crate) entries: Vec<Entry>,
    /// Line and what is wrong with it
    pub(crate) faults: Vec<(usize, String)>,
    /// Line and what stands there for the second time
    pub(crate) twice: Vec<(usize, String)>,
}

/// One entry point.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The group. Ex) `console_scripts`
    pub(crate) section: String,
    /// The name, left of `=`
    pub(crate) name: String,
    /// What is right of `=`
    pub(crate) value: String,
}

/// More entries, or faults, are not read. Real files have some hundreds.
const MOST: usize = 5_000;

impl Entry {
    /// Whether installers make a script of it.
    pub(crate) fn is_script(&self) -> bool {
        matches!(&*self.section, "console_scripts" | "gui_scripts")
    }

    /// The module and the object in it; `None` for what is no reference.
    pub(crate) fn object(&self) -> Option<(&str, Option<&str>)> {
        let value = self.value.trim();
        let reference = match value.split_once('[') {
            Some((before, extras)) => extras.ends_with(']').then_some(before)?,
            None => value,
        };
        let (module, object) = match reference.split_once(':') {
            Some((module, object)) => (module.trim(), Some(object.trim())),
            None => (reference.trim(), None),
        };
        let start = |c: char| c.is_alphabetic() || c == '_';
        let is_part = |part: &str| {
            part.starts_with(start) && part.chars().all(|c| start(c) || c.is_numeric())
        };
        let is_dotted = |text: &str| text.split('.').all(is_part);
        (is_dotted(module) && object.is_none_or(is_dotted)).then_some((module, object))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.lines().next().unwrap_or_default();
        write!(f, "[{}] {} = {value}", self.section, self.name)
    }
}

/// Reads a file; never fails.
pub(crate) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let mut section: Option<&str> = None;
    let mut sections = BTreeSet::new();
    let mut names = BTreeSet::new();
    let mut indent = None;
    for (number, line) in text.lines().enumerate() {
        let content = line.trim();
        if found.entries.len() + found.faults.len() > MOST {
            break;
        }
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let own = line.len() - line.trim_start().len();
        if indent.is_some_and(|indent| own > indent)
            && let Some(last) = found.entries.last_mut()
        {
            last.value.push('\n');
            last.value.push_str(content);
            continue;
        }
        let number = number + 1;
        if let Some((name, _)) = content.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            if !sections.insert(name) {
                found.twice.push((number, format!("section `{name}`")));
            }
            section = Some(name);
            indent = None;
        } else if let (Some(section), Some((name, value))) = (section, content.split_once('=')) {
            let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
            if name.is_empty() {
                found.faults.push((number, "a value without a name".to_owned()));
                continue;
            }
            if !names.insert((section, name.clone())) {
                found.twice.push((number, format!("name `{name}` in `{section}`")));
            }
            indent = Some(own);
            found.entries.push(Entry { section: section.to_owned(), name, value });
        } else {
            let shown: String = content.chars().take(60).flat_map(char::escape_debug).collect();
            let what = match section {
                None => format!("`{shown}` stands before the first section"),
                Some(_) => format!("`{shown}` is neither a section nor `name = value`"),
            };
            found.faults.push((number, what));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_faults_are_told_apart() {
        let text = "a = b\n[console_scripts]\n# x\ndemo = demo.cli:main [x]\n  more\nnonsense\n= c\n\
                    [g]\n\n  Ab:c = d.e\n[g]\nf=1\nf=2\n";
        let found = read(text);
        let entries: Vec<String> = found.entries.iter().map(ToString::to_string).collect();
        let wanted = [
            "[console_scripts] demo = demo.cli:main [x]",
            "[g] Ab:c = d.e",
            "[g] f = 1",
            "[g] f = 2",
        ];
        assert_eq!(entries, wanted);
        let faults = [
            (1, "`a = b` stands before the first section"),
            (6, "`nonsense` is neither a section nor `name = value`"),
            (7, "a value without a name"),
        ];
        assert_eq!(found.faults, faults.map(|(line, what)| (line, what.to_owned())));
        let twice = [(11, "section `g`"), (13, "name `f` in `g`")];
        assert_eq!(found.twice, twice.map(|(line, what)| (line, what.to_owned())));
    }

    #[test]
    fn references_name_modules_and_objects() {
        let object = |value: &str| {
            let entry =
                Entry { section: String::new(), name: String::new(), value: value.to_owned() };
            entry.object().map(|(module, object)| format!("{module}|{}", object.unwrap_or("-")))
        };
        assert_eq!(object("a.b : c.d [x, y]").as_deref(), Some("a.b|c.d"));
        assert_eq!(object("a").as_deref(), Some("a|-"));
        for wrong in ["", "a/b:c", "a:", "a.:b", "a b", "1a", "a [x", "a-b:c"] {
            assert_eq!(object(wrong), None, "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text: String) {
            for entry in read(&text).entries {
                entry.object();
            }
        }
    }
}
