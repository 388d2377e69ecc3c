//! STB010: Requires-Python keeps the refusal from its users.

use super::{Rule, Severity, case::Case, flaw::Found};

pub(super) static RULE: Rule = Rule {
    code: "STB010",
    name: "hidden-by-requires-python",
    severity: Severity::Note,
    summary: "Requires-Python lets installers fall back in silence, and nobody sees the message",
    docs: "
## What is wrong
Nothing, but worth knowing: Requires-Python excludes the Python that the file refuses.

## Why it matters
From an index that states Requires-Python, pip 9 and later install the last good release without a
word: nobody is stranded, and nobody sees the message. Older pips, and installs of a path or an
address, still do. Without the field every install fails with the message.

## Example
`Requires-Python: >=3.6` in the PKG-INFO of a stub for Python 2.7

## How to mend it
Keep the field where there is a release to fall back to. Leave it away where users are to be told:
`relkit stub --speak`.

## Source
[Core metadata](https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python);
tried with pip 8.1.2, 9.0.3 and 20.3.4 on 2.7
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let Some((requires, path, line)) = case.requires_python().filter(|_| case.explicit) else {
        return;
    };
    let hidden: Vec<_> =
        case.audience.iter().copied().filter(|python| !requires.allows_some(*python)).collect();
    if hidden.is_empty() {
        return;
    }
    let pythons = Case::pythons(&hidden);
    let message = format!(
        "`{requires}` hides the message from pip 9 and later on {pythons}: they fall back in silence"
    );
    found.add(path, line, message, "keep it where there is a release to fall back to");
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{OLD, codes_of, lint_files};

    #[test]
    fn it_is_a_note() {
        let info = "Metadata-Version: 2.1\nName: psutil\nVersion: 7\nRequires-Python: >=3.6\n";
        let lint = lint_files(&[("setup.py", OLD), ("PKG-INFO", info)]);
        assert!(lint.is_clean());
        insta::assert_snapshot!(lint.flaws[0].message, @"`>=3.6` hides the message from pip 9 and later on Python 2.7: they fall back in silence");
        let project = "[project]\nname = 'psutil'\nversion = '7'\nrequires-python = '>=3'\ndynamic = ['dependencies']\n";
        assert_eq!(codes_of(&[("setup.py", OLD), ("pyproject.toml", project)]), ["STB010"]);
        assert!(
            codes_of(&[("setup.py", OLD), ("PKG-INFO", "Name: x\nRequires-Python: >=2.7\n")])
                .is_empty()
        );
    }
}
