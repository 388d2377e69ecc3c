//! The tables that say since when Python itself has something.

use crate::tables::{Backports, TableError, Tables};

/// What is known of backports.
#[derive(Debug, Clone)]
pub struct Known {
    /// Packages and features of `__future__`
    pub backports: Backports,
}

impl Known {
    /// Loads the tables.
    pub fn load(tables: &Tables) -> Result<Self, TableError> {
        Ok(Self { backports: tables.load()? })
    }
}
