//! Native code of macOS and iOS.

use super::{Recipe, Wheel, demo, only};
use crate::support::macho::{CATALYST, MACOS, MachO, fat};

const NAME: &str = "demo/_core.cpython-313-darwin.so";

fn wheel(platform: &str, content: &[u8]) -> Wheel {
    demo().tag(&format!("cp313-cp313-{platform}")).file(NAME, content)
}

fn module(oldest: (u16, u8)) -> MachO {
    MachO::module("arm64", MACOS, oldest, "_core").import("PyLong_FromLong")
}

pub(super) const RECIPES: &[Recipe] = &[
    only("MAC001", |to| {
        let mut file = fat(&[
            MachO::module("x86_64", MACOS, (11, 0), "_core").import("PyLong_FromLong"),
            MachO::dylib("i386", (11, 0), "x"),
        ]);
        // In the middle of the second slice.
        file.truncate(0x8100);
        vec![wheel("macosx_11_0_x86_64", &file).write(to)]
    }),
    only("MAC002", |to| vec![wheel("macosx_11_0_universal2", &module((11, 0)).build()).write(to)]),
    only("MAC003", |to| vec![wheel("macosx_11_0_arm64", &module((14, 0)).build()).write(to)]),
    only("MAC004", |to| {
        let file = module((11, 0)).load("/opt/homebrew/opt/openssl@3/lib/libssl.3.dylib");
        vec![wheel("macosx_11_0_arm64", &file.build()).write(to)]
    }),
    only("MAC005", |to| {
        let file = module((11, 0)).load("@rpath/libfoo.1.dylib").rpath("@loader_path/.dylibs");
        vec![wheel("macosx_11_0_arm64", &file.build()).write(to)]
    }),
    only("MAC006", |to| {
        let python = "/Library/Frameworks/Python.framework/Versions/3.13/Python";
        vec![wheel("macosx_11_0_arm64", &module((11, 0)).load(python).build()).write(to)]
    }),
    only("MAC007", |to| {
        let file = MachO::module("arm64", CATALYST, (14, 0), "_core").import("PyLong_FromLong");
        vec![wheel("macosx_11_0_arm64", &file.build()).write(to)]
    }),
    only("MAC008", |to| {
        vec![wheel("macosx_11_0_arm64", &module((11, 0)).unsigned().build()).write(to)]
    }),
];
