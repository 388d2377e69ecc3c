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
`pyproject.toml` is no TOML, its `[build-system]` has no `requires`, or `backend-path` names a folder \
outside of the source distribution (PEP 517). A file without the table is noted as information: \
installers then take setuptools.

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
            if let Some(why) = system.get("backend-path").and_then(outside) {
                report.member(
                    &place,
                    format!("`backend-path` of [build-system] {why}"),
                    "name folders of the source distribution, such as backend-path = [\".\"]",
                );
            }
        }
    }
}

/// What is wrong with `backend-path`: its folders lie in the source distribution, and are relative.
///
/// Rule: [PEP 517, in-tree build backends](https://peps.python.org/pep-0517/#in-tree-build-backends)
fn outside(value: &toml::Value) -> Option<String> {
    let Some(folders) = value.as_array() else { return Some("is no list".to_owned()) };
    folders.iter().find_map(|folder| {
        let Some(folder) = folder.as_str() else { return Some("holds no text".to_owned()) };
        let starts = |path: &str| path.starts_with(['/', '\\']) || path.get(1..2) == Some(":");
        if starts(folder) {
            return Some(format!("has `{folder}`, which is not relative"));
        }
        let mut depth = 0_i64;
        for part in folder.split(['/', '\\']) {
            depth += match part {
                "" | "." => 0,
                ".." => -1,
                _ => 1,
            };
            if depth < 0 {
                return Some(format!("has `{folder}`, which leaves the source distribution"));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::outside;

    #[test]
    fn backends_lie_inside() {
        let said = |text: &str| {
            let table: toml::Table = format!("backend-path = {text}").parse().unwrap();
            outside(&table["backend-path"]).unwrap_or_default()
        };
        for fine in ["['.']", "['tools/build']", "['a/../b', './c']", "['a/..']", "[]"] {
            assert_eq!(said(fine), "", "{fine}");
        }
        assert_eq!(said("['../..']"), "has `../..`, which leaves the source distribution");
        assert_eq!(said("['a/../../b']"), "has `a/../../b`, which leaves the source distribution");
        assert_eq!(said("['/usr']"), "has `/usr`, which is not relative");
        assert_eq!(said("'.'"), "is no list");
        assert_eq!(said("[1]"), "holds no text");
    }
}
