//! TAG011: a `manylinux_X_Y` tag without the older name that old installers know.

use super::with_tags;
use crate::{
    dist::Wheel,
    model::{PlatformTag, PythonVersion},
    rules::{
        Check, Context, Level, Reporter, Rule,
        support::{accepts, requires},
    },
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG011",
    name: "legacy-alias-missing",
    level: Level::Info,
    summary: "Old installers know this manylinux tag by its older name alone",
    docs: "\
## What is wrong
`manylinux_2_5`, `manylinux_2_12` and `manylinux_2_17` have older names: `manylinux1`, `manylinux2010` \
and `manylinux2014`. The file name has the new one only, and the wheel serves Python 3.9 or older.

## Why it matters
pip before 20.3 reads the older names alone. Distributions ship such a pip with their old Pythons (RHEL \
8 has 20.2.4 for Python 3.9): their users get the source distribution.

## Example
`demo-1.0-cp38-abi3-manylinux_2_17_x86_64.whl`

## How to mend it
Let auditwheel name the file: it writes both. By hand: `wheel tags --platform-tag +manylinux2014_x86_64`.

## Source
https://peps.python.org/pep-0600/#legacy-manylinux-tags
",
    check: Check::Wheel(check),
};

/// The newest Python that systems ship with a pip before 20.3.
const OLD: PythonVersion = PythonVersion { major: 3, minor: 9 };

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let mut tags = name.tags.clone();
    let aliases: Vec<PlatformTag> = tags.platforms.iter().filter_map(alias).collect();
    let missing: Vec<PlatformTag> =
        aliases.into_iter().filter(|alias| !tags.platforms.contains(alias)).collect();
    if missing.is_empty() {
        return;
    }
    let field = wheel.metadata.as_ref().and_then(requires);
    let serves = |minor| {
        let python = PythonVersion { minor, ..OLD };
        accepts(&tags, python) && field.as_ref().is_none_or(|field| field.allows_some(python))
    };
    if !(5..=OLD.minor).any(serves) {
        return;
    }
    let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let message = format!("pip before 20.3 does not find it: it wants `{}`", names.join("`, `"));
    tags.platforms.extend(missing);
    tags.platforms.sort_by_key(ToString::to_string);
    report.file(message, format!("name it {}", with_tags(name, &tags)));
}

/// The older name of a tag.
fn alias(tag: &PlatformTag) -> Option<PlatformTag> {
    match *tag {
        PlatformTag::Manylinux { major: 2, minor: 5, arch } => Some(PlatformTag::Manylinux1(arch)),
        PlatformTag::Manylinux { major: 2, minor: 12, arch } => {
            Some(PlatformTag::Manylinux2010(arch))
        }
        PlatformTag::Manylinux { major: 2, minor: 17, arch } => {
            Some(PlatformTag::Manylinux2014(arch))
        }
        _ => None,
    }
}
