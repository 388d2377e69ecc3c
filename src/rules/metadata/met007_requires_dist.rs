//! MET007: a dependency that cannot be read, or that PyPI does not take.

use crate::rules::{
    Check, Context, Level, MetadataFile, Reporter, Rule,
    dependency::{self, Dependency, Target},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET007",
    name: "requires-dist-invalid",
    level: Level::Error,
    summary: "A `Requires-Dist` cannot be read, or points to a URL",
    docs: "\
## What is wrong
A `Requires-Dist`, or one of the old `Provides-Dist` and `Obsoletes-Dist`, is not written as the specification has it, or it is a direct reference \
(`name @ https://...`). One of more than 4096 bytes, or with more than 50 parentheses inside each \
other, is refused as well.

## Why it matters
PyPI refuses both. Installers fail on a dependency that they cannot read, for every user.

## Example
`Requires-Dist: numpy >= 1.20.*`: only `==` and `!=` take `.*`. \
`Requires-Dist: demo @ git+https://example.invalid/demo`.

## How to mend it
Correct `dependencies` or `optional-dependencies` in `pyproject.toml` and build again. Publish what a \
direct reference points to, and depend on its version.

## Source
https://packaging.python.org/en/latest/specifications/dependency-specifiers/
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let fields = ["Requires-Dist", "Provides-Dist", "Obsoletes-Dist"];
    for field in fields.into_iter().flat_map(|name| file.metadata.headers.all(name)) {
        let (message, hint) = match dependency::parse(&field.value) {
            Ok(Dependency { target: Target::Release, .. }) => continue,
            Ok(Dependency { name, target: Target::Url, .. }) => (
                format!("the dependency `{name}` is a direct reference, PyPI takes none"),
                "depend on a version of a published release",
            ),
            Err(why) => (
                format!("a dependency cannot be read: {why}"),
                "write it in pyproject.toml as `name>=1.0; python_version < \"3.12\"`",
            ),
        };
        report.member(file.member, message, hint).evidence([super::at(field)]);
    }
}
