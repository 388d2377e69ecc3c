//! `pythons.toml`: the feature releases of CPython and their dates.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::{PythonVersion, SupportPolicy};

/// Every feature release that relkit knows, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pythons {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The rows
    pub python: Vec<Python>,
}

/// One feature release.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Python {
    /// Ex) `3.14`
    pub version: PythonVersion,
    /// The PEP with its schedule
    pub pep: u16,
    /// The day of the first final release, or the day planned for it
    pub released: Date,
    /// From this day on there are security fixes only
    pub bugfix_end: Date,
    /// From this day on there is nothing
    pub end_of_life: Date,
    /// The newest release on the table's day
    pub newest: String,
    /// The state of the free-threaded build
    pub free_threaded: FreeThreading,
}

/// How far the free-threaded build of a release has come (PEP 703, PEP 779).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FreeThreading {
    /// There is none
    None,
    /// There is one, without promises: 3.13
    Experimental,
    /// It is officially supported: 3.14 and later
    Supported,
}

/// Where a release stands on a given day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not released yet
    Planned,
    /// Gets fixes
    Bugfix,
    /// Gets security fixes
    Security,
    /// Gets nothing
    EndOfLife,
}

impl Python {
    /// Where the release stands on that day.
    pub fn stage(&self, on: Date) -> Stage {
        if on < self.released {
            Stage::Planned
        } else if on < self.bugfix_end {
            Stage::Bugfix
        } else if on < self.end_of_life {
            Stage::Security
        } else {
            Stage::EndOfLife
        }
    }

    /// The first day on which the policy no longer asks for this release; `None` where the policy
    /// sets no date.
    ///
    /// [SPEC 0](https://scientific-python.org/specs/spec-0000/): 36 months after the release;
    /// [NEP 29](https://numpy.org/neps/nep-0029-deprecation_policy.html): 42 months.
    pub fn dropped_by(&self, policy: &SupportPolicy) -> Option<Date> {
        match policy {
            SupportPolicy::EndOfLife => Some(self.end_of_life),
            SupportPolicy::Spec0 => self.released.checked_add(36.months()).ok(),
            SupportPolicy::Nep29 => self.released.checked_add(42.months()).ok(),
            SupportPolicy::Range(_) | SupportPolicy::Everything => None,
        }
    }

    /// Whether the policy asks for this release on that day.
    pub fn is_supported(&self, policy: &SupportPolicy, on: Date) -> bool {
        match policy {
            SupportPolicy::Range(range) => range.allows(self.version),
            SupportPolicy::Everything => true,
            _ => self.dropped_by(policy).is_none_or(|day| on < day),
        }
    }
}

impl Pythons {
    /// The row of a version.
    pub fn get(&self, version: PythonVersion) -> Option<&Python> {
        self.python.iter().find(|python| python.version == version)
    }

    /// The releases that are out on that day, oldest first.
    pub fn released(&self, on: Date) -> impl Iterator<Item = &Python> {
        self.python.iter().filter(move |python| python.stage(on) > Stage::Planned)
    }
}

impl Table for Pythons {
    const FILE: &'static str = "pythons.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/pythons.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.python.iter().map(|python| python.version)).or_else(|| {
            let sorted = self.python.is_sorted_by_key(|python| python.version);
            (!sorted).then(|| "versions are not in order".to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::tables::Tables;

    #[test]
    fn policies_cut_where_their_documents_say() {
        let pythons: Pythons = Tables::embedded().load().unwrap();
        let today = date(2026, 11, 22);
        let oldest = |policy: &str| {
            let policy = policy.parse().unwrap();
            let kept = pythons.released(today).filter(|python| python.is_supported(&policy, today));
            kept.map(|python| python.version.to_string()).next().unwrap()
        };
        assert_eq!(oldest("eol"), "3.11");
        assert_eq!(oldest("spec0"), "3.13");
        assert_eq!(oldest("nep29"), "3.12");
        assert_eq!(oldest(">=3.9"), "3.9");
        assert_eq!(oldest("none"), "2.7");
    }

    #[test]
    fn stages_follow_the_calendar() {
        let pythons: Pythons = Tables::embedded().load().unwrap();
        let stage = |version: &str, on| pythons.get(version.parse().unwrap()).unwrap().stage(on);
        assert_eq!(stage("3.16", date(2026, 11, 22)), Stage::Planned);
        assert_eq!(stage("3.15", date(2026, 11, 22)), Stage::Bugfix);
        assert_eq!(stage("3.13", date(2026, 11, 22)), Stage::Security);
        assert_eq!(stage("3.10", date(2026, 9, 30)), Stage::Security);
        assert_eq!(stage("3.10", date(2026, 10, 1)), Stage::EndOfLife);
    }
}
