//! SDI009: data behind the end.

use crate::{
    dist::{Sdist, TarStream},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI009",
    name: "sdist-stream",
    level: Level::Warning,
    summary: "Something stands behind the end of the archive",
    docs: "\
## What is wrong
Behind the mark that ends the tar archive there are bytes that are not zero, the file consists of \
several gzip streams, or bytes follow the last one that are no gzip.

## Why it matters
Some readers go on and find more members, others stop; the second gzip stream is lost to readers \
that know of one only.

## Example
Two `.tar.gz` files joined by `cat`.

## How to mend it
Build it again with a build backend: `python -m build --sdist`.

## Source
https://www.rfc-editor.org/rfc/rfc1952 (2.2) and POSIX `pax`, ustar interchange format
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let TarStream { after_end, gzip_streams, gzip_garbage, .. } = sdist.stream;
    let mut evidence = Vec::new();
    if let Some(at) = after_end {
        evidence.push(format!("behind the end mark: data at offset {at} of the tar archive"));
    }
    if gzip_streams > 1 {
        evidence.push(format!("gzip streams: {gzip_streams}, one is wanted"));
    }
    if gzip_garbage > 0 {
        evidence.push(format!("behind the gzip stream: {gzip_garbage} bytes"));
    }
    if !evidence.is_empty() {
        report.file("readers do not agree on where the archive ends", HINT).evidence(evidence);
    }
}

const HINT: &str = "build it again with a build backend: `python -m build --sdist`";
