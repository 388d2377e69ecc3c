//! STB012: what installers call does not refuse.

use super::{
    Rule, Severity,
    case::{Case, Followed},
    flaw::Found,
};

pub(super) static RULE: Rule = Rule {
    code: "STB012",
    name: "hook-missing",
    severity: Severity::Error,
    summary: "The backend that installers call lacks hooks, or never runs the refusal",
    docs: "
## What is wrong
The backend in the tree does not define all hooks; or pyproject.toml names a backend that never
runs setup.py, where the refusal stands.

## Why it matters
An installer may begin with any hook. One that is missing gives an error of the installer's own,
that the backend does not support the operation, in the place of the message. Backends such as
hatchling read pyproject.toml alone: only pip before 10 runs the setup.py beside it.

## Example
A backend with `build_wheel` alone: `pip install -e` says that a hook is missing

## How to mend it
Bind every hook to one function that refuses, `build_sdist` for the maintainer excepted:
`get_requires_for_build_wheel = build_wheel = build_editable = refuse`, and so on.

## Source
[PEP 517](https://peps.python.org/pep-0517/#build-backend-interface),
[PEP 660](https://peps.python.org/pep-0660/)
",
    check,
};

/// The hooks of both PEPs that a refusal binds.
pub(super) const ALL: [&str; 8] = [
    "build_wheel",
    "build_editable",
    "build_sdist",
    "get_requires_for_build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "prepare_metadata_for_build_wheel",
    "prepare_metadata_for_build_editable",
];

/// Without these there is no way through; the others are passed over where they are missing.
const NEEDED: [&str; 3] = ["build_wheel", "build_editable", "build_sdist"];

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let (Some(build), Some(file)) = (&case.build, &case.sources.pyproject) else { return };
    let backend = case.files.iter().find(|file| file.is_backend);
    if let Some(backend) = backend {
        hooks(case, backend, found);
    } else if build.is_in_tree() {
        let module = build.module().unwrap_or_default();
        found.unclear(
            &file.path,
            1,
            format!("what the backend `{module}` does: its file was not found"),
        );
    } else if build.is_given && !build.runs_setup_py() {
        let refuses = case.refusals().next().is_some();
        if let Some(module) = build.module().filter(|_| refuses) {
            let text = file.text();
            let line = text.lines().position(|line| line.trim_start().starts_with("build-backend"));
            let line = line.map_or(1, |line| line + 1);
            let message = format!("`{module}` never runs setup.py, where the refusal stands");
            found.add(
                &file.path,
                line,
                message,
                "refuse in a backend of the tree that comes first",
            );
        }
    }
}

fn hooks(case: &Case<'_>, backend: &Followed<'_>, found: &mut Found<'_>) {
    let runs = || backend.runs.iter().filter(|run| case.audience.contains(&run.python));
    // What ends while it is imported needs no hooks.
    let imports_end =
        |run: &&super::look::Run| run.ended && run.names.iter().all(|name| name != run.command);
    let Some(run) = runs().find(|run| !imports_end(run)) else { return };
    let object = case.build.as_ref().and_then(|build| build.backend.as_deref()?.split_once(':'));
    let path = backend.file.path.as_str();
    if let Some((_, object)) = object {
        found.unclear(path, 1, format!("which hooks `{object}` has"));
        return;
    }
    let missing: Vec<&str> =
        ALL.into_iter().filter(|hook| !run.names.iter().any(|name| name == hook)).collect();
    if missing.is_empty() {
        return;
    }
    if run.open_names {
        found.unclear(path, 1, "which hooks it has: some names come from elsewhere");
        return;
    }
    let needed = missing.iter().any(|hook| NEEDED.contains(hook));
    let severity = if needed { RULE.severity } else { Severity::Warning };
    let list = missing.join("`, `");
    found.add_as(
        severity,
        path,
        1,
        format!("no `{list}`"),
        "bind every hook to the function that refuses",
    );
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{OLD, codes_of, lint_files};

    const BUILD: &str =
        "[build-system]\nrequires = []\nbuild-backend = \"b\"\nbackend-path = [\".\"]\n";

    #[test]
    fn every_hook_is_needed() {
        let all = "def refuse(*a, **k):\n    raise SystemExit('no')\nbuild_wheel = build_editable = build_sdist = refuse\n\
            get_requires_for_build_wheel = get_requires_for_build_editable = get_requires_for_build_sdist = refuse\n\
            prepare_metadata_for_build_wheel = prepare_metadata_for_build_editable = refuse\n";
        assert_eq!(codes_of(&[("b.py", all), ("pyproject.toml", BUILD)]), Vec::<&str>::new());
        let less = all.replace("build_editable = build_sdist", "build_sdist");
        assert_eq!(codes_of(&[("b.py", &less), ("pyproject.toml", BUILD)]), ["STB012"]);
        assert_eq!(
            codes_of(&[("b.py", "import sys\nsys.exit('no')\n"), ("pyproject.toml", BUILD)]),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn hooks_that_raise_are_found() {
        let text = "def refuse(*a, **k):\n    raise RuntimeError('no')\nbuild_wheel = refuse\n";
        assert_eq!(codes_of(&[("b.py", text), ("pyproject.toml", BUILD)]), ["STB012", "STB001"]);
    }

    #[test]
    fn other_backends_do_not_run_setup_py() {
        let build = "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\n";
        assert!(codes_of(&[("setup.py", OLD), ("pyproject.toml", build)]).contains(&"STB012"));
        let star =
            "from setuptools.build_meta import *\ndef build_wheel(*a): raise SystemExit('no')\n";
        let lint = lint_files(&[("b.py", star), ("pyproject.toml", BUILD)]);
        assert!(!lint.unclear.is_empty() && lint.flaws.iter().all(|flaw| flaw.code != "STB012"));
        assert!(!lint_files(&[("setup.py", OLD), ("pyproject.toml", BUILD)]).unclear.is_empty());
    }
}
