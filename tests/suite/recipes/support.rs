//! Supported Pythons.

use super::{Recipe, demo, only, sdist};

pub(super) const RECIPES: &[Recipe] = &[
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
    only("SUP006", |to| {
        let wheel = demo().native("cp310-cp310-win_amd64").field("Requires-Python", ">=3.10");
        vec![wheel.write(to)]
    })
    .also(&["SUP004"]),
    only("SUP007", |to| vec![demo().field("Requires-Python", "").write(to)]),
    only("SUP008", |to| {
        let newest = "Programming Language :: Python :: 3.15";
        vec![demo().native("cp314-cp314-win_amd64").field("Classifier", newest).write(to)]
    }),
    only("SUP009", |to| vec![demo().field("Requires-Python", ">=3.11,<4.0").write(to)]),
    only("SUP010", |to| {
        let topic = "Topic :: Utilities";
        let wheel = |tags: &str| demo().native(tags).field("Classifier", topic).write(to);
        vec![
            sdist().file("PKG-INFO", &pkg_info(topic)).write(to),
            wheel("cp311-abi3-win_amd64"),
            wheel("cp314-cp314t-win_amd64"),
            wheel("cp315-abi3.abi3t-win_amd64"),
        ]
    }),
];

fn pkg_info(classifier: &str) -> Vec<u8> {
    let text = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nRequires-Python: >=3.11\n";
    format!("{text}Classifier: {classifier}\n").into_bytes()
}
