//! Releases.

use super::{Recipe, demo, only, sdist};
use crate::support::wheel::Sdist;

pub(super) const RECIPES: &[Recipe] = &[
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
];
