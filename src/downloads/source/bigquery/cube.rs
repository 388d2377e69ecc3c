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

    /// Adds downloads whose values `cell` knows, as they were written. A file that is none of a
    /// release is left out.
    pub(super) fn add<'t>(
        &mut self,
        cell: impl Fn(Dimension) -> Option<&'t str>,
        downloads: u64,
    ) -> Result<(), SourceError> {
        let mut key = Vec::with_capacity(self.dimensions.len());
        for dimension in &self.dimensions {
            match self.value(*dimension, cell(*dimension))? {
                Some(value) => key.push(value),
                None => return Ok(()),
            }
        }
        self.counts.add(key, downloads);
        Ok(())
    }

    /// Adds what another one of the same dimensions has.
    pub(super) fn take(&mut self, other: &Counts) {
        for (key, downloads) in other.rows() {
            self.counts.add(key.to_vec(), downloads);
        }
    }

    fn value(&self, dimension: Dimension, raw: Option<&str>) -> Result<Option<Value>, SourceError> {
        Ok(Some(match dimension {
            Dimension::Day => match raw {
                Some(day) if day.parse::<jiff::civil::Date>().is_ok() => Value::known(day),
                other => {
                    return Err(SourceError::Malformed {
                        place: "the rows of BigQuery".to_owned(),
                        why: format!("expected a day, found {other:?}"),
                    });
                }
            },
            Dimension::Python => clean::python(raw, self.pythons),
            Dimension::Cpu => clean::cpu(raw),
            Dimension::Kind => match raw {
                None => Value::Unknown,
                Some(file) => return Ok(clean::kind(file).map(Value::known)),
            },
            Dimension::Version
            | Dimension::System
            | Dimension::SystemRelease
            | Dimension::Distro
            | Dimension::Libc
            | Dimension::LibcVersion
            | Dimension::Installer
            | Dimension::Ci
            | Dimension::File => clean::text(raw),
        }))
    }
}
