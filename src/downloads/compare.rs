//! Several sources side by side, and why they differ.

use std::{cmp::Ordering, collections::BTreeSet};

use super::{
    Answer, Completeness, Counted, Counts, Dimension, Origin, Share, Shares, Sorting, SourceError,
    Value, Window, share::percent,
};
use crate::model::ProjectName;

/// Differences of shares below this are not worth a word, in percentage points.
const POINTS: f64 = 0.05;

/// The shares per Python of several answers.
#[derive(Debug)]
pub struct Comparison {
    /// Whose downloads
    pub project: ProjectName,
    /// The days that were asked for
    pub window: Window,
    /// The sources that answer
    pub columns: Vec<Column>,
    /// One row a Python, in the order that was asked for
    pub rows: Vec<Value>,
    /// The sources that do not, and why
    pub unanswered: Vec<(&'static str, SourceError)>,
    /// Why the columns differ, one sentence each
    pub reasons: Vec<String>,
}

/// One answer.
#[derive(Debug)]
pub struct Column {
    /// Where the numbers come from
    pub origin: Origin,
    /// The days that the shares are of; unknown where the source does not say
    pub window: Option<Window>,
    /// The shares per Python
    pub shares: Shares,
}

impl Column {
    /// The share of a Python; [`None`] where the source has no such row.
    pub fn get(&self, value: &Value) -> Option<&Share> {
        self.shares.get(value)
    }

    /// Downloads whose Python is not known, in percent of all.
    pub fn unknown(&self) -> f64 {
        percent(self.shares.total - self.shares.known, self.shares.total)
    }

    fn name(&self) -> &'static str {
        self.origin.source
    }
}

impl Comparison {
    /// Puts answers side by side, in the order in which they come.
    pub fn of(
        project: ProjectName,
        window: Window,
        answers: Vec<(&'static str, Result<Answer, SourceError>)>,
        sorting: Sorting,
    ) -> Self {
        let (mut columns, mut unanswered) = (Vec::new(), Vec::new());
        for (name, answer) in answers {
            match answer.and_then(|answer| column(answer, window, name, sorting)) {
                Ok(column) => columns.push(column),
                Err(error) => unanswered.push((name, error)),
            }
        }
        let rows = rows(&columns, sorting);
        let reasons = reasons(&columns);
        Self { project, window, columns, rows, unanswered, reasons }
    }
}

fn column(
    answer: Answer,
    window: Window,
    name: &'static str,
    sorting: Sorting,
) -> Result<Column, SourceError> {
    let python = &[Dimension::Python];
    let counts = answer.by_within(python, window).ok_or_else(|| SourceError::CannotSplit {
        source_name: name,
        asked: Dimension::Python.to_string(),
    })?;
    let shares = Shares::of(&counts, sorting);
    let days = answer
        .origin
        .window
        .map(|days| days.and(window).filter(|_| answer.has_days(python)).unwrap_or(days));
    Ok(Column { origin: answer.origin, window: days, shares })
}

/// All values in the order of the shares; by share, that of the first column counts.
fn rows(columns: &[Column], sorting: Sorting) -> Vec<Value> {
    let mut all = Counts::new(vec![Dimension::Python]);
    let weights = columns.first().filter(|_| sorting == Sorting::Share);
    let values: BTreeSet<&Value> =
        columns.iter().flat_map(|column| &column.shares.rows).map(|row| &row.value).collect();
    for value in values {
        let weight = weights.and_then(|column| column.get(value)).map_or(0, |row| row.downloads);
        all.add(vec![value.clone()], weight);
    }
    Shares::of(&all, sorting).rows.into_iter().map(|row| row.value).collect()
}

/// What the origins say of the differences, the weightiest first.
fn reasons(columns: &[Column]) -> Vec<String> {
    match columns {
        [] => return Vec::new(),
        [alone] => return vec![format!("{} answers alone: nothing is compared", alone.name())],
        _ => {}
    }
    let mut out = Vec::new();
    out.extend(largest(columns));
    out.extend(counted(columns));
    out.extend(columns.iter().filter_map(pip_alone));
    out.extend(columns.iter().filter_map(top));
    out.extend(days(columns));
    out.extend(unknown(columns));
    out.extend(prereleases(columns));
    out.extend(
        columns.iter().filter(|column| column.origin.cached).map(|column| {
            format!("{} was not asked now: its answer is of the cache", column.name())
        }),
    );
    out
}

/// The Python on which two columns disagree most.
fn largest(columns: &[Column]) -> Option<String> {
    let mut pairs = Vec::new();
    for (at, one) in columns.iter().enumerate() {
        for other in &columns[at + 1..] {
            for row in &one.shares.rows {
                let known = |row: &Share| row.percent_of_known;
                if let (Some(here), Some(there)) =
                    (known(row), other.get(&row.value).and_then(known))
                {
                    pairs.push((&row.value, one, here, other, there));
                }
            }
        }
    }
    let apart = |pair: &(_, _, f64, _, f64)| (pair.2 - pair.4).abs();
    let (value, one, here, other, there) = pairs
        .into_iter()
        .max_by(|a, b| apart(a).partial_cmp(&apart(b)).unwrap_or(Ordering::Equal))?;
    if (here - there).abs() < POINTS {
        return Some("the shares of known Pythons are the same".to_owned());
    }
    Some(format!(
        "they are furthest apart on {value}: {here:.1} % in {}, {there:.1} % in {}, each of the \
         known Pythons",
        one.name(),
        other.name()
    ))
}

fn counted(columns: &[Column]) -> Option<String> {
    let first = &columns.first()?.origin.counted;
    if columns.iter().all(|column| column.origin.counted == *first) {
        return None;
    }
    let each = columns.iter().map(|column| {
        let who = match &column.origin.counted {
            Counted::Asked(who) => format!("--installers {who}"),
            Counted::Fixed(who) => who.clone(),
            Counted::Unknown => "nobody says whom".to_owned(),
        };
        format!("{}: {who}", column.name())
    });
    Some(format!("they count different installers: {}", each.collect::<Vec<_>>().join("; ")))
}

fn pip_alone(column: &Column) -> Option<String> {
    let (Counted::Asked(who) | Counted::Fixed(who)) = &column.origin.counted else { return None };
    (who == "pip").then(|| {
        format!(
            "{} counts pip alone: whoever installs with uv or poetry is missing, and they tend to \
             run newer Pythons",
            column.name()
        )
    })
}

fn top(column: &Column) -> Option<String> {
    let Completeness::Top(rows) = column.origin.completeness else { return None };
    Some(format!(
        "{} has the {rows} largest rows alone: its shares are of their sum, and so too large",
        column.name()
    ))
}

fn days(columns: &[Column]) -> Option<String> {
    let first = columns.first()?.window;
    if columns.iter().all(|column| column.window == first) {
        return None;
    }
    let each = columns.iter().map(|column| {
        let days = column.window.map_or("days unknown".to_owned(), |window| window.to_string());
        let weeks = column.window.filter(|window| !window.is_whole_weeks());
        let weeks = weeks.map_or("", |_| ", no whole weeks");
        format!("{}: {days}{weeks}", column.name())
    });
    Some(format!("they cover different days: {}", each.collect::<Vec<_>>().join("; ")))
}

fn unknown(columns: &[Column]) -> Option<String> {
    let most = columns.iter().map(Column::unknown).fold(0.0, f64::max);
    let least = columns.iter().map(Column::unknown).fold(100.0, f64::min);
    if most - least < POINTS {
        return None;
    }
    let each =
        columns.iter().map(|column| format!("{:.1} % in {}", column.unknown(), column.name()));
    Some(format!(
        "downloads without a known Python are {}: compare the shares of the known ones",
        each.collect::<Vec<_>>().join(", ")
    ))
}

fn prereleases(columns: &[Column]) -> Option<String> {
    let (apart, folded): (Vec<_>, Vec<_>) =
        columns.iter().partition(|column| column.get(&Value::Prerelease).is_some());
    if apart.is_empty() || folded.is_empty() {
        return None;
    }
    let names = |columns: &[&Column]| {
        columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(" and ")
    };
    Some(format!(
        "pre-releases of Python are a row of their own in {}, and part of their release in {}",
        names(&apart),
        names(&folded)
    ))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::downloads::Unread;

    fn answer(source: &'static str, counted: Counted, rows: &[(&str, u64)]) -> Answer {
        let mut counts = Counts::new(vec![Dimension::Python]);
        for (python, downloads) in rows {
            let value = match *python {
                "unknown" => Value::Unknown,
                "pre" => Value::Prerelease,
                python => Value::known(python),
            };
            counts.add(vec![value], *downloads);
        }
        Answer {
            project: "demo".parse().unwrap(),
            origin: Origin {
                source,
                place: "p".to_owned(),
                window: None,
                counted,
                completeness: Completeness::Whole,
                unread: Unread::default(),
                cost: None,
                cached: false,
                notes: Vec::new(),
            },
            cubes: vec![counts],
        }
    }

    fn compare(answers: Vec<(&'static str, Result<Answer, SourceError>)>) -> Comparison {
        let window = Window::before(date(2026, 11, 22), 28).unwrap();
        Comparison::of("demo".parse().unwrap(), window, answers, Sorting::Version)
    }

    #[test]
    fn each_difference_has_its_sentence() {
        let fixed = |who: &str| Counted::Fixed(who.to_owned());
        let mut one = answer("one", fixed("all"), &[("3.12", 50), ("3.9", 30), ("unknown", 20)]);
        one.origin.window = Window::before(date(2026, 11, 22), 28);
        let mut two = answer("two", fixed("pip"), &[("3.12", 90), ("3.9", 9), ("pre", 1)]);
        two.origin.window = Window::before(date(2026, 11, 22), 30);
        two.origin.completeness = Completeness::Top(3);
        two.origin.cached = true;
        let offline = SourceError::Offline { source_name: "three" };
        let compared = compare(vec![("one", Ok(one)), ("two", Ok(two)), ("three", Err(offline))]);
        insta::assert_snapshot!(compared.reasons.join("\n"), @r"
        they are furthest apart on 3.9: 37.5 % in one, 9.1 % in two, each of the known Pythons
        they count different installers: one: all; two: pip
        two counts pip alone: whoever installs with uv or poetry is missing, and they tend to run newer Pythons
        two has the 3 largest rows alone: its shares are of their sum, and so too large
        they cover different days: one: 2026-10-25 to 2026-11-21 (28 days); two: 2026-10-23 to 2026-11-21 (30 days), no whole weeks
        downloads without a known Python are 20.0 % in one, 1.0 % in two: compare the shares of the known ones
        pre-releases of Python are a row of their own in two, and part of their release in one
        two was not asked now: its answer is of the cache
        ");
        let rows: Vec<&str> = compared.rows.iter().map(Value::as_str).collect();
        assert_eq!(rows, ["3.12", "3.9", "pre-release", "unknown"]);
        assert_eq!(compared.unanswered.len(), 1);
    }

    #[test]
    fn answers_that_agree_need_one_sentence() {
        let same = |name| (name, Ok(answer(name, Counted::Unknown, &[("3.12", 9)])));
        assert_eq!(
            compare(vec![same("one"), same("two")]).reasons,
            ["the shares of known Pythons are the same"]
        );
        let alone = compare(vec![same("one")]).reasons;
        assert_eq!(alone, ["one answers alone: nothing is compared"]);
        assert!(compare(Vec::new()).reasons.is_empty());
    }
}
