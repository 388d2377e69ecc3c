//! WHL010: an extension module by its name that is no native code.

use super::is_any;
use crate::{
    dist::Wheel,
    model::PlatformTag,
    rules::{Check, Context, Level, Reporter, Rule, loaded::is_sample},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL010",
    name: "extension-is-no-native-code",
    level: Level::Error,
    summary: "A file has the name of an extension module and is no native code",
    docs: "\
## What is wrong
A file ends as only extension modules do (`.cpython-313-x86_64-linux-gnu.so`, `.abi3.so`, \
`.pypy311-pp73-darwin.so`, `.pyd`), and does not begin like ELF, Mach-O, PE or WebAssembly.

Files named plainly `NAME.so`, which may be linker scripts, and those among the tests of the package \
are left out. In a wheel for every platform it is info.

## Why it matters
Importing it fails: `invalid ELF header`, `%1 is not a valid Win32 application`.

## Example
A module of 0 bytes, for the disk of the build was full; a Git LFS pointer; the error page of a \
download under the name of the module.

## How to mend it
See with `file FILE` what it is, and build the wheel again.

## Source
https://docs.python.org/3/library/importlib.html#importlib.machinery.EXTENSION_SUFFIXES
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    // Native code of systems that relkit does not know begins in another way.
    if name.tags.platforms.iter().any(|tag| matches!(tag, PlatformTag::Unknown(_))) {
        return;
    }
    let level = if is_any(&name.tags) { Level::Info } else { Level::Error };
    for member in wheel.files() {
        // Damage is ZIP001's.
        let is_other = member.format.is_none() && member.damage.is_none() && !member.is_symlink();
        if is_other && is_named_extension(member.file_name()) && !is_sample(member) {
            let size = member.size;
            let found = match size {
                0 => "found: an empty file".to_owned(),
                _ => format!("found: {size} bytes that begin like none of them"),
            };
            report
                .member(
                    &member.name,
                    "it has the name of an extension module and is no native code",
                    "see with `file` what it is, and build the wheel again",
                )
                .level(level)
                .evidence(["wanted: ELF, Mach-O, PE or WebAssembly".to_owned(), found]);
        }
    }
}

/// Whether a file name ends as only extension modules do.
fn is_named_extension(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let Some((module, tag)) = stem.split_once('.') else {
        return ending == "pyd" && is_module(stem);
    };
    let is_tag = matches!(tag, "abi3" | "abi3t")
        || ["cpython-", "pypy", "cp3"].iter().any(|start| tag.starts_with(start));
    matches!(ending, "so" | "pyd") && is_tag && is_module(module)
}

fn is_module(stem: &str) -> bool {
    !stem.is_empty() && stem.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_python_gives_count() {
        for name in [
            "_core.cpython-313-x86_64-linux-gnu.so",
            "_core.abi3.so",
            "_core.pypy311-pp73-darwin.so",
            "_core.pyd",
            "_core.cp313-win_amd64.pyd",
        ] {
            assert!(is_named_extension(name), "{name}");
        }
        for name in ["libfoo.so", "libfoo.so.1", "libfoo.1.so", "a-b.pyd", ".pyd", "core.pyi", "x"]
        {
            assert!(!is_named_extension(name), "{name}");
        }
    }
}
