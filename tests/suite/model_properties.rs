//! What must hold of names and tags whatever they are.

use proptest::prelude::*;
use relkit::{
    installer::{ReleaseFile, Supported, tags},
    model::{
        AbiTag, BuildIdentifier, FileName, Interpreter, PlatformTag, ProjectName, PythonTag,
        RequiresPython, SdistName, Tag, TagSet, Target, WheelName,
    },
    tables::{Identifiers, Tables},
};

use crate::support::targets;

/// One part of a tag: real ones, near misses, and anything.
fn part(real: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(real).prop_map(str::to_owned),
        1 => "[a-z0-9_]{1,12}",
    ]
}

fn python() -> impl Strategy<Value = String> {
    part(&["py3", "py2", "py312", "cp39", "cp314", "cp3", "pp311", "graalpy312", "jy27", "cp315t"])
}

fn abi() -> impl Strategy<Value = String> {
    part(&[
        "none",
        "abi3",
        "abi3t",
        "cp314",
        "cp314t",
        "cp313td",
        "cp37m",
        "cp27mu",
        "pypy311_pp73",
        "graalpy250_312_native",
    ])
}

fn platform() -> impl Strategy<Value = String> {
    part(&[
        "any",
        "win_amd64",
        "win32",
        "linux_x86_64",
        "manylinux1_i686",
        "manylinux2014_aarch64",
        "manylinux_2_28_x86_64",
        "musllinux_1_2_riscv64",
        "macosx_10_9_universal2",
        "macosx_11_0_arm64",
        "ios_13_0_arm64_iphoneos",
        "android_24_arm64_v8a",
        "pyemscripten_2026_0_wasm32",
        "manylinux_02_5_x86_64",
    ])
}

fn tag() -> impl Strategy<Value = Tag> {
    (python(), abi(), platform()).prop_map(|(p, a, o)| format!("{p}-{a}-{o}").parse().unwrap())
}

proptest! {
    #[test]
    fn parts_of_tags_are_kept(python in python(), abi in abi(), platform in platform()) {
        prop_assert_eq!(python.parse::<PythonTag>().unwrap().to_string(), python);
        prop_assert_eq!(abi.parse::<AbiTag>().unwrap().to_string(), abi);
        prop_assert_eq!(platform.parse::<PlatformTag>().unwrap().to_string(), platform);
    }

    #[test]
    fn upper_case_is_read_as_lower_case(platform in platform()) {
        prop_assert_eq!(platform.to_uppercase().parse::<PlatformTag>().unwrap(), platform.parse().unwrap());
    }

    #[test]
    fn expanding_what_was_compressed_gives_the_same_tags(
        pythons in proptest::collection::btree_set(python(), 1..4),
        abis in proptest::collection::btree_set(abi(), 1..3),
        platforms in proptest::collection::btree_set(platform(), 1..4),
    ) {
        let join = |parts: &std::collections::BTreeSet<String>| {
            parts.iter().cloned().collect::<Vec<_>>().join(".")
        };
        let text = format!("{}-{}-{}", join(&pythons), join(&abis), join(&platforms));
        let set: TagSet = text.parse().unwrap();
        prop_assert_eq!(set.to_string(), text);
        let tags: Vec<Tag> = set.expand().collect();
        prop_assert_eq!(tags.len(), pythons.len() * abis.len() * platforms.len());
        let compressed = TagSet::compress(&tags).unwrap();
        prop_assert_eq!(compressed.to_string(), set.to_string(), "sets are sorted by spelling");
        let mut again: Vec<Tag> = compressed.expand().collect();
        again.sort();
        let mut tags = tags;
        tags.sort();
        prop_assert_eq!(again, tags);
    }

    #[test]
    fn file_names_are_kept(tag in tag(), build in proptest::option::of("[0-9]{1,3}[a-z]{0,3}")) {
        let build = build.map_or_else(String::new, |build| format!("-{build}"));
        let text = format!("some_Name-1.2.post3{build}-{tag}.whl");
        prop_assert_eq!(text.parse::<WheelName>().unwrap().to_string(), text.clone());
        prop_assert!(matches!(text.parse::<FileName>().unwrap(), FileName::Wheel(_)));
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "\\PC{0,40}", odd in "[-._a-z0-9=<>!~, t]{0,40}") {
        for text in [&text, &odd] {
            let _ = text.parse::<WheelName>().map_err(|error| error.to_string());
            let _ = text.parse::<SdistName>().map_err(|error| error.to_string());
            let _ = text.parse::<FileName>();
            let _ = text.parse::<TagSet>();
            let _ = text.parse::<Target>();
            let _ = text.parse::<Interpreter>();
            let _ = text.parse::<BuildIdentifier>();
            let _ = text.parse::<RequiresPython>();
            let _ = text.parse::<ProjectName>().map(|name| name.normalized());
        }
    }

    #[test]
    fn a_wheel_is_ranked_by_its_best_tag(tag in tag(), at in 0..2000_usize) {
        let targets = targets::all();
        let target = &targets[at % targets.len()];
        let wheel: WheelName = format!("x-1-{tag}.whl").parse().unwrap();
        let place = tags(target).iter().position(|known| *known == tag);
        prop_assert_eq!(Supported::of(target).rank(&wheel), place);
        let file = ReleaseFile::new(FileName::Wheel(wheel));
        prop_assert_eq!(Supported::of(target).choose(&[file]).index(), place.map(|_| 0));
    }
}

#[test]
fn every_identifier_of_cibuildwheel_is_kept() {
    let table: Identifiers = Tables::embedded().load().unwrap();
    for row in &table.identifier {
        let text = row.id.to_string();
        assert_eq!(text.parse::<BuildIdentifier>().unwrap(), row.id);
        let target = table.target(row).unwrap();
        assert_eq!(target.to_string().parse::<Target>().unwrap(), target);
    }
}
