//! ELF003: a glibc that is newer than the tag says.

use super::{
    needs::{Since, What, beyond, tag},
    view::views,
};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count_that},
    tables::Libc,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF003",
    name: "glibc-newer-than-the-tag",
    level: Level::Error,
    summary: "A file needs a newer glibc than its manylinux tag promises",
    docs: "\
## What is wrong
A file needs versions of symbols that the glibc of the platform tag does not have. It is a warning where they are private to glibc \
(`GLIBC_PRIVATE`): no version promises them, and the file may be meant so.

## Why it matters
Installers pick the wheel on systems with the tag's glibc, and loading it fails there: `version \
GLIBC_2.34 not found`. auditwheel prints the policy that is needed, and exits with 0.

## Example
pyscn 1.31.1 was built on a new Ubuntu and tagged `manylinux_2_17_x86_64` by hand; it needs \
`GLIBC_2.34`.

## How to mend it
Build in the manylinux image of the tag (cibuildwheel does), or with zig against an older glibc, and \
let `auditwheel repair` choose the tag. To keep the file as it is, retag it with `wheel tags \
--platform-tag`.

## Source
https://peps.python.org/pep-0600/ and the policies of auditwheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let table = &context.tables.manylinux;
    for view in views(wheel) {
        let Some(promised) = view.glibc else { continue };
        let is_glibc = |what| matches!(what, What::Glibc(_));
        let mut needs = beyond(&view, promised, table, is_glibc);
        // Nobody promises what is private to glibc (`GLIBC_PRIVATE`), and it may be there.
        let private = needs.iter().all(|need| need.since == Since::Never);
        if !private {
            needs.retain(|need| need.since != Since::Never);
        }
        let (Some(worst), own) = (needs.first(), view.tag(Libc::Glibc, promised)) else { continue };
        let What::Glibc(version) = worst.what else { continue };
        let hint = match tag(&view, Libc::Glibc, worst.since, table) {
            Some(tag) => format!("retag to {tag}, or build against glibc {promised}"),
            None => format!("build against glibc {promised}"),
        };
        let mut files: Vec<&str> = needs.iter().map(|need| need.member).collect();
        files.dedup();
        files.sort_unstable();
        files.dedup();
        let finding = report.file(
            format!(
                "{own} is promised, and {} {version}",
                count_that(files.len(), "file", "needs", "need up to")
            ),
            hint,
        );
        if private {
            finding.level(Level::Warning);
        }
        finding.evidence(needs.iter().filter_map(|need| {
            let What::Glibc(version) = need.what else { return None };
            Some(format!(
                "{}: {version} of {}; wanted: at most GLIBC_{promised}",
                need.member, need.library
            ))
        }));
    }
}
