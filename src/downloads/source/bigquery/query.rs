//! The query: one row for each combination of values, counted by BigQuery.
//!
//! What a user may write stands in parameters, never in the text. The days are fixed and whole, so
//! that the same question is answered from BigQuery's own cache, at no cost, for a day.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value as Json, json};

use crate::{
    downloads::{Dimension, Installers, Wanted, Window},
    tables::DownloadRules,
};

/// The table of all downloads: partitioned by the day of `timestamp`, clustered by project.
///
/// Schema: PyPI's documentation, "`BigQuery` datasets".
pub(super) const TABLE: &str = "bigquery-public-data.pypi.file_downloads";

/// The name of the column that counts.
pub(super) const DOWNLOADS: &str = "downloads";

/// A text with named parameters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    /// GoogleSQL
    pub(super) text: String,
    /// The parameters as [jobs.query](https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query)
    /// takes them
    pub(super) parameters: Vec<Json>,
}

/// The dimensions that a query tells downloads apart by: those asked for, and the day.
pub(super) fn dimensions(wanted: &Wanted) -> Vec<Dimension> {
    let mut dimensions = wanted.dimensions.clone();
    dimensions.insert(Dimension::Day);
    dimensions.into_iter().collect()
}

/// The column of a dimension in the result. Ex) `libc_version`
pub(super) fn column(dimension: Dimension) -> String {
    dimension.as_str().replace('-', "_")
}

impl Query {
    /// The question over these days, which are some of those asked for.
    pub(super) fn new(wanted: &Wanted, days: Window, rules: &DownloadRules) -> Self {
        let dimensions = dimensions(wanted);
        let mut text = "SELECT\n".to_owned();
        for dimension in &dimensions {
            text += &format!("  {} AS {},\n", expression(*dimension), column(*dimension));
        }
        text += &format!("  COUNT(*) AS {DOWNLOADS}\nFROM `{TABLE}`\n");
        text += "WHERE timestamp >= TIMESTAMP(@first) AND timestamp < TIMESTAMP(@after_last)\n";
        text += "  AND file.project = @project\n";
        text += r"  AND NOT REGEXP_CONTAINS(file.filename, r'\.(metadata|asc|provenance|sig)$')";
        text += "\n";
        let mut parameters = vec![
            scalar("first", "DATE", &days.first.to_string()),
            scalar("after_last", "DATE", &after(days.last).to_string()),
            scalar("project", "STRING", &wanted.project.normalized()),
        ];
        let name = "LOWER(details.installer.name)";
        let names = match &wanted.installers {
            Installers::Everything => None,
            Installers::WithoutMirrors => {
                text += &format!(
                    "  AND (details.installer.name IS NULL OR {name} NOT IN UNNEST(@installers))\n"
                );
                Some(rules.mirrors.clone())
            }
            Installers::Installing => Some(rules.counted.clone()),
            Installers::Only(names) => Some(names.iter().cloned().collect()),
        };
        if let Some(names) = names {
            if wanted.installers != Installers::WithoutMirrors {
                text += &format!("  AND {name} IN UNNEST(@installers)\n");
            }
            parameters.push(array("installers", &names));
        }
        // By number: `file` is a column of the table too.
        let numbers: Vec<String> =
            (1..=dimensions.len()).map(|number| number.to_string()).collect();
        text += &format!("GROUP BY {}\n", numbers.join(", "));
        Self { text, parameters }
    }
}

/// The day behind this one; the last day of the calendar stays itself.
pub(super) fn after(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}

/// What BigQuery makes of a row for a dimension.
///
/// What is cleaned here is what would make too many groups; [`clean`](crate::downloads::clean) has
/// the last word on each value, so that all sources spell alike.
fn expression(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Day => "FORMAT_TIMESTAMP('%F', timestamp)",
        Dimension::Version => "file.version",
        // The feature release; `.0a0` behind it stands for any pre-release of it.
        Dimension::Python => {
            r"CASE
    WHEN REGEXP_CONTAINS(TRIM(details.python), r'^\d+\.\d+(\.\d+)?\+?$')
      THEN REGEXP_EXTRACT(details.python, r'\d+\.\d+')
    WHEN REGEXP_CONTAINS(TRIM(details.python), r'^\d+\.\d+\.\d+(a|b|c|rc)\d+\+*$')
      THEN CONCAT(REGEXP_EXTRACT(details.python, r'\d+\.\d+'), '.0a0')
    WHEN TRIM(details.python) IN ('', 'None', 'null', 'unknown') THEN NULL
    WHEN details.python IS NOT NULL THEN 'other'
  END"
        }
        Dimension::System => "details.system.name",
        // The kernel of macOS has numbers of its own; those of Linux count their builds.
        Dimension::SystemRelease => {
            r"CASE details.system.name
    WHEN 'Darwin' THEN details.distro.version
    ELSE COALESCE(
      REGEXP_EXTRACT(details.system.release, r'^(\d+\.\d+)(?:[-.+_ ]|$)'), details.system.release
    )
  END"
        }
        Dimension::Distro => {
            "CONCAT(details.distro.name, IFNULL(CONCAT(' ', details.distro.version), ''))"
        }
        Dimension::Cpu => "LOWER(details.cpu)",
        Dimension::Libc => "details.distro.libc.lib",
        Dimension::LibcVersion => {
            "CONCAT(details.distro.libc.lib, IFNULL(CONCAT(' ', details.distro.libc.version), ''))"
        }
        Dimension::Installer => "details.installer.name",
        // pip writes nothing where it sees no sign of CI, which is no `no`.
        Dimension::Ci => "CASE WHEN details.ci THEN 'yes' WHEN NOT details.ci THEN 'no' END",
        // A file name with what tells kinds apart, and nothing else: ABI, any platform or one, ending.
        Dimension::Kind => {
            r"COALESCE(
    CONCAT(
      'x-0-py3-', REGEXP_EXTRACT(file.filename, r'-([^-]+)-[^-]+\.whl$'),
      IF(ENDS_WITH(file.filename, '-any.whl'), '-any.whl', '-linux_x86_64.whl')
    ),
    CONCAT('x-0', REGEXP_EXTRACT(file.filename, r'\.(?:tar\.)?[A-Za-z0-9]+$'))
  )"
        }
        Dimension::File => "file.filename",
    }
}

fn scalar(name: &str, kind: &str, value: &str) -> Json {
    json!({
        "name": name,
        "parameterType": {"type": kind},
        "parameterValue": {"value": value},
    })
}

fn array(name: &str, values: &[String]) -> Json {
    let values: Vec<Json> = values.iter().map(|value| json!({ "value": value })).collect();
    json!({
        "name": name,
        "parameterType": {"type": "ARRAY", "arrayType": {"type": "STRING"}},
        "parameterValue": {"arrayValues": values},
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::tables::Table;

    fn query(installers: &str) -> Query {
        let rules = toml::from_str(DownloadRules::EMBEDDED).unwrap();
        let days = Window::new(date(2026, 10, 25), date(2026, 11, 21)).unwrap();
        let wanted = Wanted {
            project: "Ruamel.Yaml".parse().unwrap(),
            window: days,
            history: None,
            dimensions: [Dimension::LibcVersion, Dimension::File].into(),
            installers: installers.parse().unwrap(),
        };
        Query::new(&wanted, days, &rules)
    }

    #[test]
    fn the_text_is_fixed_and_values_are_parameters() {
        let query = query("pip,o'neill");
        insta::assert_snapshot!(query.text, @r"
        SELECT
          FORMAT_TIMESTAMP('%F', timestamp) AS day,
          CONCAT(details.distro.libc.lib, IFNULL(CONCAT(' ', details.distro.libc.version), '')) AS libc_version,
          file.filename AS file,
          COUNT(*) AS downloads
        FROM `bigquery-public-data.pypi.file_downloads`
        WHERE timestamp >= TIMESTAMP(@first) AND timestamp < TIMESTAMP(@after_last)
          AND file.project = @project
          AND NOT REGEXP_CONTAINS(file.filename, r'\.(metadata|asc|provenance|sig)$')
          AND LOWER(details.installer.name) IN UNNEST(@installers)
        GROUP BY 1, 2, 3
        ");
        let parameters = serde_json::to_string(&query.parameters).unwrap();
        for value in ["2026-10-25", "2026-11-22", "ruamel-yaml", "o'neill"] {
            assert!(parameters.contains(&format!("\"{value}\"")), "{value} in {parameters}");
        }
    }

    #[test]
    fn installers_narrow_the_query() {
        let (all, people) = (query("all"), query("without-mirrors"));
        assert!(!all.text.contains("installer") && all.parameters.len() == 3);
        assert!(people.text.contains("IS NULL OR LOWER(details.installer.name) NOT IN"));
        assert!(people.parameters[3].to_string().contains("bandersnatch"));
    }
}
