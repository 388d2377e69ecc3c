//! STB002: the refusal hangs on the command.

use super::{
    Rule, Severity,
    case::{COMMANDS, Case, Refusal},
    flaw::Found,
    look::{Doubt, What},
};
use std::collections::{BTreeMap, BTreeSet};

use crate::model::PythonVersion;

pub(super) static RULE: Rule = Rule {
    code: "STB002",
    name: "refuses-by-command",
    severity: Severity::Error,
    summary: "The refusal comes with some commands of setup.py and not with others",
    docs: "
## What is wrong
setup.py refuses for some of the commands that installers give, by a look at `sys.argv` or by a
command class of its own, and goes on for others.

## Why it matters
Installers begin with `egg_info`, `dist_info` or a hook, and each version has its own order. What
passes there is taken for sound: resolvers choose the release, others download its requirements,
and the refusal comes late, for some users only, or never. A command class needs setuptools first.

## Example
`if \"install\" in sys.argv: sys.exit(message)`

## How to mend it
Refuse always. The maintainer's own `sdist` may be let through: `if sys.argv[1:] != [\"sdist\"]:`

## Source
The commands of pip and of setuptools' backend; pytorch 1.0.2 refused for `install` and
`bdist_wheel` alone, and its metadata was taken for sound
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    // For each Python and place: the commands that meet it there.
    let mut met: BTreeMap<PythonVersion, BTreeSet<&str>> = BTreeMap::new();
    let mut places: BTreeMap<PythonVersion, Vec<(&str, usize)>> = BTreeMap::new();
    for Refusal { path, run, event, .. } in case.refusals() {
        if COMMANDS.contains(&run.command) {
            met.entry(run.python).or_default().insert(run.command);
            places.entry(run.python).or_default().push((path, event.line));
        }
    }
    for (python, commands) in &met {
        let passed: Vec<&str> =
            COMMANDS.into_iter().filter(|command| !commands.contains(command)).collect();
        let Some(first) = passed.first() else { continue };
        let refused: Vec<&str> = commands.iter().copied().collect();
        let message = format!("refuses for `{}`, and not for `{first}`", refused.join("`, `"));
        if let Some((path, line)) = places.get(python).and_then(|places| places.first()) {
            found.add(path, *line, message, "refuse for every command; `sdist` may be let through");
        }
    }
    for (file, run) in case.runs() {
        for event in &run.events {
            let by_argv = event.doubt.is_some_and(|doubt| doubt.has(Doubt::ARGV));
            if by_argv && matches!(event.what, What::Exit { .. } | What::Raise { .. }) {
                found.unclear(
                    &file.file.path,
                    event.line,
                    "which commands of setup.py this refuses",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{clean, codes, flaws};

    #[test]
    fn some_commands_are_not_all() {
        for condition in [
            "'install' in sys.argv",
            "sys.argv[1] in ('install', 'bdist_wheel')",
            "len(sys.argv) > 1 and sys.argv[1] == 'egg_info'",
            "any(word in sys.argv for word in ['install', 'develop'])",
            "set(sys.argv) & {'install', 'bdist_wheel'}",
            "set(['install']).intersection(sys.argv)",
            "not {'install', 'build'}.isdisjoint(sys.argv)",
            "sys.argv[-1].startswith('bdist')",
            "'egg_info' not in sys.argv",
            "sys.argv[1:] not in (['sdist'], ['egg_info'])",
            "not sys.argv[1] == 'egg_info'",
        ] {
            let text = format!("import sys\nif {condition}:\n    sys.exit('no')\n");
            assert_eq!(codes(&text), ["STB002"], "{condition}");
        }
    }

    #[test]
    fn the_maintainer_may_make_an_sdist() {
        for condition in [
            "sys.argv[1:] != ['sdist']",
            "'sdist' not in sys.argv",
            "sys.argv[1] not in ('sdist', '--version')",
            "not (len(sys.argv) >= 2 and sys.argv[1] == 'sdist')",
            "len(sys.argv) > 1",
        ] {
            clean(&format!("import sys\nif {condition}:\n    sys.exit('no')\n"));
        }
        clean("import sys\nif sys.argv[1:] == ['sdist']:\n    sys.exit(0)\nsys.exit('no')\n");
    }

    #[test]
    fn command_classes_are_commands() {
        let text = "from setuptools import setup\nfrom setuptools.command.install import install\n\
            class Refuse(install):\n    def run(self):\n        raise SystemExit('no')\n\
            setup(name='x', cmdclass={'install': Refuse})\n";
        assert!(codes(text).contains(&"STB002"));
        insta::assert_snapshot!(flaws(text).lines().last().unwrap(), @"setup.py:5: error[STB002] refuses for `bdist_wheel`, `install`, and not for `egg_info`");
    }
}
