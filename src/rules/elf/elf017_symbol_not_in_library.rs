//! ELF017: symbols that a library of the system does not have.

use std::collections::BTreeMap;

use super::{
    needs::{Since, What, needs},
    view::views,
};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF017",
    name: "symbol-not-in-the-library",
    level: Level::Warning,
    summary: "A file needs inner symbols of zlib that systems do not export",
    docs: "\
## What is wrong
A file needs `libz.so.1` and symbols that not every zlib of the tag's systems has: inner ones, those \
of other implementations of zlib, or those of later versions.

## Why it matters
Where the system's zlib lacks the symbol, the import fails: `undefined symbol`.

## Example
An extension that was linked with zlib-ng, or with a zlib that exports `inflate_fast`.

## How to mend it
Build in the image of the tag, or link zlib statically.

## Source
https://github.com/pypa/auditwheel and the lists in its policies
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    for view in views(wheel) {
        let promised: Vec<_> = view.promised().collect();
        let [(libc, version)] = promised[..] else { continue };
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for need in needs(&view, libc, &context.tables.manylinux) {
            if let What::Symbol(symbol) = need.what
                && need.since > Since::Version(version)
            {
                found.entry(need.member).or_default().push(symbol);
            }
        }
        for (member, symbols) in found {
            let tag = view.tag(libc, version);
            report
                .member(
                    member,
                    format!("not every libz.so.1 of {tag} has {}", symbols[0]),
                    "build in the image of the tag, or link zlib statically",
                )
                .evidence(symbols);
        }
    }
}
