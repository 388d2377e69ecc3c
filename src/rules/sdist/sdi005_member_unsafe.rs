//! SDI005: members of a source distribution that lead out of it.

use super::{links::Links, plain};
use crate::{
    dist::{Sdist, SourceKind, SourceMember},
    rules::{Check, Context, Level, Reporter, Rule, paths::unsafe_path},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI005",
    name: "sdist-member-unsafe",
    level: Level::Error,
    summary: "A member of the source distribution leads out of it, or is no file, folder or link",
    docs: "\
## What is wrong
The path of a member is absolute or has a part `..`, a link points out of the archive, or the member \
is a device or a pipe.

## Why it matters
Python's `tarfile` refuses such members (filter `data`), so that the build fails for users. A chain \
of links may lead out although each of them stays inside.

## Example
A symbolic link `vendor -> ../../vendor` that was packed from a workspace.

## How to mend it
Replace the link by the files, or exclude it from the source distribution, and build again.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-features
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let links = Links::of(sdist);
    for member in &sdist.members {
        if let Some(why) = fault(member, &links) {
            let hint = "replace it by plain files, or exclude it, and build again";
            report.member(&member.name, why, hint);
        }
    }
}

fn fault(member: &SourceMember, links: &Links<'_>) -> Option<String> {
    let path = member.name.strip_suffix('/').unwrap_or(&member.name);
    let path = plain(path);
    if let Some(why) = unsafe_path(path).filter(|_| path != ".") {
        return Some(format!("the path is unsafe: {why}"));
    }
    let link = member.link.as_deref().unwrap_or_default();
    match member.kind {
        SourceKind::File | SourceKind::Dir => None,
        SourceKind::Symlink => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            links.leaves(folder, link).then(|| outside(link))
        }
        SourceKind::Hardlink => links.leaves("", link).then(|| outside(link)),
        SourceKind::Other(kind) => {
            let kind = char::from(kind).escape_default();
            Some(format!("it is no file, folder or link (tar type `{kind}`)"))
        }
    }
}

/// A link may be as long as the archive.
fn outside(link: &str) -> String {
    const LONGEST: usize = 100;
    match link.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("the link points out of the archive: {}...", &link[..end]),
        None => format!("the link points out of the archive: {link}"),
    }
}
