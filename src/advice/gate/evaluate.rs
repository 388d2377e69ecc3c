//! A condition and shares -> whether it holds.

use jiff::civil::Date;
use serde::Serialize;

use super::{Base, Gate, Subject};
use crate::{
    advice::amount::{listed, percent, shown},
    downloads::{Completeness, Shares, Unread, Value},
    model::{PythonVersion, SupportPolicy},
    tables::Pythons,
};

/// What came of a condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The condition as it was typed
    pub condition: String,
    /// Whether it holds
    pub settled: Settled,
    /// The share that was compared, in percent; the largest that it can be where that is not known
    pub percent: f64,
    /// What is printed, without a full stop
    pub sentence: String,
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// It does
    Holds,
    /// It does not
    HoldsNot,
    /// The counts do not say, which must never pass for "does not"
    Unsettled,
}

/// The downloads that are meant.
struct Meant {
    values: Vec<Value>,
    name: String,
}

impl Gate {
    /// Compares the shares of Pythons on a day.
    pub fn check(
        &self,
        shares: &Shares,
        completeness: Completeness,
        unread: Unread,
        pythons: &Pythons,
        on: Date,
    ) -> Outcome {
        let outcome = |settled, percent, why: String| Outcome {
            condition: self.text.clone(),
            settled,
            percent,
            sentence: match settled {
                Settled::Holds => format!("`{}` holds: {why}", self.text),
                Settled::HoldsNot => format!("`{}` does not hold: {why}", self.text),
                Settled::Unsettled => format!("`{}` cannot be told: {why}", self.text),
            },
        };
        let (whole, of) = match self.base {
            Base::Known => (shares.known, "downloads with a known Python"),
            Base::All => (shares.total, "all downloads"),
        };
        if whole == 0 {
            return outcome(Settled::Unsettled, 0.0, format!("nothing is among {of}"));
        }
        let meant = match self.meant(shares, pythons, on) {
            Ok(meant) => meant,
            Err(why) => return outcome(Settled::Unsettled, 0.0, why),
        };
        let rows = || meant.values.iter().filter_map(|value| shares.get(value));
        let downloads = rows().fold(0_u64, |sum, row| sum.saturating_add(row.downloads));
        // Each row that nobody could read may be one of them, or not.
        let largest = whole.saturating_add(unread.most());
        let least = percent(downloads, largest);
        // Of the largest rows alone each missing one may be as large as the smallest.
        let missing = match completeness {
            Completeness::Whole => 0,
            Completeness::Top(_) => meant.values.len() - rows().count(),
        };
        let smallest = shares.rows.iter().map(|row| row.downloads).min().unwrap_or(0);
        let missing = u64::try_from(missing).unwrap_or(u64::MAX).saturating_mul(smallest);
        let missing = missing.saturating_add(unread.most());
        let most = percent(downloads.saturating_add(missing), largest).min(100.0);
        let one = matches!(self.subject, Subject::Python(_) | Subject::Newest | Subject::Other);
        let has = if one { "has" } else { "have" };
        let amount = if missing == 0 {
            shown(least)
        } else {
            format!("from {} to {}", shown(least), shown(most))
        };
        let top = match completeness {
            Completeness::Whole => String::new(),
            Completeness::Top(rows) => format!(", of the {rows} largest rows alone"),
        };
        let unread = match unread.rows {
            0 => String::new(),
            1 => ", and 1 row of the source could not be read".to_owned(),
            rows => format!(", and {rows} rows of the source could not be read"),
        };
        let why = format!("{} {has} {amount} of {of}{top}{unread}", meant.name);
        let holds = |share: f64| self.operator.holds(share, self.percent);
        match (holds(least), holds(most)) {
            (true, true) => outcome(Settled::Holds, most, why),
            (false, false) => outcome(Settled::HoldsNot, most, why),
            _ => outcome(Settled::Unsettled, most, why),
        }
    }

    fn meant(&self, shares: &Shares, pythons: &Pythons, on: Date) -> Result<Meant, String> {
        let one =
            |value: Value, name: &str| Ok(Meant { values: vec![value], name: name.to_owned() });
        let group = |name: &str, such: &dyn Fn(PythonVersion) -> bool| {
            let some: Vec<_> = known(shares, pythons).into_iter().filter(|it| such(*it)).collect();
            if some.is_empty() {
                return Err(format!("there are no {name}"));
            }
            let values: Vec<Value> =
                some.iter().map(|version| Value::known(&version.to_string())).collect();
            let run: Vec<&Value> =
                values.iter().filter(|value| shares.get(value).is_some()).collect();
            let name =
                if run.is_empty() { name.to_owned() } else { format!("{name} ({})", listed(&run)) };
            Ok(Meant { values, name })
        };
        let no_longer = |policy: &SupportPolicy, version: PythonVersion| {
            let row = pythons.get(version);
            // What is older than the table is long past.
            row.map_or_else(
                || pythons.python.first().is_some_and(|first| version < first.version),
                |row| !row.is_supported(policy, on),
            )
        };
        match &self.subject {
            Subject::Python(version) => {
                if !known(shares, pythons).contains(version) {
                    return Err(format!("no Python {version} is known"));
                }
                one(Value::known(&version.to_string()), &version.to_string())
            }
            Subject::Range(ranges) => group("Pythons in the range", &|version| {
                ranges.iter().all(|(operator, bound)| operator.holds(version, *bound))
            }),
            Subject::EndOfLife => group("Pythons past their end of life", &|it| {
                no_longer(&SupportPolicy::EndOfLife, it)
            }),
            Subject::Spec0 => {
                group("Pythons past SPEC 0", &|it| no_longer(&SupportPolicy::Spec0, it))
            }
            Subject::Nep29 => {
                group("Pythons past NEP 29", &|it| no_longer(&SupportPolicy::Nep29, it))
            }
            Subject::Newest => {
                let newest = pythons.released(on).last().ok_or("no Python is out")?.version;
                one(Value::known(&newest.to_string()), &format!("{newest}, the newest,"))
            }
            Subject::Unknown => one(Value::Unknown, "unknown Pythons"),
            Subject::Other => one(Value::Other, "what is no Python"),
            Subject::Prerelease => one(Value::Prerelease, "pre-releases of Python"),
        }
    }
}

/// The Pythons of the table and those that somebody runs, oldest first.
fn known(shares: &Shares, pythons: &Pythons) -> Vec<PythonVersion> {
    let run = shares.rows.iter().filter_map(|row| row.value.text()?.parse().ok());
    let mut all: Vec<_> = pythons.python.iter().map(|row| row.version).chain(run).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        downloads::{Counts, Dimension, Sorting},
        tables::Tables,
    };

    fn said(completeness: Completeness, rows: &[(Value, u64)], condition: &str) -> String {
        with_unread(completeness, Unread::default(), rows, condition)
    }

    fn with_unread(
        completeness: Completeness,
        unread: Unread,
        rows: &[(Value, u64)],
        condition: &str,
    ) -> String {
        let pythons: Pythons = Tables::embedded().load().unwrap();
        let mut counts = Counts::new(vec![Dimension::Python]);
        for (value, downloads) in rows {
            counts.add(vec![value.clone()], *downloads);
        }
        let shares = Shares::of(&counts, Sorting::Version);
        let gate: Gate = condition.parse().unwrap();
        let outcome = gate.check(&shares, completeness, unread, &pythons, date(2026, 11, 22));
        format!("{:?} {}", outcome.settled, outcome.sentence)
    }

    fn rows() -> Vec<(Value, u64)> {
        let known = [("3.8", 10), ("3.9", 20), ("3.13", 170)];
        let mut rows: Vec<_> = known.map(|(text, count)| (Value::known(text), count)).into();
        rows.extend([(Value::Unknown, 40), (Value::Other, 2), (Value::Prerelease, 8)]);
        rows
    }

    #[test]
    fn shares_are_compared_with_their_base() {
        let whole = |condition| said(Completeness::Whole, &rows(), condition);
        insta::assert_snapshot!(whole("3.8 > 1%"), @"Holds `3.8 > 1%` holds: 3.8 has 5.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole("3.8 > 5%"), @"HoldsNot `3.8 > 5%` does not hold: 3.8 has 5.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole("3.8 >= 5%"), @"Holds `3.8 >= 5%` holds: 3.8 has 5.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole("3.8 < 5% of all"), @"Holds `3.8 < 5% of all` holds: 3.8 has 4.00 % of all downloads");
        insta::assert_snapshot!(whole("3.7 > 0%"), @"HoldsNot `3.7 > 0%` does not hold: 3.7 has 0.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole("eol > 10%"), @"Holds `eol > 10%` holds: Pythons past their end of life (3.8 and 3.9) have 15.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole(">=3.9,<3.13 > 10%"), @"HoldsNot `>=3.9,<3.13 > 10%` does not hold: Pythons in the range (3.9) have 10.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole("spec0 <= 15%"), @"Holds `spec0 <= 15%` holds: Pythons past SPEC 0 (3.8 and 3.9) have 15.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole("newest < 1%"), @"Holds `newest < 1%` holds: 3.15, the newest, has 0.00 % of downloads with a known Python");
        insta::assert_snapshot!(whole("unknown > 10%"), @"Holds `unknown > 10%` holds: unknown Pythons have 16.00 % of all downloads");
        insta::assert_snapshot!(whole("pre-release > 10%"), @"HoldsNot `pre-release > 10%` does not hold: pre-releases of Python have 3.20 % of all downloads");
    }

    #[test]
    fn rows_that_nobody_could_read_count_for_and_against() {
        let of = |rows, unbounded, condition: &str| {
            with_unread(Completeness::Whole, Unread { rows, unbounded }, &self::rows(), condition)
        };
        // A row of a log is one download; a row of a table is any number.
        insta::assert_snapshot!(of(2, false, "3.8 > 1%"), @"Holds `3.8 > 1%` holds: 3.8 has from 4.95 % to 5.94 % of downloads with a known Python, and 2 rows of the source could not be read");
        insta::assert_snapshot!(of(2, false, "3.8 > 5%"), @"Unsettled `3.8 > 5%` cannot be told: 3.8 has from 4.95 % to 5.94 % of downloads with a known Python, and 2 rows of the source could not be read");
        insta::assert_snapshot!(of(1, true, "eol > 10%"), @"Unsettled `eol > 10%` cannot be told: Pythons past their end of life (3.8 and 3.9) have from less than 0.01 % to 100.00 % of downloads with a known Python, and 1 row of the source could not be read");
        insta::assert_snapshot!(of(1, true, "3.7 > 99%"), @"Unsettled `3.7 > 99%` cannot be told: 3.7 has from 0.00 % to 100.00 % of downloads with a known Python, and 1 row of the source could not be read");
    }

    #[test]
    fn what_counts_do_not_say_never_passes() {
        let whole = |condition| said(Completeness::Whole, &rows(), condition);
        insta::assert_snapshot!(whole("3.99 > 1%"), @"Unsettled `3.99 > 1%` cannot be told: no Python 3.99 is known");
        insta::assert_snapshot!(whole("<2.0 > 1%"), @"Unsettled `<2.0 > 1%` cannot be told: there are no Pythons in the range");
        let none = [(Value::Unknown, 5)];
        insta::assert_snapshot!(said(Completeness::Whole, &none, "3.8 > 1%"), @"Unsettled `3.8 > 1%` cannot be told: nothing is among downloads with a known Python");
        insta::assert_snapshot!(said(Completeness::Whole, &[], "unknown > 1%"), @"Unsettled `unknown > 1%` cannot be told: nothing is among all downloads");
        let top: Vec<_> = rows().into_iter().take(3).collect();
        let top = |condition| said(Completeness::Top(3), &top, condition);
        insta::assert_snapshot!(top("3.7 > 1%"), @"Unsettled `3.7 > 1%` cannot be told: 3.7 has from 0.00 % to 5.00 % of downloads with a known Python, of the 3 largest rows alone");
        insta::assert_snapshot!(top("3.7 > 5%"), @"HoldsNot `3.7 > 5%` does not hold: 3.7 has from 0.00 % to 5.00 % of downloads with a known Python, of the 3 largest rows alone");
    }
}
