//! ELF004: a libstdc++, libgcc, libatomic or zlib that is newer than the tag says.

use super::{
    needs::{What, beyond, tag},
    view::views,
};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
    tables::Libc,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF004",
    name: "library-newer-than-the-tag",
    level: Level::Error,
    summary: "A file needs a newer libstdc++, libgcc or zlib than its manylinux tag promises",
    docs: "\
## What is wrong
A file needs versions of symbols (`GLIBCXX_`, `CXXABI_`, `GCC_`, `LIBATOMIC_`, `ZLIB_`) that the \
libraries of systems as old as the platform tag do not have. What the wheel itself brings under the \
library's name counts as there.

## Why it matters
These libraries are taken from the system. Where it is as old as the tag allows, loading fails: \
`version GLIBCXX_3.4.30 not found`.

## Example
A C++ extension built with the compiler of Ubuntu 22.04, outside a manylinux image, and tagged \
`manylinux_2_17`.

## How to mend it
Build in the manylinux image of the tag: its compilers link the newer parts statically. Or retag it \
to what it needs.

## Source
https://peps.python.org/pep-0600/ and the policies of auditwheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let table = &context.tables.manylinux;
    for view in views(wheel) {
        let Some(promised) = view.glibc else { continue };
        let needs = beyond(&view, promised, table, |what| matches!(what, What::Version(_)));
        let Some(worst) = needs.first() else { continue };
        let What::Version(version) = worst.what else { continue };
        let own = view.tag(Libc::Glibc, promised);
        let hint = match tag(&view, Libc::Glibc, worst.since, table) {
            Some(tag) => format!("retag to {tag}, or build in the manylinux image of the tag"),
            None => "build in the manylinux image of the tag".to_owned(),
        };
        report
            .file(format!("{own} is promised, and {version} of {} is needed", worst.library), hint)
            .evidence(needs.iter().filter_map(|need| {
                let What::Version(version) = need.what else { return None };
                let since = tag(&view, Libc::Glibc, need.since, table);
                let since = since.unwrap_or_else(|| "no known system".to_owned());
                Some(format!("{}: {version} of {}, since {since}", need.member, need.library))
            }));
    }
}
