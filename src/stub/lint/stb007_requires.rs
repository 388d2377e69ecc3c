//! STB007: the build needs what the refused Python cannot have.

use super::{Rule, Severity, case::Case, flaw::Found, requirement::Requirement};
use crate::model::Version;

pub(super) static RULE: Rule = Rule {
    code: "STB007",
    name: "build-requires",
    severity: Severity::Error,
    summary: "The build requires what the refused Python cannot have",
    docs: "
## What is wrong
`[build-system] requires` names releases that do not support the refused Python.

## Why it matters
Installers fetch these before they run anything of the sdist. With `setuptools>=77` every pip from
10 on failed on 2.7, 3.6 and 3.8 with `No matching distribution found for setuptools>=77`, and the
refusal in setup.py was never reached; with plain `setuptools` it was seen in 26 of 26 trials.

## Example
`requires = [\"setuptools>=77\"]` beside a setup.py that refuses Python 3.8

## How to mend it
Lower the bound to what the refused Python has; or spare it with a marker,
`setuptools>=77; python_version >= '3.9'`, and refuse in a backend of the tree.

## Source
[PEP 518](https://peps.python.org/pep-0518/); the table `last_releases.toml`
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let (Some(build), Some(file)) = (&case.build, &case.sources.pyproject) else { return };
    for (text, line) in &build.requires {
        // What is none at all is STB014's.
        let Ok(requirement) = Requirement::read(text) else { continue };
        let name = requirement.name.normalized();
        let Some(tool) = case.facts.last_releases.get(&name) else {
            let users = case.audience.iter().any(|it| requirement.applies(*it) != Some(false));
            if users && case.explicit {
                found.not_checked(format!("`{text}`: whether the refused Python can have it"));
            }
            continue;
        };
        let lacks = |python: &&crate::model::PythonVersion| {
            let last = tool.last.get(*python);
            let fits = |last: &Version| {
                requirement.versions.as_ref().is_none_or(|versions| allows_up_to(versions, last))
            };
            requirement.applies(**python) == Some(true)
                && last.is_some_and(|last| !last.parse().is_ok_and(|last| fits(&last)))
        };
        let without: Vec<_> = case.audience.iter().filter(lacks).copied().collect();
        let Some(first) = without.first().filter(|_| case.explicit) else { continue };
        let last = tool.last.get(first).filter(|last| !last.is_empty());
        let last = last.map_or_else(
            || format!("{name} never had a release for it"),
            |last| format!("its last {name} is {last}"),
        );
        let message = format!("{} cannot have `{text}`: {last}", Case::pythons(&without));
        let mend =
            format!("lower the bound, or spare it with a marker: `python_version > '{first}'`");
        found.add(&file.path, *line, message, mend);
    }
}

/// Whether a release may satisfy the clauses that is not newer than `last`: the lower bounds alone
/// count, as which older releases there are is not known.
fn allows_up_to(versions: &crate::model::VersionSpecifiers, last: &Version) -> bool {
    use pep440_rs::Operator;
    versions.iter().all(|clause| match clause.operator() {
        Operator::GreaterThan => clause.version() < last,
        Operator::GreaterThanEqual
        | Operator::Equal
        | Operator::EqualStar
        | Operator::ExactEqual
        | Operator::TildeEqual => clause.version() <= last,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{OLD, codes_of, guard, lint_files};

    fn codes(requires: &str) -> Vec<&'static str> {
        let build = format!(
            "[build-system]\nrequires = {requires}\nbuild-backend = \"setuptools.build_meta\"\n"
        );
        codes_of(&[("setup.py", OLD), ("pyproject.toml", &build)])
    }

    #[test]
    fn releases_for_newer_pythons_are_out_of_reach() {
        for requires in [
            "['setuptools>=77']",
            "['setuptools', 'wheel>=0.40']",
            "['setuptools==70']",
            "['setuptools~=65.1']",
            "['setuptools', 'maturin>=1.0']",
        ] {
            assert_eq!(codes(requires), ["STB007"], "{requires}");
        }
        for requires in [
            "[]",
            "['setuptools']",
            "['setuptools>=43', 'wheel']",
            "[\"setuptools>=77; python_version >= '3.9'\", 'setuptools']",
            "['setuptools<77']",
        ] {
            assert_eq!(codes(requires), Vec::<&str>::new(), "{requires}");
        }
    }

    #[test]
    fn it_hangs_on_the_python() {
        let build = "[build-system]\nrequires = ['setuptools>=70']\n";
        let of = |condition: &str| {
            codes_of(&[("setup.py", &guard(condition)), ("pyproject.toml", build)])
        };
        assert_eq!(of("sys.version_info[:2] == (3, 7)"), ["STB007"]);
        assert_eq!(of("sys.version_info[:2] == (3, 9)"), Vec::<&str>::new());
    }

    #[test]
    fn what_no_table_knows_is_said() {
        let build = "[build-system]\nrequires = ['setuptools', 'odd-tool>=9']\n";
        let lint = lint_files(&[("setup.py", OLD), ("pyproject.toml", build)]);
        assert!(lint.not_checked.iter().any(|it| it.contains("odd-tool>=9")), "{lint:?}");
    }
}
