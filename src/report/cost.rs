//! What a plan costs, as text and as JSON.

use std::fmt::Write;

use comfy_table::{Table, presets};

mod json;

pub use json::json;

use crate::{
    matrix::{
        Plan,
        cost::{Basis, Cost, Run, Timings},
    },
    tables::Costs,
};

/// Everything that is reported.
#[derive(Debug)]
pub struct Figures<'a> {
    /// The table behind the figures
    pub costs: &'a Costs,
    /// The past run, and how many jobs of the plan it knows
    pub timings: Option<(&'a Timings, usize)>,
    /// The plan as it is
    pub now: (&'a Plan, &'a Cost),
    /// The plan after the change
    pub after: Option<(&'a Plan, Cost)>,
    /// The change as it is typed
    pub change: String,
    /// Where sizes come from
    pub sized: Option<&'a str>,
}

/// How many names a line shows.
const SHOWN: usize = 3;

/// For people: totals, before and after where there is a change, then runners and what is not known.
pub fn text(figures: &Figures<'_>) -> String {
    let mut out = totals(figures);
    if let Some((lost, new)) = difference(figures) {
        names(&mut out, "lost files", &lost);
        names(&mut out, "new files", &new);
    }
    let (_, shown) = figures.shown();
    let _ = write!(out, "\n{}", runners(&shown.release));
    let path: Vec<String> = shown
        .release
        .path
        .iter()
        .map(|(name, seconds)| format!("{name} {} min", decimal(*seconds, 60)))
        .collect();
    let _ = write!(out, "\nlongest path of a release: {}\n", path.join(", "));
    for note in notes(figures) {
        let _ = writeln!(out, "note: {note}");
    }
    out
}

impl<'a> Figures<'a> {
    /// The plan after the change, else as it is.
    fn shown(&self) -> (&'a Plan, &Cost) {
        match &self.after {
            Some((plan, cost)) => (plan, cost),
            None => self.now,
        }
    }
}

/// One figure of a cost: its name, and its value in units of which `per` make one that is shown.
struct Line {
    name: String,
    per: u64,
    of: Box<Of>,
}

/// Reads a figure; `None` where it is not known.
type Of = dyn Fn(&Cost) -> Option<u64>;

impl Line {
    fn new(name: &str, per: u64, of: impl Fn(&Cost) -> Option<u64> + 'static) -> Self {
        Self { name: name.to_owned(), per, of: Box::new(of) }
    }

    fn shown(&self, cost: &Cost) -> String {
        (self.of)(cost).map_or_else(|| "unknown".to_owned(), |value| decimal(value, self.per))
    }

    fn difference(&self, now: &Cost, after: &Cost) -> String {
        match ((self.of)(now), (self.of)(after)) {
            (Some(now), Some(after)) if now == after => "0".to_owned(),
            (Some(now), Some(after)) => {
                let sign = if after > now { '+' } else { '-' };
                format!("{sign}{}", decimal(now.abs_diff(after), self.per))
            }
            _ => "unknown".to_owned(),
        }
    }
}

const MINUTE: u64 = 60;
/// In millionths.
const DOLLAR: u64 = 1_000_000;
/// As indexes count them.
const MEGABYTE: u64 = 1 << 20;

fn lines(figures: &Figures<'_>) -> Vec<Line> {
    let count = |count: usize| u64::try_from(count).ok();
    let pulled =
        |of: fn(&Run) -> u64| move |cost: &Cost| Some(cost.pull_request.as_ref().map_or(0, of));
    let mut lines = vec![
        Line::new("jobs of a release", 1, move |cost| count(cost.release.tasks.len())),
        Line::new("runner minutes", MINUTE, |cost| Some(cost.release.seconds())),
        Line::new("charged minutes, each job rounded up", 1, |cost| Some(cost.release.minutes())),
        Line::new("USD in a private repository", DOLLAR, |cost| cost.release.micro_usd(false)),
        Line::new("USD in a public repository", DOLLAR, |cost| cost.release.micro_usd(true)),
        Line::new("longest path, minutes", MINUTE, |cost| Some(cost.release.longest())),
    ];
    // The smallest account is the one whose jobs wait; others are in the JSON.
    if let Some(account) = figures.costs.account.first() {
        let plan = account.plan.clone();
        let name = format!(
            "minutes with {} jobs at once, {} on macOS ({plan})",
            account.jobs, account.macos_jobs
        );
        lines.push(Line::new(&name, MINUTE, move |cost| {
            let queued = cost.release.queued.iter().find(|(name, _)| *name == plan)?;
            Some(queued.1)
        }));
    }
    lines.extend([
        Line::new("jobs of a pull request", 1, move |cost| {
            count(cost.pull_request.as_ref().map_or(0, |run| run.tasks.len()))
        }),
        Line::new("its runner minutes", MINUTE, pulled(Run::seconds)),
        Line::new("its USD in a private repository", DOLLAR, |cost| {
            cost.pull_request.as_ref().map_or(Some(0), |run| run.micro_usd(false))
        }),
        Line::new("its longest path, minutes", MINUTE, pulled(Run::longest)),
        Line::new("files", 1, move |cost| count(cost.size.files)),
        Line::new("MB", MEGABYTE, |cost| cost.size.unknown.is_empty().then_some(cost.size.bytes)),
        Line::new("releases within the limit of the index", 1, |cost| cost.size.releases),
    ]);
    lines
}

fn totals(figures: &Figures<'_>) -> String {
    let (_, now) = figures.now;
    let mut table = new_table();
    match &figures.after {
        None => {
            table.set_header(["figure", "now"]);
            for line in lines(figures) {
                table.add_row([line.name.clone(), line.shown(now)]);
            }
        }
        Some((_, after)) => {
            table.set_header(["figure", "now", figures.change.as_str(), "difference"]);
            for line in lines(figures) {
                let (was, is) = (line.shown(now), line.shown(after));
                table.add_row([line.name.clone(), was, is, line.difference(now, after)]);
            }
        }
    }
    printed(&table)
}

fn runners(run: &Run) -> String {
    let mut table = new_table();
    table.set_header([
        "runner",
        "jobs",
        "minutes",
        "charged",
        "USD a minute",
        "USD, private",
        "USD, public",
    ]);
    for label in &run.labels {
        let money = |of: fn(&crate::matrix::cost::LabelPrice) -> u64, per: u64| {
            label.price.as_ref().map_or_else(|| "unknown".to_owned(), |it| decimal(of(it), per))
        };
        let per_minute = label.price.map_or_else(
            || "unknown".to_owned(),
            |it| format!("{}.{:03}", it.per_minute / DOLLAR, it.per_minute % DOLLAR / 1000),
        );
        table.add_row([
            label.label.clone(),
            label.jobs.to_string(),
            decimal(label.seconds, MINUTE),
            label.minutes.to_string(),
            per_minute,
            money(|it| it.private, DOLLAR),
            money(|it| it.public, DOLLAR),
        ]);
    }
    printed(&table)
}

/// Patterns of files that the change takes away, and that it brings.
fn difference(figures: &Figures<'_>) -> Option<(Vec<String>, Vec<String>)> {
    let (after, _) = figures.after.as_ref()?;
    let patterns =
        |plan: &Plan| plan.expected.iter().map(|it| it.pattern.clone()).collect::<Vec<_>>();
    let (was, is) = (patterns(figures.now.0), patterns(after));
    let without = |some: &[String], others: &[String]| {
        some.iter().filter(|it| !others.contains(it)).cloned().collect()
    };
    Some((without(&was, &is), without(&is, &was)))
}

fn names(out: &mut String, title: &str, names: &[String]) {
    let none = if names.is_empty() { " none" } else { "" };
    let _ = writeln!(out, "\n{title}:{none}");
    for name in names {
        let _ = writeln!(out, "  {name}");
    }
}

/// What is not known, or not seen by anybody.
fn notes(figures: &Figures<'_>) -> Vec<String> {
    let (_, cost) = figures.shown();
    let costs = figures.costs;
    let release = &cost.release;
    let mut out = Vec::new();
    let count = |basis| release.tasks.iter().filter(|(.., it)| *it == basis).count();
    let all = release.tasks.len();
    match figures.timings {
        None => out.push(format!(
            "durations are first guesses of costs.toml ({}): measure them with --timings",
            costs.as_of
        )),
        Some((timings, matched)) => out.push(format!(
            "of {all} jobs {} as measured, {} scaled by what was measured, {} by costs.toml; the run has {} jobs to measure, of which {matched} are planned{}",
            count(Basis::Measured),
            count(Basis::Scaled),
            count(Basis::Estimated),
            timings.seconds.len(),
            match timings.unfinished {
                0 => String::new(),
                more => format!(", and {more} without a good end"),
            },
        )),
    }
    out.push(format!(
        "prices as of {}, minutes that an account has for nothing left aside",
        costs.as_of
    ));
    let unverified: Vec<&str> = release
        .labels
        .iter()
        .filter(|it| it.price.is_some_and(|price| !price.verified))
        .map(|it| it.label.as_str())
        .collect();
    if !unverified.is_empty() {
        out.push(format!("not verified: the price of {}", unverified.join(", ")));
    }
    let unpriced: Vec<&str> =
        release.labels.iter().filter(|it| it.price.is_none()).map(|it| it.label.as_str()).collect();
    if !unpriced.is_empty() {
        out.push(format!("no price is known of {}, and none is counted", unpriced.join(", ")));
    }
    if !release.too_long.is_empty() {
        out.push(format!(
            "stopped after {} minutes, as every job on a hosted runner: {}",
            costs.workflow.job_minutes,
            some(&release.too_long)
        ));
    }
    let size = &cost.size;
    match figures.sized {
        None => out.push("sizes are unknown: take them from a release with --sizes".to_owned()),
        Some(_) if !size.unknown.is_empty() => out.push(format!(
            "{} MB in {} of {} files; nothing in the release tells the size of {}",
            decimal(size.bytes, MEGABYTE),
            size.files - size.unknown.len(),
            size.files,
            some(&size.unknown)
        )),
        Some(_) => {}
    }
    if !size.too_large.is_empty() {
        out.push(format!("larger than the index takes: {}", some(&size.too_large)));
    }
    out
}

/// The first of some names.
fn some(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A quotient: whole where it counts single things, with two digits for money, else with one.
fn decimal(value: u64, per: u64) -> String {
    let (scale, digits) = match per {
        1 => return value.to_string(),
        DOLLAR => (100_u128, 2),
        _ => (10_u128, 1),
    };
    let rounded = (u128::from(value) * scale + u128::from(per) / 2) / u128::from(per);
    format!("{}.{:0digits$}", rounded / scale, rounded % scale)
}

fn new_table() -> Table {
    let mut table = Table::new();
    // Lines stay whole: a pipe or a pager takes them as they are.
    table.load_style(presets::NOTHING);
    table
}

/// The table's lines without the blanks around them.
fn printed(table: &Table) -> String {
    table.lines().map(|line| line.trim().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_rounded_half_up() {
        assert_eq!(decimal(90, MINUTE), "1.5");
        assert_eq!(decimal(57, MINUTE), "1.0");
        assert_eq!(decimal(7, 1), "7");
        assert_eq!(decimal(1_235_000, DOLLAR), "1.24");
        assert_eq!(decimal(u64::MAX, DOLLAR), "18446744073709.55");
    }
}
