//! CON003: what looks like a secret.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON003",
    name: "secret",
    level: Level::Warning,
    summary: "The wheel holds what looks like a secret",
    docs: "\
## What is wrong
There is a `.pypirc`, `.netrc`, `.env` or a private key by name, or a `.pem` or `.key` file that \
begins as a private key. Keys in folders of tests are noted as information.

## Why it matters
Whoever downloads the wheel can use it. What was uploaded once counts as known, even if it is \
deleted.

## Example
`demo/.env`, packed with all files of the folder.

## How to mend it
Exclude the file, build again, and replace the credential.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

/// Files that hold nothing but credentials.
const NAMES: [&str; 7] =
    [".pypirc", ".netrc", ".env", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"];

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for (number, member) in wheel.members.iter().enumerate().filter(|(_, member)| !member.is_dir) {
        let key = wheel.head(number).is_some_and(is_private_key);
        if !key && !NAMES.contains(&member.file_name()) {
            continue;
        }
        let tests = member.name.split('/').any(|part| part.to_ascii_lowercase().contains("test"));
        let (what, level) = match (key, tests) {
            (true, true) => ("a private key, by its place for tests", Level::Info),
            (true, false) => ("a private key", Level::Warning),
            (false, _) => ("a file that is there for credentials", Level::Warning),
        };
        report
            .member(
                &member.name,
                format!("there is {what}"),
                "exclude it, build again, and replace the credential",
            )
            .level(level);
    }
}

/// `-----BEGIN RSA PRIVATE KEY-----` and its like, on the first line
fn is_private_key(head: &[u8]) -> bool {
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    line.starts_with("-----BEGIN ") && line.contains("PRIVATE KEY-----")
}
