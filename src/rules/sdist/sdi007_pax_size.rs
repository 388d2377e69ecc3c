//! SDI007: two sizes of one member.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI007",
    name: "sdist-pax-size",
    level: Level::Warning,
    summary: "A pax record gives a member another size than its header",
    docs: "\
## What is wrong
Before the member stands a pax record with a size, and the header of the member has another one. \
Only files of 8 GiB and more need that.

## Why it matters
A reader that goes by the header takes the content for headers and sees other members: an archive \
in the archive. Readers with that fault were in use in many installers.

## Example
A nested tar archive that was hidden in a file of a source distribution.

## How to mend it
Build it again with a build backend: `python -m build --sdist`.

## Source
https://nvd.nist.gov/vuln/detail/CVE-2025-62518 and POSIX `pax`, extended header keyword `size`
",
    check: Check::Sdist(check),
};

/// The largest size that the header itself can hold: 11 octal digits.
const LARGEST: u64 = 0o77_777_777_777;

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in sdist.members.iter().filter(|member| member.size <= LARGEST) {
        if let Some(header) = member.header_size {
            report
                .member(&member.name, "two sizes are declared for it", HINT)
                .evidence([format!("pax record: {}", member.size), format!("header: {header}")]);
        }
    }
}

const HINT: &str = "build it again with a build backend: `python -m build --sdist`";
