//! ZIP020: folders with content.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP020",
    name: "folder-with-data",
    level: Level::Warning,
    summary: "An entry for a folder has content",
    docs: "\
## What is wrong
The name of a member ends in `/`, which makes it a folder, and yet it has bytes of content.

## Why it matters
Installers make the folder and drop the content, or skip the entry; other unpackers write a file. \
Nobody who looks at the installed files sees what was in it.

## Example
Text that was hidden in the entry `demo/`.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.8) and https://docs.python.org/3/library/zipfile.html#zipfile.ZipInfo.is_dir
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in wheel.members.iter().filter(|member| member.is_dir && member.size > 0) {
        report
            .member(&member.name, "the entry is a folder and has content", HINT)
            .evidence([format!("content: {} bytes, none is wanted", member.size)]);
    }
}

const HINT: &str =
    "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`";
