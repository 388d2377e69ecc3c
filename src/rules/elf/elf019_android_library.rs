//! ELF019: libraries that Android does not have.

use std::collections::{BTreeMap, BTreeSet};

use super::view;
use crate::{
    dist::Wheel,
    model::PlatformTag,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF019",
    name: "android-library-missing",
    level: Level::Warning,
    summary: "A file needs a library that the API level of the tag does not have",
    docs: "\
## What is wrong
A file of an Android wheel needs a library that is neither in the wheel, nor part of Python's \
distribution for Android, nor among the system libraries of the tag's API level. It is an error where \
that is glibc's or musl's C library: the file was built for another system.

## Why it matters
Apps can load the public system libraries alone: the import fails.

## Example
`libc++_shared.so` is part of the NDK, not of Android: the wheel has to bring it.

## How to mend it
Run `auditwheel repair`, which copies the library into the wheel, or raise the API level.

## Source
https://developer.android.com/ndk/guides/stable_apis and the policies of auditwheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let levels = name.tags.platforms.iter().filter_map(|tag| match tag {
        PlatformTag::Android { api, .. } => Some(*api),
        _ => None,
    });
    let Some(api) = levels.min() else { return };
    let shipped: BTreeSet<&str> =
        view::files(wheel).map(|(member, _)| member.file_name()).collect();
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (member, elf) in view::files(wheel) {
        for library in &elf.needed {
            let there = view::is_python(library)
                || shipped.contains(library.as_str())
                || context.tables.manylinux.on_android(api, library);
            if !there {
                missing.entry(library).or_default().push(&member.name);
            }
        }
    }
    for (library, members) in missing {
        let finding = report
            .member(
                members[0],
                format!("Android has no {library} at API level {api}, nor has the wheel"),
                "run `auditwheel repair`, or raise the API level of the tag",
            )
            .evidence(members.iter().map(|member| format!("{member} needs {library}")));
        if library == "libc.so.6" || library.starts_with("libc.musl-") {
            finding.level(Level::Error);
        }
    }
}
