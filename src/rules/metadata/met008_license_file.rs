//! MET008: a licence file that is not there.

use crate::{
    dist::Field,
    rules::{Check, Context, Level, MetadataFile, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET008",
    name: "license-file-missing",
    level: Level::Error,
    summary: "A `License-File` is not in the archive",
    docs: "\
## What is wrong
From metadata 2.4 on every `License-File` must be in the archive: in a wheel at \
`NAME-VERSION.dist-info/licenses/PATH`, in a source distribution at `PATH` below its folder.

## Why it matters
PyPI refuses the file, and the licence text that most licences ask for does not reach the user.

## Example
`License-File: LICENSE` with the file at `demo-1.0.dist-info/LICENSE`, where older backends put it.

## How to mend it
Update the build backend and build again. For a source distribution see that the file is not \
excluded (`MANIFEST.in`).

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#license-file-multiple-use
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    // Before 2.4 the field was setuptools' own and named a place in the source.
    if super::declared(file).is_none_or(|version| version < (2, 4)) {
        return;
    }
    let wanted = |field: &Field| match file.wheel {
        Some(_) => format!("{}licenses/{}", file.folder(), field.value),
        None => format!("{}{}", file.folder(), field.value),
    };
    if !file.is_read() || file.metadata.license_files().next().is_none() {
        return;
    }
    let paths = file.paths();
    for field in file.metadata.license_files() {
        let wanted = wanted(field);
        if !paths.contains(&*wanted) {
            report
                .member(
                    file.member,
                    format!("`License-File: {}` is not in the archive", field.value),
                    "update the build backend, which puts it there, and build again",
                )
                .evidence([format!("wanted: {wanted}")]);
        }
    }
}
