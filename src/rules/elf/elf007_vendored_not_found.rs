//! ELF007: a library in the wheel that nobody finds.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    search::{Folder, folders, installed, parent},
    view::views,
};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF007",
    name: "vendored-library-not-found",
    level: Level::Warning,
    summary: "A needed library is in the wheel, and no search path leads to it",
    docs: "\
## What is wrong
A file needs a library that is in the wheel, and neither its own `RPATH` or `RUNPATH` nor that of \
any other file leads to the library's folder.

## Why it matters
The loader looks in the system's folders and finds nothing, or another version of the library. It \
works only where the package loads the library itself before it is needed (`ctypes.CDLL`).

## Example
A library that was copied beside the extension without setting `RUNPATH` to `$ORIGIN`.

## How to mend it
Link with `-Wl,-rpath,'$ORIGIN'`, or run `auditwheel repair` or `patchelf --set-rpath '$ORIGIN' \
FILE`. Where the package loads the library by itself, add `ELF007` to `ignore`.

## Source
https://man7.org/linux/man-pages/man8/ld.so.8.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for view in views(wheel) {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (member, _) in &view.files {
            let folder = parent(installed(&member.name));
            places.entry(member.file_name()).or_default().push(folder);
        }
        for (member, elf) in &view.files {
            let path = folders(&member.name, elf);
            for library in &elf.needed {
                let Some(places) = places.get(library.as_str()) else { continue };
                let leads = |place: &&str| {
                    // Files outside of the folder of packages cannot be placed.
                    place.contains(".data/") || path.contains(&Folder::Inside((*place).to_owned()))
                };
                if places.iter().any(leads) || member.name.contains(".data/") {
                    found.insert(library);
                } else {
                    wanted.entry(library).or_default().push(&member.name);
                }
            }
        }
        // A library that one file has loaded is there for all.
        wanted.retain(|library, _| !found.contains(library));
        for (library, members) in wanted {
            report
                .file(
                    format!("no search path leads to {library}, which {} needs", members[0]),
                    "set the RUNPATH of the files that need it to its folder, from `$ORIGIN`",
                )
                .evidence(
                    places[library]
                        .iter()
                        .map(|folder| format!("{library} lies in `{folder}/`"))
                        .chain(members.iter().map(|member| format!("needed by {member}"))),
                );
        }
    }
}
