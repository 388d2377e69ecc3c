//! For every rule a recipe that triggers that rule alone, and clean releases on which all are
//! silent.

mod abi;
mod archive;
mod contents;
mod elf;
mod entry_points;
mod gil;
mod index;
mod lowered;
mod macho;
mod metadata;
mod names;
mod record;
mod release;
mod sdist;
mod support;
mod tags;
mod wasm;
mod wheel;
mod windows;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

pub(crate) use archive::descriptor;
use relkit::rules::{Beside, Finding, Level, RULES};

use crate::support::{
    judge,
    wheel::{NATIVE, Sdist, Wheel},
};

/// The recipes of each family of rules, in the order of the codes.
const RECIPES: &[&[Recipe]] = &[
    abi::RECIPES,
    contents::RECIPES,
    elf::RECIPES,
    entry_points::RECIPES,
    gil::RECIPES,
    index::RECIPES,
    macho::RECIPES,
    metadata::RECIPES,
    names::RECIPES,
    record::RECIPES,
    release::RECIPES,
    sdist::RECIPES,
    support::RECIPES,
    tags::RECIPES,
    wheel::RECIPES,
    windows::RECIPES,
    wasm::RECIPES,
    archive::RECIPES,
];

/// Writes files into a folder.
type Write = fn(&Path) -> Vec<PathBuf>;

/// Runs every rule on the files, on a fixed day.
fn findings(write: Write) -> Vec<Finding> {
    findings_beside(write, Beside::default)
}

fn findings_beside(write: Write, beside: fn() -> Beside) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let paths = write(folder.path());
    match std::fs::read_to_string(folder.path().join(index::PAGE)) {
        Ok(page) => judge::findings_on_index(&paths, &page),
        Err(_) => judge::findings_beside(&paths, &beside()),
    }
}

fn demo() -> Wheel {
    Wheel::new("demo", "1.0")
}

fn sdist() -> Sdist {
    Sdist::new("demo", "1.0")
}

/// One recipe a rule; `also` are rules that the same defect cannot but trigger.
struct Recipe {
    code: &'static str,
    also: &'static [&'static str],
    write: Write,
    beside: fn() -> Beside,
}

impl Recipe {
    /// The rules that the same defect cannot but trigger.
    const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    /// What is known beside the files.
    const fn beside(self, beside: fn() -> Beside) -> Self {
        Self { beside, ..self }
    }
}

const fn only(code: &'static str, write: Write) -> Recipe {
    Recipe { code, also: &[], write, beside: Beside::default }
}

/// Releases with nothing wrong.
const CLEAN: &[(&str, Write)] = &[
    ("pure", |to| vec![demo().write(to), sdist().write(to)]),
    ("build tag", |to| vec![demo().build_tag("1a").write(to)]),
    ("two generators", |to| {
        let lines = ["Wheel-Version: 1.0", "Generator: a", "Generator: b", "Root-Is-Purelib: true"];
        vec![demo().wheel(&[&lines[..], &["Tag: py3-none-any"]].concat()).write(to)]
    }),
    ("folders", |to| {
        let push = |entries: &mut Vec<crate::support::zip::Entry>| {
            use crate::support::zip::Entry;
            entries.push(Entry::stored("demo/", b""));
        };
        vec![demo().entries(push).write(to)]
    }),
    ("paths with backslashes in RECORD", |to| {
        vec![demo().record(|text| text.replace("demo/__", "demo\\__")).write(to)]
    }),
    ("licence file", |to| {
        let path = "demo-1.0.dist-info/licenses/doc/LICENSE";
        vec![demo().file(path, b"MIT").field("License-File", "doc/LICENSE").write(to)]
    }),
    ("old metadata with setuptools' own field", |to| {
        vec![demo().field("Metadata-Version", "2.1").field("License-File", "LICENSE").write(to)]
    }),
    ("a program in the scripts of a platform wheel", |to| {
        vec![demo().tag("py3-none-win_amd64").file("demo-1.0.data/scripts/demo", NATIVE).write(to)]
    }),
    ("abi3, free-threaded and abi3t", |to| {
        let mut files = vec![sdist().write(to)];
        for platform in [
            "win_amd64",
            "macosx_11_0_arm64",
            "manylinux2014_x86_64.manylinux_2_17_x86_64",
            "musllinux_1_2_x86_64",
        ] {
            for abi in ["cp311-abi3", "cp314-cp314t", "cp315-abi3.abi3t"] {
                files.push(demo().native(&format!("{abi}-{platform}")).write(to));
            }
        }
        files
    }),
    ("one wheel a version", |to| {
        let mut files = vec![sdist().write(to)];
        for python in 11..=15 {
            files.push(demo().native(&format!("cp3{python}-cp3{python}-win_amd64")).write(to));
        }
        files.push(demo().native("pp311-pypy311_pp73-win_amd64").write(to));
        files
    }),
];

#[test]
fn each_recipe_triggers_its_rule_alone() {
    let mut wrong = Vec::new();
    for Recipe { code, also, write, beside } in RECIPES.iter().copied().flatten() {
        let found = findings_beside(*write, *beside);
        let codes: BTreeSet<&str> = found.iter().map(|finding| finding.code).collect();
        let wanted: BTreeSet<&str> = also.iter().copied().chain([*code]).collect();
        if codes != wanted {
            wrong.push(format!("{code}: found {codes:?}: {found:#?}"));
        }
        for finding in &found {
            let Finding { file, message, hint, .. } = finding;
            assert!(![file, message, hint].into_iter().any(String::is_empty), "{finding:#?}");
            assert!(!message.ends_with('.') && !message.contains('\n'), "{finding:#?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_recipe() {
    let with: Vec<_> = RECIPES.iter().copied().flatten().map(|recipe| recipe.code).collect();
    let all: Vec<_> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(
        with, all,
        "add to the RECIPES of its family, in order, a recipe that triggers the rule and no other"
    );
}

#[test]
fn clean_releases_stay_silent() {
    for (name, write) in CLEAN.iter().chain(elf::CLEAN) {
        let found = findings(*write);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

/// Other ways to the same rules: file, code, level.
const MORE: &[(&str, Level, Write)] = &[
    ("SUP002", Level::Warning, |to| {
        let only = "Programming Language :: Python :: 2 :: Only";
        vec![demo().field("Classifier", only).write(to)]
    }),
    ("TAG003", Level::Warning, |to| vec![demo().native("cp320-cp320-win_amd64").write(to)]),
    ("TAG004", Level::Warning, |to| {
        vec![demo().native("cp37-cp37-win_amd64").field("Requires-Python", "==3.7.*").write(to)]
    }),
    ("REC006", Level::Error, |to| {
        vec![
            demo().record(|text| text.replacen(",12\n", ",99999999999999999999999\n", 1)).write(to),
        ]
    }),
    ("REL005", Level::Warning, |to| {
        let [a, b] = ["a", "b"].map(|name| to.join(name));
        std::fs::create_dir(&a).unwrap();
        std::fs::create_dir(&b).unwrap();
        vec![sdist().write(&a), Sdist::new("demo", "1.1").write(&b)]
    }),
    ("CON007", Level::Warning, |to| vec![demo().file("other-1.0.data/data/x", b"x").write(to)]),
    ("CON011", Level::Warning, |to| {
        vec![demo().file("demo-1.0.data/scripts/sub/demo", b"#!python\n").write(to)]
    }),
    ("ENT001", Level::Warning, |to| {
        let text = b"[g]\na = demo\na = demo\n";
        vec![demo().file("demo-1.0.dist-info/entry_points.txt", text).write(to)]
    }),
    ("MET013", Level::Warning, |to| {
        vec![demo().field("Classifier", "Framework :: Django :: 99.0").write(to)]
    }),
    ("SDI016", Level::Warning, |to| {
        vec![demo().field("Requires-Dist", "numpy").write(to), sdist().write(to)]
    }),
    ("SDI017", Level::Error, |to| vec![sdist().file("pyproject.toml", b"[a\n").write(to)]),
    ("MET009", Level::Error, |to| {
        let text =
            b"Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nRequires-Python: >=3.11\n\n\xff";
        vec![demo().metadata(text).write(to)]
    }),
];

#[test]
fn more_ways_to_a_rule_have_their_level() {
    for (code, level, write) in MORE.iter().chain(elf::MORE) {
        let found = findings(*write);
        let found: Vec<_> = found.iter().filter(|finding| finding.level > Level::Info).collect();
        let same = found.iter().all(|finding| finding.code == *code && finding.level == *level);
        assert!(same && !found.is_empty(), "{code}: {found:#?}");
    }
}

#[test]
fn wheels_for_any_platform_can_be_shadowed() {
    let shadowed = |write: Write| {
        let found = findings(write).into_iter().filter(|finding| finding.code == "REL003");
        found.map(|finding| finding.file.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let found =
        shadowed(|to| vec![sdist().write(to), demo().write(to), demo().build_tag("1").write(to)]);
    assert_eq!(found, ["demo-1.0-py3-none-any.whl"]);
    // Every Python but 3.10 itself prefers py3 to py310, and Requires-Python begins with 3.11.
    let found = shadowed(|to| {
        let older = demo().tag("py310-none-any").write(to);
        vec![sdist().write(to), demo().write(to), older]
    });
    assert_eq!(found, ["demo-1.0-py310-none-any.whl"]);
    let found = shadowed(|to| {
        let newer = demo().tag("py312-none-any").write(to);
        let native = demo().native("cp311-abi3-win_amd64").write(to);
        vec![sdist().write(to), demo().write(to), newer, native]
    });
    assert!(found.is_empty(), "{found:?}");
}
