//! The users of the newest release: whom a higher Requires-Python would reach.
//!
//! Users of older releases have chosen them or are held there already: nothing changes for them.

use pep440_rs::Version;

use crate::downloads::{Counts, Dimension, Shares, Sorting, Value};

/// The Pythons of those who take the newest release.
#[derive(Debug, Clone, PartialEq)]
pub struct Newest {
    /// The release, as the source spells it
    pub version: String,
    /// The shares of Pythons among its downloads
    pub shares: Shares,
}

/// Downloads with a known Python below which shares of a release say nothing: a release of this
/// morning was fetched by mirrors and by a few CI systems.
const ENOUGH: u64 = 1000;

impl Newest {
    /// Whether there are enough downloads to judge by.
    pub fn is_enough(&self) -> bool {
        self.shares.known >= ENOUGH
    }
}

/// The newest final release by PEP 440 that was downloaded, with its users' Pythons. `None` where
/// versions are not told apart together with Pythons, or none is final.
pub fn newest(counts: &Counts) -> Option<Newest> {
    let rows = counts.by(&[Dimension::Version])?;
    let versions = rows.rows().filter_map(|(key, _)| {
        let text = key.first()?.text()?;
        Some((text.parse::<Version>().ok()?, text))
    });
    let finals = versions.filter(|(version, _)| !version.any_prerelease());
    let (_, text) = finals.max_by(|(a, _), (b, _)| a.cmp(b))?;
    let of_it = counts.only(Dimension::Version, |value: &Value| value.text() == Some(text));
    let shares = Shares::of(&of_it.by(&[Dimension::Python])?, Sorting::Version);
    Some(Newest { version: text.to_owned(), shares })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_pep_440_and_finals_win() {
        let mut counts = Counts::new(vec![Dimension::Version, Dimension::Python]);
        for (version, python, downloads) in [
            ("7.9.0", "3.8", 5),
            ("7.10.0", "3.8", 300),
            ("7.10.0", "3.13", 900),
            ("8.0.0rc1", "3.14", 9000),
            ("not a version", "3.14", 1),
        ] {
            counts.add(vec![Value::known(version), Value::known(python)], downloads);
        }
        counts.add(vec![Value::known("7.10.0"), Value::Unknown], 100);
        let found = newest(&counts).unwrap();
        assert_eq!(
            (found.version.as_str(), found.shares.total, found.shares.known),
            ("7.10.0", 1300, 1200)
        );
        assert!(found.is_enough());
        assert_eq!(newest(&counts.by(&[Dimension::Python]).unwrap()), None);
        let pre = counts.only(Dimension::Version, |value| value.text() == Some("8.0.0rc1"));
        assert_eq!(newest(&pre), None);
    }
}
