//! ENT006: a script that is there twice.

use std::collections::BTreeMap;

use super::{Entry, place, read};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ENT006",
    name: "script-twice",
    level: Level::Warning,
    summary: "A script is there twice",
    docs: "\
## What is wrong
The same name is in `[console_scripts]` and in `[gui_scripts]`, or it is an entry point and also a \
file under `.data/scripts/`. Windows tells no capitals apart.

## Why it matters
One overwrites the other, and which one depends on the installer.

## Example
`scripts=[\"bin/demo\"]` in `setup.py` beside an entry point `demo`.

## How to mend it
Keep one of them: the entry point.

## Source
https://packaging.python.org/en/latest/specifications/entry-points/#use-for-scripts
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = &wheel.entry_points else { return };
    let files =
        super::data_scripts(wheel).map(|member| (key(member.file_name()), member.name.clone()));
    let mut seen: BTreeMap<String, (String, String)> =
        files.map(|(key, name)| (key, (String::new(), name))).collect();
    for entry in read(text).entries.into_iter().filter(Entry::is_script) {
        let own = (entry.section.clone(), entry.to_string());
        // Twice in one section is ENT001's.
        let Some(first) =
            seen.insert(key(&entry.name), own).filter(|(group, _)| *group != entry.section)
        else {
            continue;
        };
        let message = format!("the script `{}` is there twice", entry.name);
        report
            .member(&place(wheel), message, "keep one of the two")
            .evidence([first.1, entry.to_string()]);
    }
}

fn key(name: &str) -> String {
    let name = name.to_lowercase();
    name.strip_suffix(".exe").unwrap_or(&name).to_owned()
}
