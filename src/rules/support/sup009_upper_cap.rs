//! SUP009: an upper bound that says nothing.

use super::speaker;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP009",
    name: "upper-cap",
    level: Level::Info,
    summary: "`Requires-Python` ends before Python 4",
    docs: "\
## What is wrong
`Requires-Python` has `<4` or the like. There is no Python 4, and nobody plans one.

## Why it matters
Resolvers that lock for all Pythons (uv, Poetry) carry the bound on to every project that depends \
on this one: it must have the same bound, or the lock fails.

## Example
`requires-python = \">=3.11,<4.0\"`, which Poetry writes for `^3.11`.

## How to mend it
Leave the bound out: `requires-python = \">=3.11\"`.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let Some(field) = metadata.requires_python() else { return };
    if let Some(bound) = field.value.split(',').map(str::trim).find(|clause| is_cap(clause)) {
        report
            .file(
                format!("`Requires-Python` has `{bound}`, and there is no Python 4"),
                "leave the bound out",
            )
            .evidence([format!("by {}", dist.file_name)]);
    }
}

/// `<4`, `<4.0`, `<=4.0.0`
fn is_cap(clause: &str) -> bool {
    let Some(version) = clause.strip_prefix('<') else { return false };
    let version = version.strip_prefix('=').unwrap_or(version).trim();
    let mut parts = version.split('.');
    parts.next() == Some("4") && parts.all(|part| part == "0")
}

#[cfg(test)]
mod tests {
    use super::is_cap;

    #[test]
    fn only_python_4_is_a_cap() {
        assert!(is_cap("<4") && is_cap("< 4.0") && is_cap("<=4.0.0"));
        assert!(!is_cap("<3.15") && !is_cap(">=4") && !is_cap("!=4.0"));
    }
}
