//! WIN003: the DLL of the interpreter.

use super::{Interpreter, Windows};
use crate::{
    dist::Wheel,
    model::{AbiTag, TagSet},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WIN003",
    name: "pe-interpreter-dll",
    level: Level::Error,
    summary: "An extension module needs the DLL of another interpreter than the ABI tag names",
    docs: "\
## What is wrong
An extension module, or a DLL that it needs, imports from the DLL of an interpreter, and an \
interpreter that installs the wheel has another one: `cp313` has `python313.dll`, `cp313t` has \
`python313t.dll`, the stable ABI is `python3.dll` (`abi3`) and `python3t.dll` (`abi3t`).

## Why it matters
Importing fails with \"DLL load failed\", or Windows finds the DLL of another Python that is \
installed and loads two interpreters into one process.

## Example
An `abi3` wheel whose module was linked with `python311.dll`, because `Py_LIMITED_API` was \
defined and the linker was given the versioned library: it works on 3.11 alone.

## How to mend it
Link with the library of the ABI that the tag names: `python3.lib` for `abi3`. Or give the wheel \
the tag of the one version that it needs.

## Source
https://docs.python.org/3/c-api/stable.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(windows) = Windows::of(wheel) else { return };
    for file in windows.files.iter().filter(|file| file.is_loaded) {
        let found = file.imports().filter_map(|(dll, _)| Interpreter::of(&dll));
        // A debug build is WIN004; a wheel may bring an interpreter of its own.
        let found = found.filter(|dll| !dll.is_debug() && !windows.brings(&dll.to_string()));
        for dll in found {
            let own = own_abi(file.member.file_name());
            match judge(dll, windows.tags, own.as_ref()) {
                Verdict::Fits => {}
                Verdict::NoAbi => {
                    report
                        .member(
                            &file.member.name,
                            format!(
                                "it needs `{dll}`, and the ABI tag `none` names no interpreter"
                            ),
                            "give the wheel the ABI tag of the interpreter that it needs",
                        )
                        .level(Level::Warning)
                        .evidence([format!("imports from {dll}")]);
                }
                Verdict::Differs => {
                    let abis = &windows.tags.abis;
                    let wanted: Vec<String> = abis
                        .iter()
                        .filter_map(Interpreter::wanted)
                        .map(|wanted| wanted.to_string())
                        .collect();
                    report
                        .member(
                            &file.member.name,
                            format!("it needs `{dll}`, which is not the DLL of the ABI tag"),
                            "link with the library of the ABI that the tag names",
                        )
                        .evidence([
                            format!("wanted: {}", wanted.join(" or ")),
                            format!("found: {dll}"),
                        ]);
                }
            }
        }
    }
}

enum Verdict {
    Fits,
    Differs,
    NoAbi,
}

/// `own` is the one ABI that the file's name lets load it.
fn judge(dll: Interpreter, tags: &TagSet, own: Option<&AbiTag>) -> Verdict {
    let fits: Vec<Option<bool>> = tags.abis.iter().map(|abi| dll.fits(abi)).collect();
    if fits.contains(&Some(true)) {
        Verdict::Fits
    } else if !fits.contains(&None) {
        Verdict::Differs
    } else if own.and_then(|abi| dll.fits(abi)) == Some(true) {
        Verdict::Fits
    } else {
        Verdict::NoAbi
    }
}

/// The ABI in a file name. Ex) `cp313t` in `_core.cp313t-win_amd64.pyd`
fn own_abi(file_name: &str) -> Option<AbiTag> {
    let suffix = file_name.strip_suffix(".pyd")?.rsplit('.').next()?;
    suffix.split('-').next()?.parse().ok()
}
