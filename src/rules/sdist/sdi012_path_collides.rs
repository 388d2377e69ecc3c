//! SDI012: paths that collide.

use super::plain;
use crate::{
    dist::{Sdist, SourceKind, SourceMember},
    rules::{
        Check, Context, Level, Reporter, Rule,
        paths::{collisions, files_as_folders},
    },
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI012",
    name: "sdist-path-collides",
    level: Level::Warning,
    summary: "Paths are one on Windows or macOS, or file and folder at once",
    docs: "\
## What is wrong
Two members differ in nothing but the case of letters or in how an accented letter is composed; or \
one is a file and another one lies in a folder of the same path (an error).

## Why it matters
Unpacking on Windows or macOS overwrites one by the other, and the build there takes the wrong \
file. A file and a folder of one path cannot be unpacked anywhere.

## Example
`tests/Data.txt` and `tests/data.txt`

## How to mend it
Rename one of the two, or exclude it from the source distribution.

## Source
https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file and \
https://developer.apple.com/library/archive/documentation/FileManagement/Conceptual/APFS_Guide/FAQ/FAQ.html
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let hint = "rename one of them, or exclude it";
    let all = sdist.members.iter();
    let files = all.clone().filter(|member| member.kind != SourceKind::Dir);
    for (first, second) in collisions(files.clone().map(|member| plain(&member.name))) {
        report
            .member(second, "Windows and macOS take the path for another one", hint)
            .evidence([format!("the other: {first}")]);
    }
    // A folder without its `/` is a folder all the same.
    let names = all.filter(|member| member.kind != SourceKind::Dir || member.name.ends_with('/'));
    for (file, inside) in files_as_folders(names.map(|member| plain(&member.name))) {
        let is_link = |member: &SourceMember| {
            member.kind == SourceKind::Symlink && plain(&member.name) == file
        };
        if sdist.members.iter().any(is_link) {
            continue; // SDI014
        }
        report
            .member(file, "the path is a file and a folder", hint)
            .level(Level::Error)
            .evidence([format!("inside: {inside}")]);
    }
}
