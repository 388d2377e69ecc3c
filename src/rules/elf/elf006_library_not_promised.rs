//! ELF006: a library that systems need not have.

use std::collections::BTreeMap;

use super::{
    needs::{Since, What, needs},
    view::{View, is_extension, views},
};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
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
graphics drivers and the manager of ODBC drivers, which no wheel can bring.

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

/// The beginnings of the names of libraries that come with drivers.
const DRIVERS: [&str; 9] = [
    "libcuda.so",
    "libnvidia-",
    "libnvcuvid.so",
    "libOpenCL.so",
    "libvulkan.so",
    "libEGL.so",
    "libGLX.so",
    "libOpenGL.so",
    "libodbc.so",
];

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let alone = wheel
        .metadata
        .as_ref()
        .is_some_and(|metadata| metadata.headers.all("Requires-Dist").next().is_none());
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
        for (library, members) in libraries {
            let finding = report.file(
                format!(
                    "{} needs {library}, which is neither in the wheel nor promised by {}",
                    members[0],
                    view.tag(libc, version)
                ),
                format!("run `auditwheel repair`, or require the package that brings {library}"),
            );
            finding.evidence(members.iter().map(|member| format!("{member} needs {library}")));
            let driver = DRIVERS.iter().any(|start| library.starts_with(start));
            if alone && !driver && is_imported(&view, &members) {
                finding.level(Level::Error);
            }
        }
    }
}

/// Whether one of these is an extension module.
fn is_imported(view: &View<'_>, members: &[&str]) -> bool {
    let mut files = view.files.iter().filter(|(member, _)| members.contains(&&*member.name));
    files.any(|(member, elf)| is_extension(member, elf))
}
