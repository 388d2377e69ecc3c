//! MAC006: interpreters that modules are linked with.

use super::Apple;
use crate::{
    dist::{
        Wheel,
        binary::{ApplePlatform, is_interpreter},
    },
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC006",
    name: "mach-o-interpreter-linked",
    level: Level::Error,
    summary: "An extension module of a macOS wheel loads an interpreter by its path",
    docs: "\
## What is wrong
An extension module is linked with the library of the interpreter that it was built with \
(`libpython3.13.dylib`, `Python.framework`).

## Why it matters
Another installation of Python has that library at another place or not at all. Importing fails, \
or a second interpreter is loaded into the process and crashes it.

## Example
`/Library/Frameworks/Python.framework/Versions/3.13/Python` works with the installer of \
python.org alone, and not with Homebrew, pyenv or conda.

## How to mend it
Do not link the interpreter: leave the symbols to the program that loads the module (`-undefined \
dynamic_lookup`; in CMake `Python::Module` or `Development.Module`).

## Source
https://docs.python.org/3/extending/building.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(apple) = Apple::of(wheel) else { return };
    for problem in &apple.problems {
        let (file, path) = (&apple.files[problem.file], &problem.load.path);
        // On iOS the app brings the framework, and modules do link it (PEP 730).
        let on_macos = apple.claims.iter().any(|claim| claim.platform == ApplePlatform::Macos);
        if !is_interpreter(path) || !on_macos || !file.is_loaded {
            continue;
        }
        report
            .member(
                &file.member.name,
                format!("it loads the interpreter `{path}`"),
                "do not link the interpreter: use `-undefined dynamic_lookup`",
            )
            .level(if problem.load.weak { Level::Info } else { Level::Error })
            .evidence([format!("{}: loads {path}", problem.archs.join(", "))]);
    }
}
