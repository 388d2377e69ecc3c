//! CON007: files for no place that there is.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON007",
    name: "data-folder",
    level: Level::Error,
    summary: "A file in the `.data` folder is for no place that there is",
    docs: "\
## What is wrong
What lies in `NAME-VERSION.data/` stands in a folder `purelib`, `platlib`, `headers`, `scripts` or \
`data`. A file stands elsewhere there, or the folder has another name than the wheel, which is a \
warning.

## Why it matters
pip stops with an error. Other installers go by the folder's name and install its files beside the \
modules.

## Example
`demo-1.0.data/include/demo.h`; the key is `headers`.

## How to mend it
Update the backend, or correct the script that makes the wheel.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#the-data-directory
",
    check: Check::Wheel(check),
};

const KEYS: [&str; 5] = ["purelib", "platlib", "headers", "scripts", "data"];

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let wanted = wheel.name.as_ref().map(|name| format!("{}.data", name.stem())).ok();
    let mut others = std::collections::BTreeSet::new();
    for member in wheel.files() {
        let Some((top, rest)) = member.name.split_once('/') else { continue };
        if !top.ends_with(".data") {
            continue;
        }
        let key = rest.split_once('/').map(|(key, _)| key);
        if !key.is_some_and(|key| KEYS.contains(&key)) {
            report
                .member(
                    &member.name,
                    "the file is for no place that installers know",
                    "move it into `purelib`, `platlib`, `headers`, `scripts` or `data`",
                )
                .evidence([format!("found: {}", key.unwrap_or("a file in the folder itself"))]);
        } else if wanted.as_ref().is_some_and(|wanted| wanted != top) && others.insert(top) {
            let evidence = wanted.as_ref().map(|wanted| format!("wanted: {wanted}/"));
            report
                .member(
                    &format!("{top}/"),
                    "the data folder is not named as the wheel",
                    "update the backend, and build again",
                )
                .level(Level::Warning)
                .evidence(evidence);
        }
    }
}
