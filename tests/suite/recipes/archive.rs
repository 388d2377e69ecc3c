//! The zip archive.

use super::{Recipe, demo, only};

pub(super) const RECIPES: &[Recipe] = &[
    only("ZIP001", |to| vec![demo().entries(|entries| entries[0].crc ^= 1).write(to)]),
    only("ZIP002", |to| vec![demo().file("demo\\core.py", b"").write(to)]),
    only("ZIP003", |to| vec![demo().entries(|entries| entries.push(entries[0].clone())).write(to)]),
    only("ZIP004", |to| vec![demo().entries(|entries| entries[0].method = 12).write(to)]),
];
