//! Rows on their way to [`Counts`]: cleaned, told apart by numbers, added up.
//!
//! Architecture invariant: memory depends on how many groups there are, never on how many rows were
//! read. A raw text is cleaned once and then known by a number; groups and remembered texts are
//! bounded.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use jiff::{Span, civil::Date};

use super::{Counts, Dimension, Installers, Value, clean};
use crate::tables::{DownloadRules, Pythons};

/// Groups that one answer may have: about 200 MB.
pub const MOST_GROUPS: usize = 2_000_000;
/// Raw texts of one dimension that are remembered at a time.
const MOST_SEEN: usize = 1 << 16;
/// Columns that one dimension is made of at most.
pub const MOST_PARTS: usize = 3;

/// The numbers of a group's values, one a dimension; what is beyond the dimensions is 0.
pub type Key = [u32; Dimension::ALL.len()];

/// What rows are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Counting<'a> {
    /// Which versions of Python there are
    pub pythons: &'a Pythons,
    /// Which programs install and which mirror
    pub rules: &'a DownloadRules,
    /// Whose downloads count
    pub installers: &'a Installers,
}

impl Counting<'_> {
    /// Whether downloads by this program count.
    pub fn counts(&self, installer: Option<&str>) -> bool {
        self.installers.counts(installer, self.rules)
    }
}

/// There are more than [`MOST_GROUPS`] groups.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "more than {MOST_GROUPS} combinations of {}: leave out `{widest}`, which has {values} values",
    list(asked)
)]
pub struct TooMany {
    /// The dimensions that were asked for
    pub asked: Vec<Dimension>,
    /// The one with the most values
    pub widest: Dimension,
    /// How many it has so far
    pub values: usize,
}

fn list(dimensions: &[Dimension]) -> String {
    dimensions.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>().join(", ")
}

/// Groups of downloads that grow row by row.
#[derive(Debug)]
pub struct Groups<'a> {
    counting: Counting<'a>,
    dimensions: Vec<Dimension>,
    pools: Vec<Pool>,
    sums: HashMap<Key, u64, BuildHasherDefault<Mix>>,
    most: usize,
}

/// The values of one dimension and their numbers.
#[derive(Debug, Default)]
struct Pool {
    seen: HashMap<Box<str>, u32>,
    numbers: HashMap<Value, u32>,
    values: Vec<Value>,
}

impl Pool {
    fn number(&mut self, value: Value) -> u32 {
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let values = &mut self.values;
        *self.numbers.entry(value).or_insert_with_key(|value| {
            values.push(value.clone());
            next
        })
    }
}

impl<'a> Groups<'a> {
    /// No rows yet.
    pub fn new(dimensions: Vec<Dimension>, counting: Counting<'a>) -> Self {
        let pools = dimensions.iter().map(|_| Pool::default()).collect();
        Self { counting, dimensions, pools, sums: HashMap::default(), most: MOST_GROUPS }
    }

    /// What tells the groups apart.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// Whether no row was added.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// Whether days are told apart and one from the first to the last of these has downloads;
    /// where they are not, whether there are any.
    pub fn any_in(&self, (first, last): (i32, i32)) -> bool {
        match self.dimensions.iter().position(|known| *known == Dimension::Day) {
            None => !self.is_empty(),
            Some(place) => {
                self.sums.keys().any(|key| (first..=last).contains(&key[place].cast_signed()))
            }
        }
    }

    /// What rows are judged by.
    pub fn counting(&self) -> Counting<'a> {
        self.counting
    }

    /// The number of a day in the dimension `day`.
    pub fn day(days_since_1970: i32) -> u32 {
        // Days before 1970 wrap around, and back again in `day_value`.
        days_since_1970.cast_unsigned()
    }

    /// The number of a value that stands raw in the columns of a dimension: see
    /// [`clean::value`] for which these are. `place` is the dimension's among
    /// [`dimensions`](Self::dimensions).
    pub fn number(&mut self, place: usize, raw: &[Option<&str>], scratch: &mut String) -> u32 {
        let (Some(pool), Some(dimension)) = (self.pools.get_mut(place), self.dimensions.get(place))
        else {
            return 0;
        };
        scratch.clear();
        for part in raw {
            scratch.push(if part.is_some() { '\u{1}' } else { '\u{0}' });
            scratch.push_str(part.unwrap_or_default());
        }
        if let Some(number) = pool.seen.get(scratch.as_str()) {
            return *number;
        }
        let number = pool.number(clean::value(*dimension, raw, self.counting.pythons));
        if pool.seen.len() >= MOST_SEEN {
            pool.seen.clear();
        }
        if scratch.len() < 1024 {
            pool.seen.insert(scratch.as_str().into(), number);
        }
        number
    }

    /// Adds downloads to a group.
    pub fn add(&mut self, key: Key, downloads: u64) -> Result<(), TooMany> {
        let sum = self.sums.entry(key).or_default();
        *sum = sum.saturating_add(downloads);
        if self.sums.len() > self.most { Err(self.too_many()) } else { Ok(()) }
    }

    fn too_many(&self) -> TooMany {
        let days = |place: usize| {
            let days = self.sums.keys().map(|key| key[place]);
            days.collect::<std::collections::HashSet<_>>().len()
        };
        let width = |(place, pool): (usize, &Pool)| {
            if self.dimensions[place] == Dimension::Day { days(place) } else { pool.values.len() }
        };
        let widths = self.pools.iter().enumerate().map(width).zip(&self.dimensions);
        let (values, widest) =
            widths.max_by_key(|(width, _)| *width).unwrap_or((0, &Dimension::Day));
        TooMany { asked: self.dimensions.clone(), widest: *widest, values }
    }

    /// Adds the groups of another, which has the same dimensions.
    pub fn merge(self, other: Self) -> Result<Self, TooMany> {
        let (mut into, from) =
            if self.sums.len() >= other.sums.len() { (self, other) } else { (other, self) };
        let Groups { pools, sums, .. } = from;
        let mut numbers: Vec<Vec<u32>> = Vec::with_capacity(pools.len());
        for (pool, ours) in pools.into_iter().zip(&mut into.pools) {
            numbers.push(pool.values.into_iter().map(|value| ours.number(value)).collect());
        }
        for (mut key, downloads) in sums {
            for (number, ours) in key.iter_mut().zip(&numbers) {
                // Days have no pool: their numbers are the same everywhere.
                *number = ours.get(*number as usize).copied().unwrap_or(*number);
            }
            into.add(key, downloads)?;
        }
        Ok(into)
    }

    /// The counts, told apart by those of the dimensions that `known` names.
    pub fn finish(self, known: &[Dimension]) -> Counts {
        let kept: Vec<usize> =
            (0..self.dimensions.len()).filter(|&at| known.contains(&self.dimensions[at])).collect();
        let mut counts = Counts::new(kept.iter().map(|&at| self.dimensions[at]).collect());
        for (key, downloads) in self.sums {
            let value = |&at: &usize| {
                if self.dimensions[at] == Dimension::Day {
                    return day_value(key[at]);
                }
                let value = self.pools[at].values.get(key[at] as usize);
                value.cloned().unwrap_or(Value::Unknown)
            };
            counts.add(kept.iter().map(value).collect(), downloads);
        }
        counts
    }
}

fn day_value(number: u32) -> Value {
    date_of(number.cast_signed()).map_or(Value::Unknown, |day| Value::known(&day.to_string()))
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The day that is so many days after 1 January 1970.
pub fn date_of(days_since_1970: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(days_since_1970).ok()?).ok()
}

/// The days from 1 January 1970 to a day.
pub fn days_of(day: Date) -> i32 {
    i32::try_from(day.duration_since(EPOCH).as_hours() / 24).unwrap_or(i32::MAX)
}

/// Mixes the numbers of a key: they are ours and small, so nobody can choose them to collide.
#[derive(Debug, Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, length: usize) {
        self.write_u64(length as u64);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::tables::Tables;

    struct World {
        pythons: Pythons,
        rules: DownloadRules,
        installers: Installers,
    }

    impl World {
        fn new() -> Self {
            let tables = Tables::embedded();
            let (pythons, rules) = (tables.load().unwrap(), tables.load().unwrap());
            Self { pythons, rules, installers: Installers::default() }
        }

        fn groups(&self, dimensions: &[Dimension]) -> Groups<'_> {
            let Self { pythons, rules, installers } = self;
            Groups::new(dimensions.to_vec(), Counting { pythons, rules, installers })
        }
    }

    fn add(groups: &mut Groups, day: i32, python: Option<&str>, downloads: u64) {
        let mut key = Key::default();
        key[0] = Groups::day(day);
        key[1] = groups.number(1, &[python], &mut String::new());
        groups.add(key, downloads).unwrap();
    }

    #[test]
    fn merged_parts_are_the_whole() {
        let world = World::new();
        let rows =
            [(20_129, Some("3.11.4")), (20_130, None), (20_129, Some("3.11.9")), (-1, Some("x"))];
        let mut whole = world.groups(&[Dimension::Day, Dimension::Python]);
        let mut parts = world.groups(&[Dimension::Day, Dimension::Python]);
        for (at, (day, python)) in rows.into_iter().enumerate() {
            add(&mut whole, day, python, at as u64 + 1);
            let mut part = world.groups(&[Dimension::Day, Dimension::Python]);
            add(&mut part, day, python, at as u64 + 1);
            parts = parts.merge(part).unwrap();
        }
        let all = [Dimension::Day, Dimension::Python];
        let (whole, parts) = (whole.finish(&all), parts.finish(&all));
        assert_eq!(whole, parts);
        let rows: Vec<String> = whole
            .rows()
            .map(|(key, downloads)| format!("{} {} {downloads}", key[0], key[1]))
            .collect();
        assert_eq!(rows, ["1969-12-31 other 4", "2025-02-10 3.11 4", "2025-02-11 unknown 2"]);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let world = World::new();
        let mut groups = world.groups(&[Dimension::Day, Dimension::Python]);
        add(&mut groups, 1, Some("3.11"), 1);
        add(&mut groups, 2, Some("3.11"), 2);
        let counts = groups.finish(&[Dimension::Python]);
        assert_eq!(counts.dimensions(), [Dimension::Python]);
        assert_eq!((counts.len(), counts.total()), (1, 3));
    }

    #[test]
    fn too_many_groups_name_the_widest_dimension() {
        let world = World::new();
        let mut groups = world.groups(&[Dimension::Day, Dimension::Python]);
        groups.most = 2;
        for day in 0..2 {
            add(&mut groups, day, Some("3.11"), 1);
        }
        let mut key = Key::default();
        key[0] = 2;
        let error = groups.add(key, 1).unwrap_err();
        assert_snapshot!(error, @"more than 2000000 combinations of day, python: leave out `day`, which has 3 values");
    }

    #[test]
    fn days_are_numbered_from_1970() {
        for text in ["1970-01-01", "2025-02-10", "1969-12-31", "9999-12-31", "-009999-01-01"] {
            let day: Date = text.parse().unwrap();
            assert_eq!(date_of(days_of(day)), Some(day));
        }
        assert_eq!(date_of(i32::MAX), None);
    }
}
