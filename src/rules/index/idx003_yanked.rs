//! IDX003: files that are yanked.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule, count};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "IDX003",
    name: "files-yanked",
    level: Level::Info,
    summary: "Files of the release are yanked on the index",
    docs: "\
## What is wrong
The index marks files of the release as yanked: they are to be used only by those who ask for exactly \
this version.

## Why it matters
Installers pass over yanked files. Where some files of a release are yanked and others are not, users of \
the platforms concerned get a file that was not meant for them, or build the source distribution.

## Example
A maintainer withdraws one broken wheel on an index that can yank single files.

## How to mend it
Nothing, where it was meant. Otherwise take the mark off, or yank the release as a whole and publish a \
new version.

## Source
https://packaging.python.org/en/latest/specifications/file-yanking/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let yanked: Vec<(&str, &str)> = release
        .dists
        .iter()
        .filter_map(|dist| Some((&*dist.file_name, dist.stated.as_ref()?.yanked.as_deref()?)))
        .collect();
    let message = match (yanked.len(), release.dists.len()) {
        (0, _) => return,
        (some, all) if some == all => "the release is yanked".to_owned(),
        (some, all) => {
            let are = if some == 1 { "is" } else { "are" };
            format!("{some} of {} {are} yanked", count(all, "file"))
        }
    };
    report
        .file(message, "nothing, where it was meant; installers pass over yanked files")
        .evidence(yanked.iter().map(|(file, reason)| match reason.trim() {
            "" => format!("{file}: no reason is given"),
            reason => format!("{file}: {}", reason.lines().next().unwrap_or_default()),
        }));
}
