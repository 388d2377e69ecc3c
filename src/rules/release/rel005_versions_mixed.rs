//! REL005: files of several versions together.

use crate::{
    model::Version,
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL005",
    name: "versions-mixed",
    level: Level::Warning,
    summary: "There are files of several versions of the project",
    docs: "\
## What is wrong
Files of more than one version of a project are among the files that were given. A folder that keeps \
several releases on purpose is no defect of any file, so this is a warning; `--strict` makes it count.

## Why it matters
`twine upload dist/*` sends them all. The older ones are mostly from an earlier build; a file of the \
wrong version cannot be replaced once it is on PyPI.

## Example
`dist/demo-1.0.tar.gz` beside `dist/demo-1.1-py3-none-any.whl`: a job built from an older commit, or \
the folder was not emptied.

## How to mend it
Empty the folder before the build. See that every job builds the same commit.

## Source
https://packaging.python.org/en/latest/guides/section-build-and-publish/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    // The newest version is taken for the one that is meant; the others are the odd ones.
    let newer = |versions: &[&Version]| {
        versions.iter().max().filter(|newest| release.version < **newest).map(ToString::to_string)
    };
    let hint = "empty the folder before the build, and build all files from one commit";
    let files = release.dists.iter().map(|dist| dist.path.display());
    let own = release.version;
    if let Some(newest) = newer(&release.siblings) {
        let message = format!("version {own} lies beside version {newest} in one folder");
        report.file(message, hint).evidence(files);
    } else if let Some(newest) = newer(&release.given) {
        let message = format!("version {own} is given together with version {newest}");
        report.file(message, hint).evidence(files);
    }
}
