//! MAC004: libraries of the build machine.

use super::{Apple, Place};
use crate::{
    dist::{Wheel, binary::is_interpreter},
    rules::{Check, Context, Level, Reporter, Rule, elsewhere::is_of_driver},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC004",
    name: "mach-o-load-outside",
    level: Level::Error,
    summary: "Native code loads a library of the build machine by its path",
    docs: "\
## What is wrong
A Mach-O file loads a library by an absolute path that is neither part of the system \
(`/usr/lib`, `/System`) nor in the wheel. It is a warning for the libraries of drivers and of the \
manager of ODBC drivers, which no wheel can bring.

## Why it matters
The library is there on the machine that built the wheel, and on few others: importing fails \
with \"Library not loaded\".

## Example
`/opt/homebrew/opt/openssl@3/lib/libssl.3.dylib` (Homebrew), `/opt/local/lib/libz.1.dylib` \
(MacPorts), `/Users/runner/work/...` (the build folder).

## How to mend it
Run `delocate-wheel` on the wheel: it copies such libraries into it and changes the paths.

## Source
https://github.com/matthew-brett/delocate
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(apple) = Apple::of(wheel) else { return };
    for problem in apple.problems.iter().filter(|problem| problem.place == Place::Machine) {
        let (file, path) = (&apple.files[problem.file], &problem.load.path);
        // An interpreter is MAC006.
        if is_interpreter(path) {
            continue;
        }
        let sure = !problem.load.weak && !problem.is_elsewhere;
        let level = if !sure {
            Level::Info
        } else if is_of_driver(path.rsplit('/').next().unwrap_or(path)) {
            file.level().min(Level::Warning)
        } else {
            file.level()
        };
        let of = owner(path).map(|owner| format!(", a library of {owner}")).unwrap_or_default();
        let mut evidence = vec![format!("{}: loads {path}", problem.archs.join(", "))];
        if problem.load.weak {
            evidence.push("it is a weak load: the file can do without".to_owned());
        }
        if problem.is_elsewhere {
            evidence.push("a file of that name is in the wheel".to_owned());
        }
        report
            .member(
                &file.member.name,
                format!("it loads `{path}`{of}"),
                "run delocate-wheel, which copies the library into the wheel",
            )
            .level(level)
            .evidence(evidence);
    }
}

/// Whose folder a path leads to.
fn owner(path: &str) -> Option<&'static str> {
    const OWNERS: [(&str, &str); 6] = [
        ("/opt/homebrew/", "Homebrew"),
        ("/usr/local/", "Homebrew or of a local installation"),
        ("/opt/local/", "MacPorts"),
        ("/opt/X11/", "XQuartz"),
        ("/Users/", "the build machine"),
        ("/private/", "the build machine"),
    ];
    OWNERS.iter().find(|(start, _)| path.starts_with(start)).map(|(_, owner)| *owner)
}
