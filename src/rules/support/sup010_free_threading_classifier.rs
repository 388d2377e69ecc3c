//! SUP010: free threading in wheels and classifiers.

use super::speaker;
use crate::{
    model::PlatformTag,
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP010",
    name: "free-threading-classifier",
    level: Level::Info,
    summary: "Wheels and classifiers disagree about free-threaded Python",
    docs: "\
## What is wrong
There is a wheel for free-threaded Python (`cp314t`, `abi3t`) and no classifier `Programming \
Language :: Python :: Free Threading`, or such a classifier above `1 - Unstable` beside compiled \
wheels of which none is for it.

## Why it matters
People and services that track free threading read the classifiers.

## Example
`demo-1.0-cp314-cp314t-win_amd64.whl` without the classifier.

## How to mend it
Add the classifier that says how far it is, such as `Programming Language :: Python :: Free \
Threading :: 2 - Beta`, or build the wheels.

## Source
https://py-free-threading.github.io/porting/
",
    check: Check::Release(check),
};

const FAMILY: &str = "Programming Language :: Python :: Free Threading";

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let mut names = release.wheels().filter_map(|(_, wheel)| wheel.name.as_ref().ok()).peekable();
    if names.peek().is_none() || metadata.classifiers().next().is_none() {
        return;
    }
    let several = release.wheels().nth(1).is_some();
    let (mut free_threaded, mut pure) = (false, false);
    for name in names {
        free_threaded |= name.tags.abis.iter().any(|abi| abi.to_string().ends_with('t'));
        pure |= name.tags.platforms.iter().any(|platform| matches!(platform, PlatformTag::Any));
    }
    let classifier = metadata.classifiers().find(|field| field.value.starts_with(FAMILY));
    let by = format!("by {}", dist.file_name);
    match classifier {
        None if free_threaded => {
            let hint = format!("add `{FAMILY} :: 2 - Beta`, or how far it is");
            let message = "there are free-threaded wheels, and no classifier says so";
            report.file(message, hint).evidence([by]);
        }
        // Of one wheel alone it cannot be told what the release holds.
        Some(field)
            if several && !free_threaded && !pure && !field.value.ends_with("1 - Unstable") =>
        {
            let message = "a classifier speaks of free threading, and no wheel is for it";
            let hint = "build wheels for cp314t and later, or remove the classifier";
            report.file(message, hint).evidence([field.value.clone(), by]);
        }
        _ => {}
    }
}
