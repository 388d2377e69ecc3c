//! From rows to counts with one spelling for each value.

use crate::{
    downloads::{Counts, Dimension, SourceError, Value, clean},
    tables::Pythons,
};

/// Counts that are being gathered.
pub(super) struct Cube<'a> {
    pub(super) counts: Counts,
    dimensions: Vec<Dimension>,
    pythons: &'a Pythons,
}

impl<'a> Cube<'a> {
    pub(super) fn new(dimensions: &[Dimension], pythons: &'a Pythons) -> Self {
        let dimensions = dimensions.to_vec();
        Self { counts: Counts::new(dimensions.clone()), dimensions, pythons }
    }

    /// Adds downloads. `cells` knows the columns of each dimension, in the order of
    /// [`clean::value`].
    pub(super) fn add<'t>(
        &mut self,
        cells: impl Fn(Dimension) -> [Option<&'t str>; 3],
        downloads: u64,
    ) -> Result<(), SourceError> {
        let value = |dimension: &Dimension| match (dimension, cells(*dimension)) {
            (Dimension::Day, [Some(day), ..]) if day.parse::<jiff::civil::Date>().is_ok() => {
                Ok(Value::known(day))
            }
            (Dimension::Day, [other, ..]) => Err(SourceError::Malformed {
                place: "the rows of BigQuery".to_owned(),
                why: format!("expected a day, found {other:?}"),
            }),
            (dimension, raw) => Ok(clean::value(*dimension, &raw, self.pythons)),
        };
        let key = self.dimensions.iter().map(value).collect::<Result<_, _>>()?;
        self.counts.add(key, downloads);
        Ok(())
    }

    /// Adds what another one of the same dimensions has.
    pub(super) fn take(&mut self, other: &Counts) {
        for (key, downloads) in other.rows() {
            self.counts.add(key.to_vec(), downloads);
        }
    }
}
