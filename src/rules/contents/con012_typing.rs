//! CON012: type information that is half there.

use super::site_path;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON012",
    name: "typing",
    level: Level::Info,
    summary: "Type information is half there",
    docs: "\
## What is wrong
There are stubs (`.pyi`) in a package without `py.typed`, so that type checkers do not look at \
them; or there is `py.typed` and no classifier `Typing :: Typed`.

## Why it matters
Users get no types, or do not learn that there are some.

## Example
`demo/_core.pyi` without `demo/py.typed`.

## How to mend it
Add an empty `py.typed` to the package and see that it is packed; add the classifier.

## Source
https://peps.python.org/pep-0561/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, wheel)) = release.wheels().next() else { return };
    let mut typed = Vec::new();
    let mut stubs = Vec::new();
    for member in wheel.files() {
        let Some((folder, file)) = site_path(member).and_then(|path| path.rsplit_once('/')) else {
            continue;
        };
        if file == "py.typed" {
            typed.push(folder);
        } else if file.ends_with(".pyi")
            && !folder.split('/').next().is_some_and(|top| top.ends_with("-stubs"))
        {
            stubs.push((folder, file));
        }
    }
    let inside = |folder: &str| {
        typed.iter().any(|marked| {
            folder.strip_prefix(marked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let lost: Vec<String> = stubs
        .iter()
        .filter(|(folder, _)| !inside(folder))
        .map(|(folder, file)| format!("{folder}/{file}"))
        .collect();
    let by = || std::iter::once(format!("by {}", dist.file_name));
    if !lost.is_empty() {
        report
            .file(
                "there are stubs in a package without py.typed",
                "add an empty py.typed to the package",
            )
            .evidence(by().chain(lost));
    }
    let classified = wheel.metadata.as_ref().is_some_and(|metadata| {
        metadata.classifiers().any(|field| field.value == "Typing :: Typed")
            || metadata.classifiers().next().is_none()
    });
    if !typed.is_empty() && !classified {
        let hint = "add the classifier `Typing :: Typed`";
        report.file("there is py.typed, and no classifier says so", hint).evidence(by());
    }
}
