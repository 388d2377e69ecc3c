//! ZIP014: paths that are one on some systems.

use crate::{
    dist::Wheel,
    rules::{
        Check, Context, Level, Reporter, Rule,
        archive::{macos, on, windows},
        paths::collisions,
    },
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP014",
    name: "path-collides",
    level: Level::Warning,
    summary: "Paths are the same on Windows or macOS",
    docs: "\
## What is wrong
Two members of a wheel that is installed on Windows or macOS differ in nothing but the case of \
letters, or in how an accented letter is composed (Unicode NFC and NFD).

## Why it matters
The file systems there take the two names for one: the second file overwrites the first, and the \
import of one of them finds the other.

## Example
`demo/Data.py` and `demo/data.py`

## How to mend it
Rename one of the two.

## Source
https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file and \
https://developer.apple.com/library/archive/documentation/FileManagement/Conceptual/APFS_Guide/FAQ/FAQ.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    if !(on(wheel, windows) || on(wheel, macos)) {
        return;
    }
    for (first, second) in collisions(wheel.members.iter().map(|member| member.name.as_str())) {
        report
            .member(second, "Windows and macOS take the path for another one", "rename one of them")
            .evidence([format!("the other: {first}")]);
    }
}
