//! As Markdown, for an issue or a pull request.

use std::fmt::Write as _;

use super::{DropReport, sentences};
use crate::report::{downloads::origin_facts, escape::markdown as cell, visible};

/// A heading, a table, lists.
pub fn markdown(report: &DropReport<'_>) -> String {
    let plain = |line: &str| cell(&visible(line));
    let mut out = format!("### {}\n\n", plain(&sentences::title(report)));
    let _ = writeln!(out, "| {} |", sentences::HEAD.join(" | "));
    let _ = writeln!(out, "| --- | --- |{}", " ---: |".repeat(sentences::HEAD.len() - 2));
    for row in sentences::rows(report) {
        let cells: Vec<String> = row.iter().map(|text| plain(text)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    let origin = report.downloads.as_ref().map(|it| origin_facts(it)).unwrap_or_default();
    let origin = origin.into_iter().map(|(label, fact)| format!("{label}: {fact}"));
    let about: Vec<String> = origin.chain(sentences::about(report)).collect();
    let edits = if report.written { "Edited" } else { "Edits" };
    for (title, lines) in [
        ("Figures", about),
        ("Who falls back", sentences::fallbacks(report)),
        (edits, sentences::edits(report)),
        ("Left to do by hand", sentences::left(report)),
    ] {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n**{title}**\n");
        }
        for line in lines {
            let _ = writeln!(out, "- {}", plain(&line));
        }
    }
    if let Some(counts) = sentences::left_out(report) {
        let _ = writeln!(out, "\n**Not searched**\n\n- {counts}");
    }
    let _ = writeln!(out, "\n{}", plain(&sentences::end(report)));
    out
}
