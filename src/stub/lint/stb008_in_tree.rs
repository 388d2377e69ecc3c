//! STB008: old pips cannot use a backend in the tree.

use super::{Rule, Severity, case::Case, flaw::Found};
use crate::model::PythonVersion;

pub(super) static RULE: Rule = Rule {
    code: "STB008",
    name: "in-tree-backend",
    severity: Severity::Warning,
    summary: "The backend is in the tree, which the pip of the refused Python may not know",
    docs: "
## What is wrong
pyproject.toml names a `backend-path`, and a Python is refused that came with a pip older than
20.0.

## Why it matters
pip 10 to 18 demand setuptools and wheel in `requires` and stop; pip 19.0 to 19.3 do not know
`backend-path` and say `BackendUnavailable`. Python 2.7.18 and 3.8.0 bundle pip 19.2.3. A setup.py
without pyproject.toml was seen with every pip from 9.0.3 to 20.3.4.

## Example
`backend-path = [\".\"]` in the stub for users of Python 2.7

## How to mend it
Leave pyproject.toml away where a Python before 3.9 is refused: `relkit stub --layout setup`.

## Source
[PEP 517](https://peps.python.org/pep-0517/#in-tree-build-backends), pip's news of 20.0; tried with
pip 9.0.3, 10.0.1, 18.1, 19.0.3, 19.2.3, 19.3.1, 20.0.2 and 20.3.4
",
    check,
};

/// Every version from this one on came with pip 20.0 or newer.
const FIRST_WITH_BACKEND_PATH: PythonVersion = PythonVersion::new(3, 9);

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let (Some(build), Some(file)) = (&case.build, &case.sources.pyproject) else { return };
    let old: Vec<_> =
        case.audience.iter().copied().filter(|it| *it < FIRST_WITH_BACKEND_PATH).collect();
    if !build.is_in_tree() || !case.explicit || old.is_empty() {
        return;
    }
    let text = file.text();
    let line = text.lines().position(|line| line.trim_start().starts_with("backend-path"));
    let message = format!(
        "pip 10 to 19.3, which users of {} have, stop before a backend in the tree",
        Case::pythons(&old)
    );
    let mend = "leave pyproject.toml away, and refuse in setup.py";
    found.add(&file.path, line.map_or(1, |line| line + 1), message, mend);
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{codes_of, guard};

    #[test]
    fn the_oldest_refused_python_decides() {
        let build =
            "[build-system]\nrequires = []\nbuild-backend = \"b\"\nbackend-path = [\".\"]\n";
        let of = |condition: &str| {
            let text = guard(condition);
            codes_of(&[("setup.py", &text), ("b.py", &text), ("pyproject.toml", build)])
        };
        assert_eq!(of("sys.version_info[0] == 2"), ["STB008"]);
        assert_eq!(of("sys.version_info[:2] == (3, 8)"), ["STB008"]);
        assert_eq!(of("sys.version_info[:2] in [(3, 9), (3, 10)]"), Vec::<&str>::new());
        assert_eq!(of("True"), Vec::<&str>::new());
    }
}
