//! SDI005: members of a source distribution that lead out of it.

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
is a device, a pipe or a sparse file.

## Why it matters
Python's `tarfile` refuses such members (filter `data`), so that the build fails for users; PyPI \
refuses sparse files.

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
    for member in &sdist.members {
        if let Some(why) = fault(member) {
            let hint = "replace it by plain files, or exclude it, and build again";
            report.member(&member.name, why, hint);
        }
    }
}

fn fault(member: &SourceMember) -> Option<String> {
    let path = member.name.strip_suffix('/').unwrap_or(&member.name);
    // `./NAME` is how tar itself writes relative paths.
    let path = path.strip_prefix("./").unwrap_or(path);
    if let Some(why) = unsafe_path(path).filter(|_| path != ".") {
        return Some(format!("the path is unsafe: {why}"));
    }
    let link = member.link.as_deref().unwrap_or_default();
    match member.kind {
        SourceKind::File | SourceKind::Dir => None,
        SourceKind::Symlink => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            leaves(folder, link).then(|| outside(link))
        }
        SourceKind::Hardlink => leaves("", link).then(|| outside(link)),
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

/// Whether `link`, seen from `folder`, leaves the archive.
fn leaves(folder: &str, link: &str) -> bool {
    if link.starts_with('/') || link.contains('\\') {
        return true;
    }
    let mut depth = folder.split('/').filter(|part| !part.is_empty()).count();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::leaves;

    #[test]
    fn links_stay_inside() {
        assert!(!leaves("demo-1.0/a", "../b") && !leaves("demo-1.0/a", "../../demo-1.0/c"));
        assert!(leaves("demo-1.0", "../../x") && leaves("", "/etc/passwd"));
    }
}
