//! STB007: the build needs what the refused Python cannot have.

use super::{
    Rule, Severity, SourceFile, build::Build, case::Case, flaw::Found, requirement::Requirement,
};
use crate::model::{PythonVersion, Version};

pub(super) static RULE: Rule = Rule {
    code: "STB007",
    name: "build-requires",
    severity: Severity::Error,
    summary: "The build requires what the refused Python cannot have",
    docs: "
## What is wrong
`[build-system] requires` names releases that do not support the refused Python; or it names
anything where the backend is in the tree (a warning); or pyproject.toml is no TOML in UTF-8.

## Why it matters
Installers fetch these before they run anything of the sdist. With `setuptools>=77` every pip from
10 on failed on 2.7, 3.6 and 3.8 with `No matching distribution found for setuptools>=77`, and the
refusal in setup.py was never reached; with plain `setuptools` it was seen in 26 of 26 trials.
A backend in the tree needs no index; a requirement beside it makes the message hang on one again.
In a broken pyproject.toml every pip from 10 on stops with an error of its own.

## Example
`requires = [\"setuptools>=77\"]` beside a setup.py that refuses Python 3.8

## How to mend it
Lower the bound to what the refused Python has; or spare it with a marker,
`setuptools>=77; python_version >= '3.9'`, and refuse in a backend of the tree. Mend the line of
pyproject.toml that is named.

## Source
[PEP 518](https://peps.python.org/pep-0518/); the table `last_releases.toml`
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let Some(file) = &case.sources.pyproject else { return };
    if let Some((line, cause)) = broken(&file.bytes) {
        let message = format!("installers stop at this file, before the refusal: {cause}");
        found.add(&file.path, line, message, "write it as TOML in UTF-8, or leave it away");
    }
    let Some(build) = &case.build else { return };
    for (text, line) in &build.requires {
        // What is none at all is STB014's.
        let Ok(requirement) = Requirement::read(text) else { continue };
        let out_of_reach = reach(case, file, (text.as_str(), *line), &requirement, found);
        if !out_of_reach && build.is_in_tree() {
            let needs = |python: &&PythonVersion| {
                requirement.applies(**python) != Some(false) && case.refuses(**python)
            };
            let users: Vec<_> = case.audience.iter().filter(needs).copied().collect();
            if users.is_empty() {
                continue;
            }
            let message = format!(
                "{} must get `{text}` from an index before the backend can refuse",
                Case::pythons(&users)
            );
            let mend = "require nothing: a backend in the tree needs none to refuse";
            found.add_as(Severity::Warning, &file.path, *line, message, mend);
        }
    }
}

/// The line where pyproject.toml is none, with the cause.
fn broken(bytes: &[u8]) -> Option<(usize, String)> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            return Some((line, "it is not UTF-8".to_owned()));
        }
    };
    if text.starts_with('\u{feff}') {
        return Some((1, "it begins with a byte order mark".to_owned()));
    }
    Build::read(text).err()
}

/// Reports a requirement that refused Pythons cannot have; whether it is one.
fn reach(
    case: &Case<'_>,
    file: &SourceFile,
    (text, line): (&str, usize),
    requirement: &Requirement,
    found: &mut Found<'_>,
) -> bool {
    let name = requirement.name.normalized();
    let Some(tool) = case.facts.last_releases.get(&name) else {
        let users = case.audience.iter().any(|it| requirement.applies(*it) != Some(false));
        if users && case.explicit {
            found.not_checked(format!("`{text}`: whether the refused Python can have it"));
        }
        return false;
    };
    let lacks = |python: &&PythonVersion| {
        let last = tool.last.get(*python);
        let fits = |last: &Version| {
            requirement.versions.as_ref().is_none_or(|versions| allows_up_to(versions, last))
        };
        requirement.applies(**python) == Some(true)
            && last.is_some_and(|last| !last.parse().is_ok_and(|last| fits(&last)))
    };
    let without: Vec<_> = case.audience.iter().filter(lacks).copied().collect();
    let Some(first) = without.first().filter(|_| case.explicit) else { return false };
    let last = tool.last.get(first).filter(|last| !last.is_empty());
    let last = last.map_or_else(
        || format!("{name} never had a release for it"),
        |last| format!("its last {name} is {last}"),
    );
    let message = format!("{} cannot have `{text}`: {last}", Case::pythons(&without));
    let mend = format!("lower the bound, or spare it with a marker: `python_version > '{first}'`");
    found.add(&file.path, line, message, mend);
    true
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
    use super::broken;
    use crate::stub::lint::{
        Severity, stb012_hook,
        testing::{OLD, codes_of, guard, lint_files},
    };

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
    fn a_backend_in_the_tree_needs_no_index() {
        let of = |requires: &str| {
            let build = format!(
                "[build-system]\nrequires = [{requires}]\nbuild-backend = 'b'\nbackend-path = ['.']\n"
            );
            let text = guard("sys.version_info[:2] == (3, 9)");
            let hooks: String =
                stb012_hook::ALL.iter().map(|hook| format!("def {hook}(*a): pass\n")).collect();
            let backend = format!("{text}{hooks}");
            lint_files(&[("setup.py", &text), ("b.py", &backend), ("pyproject.toml", &build)])
        };
        let lint = of("'setuptools'");
        assert_eq!(lint.flaws[0].severity, Severity::Warning);
        insta::assert_snapshot!(lint.flaws[0].message, @"Python 3.9 must get `setuptools` from an index before the backend can refuse");
        assert_eq!(of("'setuptools>=90'").flaws[0].severity, Severity::Error);
        for requires in ["", "\"setuptools; python_version >= '3.10'\""] {
            assert!(of(requires).is_clean(), "{requires}: {:?}", of(requires));
        }
    }

    #[test]
    fn a_broken_file_stops_installers() {
        let of = |build: &str| lint_files(&[("setup.py", OLD), ("pyproject.toml", build)]);
        let lint = of("# x\n[build-system\n");
        assert_eq!((lint.flaws[0].code, lint.flaws[0].line), ("STB007", 2), "{lint:?}");
        assert!(lint.flaws[0].message.starts_with("installers stop at this file, before the"));
        assert!(of("# é\n").is_clean());
        assert_eq!(broken(b"# a\n# \xe9\n"), Some((2, "it is not UTF-8".to_owned())));
        assert_eq!(of("\u{feff}# a\n").flaws[0].line, 1);
    }

    #[test]
    fn what_no_table_knows_is_said() {
        let build = "[build-system]\nrequires = ['setuptools', 'odd-tool>=9']\n";
        let lint = lint_files(&[("setup.py", OLD), ("pyproject.toml", build)]);
        assert!(lint.not_checked.iter().any(|it| it.contains("odd-tool>=9")), "{lint:?}");
    }
}
