//! STB011: metadata that resolvers take without running anything.

use super::{Rule, Severity, case::Case, flaw::Found, look::What};

pub(super) static RULE: Rule = Rule {
    code: "STB011",
    name: "static-metadata",
    severity: Severity::Warning,
    summary: "Resolvers take the metadata as it stands and never meet the refusal",
    docs: "
## What is wrong
PKG-INFO is of Metadata-Version 2.2 or newer and says nothing of `Dynamic: Requires-Dist`, or
pyproject.toml has a `[project]` table with name, version and dependencies.

## Why it matters
Such metadata holds for every wheel that would be built, so resolvers need not build: `uv pip
compile` ends with status 0 and locks a release that cannot be installed, without the message. Of
a project whose setup.py only begins with a refusal this is a note: its users are real.

## Example
A PKG-INFO that begins with `Metadata-Version: 2.2` and has no `Dynamic` field

## How to mend it
Put `Dynamic: Requires-Dist` into PKG-INFO, and no `[project]` table beside a refusal.

## Source
[PEP 643](https://peps.python.org/pep-0643/), [PEP 621](https://peps.python.org/pep-0621/); tried
with `uv pip compile`
",
    check,
};

/// The first version whose fields hold for wheels too.
const STATIC_SINCE: (u32, u32) = (2, 2);

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    if case.audience.iter().all(|python| !case.refuses(*python)) {
        return;
    }
    // A call of `setup` on some run: a real project behind a guard.
    let real = case.files.iter().flat_map(|file| &file.runs);
    let real = real.flat_map(|run| &run.events).any(|event| event.what == What::Setup)
        || case.files.iter().any(|file| calls_setup(file.source));
    let severity = if real { Severity::Note } else { RULE.severity };
    if let (Some(info), Some(file)) = (&case.pkg_info, &case.sources.pkg_info)
        && let Some(version) = info.metadata_version()
        && version_of(&version.value).is_some_and(|version| version >= STATIC_SINCE)
    {
        let asks = ["requires-dist", "requires-python", "provides-extra", "version"];
        let dynamic =
            info.dynamic().any(|field| asks.contains(&field.value.to_ascii_lowercase().as_str()));
        if !dynamic {
            found.add_as(
                severity,
                &file.path,
                version.line,
                format!(
                    "metadata {} without `Dynamic: Requires-Dist`: resolvers run nothing",
                    version.value
                ),
                "add `Dynamic: Requires-Dist`",
            );
        }
    }
    if let (Some(project), Some(file)) =
        (case.build.as_ref().and_then(|build| build.project.as_ref()), &case.sources.pyproject)
    {
        let asks = ["version", "dependencies", "optional-dependencies", "requires-python"];
        let dynamic = project.dynamic.iter().any(|field| asks.contains(&field.as_str()));
        if project.name.is_some() && project.version.is_some() && !dynamic {
            found.add_as(
                severity,
                &file.path,
                project.line,
                "a static [project] table: resolvers run nothing",
                "leave [project] out of a stub, or name `dependencies` in `dynamic`",
            );
        }
    }
}

/// Whether a call of `setup` stands anywhere: behind a refusal of every command none is reached.
fn calls_setup(source: &crate::syntax::python::Source<'_>) -> bool {
    source.nodes().filter(|node| node.kind() == "call").any(|node| {
        let function = node.child_by_field_name("function").map_or("", |it| source.text_of(it));
        function == "setup" || function.ends_with(".setup")
    })
}

fn version_of(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.trim().parse().ok()?, minor.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{OLD, codes_of, lint_files};

    fn of(info: &str) -> Vec<&'static str> {
        codes_of(&[("setup.py", OLD), ("PKG-INFO", info)])
    }

    #[test]
    fn fields_that_hold_for_wheels_are_believed() {
        assert_eq!(of("Metadata-Version: 2.2\nName: x\nVersion: 1\n"), ["STB011"]);
        assert_eq!(of("Metadata-Version: 2.4\nName: x\nDynamic: License\n"), ["STB011"]);
        assert!(of("Metadata-Version: 2.2\nName: x\nDynamic: requires-dist\n").is_empty());
        assert!(of("Metadata-Version: 2.1\nName: x\n").is_empty());
        let project = "[project]\nname = 'x'\nversion = '1'\n";
        assert_eq!(codes_of(&[("setup.py", OLD), ("pyproject.toml", project)]), ["STB011"]);
        let dynamic = "[project]\nname = 'x'\nversion = '1'\ndynamic = ['dependencies']\n";
        assert!(codes_of(&[("setup.py", OLD), ("pyproject.toml", dynamic)]).is_empty());
    }

    #[test]
    fn a_guarded_project_is_real() {
        let setup = format!("{OLD}from setuptools import setup\nsetup()\n");
        let lint = lint_files(&[
            ("setup.py", &setup),
            ("pyproject.toml", "[project]\nname = 'x'\nversion = '1'\n"),
        ]);
        assert!(lint.is_clean() && lint.flaws[0].code == "STB011");
    }
}
