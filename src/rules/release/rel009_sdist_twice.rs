//! REL009: a release with more than one source distribution.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule, count};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL009",
    name: "sdist-twice",
    level: Level::Error,
    summary: "The release has more than one source distribution",
    docs: "\
## What is wrong
Two source distributions of one version were given, in different formats or under different names.

## Why it matters
PyPI takes one source distribution a release and refuses the second. Installers could not tell which \
one to build.

## Example
`demo-1.0.tar.gz` and `demo-1.0.zip`, made by `setup.py sdist --formats=gztar,zip`.

## How to mend it
Keep the `.tar.gz` whose name is normalised.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/ (PEP 625); \
pypi/warehouse, warehouse/forklift/legacy.py
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let sdists = release.dists.iter().filter(|dist| dist.sdist_name().is_some());
    let names: Vec<String> = sdists.map(|dist| dist.file_name.clone()).collect();
    if names.len() > 1 {
        report
            .file(
                format!("{} in one release", count(names.len(), "source distribution")),
                "keep the `.tar.gz` whose name is normalised",
            )
            .evidence(names);
    }
}
