//! MAC001: Mach-O files that cannot be read.

use crate::{
    dist::{
        BinaryFormat, Wheel,
        binary::{Binary, Unread},
    },
    rules::{Check, Context, Level, Reporter, Rule, loaded::Loaded},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC001",
    name: "mach-o-unreadable",
    level: Level::Info,
    summary: "A Mach-O file cannot be read to its end",
    docs: "\
## What is wrong
A file begins like a Mach-O file, and its tables lead out of it, contradict each other or \
overlap, or a segment ends behind the end of the file. It is an error where the file is an extension \
module, a vendored library or one that another file loads. A file with more names than relkit looks \
at is named as info.

## Why it matters
The loader refuses such a file, so that importing it fails. Nothing else can be said of it: the \
other rules pass over what was not read.

## Example
An upload that was cut in the middle, so that the second slice of a universal file lies behind \
its end.

## How to mend it
Build the wheel again. Where the file is data that no code loads (a sample for tests), add \
`MAC001` to `ignore`.

## Source
https://developer.apple.com/library/archive/documentation/Performance/Conceptual/CodeFootprint/Articles/MachOOverview.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut found = Vec::new();
    for (member, binary) in wheel.binaries() {
        let defects: Vec<String> = match binary {
            Binary::Unread(Unread::Malformed(why))
                if member.format == Some(BinaryFormat::MachO) =>
            {
                vec![why.clone()]
            }
            Binary::MachO(slices) => slices
                .iter()
                .filter_map(|slice| Some(format!("{}: {}", slice.arch, slice.defect.as_ref()?)))
                .collect(),
            _ => continue,
        };
        if !defects.is_empty() {
            found.push((member, defects));
        } else if let unread @ [_, ..] = &binary.unread()[..] {
            report
                .member(
                    &member.name,
                    "not checked to its end: it holds more than relkit looks at",
                    "look at it with `otool -lL`: the rules for macOS did in part",
                )
                .level(Level::Info)
                .evidence(unread.iter().map(|what| format!("not read: {what}")));
        }
    }
    if found.is_empty() {
        return;
    }
    let loaded = Loaded::of(wheel);
    for (member, defects) in found {
        let level = if loaded.holds(member) { Level::Error } else { Level::Info };
        report
            .member(
                &member.name,
                "it begins like a Mach-O file and cannot be read to its end",
                "build the wheel again; ignore MAC001 where the file is data",
            )
            .level(level)
            .evidence(defects);
    }
}
