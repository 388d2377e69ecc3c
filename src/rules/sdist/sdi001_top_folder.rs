//! SDI001: a source distribution whose files are not in one folder of its name.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI001",
    name: "sdist-top-folder",
    level: Level::Error,
    summary: "The files do not lie in one folder `NAME-VERSION`",
    docs: "\
## What is wrong
A source distribution has one top-level folder, which is named as the file without `.tar.gz`, and \
everything lies in it.

## Why it matters
Installers go into that folder to build. PyPI refuses an archive with several.

## Example
`demo-1.0.tar.gz` with `demo/` in it, made by `tar` or downloaded from a forge.

## How to mend it
Build it with a build backend: `python -m build --sdist`.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-format
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &sdist.name else { return };
    let wanted = name.stem();
    let hint = "build it with a build backend: `python -m build --sdist`";
    match &sdist.roots[..] {
        [root] if root == wanted => {}
        [root] => {
            report
                .member(&format!("{root}/"), "the folder is not named as the file", hint)
                .evidence([format!("wanted: {wanted}/")]);
        }
        roots => {
            let things = count(roots.len(), "top-level entry");
            report
                .file(format!("there are {things}, one folder `{wanted}` is wanted"), hint)
                .evidence(roots);
        }
    }
}
