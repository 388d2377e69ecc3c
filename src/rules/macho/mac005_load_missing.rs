//! MAC005: libraries that the wheel lacks.

use super::{Apple, Place};
use crate::{
    dist::{Wheel, binary::is_interpreter},
    rules::{Check, Context, Level, Reporter, Rule, count_that},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC005",
    name: "mach-o-load-missing",
    level: Level::Error,
    summary: "Native code loads a library that is not in the wheel",
    docs: "\
## What is wrong
A Mach-O file loads a library relative to itself (`@loader_path`) or by its run paths \
(`@rpath`), and there is no such file in the wheel.

## Why it matters
Importing fails with \"Library not loaded\", unless another distribution brings the file to that \
place.

## Example
An extension module that loads `@rpath/libfoo.1.dylib` while the wheel has no `libfoo.1.dylib`, \
because the build folder was in its run paths.

## How to mend it
Run `delocate-wheel` on the wheel with the library in reach, or put the library into the package \
and a run path `@loader_path/...` into the module.

## Source
https://github.com/matthew-brett/delocate
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(apple) = Apple::of(wheel) else { return };
    let dependencies = wheel
        .metadata
        .iter()
        .any(|metadata| metadata.requires_dist().any(|field| !field.value.contains("extra")));
    let mut excused = Vec::new();
    for problem in &apple.problems {
        let (file, path) = (&apple.files[problem.file], &problem.load.path);
        let Place::Packages(tried) = &problem.place else { continue };
        // An interpreter is MAC006.
        if is_interpreter(path) {
            continue;
        }
        let excuse = match (problem.load.weak, problem.is_elsewhere) {
            (true, _) => Some("it can do without"),
            (_, true) => Some("a file of that name is elsewhere in the wheel"),
            _ => dependencies.then_some("a dependency may bring it"),
        };
        if let Some(excuse) = excuse {
            excused.push((file, format!("{}: {path}: {excuse}", file.member.name)));
            continue;
        }
        let loads = [format!("{}: loads {path}", problem.archs.join(", "))];
        let places = tried.iter().map(|place| format!("not found: {place}"));
        report
            .member(
                &file.member.name,
                format!("it loads `{path}`, which is not in the wheel"),
                "run delocate-wheel, or put the library where the path leads",
            )
            .level(file.level())
            .evidence(loads.into_iter().chain(places));
    }
    if let Some((first, _)) = excused.first() {
        let lead = count_that(excused.len(), "load path", "leads", "lead");
        report
            .member(
                &first.member.name,
                format!("{lead} from this wheel's files to no file of the wheel"),
                "see that a dependency brings the libraries, or run delocate-wheel",
            )
            .level(Level::Info)
            .evidence(excused.iter().map(|(_, line)| line));
    }
}
