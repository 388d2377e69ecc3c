//! Entry points and scripts.

use std::path::{Path, PathBuf};

use super::{Recipe, demo, only};

const FILE: &str = "demo-1.0.dist-info/entry_points.txt";

fn with(to: &Path, text: &str) -> Vec<PathBuf> {
    vec![demo().file(FILE, text.as_bytes()).write(to)]
}

pub(super) const RECIPES: &[Recipe] = &[
    only("ENT001", |to| with(to, "demo = demo:main\n")),
    only("ENT002", |to| with(to, "[console_scripts]\ndemo tool = demo:main\n")),
    only("ENT003", |to| with(to, "[console_scripts]\ndemo = demo\n")),
    only("ENT004", |to| with(to, "[console_scripts]\ndemo = demo.cli:main\n")),
    only("ENT005", |to| with(to, "[console_scripts]\npython3 = demo:main\n")),
    only("ENT006", |to| {
        with(to, "[console_scripts]\ndemo = demo:main\n[gui_scripts]\nDemo = demo:main\n")
    }),
];
