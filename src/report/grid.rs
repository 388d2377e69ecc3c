//! Tables of text, as every report writes them.

use comfy_table::{Table, presets};

/// A table with these headings and no lines around it.
pub(super) fn new_table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    // Words stay whole and lines stay long: a pipe or a pager takes them as they are.
    table.load_style(presets::NOTHING).set_header(header);
    table
}

/// The table's lines without the blanks that fill the last column.
pub(super) fn lines(table: &Table) -> String {
    table.lines().map(|line| line.trim().to_owned() + "\n").collect()
}
