//! Requirements: projects that Python itself replaces, and conditions on Python's version.

use super::super::{Kind, sheet::Sheet, world::World};
use crate::tables::Backports;

/// The variables of [dependency specifiers](https://packaging.python.org/en/latest/specifications/dependency-specifiers/)
/// that hold Python's version.
const VARIABLES: [&str; 2] = ["python_version", "python_full_version"];

/// Whether a line compares Python's version.
pub(super) fn has_marker(line: &str) -> bool {
    !markers(line).is_empty()
}

/// Notes the requirements of a file.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, world: &World, table: &Backports) {
    let toml = sheet.path().ends_with(".toml");
    let ini = [".ini", ".cfg"].iter().any(|ending| sheet.path().ends_with(ending));
    let mut dependencies = !toml && !ini;
    for (at, line) in sheet.lines() {
        let code = line.trim_start();
        if (toml || ini) && code.starts_with('[') && code.trim_end().ends_with(']') {
            dependencies = code.contains("dependencies") || code.contains("extras_require");
        } else if ini && code.len() == line.len() && code.contains('=') {
            let key = code.split('=').next().unwrap_or_default().trim();
            dependencies = key.contains("require") || key == "deps";
        }
        if code.starts_with('#') {
            continue;
        }
        for marker in markers(line) {
            let verdict = world.judge(&marker.version, |release| {
                let numbers = [release.major, release.minor, release.micro].map(i64::from);
                marker.holds(&numbers)
            });
            if let Some(verdict) = verdict {
                let floor = world.floor();
                let why = format!("`{}` is always {} from {floor} on", marker.text, verdict.answer);
                let mend = if verdict.answer {
                    "leave the condition out"
                } else {
                    "delete the requirement"
                };
                sheet.add(at + marker.at, Kind::Marker, why, mend);
            }
        }
        for (column, project) in names(line, dependencies) {
            let row = table.project(&project).filter(|row| row.since <= world.floor());
            if let Some(row) = row {
                let why =
                    format!("{} does what {project} is for, from {} on", row.instead, row.since);
                let mend = format!("delete it once nothing imports it; use {}", row.instead);
                sheet.add(at + column, Kind::Backport, why, mend);
            }
        }
    }
}

/// A comparison of Python's version.
struct Marker<'a> {
    at: usize,
    text: &'a str,
    operator: &'a str,
    version: Vec<i64>,
    /// `python_version` has two numbers
    short: bool,
}

fn markers(line: &str) -> Vec<Marker<'_>> {
    const OPERATORS: [&str; 7] = ["<=", ">=", "==", "!=", "~=", "<", ">"];
    let mut all = Vec::new();
    for (index, variable) in VARIABLES.into_iter().enumerate() {
        for (at, _) in line.match_indices(variable) {
            let rest = line[at + variable.len()..].trim_start();
            let Some(operator) = OPERATORS.into_iter().find(|it| rest.starts_with(it)) else {
                continue;
            };
            // In the strings of TOML and Python the quotes may be escaped.
            let value = rest[operator.len()..].trim_start().trim_start_matches('\\');
            let Some(quote) = value.chars().next().filter(|it| matches!(it, '"' | '\'')) else {
                continue;
            };
            let inner = value[1..].split([quote, '\\']).next().unwrap_or_default();
            let version: Option<Vec<i64>> =
                inner.split('.').map(|it| it.parse().ok().filter(|it| *it >= 0)).collect();
            let Some(version) = version.filter(|it| it.len() <= 3) else { continue };
            let after = &value[1 + inner.len()..];
            let end = line.len() - after.len() + usize::from(after.starts_with(quote));
            let text = &line[at..end];
            let short = index == 0;
            all.push(Marker { at, text, operator: &rest[..operator.len()], version, short });
        }
    }
    all
}

impl Marker<'_> {
    /// Rule: [PEP 440](https://peps.python.org/pep-0440/): missing numbers are zeros; `~=` wants all
    /// but the last number to be equal.
    fn holds(&self, release: &[i64; 3]) -> Option<bool> {
        let release = if self.short { &release[..2] } else { &release[..] };
        let padded = |numbers: &[i64]| {
            let mut all = numbers.to_vec();
            all.resize(3, 0);
            all
        };
        let (left, right) = (padded(release), padded(&self.version));
        Some(match self.operator {
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            ">=" => left >= right,
            "==" => left == right,
            "!=" => left != right,
            _ => {
                let prefix = self.version.len().checked_sub(1).filter(|it| *it > 0)?;
                left >= right && left[..prefix] == right[..prefix]
            }
        })
    }
}

/// Names of projects at the begin of a line, where requirements stand there, and behind quotes.
fn names(line: &str, at_begin: bool) -> Vec<(usize, String)> {
    let begin = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
    let quotes = line.match_indices(['"', '\'']).map(|(at, _)| at + 1);
    let starts = at_begin.then_some(begin).into_iter().chain(quotes);
    let mut found = Vec::new();
    for at in starts {
        let rest = &line[at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        let ends = after.chars().next().is_none_or(|c| " \t<>=!~;[,\"'(".contains(c));
        // Classifiers are none. Ex) `Typing :: Typed`
        let ends = ends && !after.trim_start().starts_with("::");
        // `key: value` of YAML and `key = value` of setup.cfg have other first words.
        if !name.is_empty() && ends && !found.iter().any(|(other, _)| *other == at) {
            found.push((at, normalized(name)));
        }
    }
    found
}

/// Rule: <https://packaging.python.org/en/latest/specifications/name-normalization/>
fn normalized(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}
