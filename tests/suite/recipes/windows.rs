//! Native code of Windows.

use super::{Recipe, Wheel, demo, only};
use crate::support::pe::{AMD64, ARM64, Pe};

fn wheel(content: &[u8]) -> Wheel {
    demo().tag("cp313-cp313-win_amd64").file("demo/_core.cp313-win_amd64.pyd", content)
}

fn module(machine: u16) -> Pe {
    Pe::module(machine, "python313.dll", "_core")
}

pub(super) const RECIPES: &[Recipe] = &[
    only("WIN001", |to| {
        let mut file = module(AMD64).build();
        // The magic of the optional header.
        file[64 + 24] = 7;
        vec![wheel(&module(AMD64).build()).file("demo/sample.bin", &file).write(to)]
    }),
    only("WIN002", |to| vec![wheel(&module(ARM64).build()).write(to)]),
    only("WIN003", |to| {
        vec![wheel(&Pe::module(AMD64, "python312.dll", "_core").build()).write(to)]
    }),
    only("WIN004", |to| {
        let file = module(AMD64).import("VCRUNTIME140D.dll", &["memcpy"]);
        vec![wheel(&file.build()).write(to)]
    }),
    only("WIN005", |to| {
        vec![wheel(&module(AMD64).import("MSVCP140.dll", &["_Xtime"]).build()).write(to)]
    }),
    only("WIN006", |to| {
        vec![wheel(&module(AMD64).import("zlib1.dll", &["inflate"]).build()).write(to)]
    }),
];
