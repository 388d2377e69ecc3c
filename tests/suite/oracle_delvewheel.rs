//! The DLLs of Windows and CPython against delvewheel, which leaves the same ones out of wheels.

use std::collections::{BTreeMap, BTreeSet};

use relkit::{
    model::{PythonVersion, WindowsArch},
    tables::{Tables, WindowsDlls},
};
use serde::Deserialize;
use serde_json::json;

use crate::support::oracle::ask;

/// What delvewheel says; see `tests/oracles/windows_dlls.py`.
#[derive(Deserialize)]
struct Answer {
    system: BTreeMap<String, BTreeSet<String>>,
    runtime: BTreeMap<String, BTreeSet<String>>,
}

const MACHINES: [WindowsArch; 3] = [WindowsArch::Win32, WindowsArch::Amd64, WindowsArch::Arm64];

/// Every Windows that Python 3.9 and later run on has them, and delvewheel copies them into wheels:
/// its lists hold what the Windows of 2009 had too.
const LATER: [&str; 7] = [
    "combase.dll",
    "d3d12.dll",
    "d3dcompiler_47.dll",
    "gdiplus.dll",
    "icu.dll",
    "icuin.dll",
    "icuuc.dll",
];

/// Names that no list holds: API sets, which both know by a pattern, and what is no part of Windows.
/// The DLL of the interpreter is `WIN003`'s, so that it is not asked about.
const MORE: [&str; 5] =
    ["api-ms-win-crt-heap-l1-1-0.dll", EXTENSION, "ucrtbased.dll", "libopenblas.dll", "zlib1.dll"];

/// An API set that Windows leads elsewhere or leaves empty, which delvewheel does not know: Microsoft
/// gives the names of such sets two beginnings.
const EXTENSION: &str = "ext-ms-win-ntuser-window-l1-1-0.dll";

#[test]
fn windows_has_what_delvewheel_leaves_out() {
    let answer: Answer = ask("windows_dlls.py", &[], &json!({ "names": MORE, "builds": [] }));
    let table: WindowsDlls = Tables::embedded().load().unwrap();
    let ours = table.system.iter().flat_map(|list| list.names.lines());
    let names: BTreeSet<&str> =
        answer.system.values().flatten().map(String::as_str).chain(ours).chain(MORE).collect();
    assert!(names.len() > 2_000, "{}", names.len());
    for machine in MACHINES {
        let theirs = &answer.system[machine.as_str()];
        let wrong: Vec<_> = names
            .iter()
            .filter(|name| table.is_system(machine, name) != theirs.contains(**name))
            .filter(|name| !LATER.contains(name) && **name != EXTENSION)
            .collect();
        assert!(wrong.is_empty(), "{machine}: {wrong:?}");
    }
    for name in LATER {
        assert!(MACHINES.iter().all(|machine| table.is_system(*machine, name)), "{name}");
        let theirs = answer.system.values().filter(|names| names.contains(name)).count();
        assert!(theirs < MACHINES.len(), "{name} is in each of delvewheel's lists: drop it here");
    }
}

#[test]
fn cpython_brings_what_delvewheel_leaves_out() {
    let versions = (3..=15).map(|minor| PythonVersion::new(3, minor));
    let builds: Vec<(String, PythonVersion, WindowsArch)> = versions
        .flat_map(|version| {
            let flags = if version.minor < 8 { "m" } else { "" };
            let abi = format!("cp{}{flags}", version.nodot());
            MACHINES.map(|machine| (format!("{abi}-{machine}"), version, machine))
        })
        // There is no CPython for Windows on ARM64 before.
        .filter(|(_, version, machine)| *machine != WindowsArch::Arm64 || version.minor >= 9)
        .collect();
    let names: Vec<&String> = builds.iter().map(|(name, ..)| name).collect();
    let answer: Answer = ask("windows_dlls.py", &[], &json!({ "names": [], "builds": names }));
    let table: WindowsDlls = Tables::embedded().load().unwrap();
    let known: BTreeSet<&String> = answer.runtime.values().flatten().collect();
    assert!(known.len() >= 3, "{known:?}");
    for (build, version, machine) in &builds {
        let ours: BTreeSet<String> = known
            .iter()
            .filter(|name| table.is_runtime(*machine, *version, name))
            .map(|name| (*name).clone())
            .collect();
        assert_eq!(ours, answer.runtime[build], "{build}");
    }
}
