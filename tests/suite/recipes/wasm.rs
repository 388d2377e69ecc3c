//! Native code of Pyodide.

use super::{Recipe, demo, only};
use crate::support::wasm::Wasm;

pub(super) const RECIPES: &[Recipe] = &[
    only("WSM001", |to| {
        let file = Wasm::plain().import("PyModuleDef_Init").export("PyInit__core").build();
        let name = "demo/_core.cpython-314-wasm32-emscripten.so";
        vec![demo().tag("cp314-cp314-pyemscripten_2026_0_wasm32").file(name, &file).write(to)]
    }),
    only("WSM002", |to| {
        let tags = "cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64";
        let name = "demo/_core.cpython-313-x86_64-linux-gnu.so";
        vec![demo().tag(tags).file(name, &Wasm::module("_core").build()).write(to)]
    }),
];
