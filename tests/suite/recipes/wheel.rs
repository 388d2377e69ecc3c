//! `WHEEL` and what it says of the files.

use super::{Recipe, demo, only};
use crate::support::wheel::NATIVE;

pub(super) const RECIPES: &[Recipe] = &[
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
    only("WHL010", |to| {
        let wheel = demo().native("cp312-cp312-win_amd64");
        vec![wheel.file("demo/_more.cp312-win_amd64.pyd", b"<html>gone").write(to)]
    }),
];
