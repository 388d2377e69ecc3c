//! Counts of downloads by some dimensions.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Dimension, Value, Window};

/// How often each combination of values was downloaded. Rows are told apart by `dimensions`, in
/// that order; no row stands twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    dimensions: Vec<Dimension>,
    rows: BTreeMap<Vec<Value>, u64>,
}

impl Counts {
    /// No rows yet.
    pub fn new(dimensions: Vec<Dimension>) -> Self {
        Self { dimensions, rows: BTreeMap::new() }
    }

    /// Adds downloads; `key` has a value for each dimension.
    pub fn add(&mut self, key: Vec<Value>, downloads: u64) {
        debug_assert_eq!(key.len(), self.dimensions.len());
        let sum = self.rows.entry(key).or_default();
        *sum = sum.saturating_add(downloads);
    }

    /// What tells the rows apart.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The rows in order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = (&[Value], u64)> {
        self.rows.iter().map(|(key, downloads)| (key.as_slice(), *downloads))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All downloads.
    pub fn total(&self) -> u64 {
        self.rows.values().fold(0, |sum, downloads| sum.saturating_add(*downloads))
    }

    /// Whether the rows are told apart by all of these.
    pub fn has(&self, dimensions: &[Dimension]) -> bool {
        dimensions.iter().all(|dimension| self.dimensions.contains(dimension))
    }

    /// The same downloads told apart by these alone; `None` where one of them is not known.
    pub fn by(&self, dimensions: &[Dimension]) -> Option<Self> {
        let places: Option<Vec<usize>> =
            dimensions.iter().map(|dimension| self.place(*dimension)).collect();
        let places = places?;
        let mut counts = Self::new(dimensions.to_vec());
        for (key, downloads) in &self.rows {
            counts.add(places.iter().map(|&place| key[place].clone()).collect(), *downloads);
        }
        Some(counts)
    }

    /// The rows whose value of a dimension is such; all where the dimension is not known.
    #[must_use]
    pub fn only(&self, dimension: Dimension, such: impl Fn(&Value) -> bool) -> Self {
        let Some(place) = self.place(dimension) else { return self.clone() };
        let rows = self.rows.iter().filter(|(key, _)| such(&key[place]));
        Self {
            dimensions: self.dimensions.clone(),
            rows: rows.map(|(key, downloads)| (key.clone(), *downloads)).collect(),
        }
    }

    /// The rows of these days; all where days are not told apart.
    #[must_use]
    pub fn within(&self, window: Window) -> Self {
        self.only(Dimension::Day, |day| {
            let day = day.text().and_then(|text| text.parse::<Date>().ok());
            day.is_some_and(|day| window.contains(day))
        })
    }

    fn place(&self, dimension: Dimension) -> Option<usize> {
        self.dimensions.iter().position(|known| *known == dimension)
    }
}
