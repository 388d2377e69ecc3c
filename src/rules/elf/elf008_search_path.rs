//! ELF008: search paths that lead to other people's folders.

use std::collections::BTreeMap;

use super::{
    search::{Folder, folders},
    view::views,
};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF008",
    name: "search-path-not-of-the-wheel",
    level: Level::Warning,
    summary: "`RPATH` or `RUNPATH` names a folder of the machine that built the file",
    docs: "\
## What is wrong
The search path for libraries has an entry that does not begin with `$ORIGIN`: a folder of the build \
machine, or one that depends on where the process runs. Folders that belong to the system \
(`/usr`, `/lib`, `/opt`) are info. To glibc an empty entry among others, which padding with `:` leaves \
behind, is the current folder, and blanks are the name of a folder in it; musl skips empty entries.

## Why it matters
Whoever may write into that folder on a user's machine decides what is loaded: everybody, for one \
below `/tmp`, and for the current folder. Elsewhere it names people and tells of the build.

## Example
`RUNPATH` is `/home/runner/work/demo/demo/build/lib`, left by CMake.

## How to mend it
Set `CMAKE_INSTALL_RPATH` to `$ORIGIN` (with Meson `install_rpath`), or run `patchelf \
--remove-rpath FILE` before the wheel is packed.

## Source
https://man7.org/linux/man-pages/man8/ld.so.8.html
",
    check: Check::Wheel(check),
};

/// What an empty entry is to glibc.
const CURRENT: &str = "the current folder";

/// Folders that only the administrator writes into.
const OF_SYSTEM: [&str; 5] = ["/usr", "/lib", "/lib64", "/opt", "/nix/store"];

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut entries: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for view in views(wheel) {
        for (member, elf) in &view.files {
            for folder in folders(&member.name, elf) {
                let entry = match folder {
                    Folder::Inside(_) | Folder::Beyond => continue,
                    Folder::Current if view.glibc.is_none() && view.musl.is_some() => continue,
                    Folder::Current => CURRENT.to_owned(),
                    Folder::Relative(path) => format!("`{path}` below the current folder"),
                    Folder::Absolute(path) => path,
                };
                let members = entries.entry(entry).or_default();
                // Of many empty entries one is as bad as all.
                if members.last() != Some(&member.name.as_str()) {
                    members.push(&member.name);
                }
            }
        }
    }
    if entries.is_empty() {
        return;
    }
    let of_system = |path: &str| {
        OF_SYSTEM.iter().any(|start| {
            path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    // The worst first.
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(entry, _)| of_system(entry));
    let (worst, members) = &entries[0];
    let finding = report.file(
        format!("the search path of {} holds {worst}", members[0]),
        "set it to `$ORIGIN`, or remove it with `patchelf --remove-rpath`",
    );
    finding.evidence(entries.iter().map(|(entry, members)| match members[..] {
        [member] => format!("{entry}: {member}"),
        _ => format!("{entry}: {} and {} more", members[0], members.len() - 1),
    }));
    if of_system(worst) {
        finding.level(Level::Info);
    }
}
