//! For people.

use std::fmt::Write;

use super::ProjectReport;
use crate::report::grid::{lines, new_table};

/// One project: where the numbers come from, its shares, the verdict.
pub fn text(report: &ProjectReport) -> String {
    let origin = &report.answer.origin;
    let mut out = format!("{} from {} ({})\n", report.answer.project, origin.source, origin.place);
    for (dimension, shares) in &report.splits {
        let mut table = new_table([dimension.as_str(), "downloads", "share"]);
        for row in &shares.rows {
            table.add_row([
                row.value.to_string(),
                row.downloads.to_string(),
                format!("{:.2} %", row.percent),
            ]);
        }
        out += &lines(&table);
    }
    if let Some(verdict) = &report.verdict {
        for row in &verdict.rows {
            let _ = writeln!(out, "{} {:?}", row.python, row.action);
        }
    }
    out
}
