//! ZIP015: paths that are file and folder.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, paths::files_as_folders},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP015",
    name: "file-and-folder",
    level: Level::Error,
    summary: "A path is a file and a folder at once",
    docs: "\
## What is wrong
One member is a file, and another one lies in a folder of the same path.

## Why it matters
No file system can hold both: installing fails, or drops one of them.

## Example
A file `demo` beside `demo/__init__.py`

## How to mend it
Rename or leave out the file, and build again.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for (file, inside) in files_as_folders(wheel.members.iter().map(|member| member.name.as_str()))
    {
        report
            .member(file, "the path is a file and a folder", "rename or leave out the file")
            .evidence([format!("inside: {inside}")]);
    }
}
