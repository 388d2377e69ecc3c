//! Several projects side by side.

use std::{cmp::Reverse, collections::BTreeSet};

use serde::Serialize;

use super::{Verdict, amount::percent};
use crate::{
    downloads::{Shares, Value},
    model::{ProjectName, PythonVersion},
};

/// A table with one column a project and one row a Python.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The projects, in the order in which they were named
    pub columns: Vec<Column>,
    /// The Pythons, the newest first, then what is no known Python
    pub rows: Vec<ComparisonRow>,
}

/// One project.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Ex) `psutil`
    pub project: String,
    /// All its downloads
    pub total: u64,
    /// Those with a known Python, in percent of all
    pub known: f64,
    /// The Requires-Python that its verdict recommends
    pub requires_python: Option<String>,
}

/// One Python.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonRow {
    /// Which one
    pub value: Value,
    /// Its share of each project's downloads in the order of the columns: in percent of those with
    /// a known Python, for what is none in percent of all; `None` where the project has no such row
    pub shares: Vec<Option<f64>>,
}

/// Puts the shares of projects by Python side by side, with their verdicts where there are any.
pub fn compare(projects: &[(&ProjectName, &Shares, Option<&Verdict>)]) -> Comparison {
    let columns = projects.iter().map(|(project, shares, verdict)| Column {
        project: project.to_string(),
        total: shares.total,
        known: percent(shares.known, shares.total),
        requires_python: verdict.and_then(|verdict| verdict.requires_python.clone()),
    });
    let values =
        projects.iter().flat_map(|(_, shares, _)| shares.rows.iter().map(|row| &row.value));
    let mut values: Vec<&Value> = values.collect::<BTreeSet<_>>().into_iter().collect();
    values.sort_by_cached_key(|value| {
        let version = value.text().and_then(|text| text.parse::<PythonVersion>().ok());
        (value.text().is_none(), Reverse(version), (*value).clone())
    });
    let row = |value: &Value| ComparisonRow {
        value: value.clone(),
        shares: projects
            .iter()
            .map(|(_, shares, _)| {
                shares.get(value).map(|row| row.percent_of_known.unwrap_or(row.percent))
            })
            .collect(),
    };
    Comparison { columns: columns.collect(), rows: values.into_iter().map(row).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::{Counts, Dimension, Sorting};

    fn shares(rows: &[(Value, u64)]) -> Shares {
        let mut counts = Counts::new(vec![Dimension::Python]);
        for (value, downloads) in rows {
            counts.add(vec![value.clone()], *downloads);
        }
        Shares::of(&counts, Sorting::Share)
    }

    #[test]
    fn rows_are_of_all_projects_and_in_version_order() {
        let (one, other) = ("one".parse().unwrap(), "other".parse().unwrap());
        let few =
            shares(&[(Value::known("3.9"), 3), (Value::known("3.10"), 1), (Value::Unknown, 4)]);
        let many = shares(&[(Value::known("3.13"), 5)]);
        let table = compare(&[(&one, &few, None), (&other, &many, None)]);
        let rows: Vec<_> =
            table.rows.iter().map(|row| (row.value.as_str(), row.shares.clone())).collect();
        assert_eq!(
            rows,
            [
                ("3.13", vec![None, Some(100.0)]),
                ("3.10", vec![Some(25.0), None]),
                ("3.9", vec![Some(75.0), None]),
                ("unknown", vec![Some(50.0), None]),
            ]
        );
        assert_eq!((table.columns[0].total, table.columns[0].known), (8, 50.0));
        assert_eq!(compare(&[]).rows, []);
    }
}
