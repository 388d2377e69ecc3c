//! What modules need of the interpreter.

use super::{Recipe, demo, only};
use crate::support::{elf::Elf, native};

const ABI3: &str = "cp312-abi3-manylinux_2_17_x86_64";
const ONE: &str = "cp312-cp312-manylinux_2_17_x86_64";

/// A module for Linux as the tags want it, changed.
fn module(tags: &str, name: &str, change: fn(Elf) -> Elf) -> Vec<u8> {
    change(native::elf(&tags.parse().unwrap(), name).unwrap()).build()
}

pub(super) const RECIPES: &[Recipe] = &[
    only("ABI001", |to| {
        let core = module(ABI3, "_core", |elf| elf.import("_PyLong_AsByteArray"));
        vec![demo().tag(ABI3).file("demo/_core.abi3.so", &core).write(to)]
    }),
    only("ABI002", |to| {
        let core = module(ABI3, "_core", |elf| elf.import("PyDict_GetItemRef"));
        vec![demo().tag(ABI3).file("demo/_core.abi3.so", &core).write(to)]
    }),
    only("ABI003", |to| {
        let core = module(ABI3, "_core", |elf| elf.export("PyList_New"));
        vec![demo().tag(ABI3).file("demo/_core.abi3.so", &core).write(to)]
    }),
    only("ABI004", |to| {
        let core = module(ABI3, "_core", |elf| elf);
        let wheel = demo().tag("cp315-abi3.abi3t-manylinux_2_17_x86_64");
        vec![wheel.file("demo/_core.abi3t.so", &core).write(to)]
    })
    .also(&["GIL002"]),
    only("ABI005", |to| {
        let core = module(ONE, "_core", |elf| elf);
        let file = "demo/_core.cpython-313-x86_64-linux-gnu.so";
        vec![demo().tag(ONE).file(file, &core).write(to)]
    }),
    only("ABI006", |to| {
        let core = module(ONE, "_speedups", |elf| elf);
        let file = "demo/_core.cpython-312-x86_64-linux-gnu.so";
        vec![demo().tag(ONE).file(file, &core).write(to)]
    }),
    only("ABI007", |to| {
        let core = module(ONE, "_core", |elf| elf);
        let wheel = demo().tag("cp312-none-manylinux_2_17_x86_64");
        vec![wheel.file("demo/_core.so", &core).write(to)]
    }),
];
