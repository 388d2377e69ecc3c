//! Several projects side by side.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{DownloadsReport, fold::shown};
use crate::{downloads::Value, model::PythonVersion};

/// The shares of each Python in each project.
#[derive(Debug)]
pub(super) struct SideBySide {
    /// The projects
    pub(super) projects: Vec<String>,
    /// A Python, fit to be shown, and its share of each project's downloads in percent; the newest
    /// first, what is no version last
    pub(super) rows: Vec<(String, Vec<Option<f64>>)>,
}

/// What order rows have.
type Key = (u8, Option<Reverse<PythonVersion>>, Value);

/// Puts projects side by side, where there are several.
pub(super) fn side_by_side(report: &DownloadsReport<'_>) -> Option<SideBySide> {
    let projects: Vec<_> = report
        .projects
        .iter()
        .filter_map(|project| Some((project.name(), project.pythons()?)))
        .collect();
    if projects.len() < 2 {
        return None;
    }
    let mut rows: BTreeMap<Key, Vec<Option<f64>>> = BTreeMap::new();
    for (place, (_, shares)) in projects.iter().enumerate() {
        for row in &shares.rows {
            let cells = rows.entry(key(&row.value)).or_insert_with(|| vec![None; projects.len()]);
            if let Some(cell) = cells.get_mut(place) {
                *cell = Some(row.percent);
            }
        }
    }
    Some(SideBySide {
        projects: projects.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows: rows.into_iter().map(|((.., value), cells)| (shown(value.as_str()), cells)).collect(),
    })
}

fn key(value: &Value) -> Key {
    let version = value.text().and_then(|text| text.parse::<PythonVersion>().ok());
    let class = match (version, value.text()) {
        (Some(_), _) => 0,
        (None, Some(_)) => 1,
        (None, None) => 2,
    };
    (class, version.map(Reverse), value.clone())
}
