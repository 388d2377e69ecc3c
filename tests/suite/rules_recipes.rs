//! For every rule a recipe that triggers that rule alone, and clean releases on which all are
//! silent.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use relkit::rules::{Finding, Level, RULES};

use crate::support::{
    judge,
    wheel::{NATIVE, Sdist, Wheel},
};

/// Writes files into a folder.
type Write = fn(&Path) -> Vec<PathBuf>;

/// Runs every rule on the files, on a fixed day.
fn findings(write: Write) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let paths = write(folder.path());
    judge::findings(&paths)
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
}

const fn only(code: &'static str, write: Write) -> Recipe {
    Recipe { code, also: &[], write }
}

const RECIPES: &[Recipe] = &[
    only("MET001", |to| vec![demo().without("METADATA").write(to)]),
    only("MET002", |to| vec![demo().field("Version", "main").write(to)]),
    only("MET003", |to| vec![demo().field("Version", "1.1").write(to)]),
    only("MET004", |to| vec![demo().field("Metadata-Version", "2.9").write(to)]),
    only("MET005", |to| {
        vec![demo().field("Metadata-Version", "2.1").field("License-Expression", "MIT").write(to)]
    }),
    only("MET006", |to| vec![demo().field("Requires-Python", "3.11+").write(to)]),
    only("MET007", |to| vec![demo().field("Requires-Dist", "numpy @@ 1").write(to)]),
    only("MET008", |to| vec![demo().field("License-File", "LICENSE").write(to)]),
    only("MET009", |to| vec![demo().line("this is no field").write(to)]),
    only("MET010", |to| vec![demo().line("Summary: one").line("Summary: two").write(to)]),
    only("MET011", |to| vec![demo().field("Description-Content-Type", "text/html").write(to)]),
    only("MET012", |to| vec![demo().line("Summery: one").write(to)]),
    only("NAM001", |to| vec![demo().named("demo-1.0-py3-none.whl").write(to)]),
    only("NAM002", |to| vec![Wheel::new("Demo", "1.0").write(to)]),
    only("NAM003", |to| vec![Wheel::new("demo", "01.0").write(to)]),
    only("NAM004", |to| vec![Wheel::new("demo", "1.0+local").write(to)]),
    only("NAM005", |to| {
        let tags = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py3-none-any"];
        vec![demo().build_tag("2").wheel(&tags).write(to)]
    }),
    only("NAM006", |to| vec![Sdist::new("Demo", "1.0").write(to)]),
    only("REC001", |to| vec![demo().without("RECORD").write(to)]),
    only("REC002", |to| vec![demo().record(|text| text + "one,two\n").write(to)]),
    only("REC003", |to| {
        let write = |text: String| text.split_inclusive('\n').skip(1).collect();
        vec![demo().record(write).write(to)]
    }),
    only("REC004", |to| vec![demo().record(|text| text + "demo/gone.py,sha256=abc,1\n").write(to)]),
    only("REC005", |to| {
        vec![demo().record(|text| text.replacen("sha256=", "sha256=A", 1)).write(to)]
    }),
    only("REC006", |to| vec![demo().record(|text| text.replacen(",12\n", ",13\n", 1)).write(to)]),
    only("REC007", |to| vec![demo().record(|text| text.replacen("sha256=", "md5=", 1)).write(to)]),
    only("REC008", |to| vec![demo().record(|text| format!("/{text}")).write(to)]),
    only("REC009", |to| {
        let write = |text: String| format!("{}\n{text}", text.lines().next().unwrap());
        vec![demo().record(write).write(to)]
    }),
    only("REC010", |to| {
        vec![demo().record(|text| text.replace("RECORD,,", "RECORD,sha256=abc,7")).write(to)]
    }),
    Recipe {
        code: "REL001",
        also: &["REL006"],
        write: |to| {
            let wheel = |tags| demo().native(tags).write(to);
            vec![wheel("cp313-cp313-win_amd64"), wheel("cp314-cp314-win_amd64")]
        },
    },
    only("REL002", |to| vec![demo().native("cp311-cp311-win_amd64").write(to), sdist().write(to)]),
    only("REL003", |to| {
        let wheel = |tags| demo().native(tags).write(to);
        vec![
            sdist().write(to),
            wheel("cp311-abi3-macosx_11_0_arm64"),
            wheel("cp311-abi3-macosx_11_0_universal2"),
            wheel("cp311-abi3-macosx_11_0_x86_64"),
        ]
    }),
    only("REL004", |to| {
        let wheel = |tags| demo().native(tags).write(to);
        vec![sdist().write(to), wheel("cp311-abi3-win32"), wheel("cp313-cp313t-win32")]
    }),
    only("REL005", |to| vec![sdist().write(to), Sdist::new("demo", "1.1").write(to)]),
    only("REL006", |to| {
        let wheel = |tags| demo().native(tags).write(to);
        vec![wheel("cp311-abi3-win32"), wheel("cp311-abi3-win_amd64")]
    }),
    only("REL007", |to| {
        let wheel = |tags| demo().native(tags).write(to);
        vec![
            sdist().write(to),
            wheel("cp311-abi3-win32.win_amd64"),
            wheel("cp311-abi3-win_amd64.win_arm64"),
        ]
    }),
    only("REL008", |to| {
        let wheel = |tags| demo().native(tags);
        vec![
            sdist().write(to),
            wheel("cp311-abi3-win32").write(to),
            wheel("cp311-abi3-win_amd64").field("Requires-Dist", "numpy>=2").write(to),
        ]
    }),
    Recipe {
        code: "REL009",
        also: &["NAM006", "SDI004"],
        write: |to| vec![sdist().write(to), sdist().write_zip(to)],
    },
    only("SDI001", |to| vec![sdist().root("demo").write(to)]),
    only("SDI002", |to| vec![sdist().without("PKG-INFO").write(to)]),
    only("SDI003", |to| vec![sdist().without("pyproject.toml").write(to)]),
    // A damaged tar archive cannot be opened at all; the older zip archives can, and have a name
    // that PyPI does not take any more.
    Recipe { code: "SDI004", also: &["NAM006"], write: |to| vec![sdist().write_zip(to)] },
    only("SDI005", |to| vec![sdist().link("vendor", "../../vendor").write(to)]),
    only("SUP001", |to| vec![demo().native("cp310-cp310-win_amd64").write(to)]),
    only("SUP002", |to| {
        let classifier = "Programming Language :: Python :: 3.10";
        let newest = "Programming Language :: Python :: 3.15";
        vec![demo().field("Classifier", classifier).field("Classifier", newest).write(to)]
    }),
    only("SUP003", |to| {
        vec![demo().field("Classifier", "Programming Language :: Python :: 3.14").write(to)]
    }),
    only("SUP004", |to| vec![sdist().requires(">=3.9").write(to)]),
    only("SUP005", |to| vec![demo().native("cp39-abi3-win_amd64").write(to)]),
    Recipe {
        code: "SUP006",
        also: &["SUP004"],
        write: |to| {
            let wheel = demo().native("cp310-cp310-win_amd64").field("Requires-Python", ">=3.10");
            vec![wheel.write(to)]
        },
    },
    only("SUP007", |to| vec![demo().field("Requires-Python", "").write(to)]),
    only("SUP008", |to| {
        let newest = "Programming Language :: Python :: 3.15";
        vec![demo().native("cp314-cp314-win_amd64").field("Classifier", newest).write(to)]
    }),
    only("TAG001", |to| vec![demo().tag("py3.py2-none-any").write(to)]),
    only("TAG002", |to| vec![demo().tag("py3.py3-none-any").write(to)]),
    only("TAG003", |to| vec![demo().native("cp315t-cp315t-win_amd64").write(to)]),
    only("TAG004", |to| vec![demo().native("cp312-abi4-win_amd64").write(to)]),
    only("TAG005", |to| vec![demo().native("cp312-cp313-win_amd64").write(to)]),
    only("TAG006", |to| vec![demo().native("py3-abi3-win_amd64").write(to)]),
    only("TAG007", |to| vec![demo().native("cp314-abi3.abi3t-win_amd64").write(to)]),
    only("TAG008", |to| vec![demo().native("cp315-abi3t-win_amd64").write(to)]),
    only("TAG009", |to| vec![demo().native("cp312-cp312-linux_x86_64").write(to)]),
    only("TAG010", |to| vec![demo().native("cp312-cp312-macosx_10_9_arm64").write(to)]),
    only("WHL001", |to| vec![demo().file("demo-0.9.dist-info/METADATA", b"").write(to)]),
    only("WHL002", |to| vec![demo().dist_info("demo-0.9").write(to)]),
    only("WHL003", |to| vec![demo().wheel(&["Wheel-Version: 1.0", "Tag: py3-none-any"]).write(to)]),
    only("WHL004", |to| {
        let lines = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py2-none-any"];
        vec![demo().wheel(&lines).write(to)]
    }),
    only("WHL005", |to| {
        vec![demo().wheel(&["Wheel-Version: 1.0", "Root-Is-Purelib: true"]).write(to)]
    }),
    only("WHL006", |to| {
        let lines = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py2.py3-none-any"];
        vec![demo().tag("py2.py3-none-any").wheel(&lines).write(to)]
    }),
    only("WHL007", |to| {
        let tag = "Tag: cp312-cp312-win_amd64";
        let lines = ["Wheel-Version: 1.0", "Root-Is-Purelib: true", tag];
        vec![demo().native("cp312-cp312-win_amd64").wheel(&lines).write(to)]
    }),
    only("WHL008", |to| vec![demo().file("demo/libdemo.so", NATIVE).write(to)]),
    only("WHL009", |to| vec![demo().tag("cp312-cp312-win_amd64").write(to)]),
    only("ZIP001", |to| vec![demo().entries(|entries| entries[0].crc ^= 1).write(to)]),
    only("ZIP002", |to| vec![demo().file("demo\\core.py", b"").write(to)]),
    only("ZIP003", |to| vec![demo().entries(|entries| entries.push(entries[0].clone())).write(to)]),
    only("ZIP004", |to| vec![demo().entries(|entries| entries[0].method = 12).write(to)]),
];

/// Releases with nothing wrong.
const CLEAN: &[(&str, Write)] = &[
    ("pure", |to| vec![demo().write(to), sdist().write(to)]),
    ("build tag", |to| vec![demo().build_tag("1a").write(to)]),
    ("two generators", |to| {
        let lines = ["Wheel-Version: 1.0", "Generator: a", "Generator: b", "Root-Is-Purelib: true"];
        vec![demo().wheel(&[&lines[..], &["Tag: py3-none-any"]].concat()).write(to)]
    }),
    ("folders and signatures", |to| {
        let push = |entries: &mut Vec<crate::support::zip::Entry>| {
            use crate::support::zip::Entry;
            entries.push(Entry::stored("demo/", b""));
            entries.push(Entry::stored("demo-1.0.dist-info/RECORD.jws", b"{}"));
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
    for Recipe { code, also, write } in RECIPES {
        let found = findings(*write);
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
    let with: Vec<_> = RECIPES.iter().map(|recipe| recipe.code).collect();
    let all: Vec<_> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(with, all, "add to RECIPES, in order, a recipe that triggers the rule and no other");
}

#[test]
fn clean_releases_stay_silent() {
    for (name, write) in CLEAN {
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
    ("MET009", Level::Error, |to| {
        let text =
            b"Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nRequires-Python: >=3.11\n\n\xff";
        vec![demo().metadata(text).write(to)]
    }),
];

#[test]
fn more_ways_to_a_rule_have_their_level() {
    for (code, level, write) in MORE {
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
