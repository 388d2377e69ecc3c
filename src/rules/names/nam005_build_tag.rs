//! NAM005: a build tag that differs between the file name and WHEEL.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "NAM005",
    name: "build-tag-differs",
    level: Level::Warning,
    summary: "The build tag of the file name and `Build` in WHEEL differ",
    docs: "\
## What is wrong
A wheel with a build tag in its name says the same in the `Build` field of its `WHEEL` file, and a \
wheel without one has no such field. Here they differ.

## Why it matters
The build tag decides between two wheels that are equal otherwise. A wheel that was renamed by hand \
to win says something else inside, and tools that repack it give it back its old name.

## Example
`demo-1.0-2-py3-none-any.whl` whose `WHEEL` says `Build: 1`.

## How to mend it
Set the tag with a tool that writes both: `wheel tags --build 2 FILE`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-contents
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let (Ok(name), Some(file)) = (&wheel.name, &wheel.wheel_file) else { return };
    let in_name = name.build.as_ref().map(ToString::to_string);
    let in_wheel = file.build().map(|field| field.value.as_str());
    if in_name.as_deref() != in_wheel {
        let say = |tag: Option<&str>| tag.map_or("none".to_owned(), |tag| format!("`{tag}`"));
        let tag = in_name.as_deref().unwrap_or("''");
        report
            .member(
                &wheel.dist_info_path("WHEEL").unwrap_or_default(),
                "the build tag is not the one of the file name",
                format!("run `wheel tags --build {tag} {name}`, which writes both"),
            )
            .evidence([
                format!("file name: {}", say(in_name.as_deref())),
                format!("WHEEL: {}", say(in_wheel)),
            ]);
    }
}
