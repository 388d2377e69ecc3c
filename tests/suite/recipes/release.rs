//! Releases.

use jiff::civil::date;
use relkit::{
    installer::ReleaseFile,
    rules::{Beside, Expected, ExpectedName, Published},
};

use super::{Recipe, demo, only, sdist};
use crate::support::{wheel::Sdist, zip::Entry};

pub(super) const RECIPES: &[Recipe] = &[
    only("REL001", |to| {
        let wheel = |tags| demo().native(tags).write(to);
        vec![wheel("cp313-cp313-win_amd64"), wheel("cp314-cp314-win_amd64")]
    })
    .also(&["REL006"]),
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
    only("REL009", |to| vec![sdist().write(to), sdist().write_zip(to)]).also(&["NAM006", "SDI004"]),
    only("REL010", |to| {
        let wheel = demo().native("cp311-abi3-win32").file("demo/data", b"same");
        let one = wheel.write(to);
        let other = to.join("demo-1.0-cp311-abi3-win_amd64.whl");
        std::fs::copy(&one, &other).unwrap();
        vec![sdist().write(to), one, other]
    })
    // The copy carries the tags of the original, and its machine.
    .also(&["WHL004", "WIN002"]),
    only("REL011", |to| {
        vec![demo().write(to), demo().native("cp315-cp315-win_amd64").write(to), sdist().write(to)]
    }),
    only("REL012", |to| {
        let noise = vec![7; 101 << 20];
        // Not compressed, so that the file is as large as its content.
        let store = |entries: &mut Vec<Entry>| {
            let entry = entries.iter_mut().find(|entry| entry.name == "demo/data.bin").unwrap();
            *entry = Entry::stored("demo/data.bin", &vec![7; 101 << 20]);
        };
        vec![demo().file("demo/data.bin", &noise).entries(store).write(to)]
    }),
    only("REL013", |to| {
        let newest = "cp311-abi3-manylinux_2_28_x86_64";
        vec![demo().native(newest).write(to), sdist().write(to)]
    })
    .beside(|| {
        let tags = "cp311-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64";
        published("0.9", &[&format!("demo-0.9-{tags}.whl"), "demo-0.9.tar.gz"])
    }),
    only("REL014", |to| vec![demo().write(to), sdist().write(to)])
        .beside(|| published("1.0", &["demo-1.0.tar.gz"])),
    only("REL015", |to| vec![demo().write(to)]).beside(|| {
        let mut beside = published("1.0", &["demo-1.0.tar.gz"]);
        beside.published.as_mut().unwrap().uploaded = Some(date(2026, 11, 7));
        beside
    }),
    only("REL016", |to| {
        let store = |entries: &mut Vec<Entry>| {
            entries[1] = Entry::stored("demo/data.bin", &vec![7; 3 << 20]);
        };
        vec![demo().file("demo/data.bin", &vec![7; 3 << 20]).entries(store).write(to)]
    })
    .beside(|| {
        let mut beside = published("0.9", &["demo-0.9-py3-none-any.whl"]);
        beside.published.as_mut().unwrap().files[0].size = Some(1 << 20);
        beside
    }),
    only("REL017", |to| vec![demo().write(to)])
        .beside(|| expected(&["demo-*-py3-none-any.whl", "demo-*.tar.gz"])),
    only("REL018", |to| vec![demo().write(to), sdist().write(to)])
        .beside(|| expected(&["demo-*.tar.gz"])),
];

/// A release that is out, of nobody knows when.
fn published(version: &str, names: &[&str]) -> Beside {
    let files = names.iter().map(|name| ReleaseFile::new(name.parse().unwrap())).collect();
    let (name, version) = ("demo".parse().unwrap(), version.parse().unwrap());
    let published = Published { name, version, files, uploaded: None };
    Beside { published: Some(published), ..Beside::default() }
}

fn expected(patterns: &[&str]) -> Beside {
    let name = |pattern: &&str| ExpectedName { pattern: pattern.parse().unwrap(), job: None };
    let files = patterns.iter().map(name).collect();
    let expected = Expected { name: None, source: "the manifest".to_owned(), files };
    Beside { expected: Some(expected), ..Beside::default() }
}
