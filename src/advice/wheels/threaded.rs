//! Who runs the free-threaded build, by the names of the wheels that were fetched.
//!
//! What a client says of its Python carries no `t`: 3.14 and 3.14t look the same there.

use serde::Serialize;

use crate::{
    advice::amount::{percent, shown},
    downloads::{Counts, Dimension},
    model::{AbiTag, WheelName},
};

/// Downloads of wheels with native code, by the build that takes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ThreadedUse {
    /// Wheels that free-threaded builds alone take. Ex) `cp314-cp314t`, `cp315-abi3t`
    pub threaded: u64,
    /// Wheels that both take. Ex) `cp315-abi3.abi3t`
    pub either: u64,
    /// Wheels that other builds take
    pub other: u64,
    /// The least share of free-threaded builds, in percent of these
    pub percent: f64,
    /// The largest that it can be: all of what both take
    pub at_most: f64,
}

impl ThreadedUse {
    /// The share as a sentence; `None` where no such wheel was fetched.
    pub fn sentence(&self) -> Option<String> {
        let (least, most) = (shown(self.percent), shown(self.at_most));
        let share = match (self.threaded, self.either) {
            (0, 0) => return None,
            (_, 0) => least,
            (0, _) => format!("at most {most}"),
            _ => format!("{least} to {most}"),
        };
        Some(format!(
            "free-threaded builds take {share} of the downloads of wheels with native code"
        ))
    }
}

/// Of downloads by file; `None` where files are not told apart.
///
/// Pure wheels, wheels for any Python and sdists say nothing, and are left aside.
pub fn free_threaded(counts: &Counts) -> Option<ThreadedUse> {
    let by_file = counts.by(&[Dimension::File])?;
    let mut sums = ThreadedUse::default();
    for (key, downloads) in by_file.rows() {
        let name = key.first().and_then(|value| value.text()?.parse::<WheelName>().ok());
        let Some(name) = name else { continue };
        let is_threaded = |abi: &AbiTag| match abi {
            AbiTag::Abi3t => true,
            AbiTag::CPython { flags, .. } => flags.threaded,
            _ => false,
        };
        let abis = name.tags.abis.iter().filter(|abi| **abi != AbiTag::None);
        let (threaded, other): (Vec<_>, Vec<_>) = abis.partition(|abi| is_threaded(abi));
        let sum = match (threaded.is_empty(), other.is_empty()) {
            (false, true) => &mut sums.threaded,
            (false, false) => &mut sums.either,
            (true, false) => &mut sums.other,
            (true, true) => continue,
        };
        *sum = sum.saturating_add(downloads);
    }
    let whole = sums.threaded.saturating_add(sums.either).saturating_add(sums.other);
    sums.percent = percent(sums.threaded, whole);
    sums.at_most = percent(sums.threaded.saturating_add(sums.either), whole);
    Some(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::Value;

    #[test]
    fn what_both_take_is_a_range() {
        let mut counts = Counts::new(vec![Dimension::File]);
        for (name, downloads) in [
            ("a-1-cp314-cp314t-win32.whl", 10),
            ("a-1-cp315-abi3t-win32.whl", 10),
            ("a-1-cp315-abi3.abi3t-win32.whl", 20),
            ("a-1-cp39-abi3-win32.whl", 150),
            ("a-1-pp311-pypy311_pp73-win32.whl", 10),
            ("a-1-py3-none-any.whl", 1000),
            ("a-1.tar.gz", 1000),
        ] {
            counts.add(vec![Value::known(name)], downloads);
        }
        let sums = free_threaded(&counts).unwrap();
        let expected =
            ThreadedUse { threaded: 20, either: 20, other: 160, percent: 10.0, at_most: 20.0 };
        assert_eq!(sums, expected);
        let said = |threaded, either| {
            ThreadedUse { threaded, either, ..sums }.sentence().unwrap_or_default()
        };
        insta::assert_snapshot!(said(20, 20), @"free-threaded builds take 10.00 % to 20.00 % of the downloads of wheels with native code");
        insta::assert_snapshot!(said(20, 0), @"free-threaded builds take 10.00 % of the downloads of wheels with native code");
        insta::assert_snapshot!(said(0, 20), @"free-threaded builds take at most 20.00 % of the downloads of wheels with native code");
        assert_eq!(said(0, 0), "");
        assert_eq!(free_threaded(&Counts::new(vec![Dimension::Kind])), None);
    }
}
