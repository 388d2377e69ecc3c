//! Attempts as a table of Markdown.

use super::{HEADINGS, Trial, cells, head, summary};
use crate::report::visible;

/// The attempts for a comment or a page.
pub fn markdown(trial: &Trial) -> String {
    let mut out = format!("{}\n\n| {} |\n", escaped(&head(trial)), HEADINGS.join(" | "));
    out = out.replace("|  |\n", "| |\n") + &"|---".repeat(HEADINGS.len()) + "|\n";
    for row in &trial.rows {
        out += &format!("| {} |\n", cells(row).map(|cell| escaped(&cell)).join(" | "));
    }
    out + "\n" + &summary(trial) + "\n"
}

/// What ends a cell, begins a tag or makes a code is written out.
fn escaped(text: &str) -> String {
    visible(text).replace('|', "\\|").replace('<', "&lt;").replace('`', "\\`").replace('*', "\\*")
}
