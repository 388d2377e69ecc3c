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

pub use explain::{json as explain_json, text as explain};
pub use include::include;
pub use json::json;
pub use manifest::manifest;
pub use table::table;
pub use targets::{json as targets_json, table as targets};

use super::grid::{lines, new_table};
use crate::matrix::Runner;

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
