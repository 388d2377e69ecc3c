//! SDI017: a pyproject.toml that cannot be used.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI017",
    name: "pyproject-invalid",
    level: Level::Error,
    summary: "pyproject.toml cannot be used to build",
    docs: "\
## What is wrong
`pyproject.toml` is no TOML, or its `[build-system]` has no `requires`. A file without the table \
is noted as information: installers then take setuptools.

## Why it matters
Installers stop before they build.

## Example
`[build-system]` with `build-backend` alone.

## How to mend it
Write `requires = [\"setuptools\"]`, or whatever the backend is, under `[build-system]`.

## Source
https://packaging.python.org/en/latest/specifications/pyproject-toml/#declaring-build-system-dependencies-the-build-system-table
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = &sdist.pyproject else { return };
    let place = format!("{}/pyproject.toml", sdist.root().unwrap_or_default());
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            let error: toml::de::Error = error;
            let start = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
            let why = error.message().lines().collect::<Vec<_>>().join(", ");
            report
                .member(&place, "pyproject.toml is no TOML", "correct it, and build again")
                .evidence([format!("line {line}: {why}")]);
            return;
        }
    };
    let hint = "write requires = [\"setuptools\"], or another backend, under [build-system]";
    match table.get("build-system") {
        None => {
            let message = "there is no [build-system]: installers take setuptools";
            report.member(&place, message, hint).level(Level::Info);
        }
        Some(system) => {
            let listed = system.get("requires").and_then(toml::Value::as_array);
            if !listed.is_some_and(|list| list.iter().all(toml::Value::is_str)) {
                report.member(&place, "[build-system] has no list `requires`", hint);
            }
        }
    }
}
