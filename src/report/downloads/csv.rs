//! Shares as one tidy table, for spreadsheets and data frames.

use super::DownloadsReport;
use crate::report::visible;

/// One line for each value of each split of each project: `project`, `dimension`, `value`,
/// `downloads`, `percent`, `percent_of_known` (empty for what is no value), `source`, `first` and
/// `last` day (empty where unknown). All rows, never folded.
///
/// A value that a spreadsheet would run as a formula gets a `'` before it: the texts come from
/// whoever downloads, and such tables are opened by a click. What a terminal would obey is written
/// out. JSON has the texts as they are.
///
/// Source: [OWASP, CSV Injection](https://owasp.org/www-community/attacks/CSV_Injection); quoting
/// by RFC 4180, with newlines as on Unix.
pub fn csv(report: &DownloadsReport<'_>) -> Result<String, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "project",
        "dimension",
        "value",
        "downloads",
        "percent",
        "percent_of_known",
        "source",
        "first",
        "last",
    ])?;
    for project in &report.projects {
        let window = project.window;
        let first = window.map(|it| it.first.to_string()).unwrap_or_default();
        let last = window.map(|it| it.last.to_string()).unwrap_or_default();
        let rows = project
            .splits
            .iter()
            .flat_map(|(dimension, shares)| shares.rows.iter().map(move |row| (dimension, row)));
        for (dimension, row) in rows {
            table.write_record([
                project.name(),
                dimension.as_str(),
                &harmless(&visible(row.value.as_str())),
                &row.downloads.to_string(),
                &percent(row.percent),
                &row.percent_of_known.map(percent).unwrap_or_default(),
                project.answer.origin.source,
                &first,
                &last,
            ])?;
        }
    }
    let bytes = table.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A text that no spreadsheet takes for a formula.
pub(super) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Without a sign, with as many digits as JSON has at most.
pub(super) fn percent(percent: f64) -> String {
    format!("{percent:.6}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts() {
        assert_eq!(harmless("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(harmless("-1"), "'-1");
        assert_eq!(harmless("3.14"), "3.14");
    }
}
