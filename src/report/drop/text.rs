//! For people.

use std::fmt::Write as _;

use anstyle::Style;

use super::{DropReport, sentences};
use crate::report::{
    downloads::origin_facts,
    grid::{lines, new_table},
    visible,
};

/// Figures, who falls back, edits, what is left. Carries colour: the stream strips it where it is
/// not wanted. With `verbose` each file that was not searched is named.
pub fn text(report: &DropReport<'_>, verbose: bool) -> String {
    if report.is_done() && !report.written {
        return sentences::nothing_left(report) + "\n";
    }
    let bold = Style::new().bold();
    let mut out = String::new();
    let _ = writeln!(out, "{bold}{}{bold:#}\n", visible(&sentences::title(report)));
    let mut table = new_table(sentences::HEAD);
    for row in sentences::rows(report) {
        table.add_row(row);
    }
    out.push_str(&lines(&table));
    out.push('\n');
    if let Ok(downloads) = &report.downloads {
        for (label, fact) in origin_facts(downloads) {
            let _ = writeln!(out, "  {label:<11} {fact}");
        }
    }
    for line in sentences::about(report) {
        let _ = writeln!(out, "  {}", visible(&line));
    }
    let edits = if report.written { "edited" } else { "edits" };
    for (title, lines) in [
        ("who falls back", sentences::fallbacks(report)),
        (edits, sentences::edits(report)),
        ("left to do by hand", sentences::left(report)),
    ] {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{bold}{title}{bold:#}");
        }
        for line in lines {
            let _ = writeln!(out, "  {}", visible(&line));
        }
    }
    if let Some(counts) = sentences::left_out(report) {
        let how = if verbose { "" } else { ": --verbose names them" };
        let _ = writeln!(out, "\n{bold}not searched{bold:#}\n  {counts}{how}");
        for line in sentences::each_left_out(report).iter().filter(|_| verbose) {
            let _ = writeln!(out, "  {}", visible(line));
        }
    }
    let _ = writeln!(out, "\n{}", sentences::end(report));
    out
}
