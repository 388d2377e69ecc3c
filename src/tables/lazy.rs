//! Tables that are parsed when a rule first asks for them.

use std::{ops::Deref, sync::OnceLock};

use super::{Table, TableError, Tables};

/// A table that costs nothing until it is used. Ex) the stable ABI, which pure wheels never need
#[derive(Debug)]
pub struct Lazy<T>(OnceLock<T>);

impl<T: Table> Lazy<T> {
    /// The built-in table, left for later; or the one that replaces it, read now, so that what is
    /// wrong with it is an error of the command.
    pub fn new(tables: &Tables) -> Result<Self, TableError> {
        let cell = OnceLock::new();
        if tables.folder.is_some() {
            let _ = cell.set(tables.load()?);
        }
        Ok(Self(cell))
    }
}

impl<T: Table> Deref for Lazy<T> {
    type Target = T;

    fn deref(&self) -> &T {
        #[expect(clippy::expect_used, reason = "built in, and a test reads every table")]
        self.0.get_or_init(|| super::embedded().expect("the built-in tables are valid"))
    }
}
