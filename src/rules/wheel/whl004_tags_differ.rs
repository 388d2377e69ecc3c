//! WHL004: tags in WHEEL that are not those of the file name.

use std::collections::BTreeSet;

use super::wheel_path;
use crate::{
    dist::Wheel,
    model::{Tag, TagSet},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL004",
    name: "wheel-tags-differ",
    level: Level::Error,
    summary: "The tags in WHEEL are not the tags of the file name",
    docs: "\
## What is wrong
`WHEEL` lists every tag that the file name stands for, one `Tag` a line, and no others.

## Why it matters
The file was renamed, or a script wrote the one and not the other. Either the name or the content \
lies about where the wheel runs. Installers trust the name; tools that look at installed packages \
(`pip check` among them) trust `WHEEL` and call the package unsuitable.

## Example
`decord-0.6.0-py3-none-manylinux2010_x86_64.whl` whose WHEEL says `cp36-cp36m-manylinux2010_x86_64`.

## How to mend it
Give the wheel its tags in the build, or with `wheel tags`, which writes both places.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-contents
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let (Ok(name), Some(file)) = (&wheel.name, &wheel.wheel_file) else { return };
    let wanted: BTreeSet<Tag> = name.tags.expand().collect();
    let mut found = BTreeSet::new();
    let mut evidence = Vec::new();
    for field in file.tags() {
        match field.value.parse::<TagSet>() {
            Ok(set) => found.extend(set.expand()),
            Err(error) => evidence.push(format!("line {}: {error}", field.line)),
        }
    }
    if found.is_empty() && evidence.is_empty() {
        return; // WHL005 speaks of that.
    }
    let only_name =
        wanted.difference(&found).map(|tag| format!("`{tag}` is in the file name only"));
    let only_wheel = found.difference(&wanted).map(|tag| format!("`{tag}` is in WHEEL only"));
    evidence.extend(only_name.chain(only_wheel));
    if !evidence.is_empty() {
        let set = &name.tags;
        let hint = format!(
            "if the file name is right, run `wheel tags --python-tag {} --abi-tag {} \
             --platform-tag {} {name}`, which writes both; else build it again",
            joined(&set.pythons),
            joined(&set.abis),
            joined(&set.platforms),
        );
        report
            .member(&wheel_path(wheel), "the tags are not those of the file name", hint)
            .evidence(evidence);
    }
}

fn joined<T: ToString>(tags: &[T]) -> String {
    tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}
