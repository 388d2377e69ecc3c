//! MET007: a dependency that cannot be read, or that PyPI does not take.

use std::str::FromStr;

use pep508_rs::{Pep508Error, Requirement, VerbatimUrl, VersionOrUrl};

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET007",
    name: "requires-dist-invalid",
    level: Level::Error,
    summary: "A `Requires-Dist` cannot be read, or points to a URL",
    docs: "\
## What is wrong
A dependency is not written as the specification has it, or it is a direct reference \
(`name @ https://...`).

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
    for field in file.metadata.requires_dist() {
        match parse(&field.value) {
            Ok(Some(Requirement { version_or_url: Some(VersionOrUrl::Url(_)), name, .. })) => {
                report
                    .member(
                        file.member,
                        format!("the dependency `{name}` is a direct reference, PyPI takes none"),
                        "depend on a version of a published release",
                    )
                    .evidence([super::at(field)]);
            }
            Ok(_) => {}
            Err(error) => {
                // The library goes on with the input and a line of carets below it.
                let why = error.to_string();
                let why = super::first_line(&why);
                report
                    .member(
                        file.member,
                        format!("a dependency cannot be read: {why}"),
                        "write it in pyproject.toml as `name>=1.0; python_version < \"3.12\"`",
                    )
                    .evidence([super::at(field)]);
            }
        }
    }
}

/// Reads a dependency as packaging does, which PyPI asks: it lets a comma stand at the end of the
/// versions, and takes any text behind `===`, which the library does not; `None` for the latter.
fn parse(text: &str) -> Result<Option<Requirement>, Pep508Error> {
    if text.contains("===") {
        return Ok(None);
    }
    let (versions, marker) = text.split_once(';').unwrap_or((text, ""));
    let versions = versions.trim_end().trim_end_matches(',');
    Requirement::<VerbatimUrl>::from_str(&match marker {
        "" => versions.to_owned(),
        marker => format!("{versions} ;{marker}"),
    })
    .map(Some)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_packaging_takes_is_taken() {
        for text in [
            "foo (>=1.0)",
            "foo[bar,Baz] ; extra == 'x'",
            "foo >=1.0,",
            "foo===1.0-weird",
            "foo ; python_version in '2.7 3.4'",
            "zope.interface (>3.5.0dev)",
            "foo ; sys_platform=='win32' and 'linux' in platform_system",
            "foo ; '3.6' <= python_version",
            "foo (==1.0) ; os.name=='nt'",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in ["foo>=1.0.*", "pytz>dev", "foo~=1", "foo bar", ""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
