//! CON002: what a program left in the source folder.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON002",
    name: "junk",
    level: Level::Warning,
    summary: "The wheel holds files of editors, systems or version control",
    docs: "\
## What is wrong
There are files that a program left in the source folder: `.DS_Store`, `Thumbs.db`, `desktop.ini`, \
backups and swap files of editors, or folders such as `.git`, `.hg`, `.svn`, `.idea`, `.vscode`.

## Why it matters
They are installed for everybody. A `.git` folder holds the whole history, and often credentials.

## Example
`demo/.DS_Store`, packed on a Mac by `include_package_data`.

## How to mend it
Build from a clean checkout, or exclude the files in the backend's configuration.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let names = wheel.files().map(|member| member.name.as_str());
    let found: Vec<&str> = names.filter(|name| is_junk(name)).collect();
    if let Some(first) = found.first() {
        report
            .member(
                first,
                format!(
                    "the wheel holds {} that the build should have left out",
                    count(found.len(), "file")
                ),
                "build from a clean checkout, or exclude them",
            )
            .evidence(&found);
    }
}

fn is_junk(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let left = [".git", ".hg", ".svn", ".bzr", ".idea", ".vscode", "__MACOSX"];
    let named = [".DS_Store", "Thumbs.db", "desktop.ini"];
    let backup = file.ends_with('~') || file.ends_with(".swp");
    folders.split('/').any(|folder| left.contains(&folder)) || named.contains(&file) || backup
}

#[cfg(test)]
mod tests {
    use super::is_junk;

    #[test]
    fn leftovers_are_told_from_files() {
        assert!(is_junk("demo/.DS_Store") && is_junk("x/.git/config") && is_junk("demo/a.py~"));
        assert!(!is_junk("demo/git/config") && !is_junk(".gitignore") && !is_junk("demo/a.py"));
    }
}
