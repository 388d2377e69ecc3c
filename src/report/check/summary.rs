//! Findings counted by rule.

use std::collections::{BTreeMap, HashSet};

use super::CheckReport;
use crate::rules::{Level, rule};

/// What one rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfRule {
    /// The rule's code
    pub(super) code: &'static str,
    /// The rule's name
    pub(super) name: &'static str,
    /// The worst of its findings
    pub(super) level: Level,
    /// How many findings
    pub(super) findings: usize,
    /// In how many files or releases
    pub(super) files: usize,
    /// How many of them `--fix` can mend
    pub(super) mendable: usize,
}

/// The rules that found something, worst first, then by code.
pub(super) fn by_rule(report: &CheckReport) -> Vec<OfRule> {
    let mut rules: BTreeMap<&'static str, (OfRule, HashSet<&str>)> = BTreeMap::new();
    for finding in &report.findings {
        let (row, files) = rules.entry(finding.code).or_insert_with(|| {
            let name = rule(finding.code).map_or("", |rule| rule.name);
            let row = OfRule {
                code: finding.code,
                name,
                level: finding.level,
                findings: 0,
                files: 0,
                mendable: 0,
            };
            (row, HashSet::new())
        });
        row.level = row.level.max(finding.level);
        row.findings += 1;
        row.mendable += usize::from(report.is_mendable(finding));
        files.insert(&finding.file);
    }
    let count = |(row, files): (OfRule, HashSet<&str>)| OfRule { files: files.len(), ..row };
    let mut rows: Vec<OfRule> = rules.into_values().map(count).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.level), row.code));
    rows
}

/// How many findings `--fix` can mend.
pub(super) fn mendable(report: &CheckReport) -> usize {
    report.findings.iter().filter(|finding| report.is_mendable(finding)).count()
}
