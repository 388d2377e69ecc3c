//! What modules of free-threaded wheels declare of the GIL.

use super::{Recipe, demo, only};
use crate::support::elf::Elf;

const TAGS: &str = "cp314-cp314t-manylinux_2_17_x86_64";
const FILE: &str = "demo/_core.cpython-314t-x86_64-linux-gnu.so";

fn module(creates: &str) -> Vec<u8> {
    let elf = Elf::new("x86_64").needed("libc.so.6").versioned("libc.so.6", "GLIBC_2.17", "malloc");
    elf.import(creates).export("PyInit__core").build()
}

pub(super) const RECIPES: &[Recipe] = &[
    only("GIL001", |to| vec![demo().tag(TAGS).file(FILE, &module("PyModule_Create2")).write(to)]),
    only("GIL002", |to| vec![demo().tag(TAGS).file(FILE, &module("PyModuleDef_Init")).write(to)]),
];
