//! ELF006: a library that systems need not have.

use std::{cmp::Reverse, collections::BTreeMap, fmt};

use super::{
    needs::{Since, What, needs},
    view::{View, is_extension, views},
};
use crate::{
    dist::Wheel,
    rules::{
        Check, Context, Level, Reporter, Rule,
        elsewhere::{bringer, is_of_driver, required},
    },
    tables::Libc,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF006",
    name: "library-not-promised",
    level: Level::Warning,
    summary: "A file needs a library that is neither in the wheel nor promised by the tag",
    docs: "\
## What is wrong
A file needs a shared library (`DT_NEEDED`) that is not in the wheel, and not among the few that \
every manylinux or musllinux system has. It is an error where an extension module needs it and the \
wheel has no requirements, so that no other package can bring the library; but for the libraries of \
graphics drivers and the manager of ODBC drivers, which no wheel can bring. It is info where a \
required package is known to bring it: `PyQt6-Qt6` those of Qt, `nvidia-*` those of CUDA, and every \
package the library of its own name.

## Why it matters
On a system without the library the import fails: `cannot open shared object file`.

## Example
An extension that was linked with `libpq.so.5` and tagged by hand: it works where PostgreSQL's \
client happens to be installed.

## How to mend it
Run `auditwheel repair`, which copies the library into the wheel. Where another package brings it \
(`--exclude`), require that package and add `ELF006` to `ignore`.

## Source
https://peps.python.org/pep-0513/#the-manylinux1-policy and the policies of auditwheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let metadata = wheel.metadata.as_ref();
    let alone = metadata.is_some_and(|metadata| metadata.requires_dist().next().is_none());
    let required = metadata.map(required).unwrap_or_default();
    for view in views(wheel) {
        // Of a set with both C libraries ELF012 speaks.
        let promised: Vec<_> = view.promised().collect();
        let [(libc, version)] = promised[..] else { continue };
        let mut libraries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for need in needs(&view, libc, &context.tables.manylinux) {
            let wrong_libc = libc == Libc::Musl && need.library == "libc.so.6";
            if need.what == What::Library && need.since > Since::Version(version) && !wrong_libc {
                libraries.entry(need.library).or_default().push(need.member);
            }
        }
        let mut by_level: BTreeMap<Reverse<Level>, Vec<Missing<'_>>> = BTreeMap::new();
        for (library, members) in libraries {
            let bringer = bringer(&required, library);
            let level = if bringer.is_some() {
                Level::Info
            } else if alone && !is_of_driver(library) && is_imported(&view, &members) {
                Level::Error
            } else {
                Level::Warning
            };
            by_level.entry(Reverse(level)).or_default().push(Missing { library, members, bringer });
        }
        for (Reverse(level), missing) in by_level {
            let first = &missing[0];
            let tag = view.tag(libc, version);
            let message = match missing.len() {
                1 => format!(
                    "{} needs {}, which is neither in the wheel nor promised by {tag}",
                    first.members[0], first.library
                ),
                several => format!(
                    "{several} libraries are needed that are neither in the wheel nor promised by \
                     {tag}"
                ),
            };
            let hint = match first.bringer {
                Some(project) => format!("see that {project} brings {}", first.library),
                None => format!(
                    "run `auditwheel repair`, or require the package that brings {}",
                    first.library
                ),
            };
            report.file(message, hint).level(level).evidence(missing);
        }
    }
}

/// A library that is not there.
struct Missing<'a> {
    library: &'a str,
    /// Who needs it
    members: Vec<&'a str>,
    /// The required project that may bring it
    bringer: Option<&'a str>,
}

impl fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is needed by {}", self.library, self.members[0])?;
        if self.members.len() > 1 {
            write!(f, " and {} more", self.members.len() - 1)?;
        }
        self.bringer.map_or(Ok(()), |project| write!(f, "; {project} may bring it"))
    }
}

/// Whether one of these is an extension module.
fn is_imported(view: &View<'_>, members: &[&str]) -> bool {
    let mut files = view.files.iter().filter(|(member, _)| members.contains(&&*member.name));
    files.any(|(member, elf)| is_extension(member, elf))
}
