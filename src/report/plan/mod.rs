//! A plan and views of it, for people and for machines.
//!
//! Each schema of JSON has its own structs, apart from those of the plan: the form stays, and
//! fields may be added.

mod explain;
mod include;
mod json;
mod manifest;
mod table;
mod targets;

use comfy_table::{Table, presets};

pub use explain::{json as explain_json, text as explain};
pub use include::include;
pub use json::json;
pub use manifest::manifest;
pub use table::table;
pub use targets::{json as targets_json, table as targets};

use crate::matrix::Runner;

fn new_table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    // Words stay whole and lines stay long: a pipe or a pager takes them as they are.
    table.load_style(presets::NOTHING).set_header(header);
    table
}

/// The table's lines without the blanks that fill the last column.
fn lines(table: &Table) -> String {
    table.lines().map(|line| line.trim().to_owned() + "\n").collect()
}

/// The words in their order, each once.
fn once_each(words: impl Iterator<Item = String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen.join(" ")
}

fn label(runner: &Runner) -> String {
    match &runner.qemu {
        Some(arch) => format!("{} with QEMU {arch}", runner.label),
        None => runner.label.clone(),
    }
}
