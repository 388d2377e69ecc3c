//! What rules know apart from the files.

use jiff::civil::Date;

use crate::{
    model::{PythonVersion, SupportPolicy},
    tables::{
        Identifiers, IndexRules, Lazy, Manylinux, Python, Pythons, StableAbi, TableError, Tables,
        WindowsDlls,
    },
};

/// The day, the policy and the tables that rules judge by.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The day to judge by
    pub as_of: Date,
    /// Which Pythons the project means to support
    pub support: &'a SupportPolicy,
    /// The facts that age
    pub tables: &'a RuleTables,
}

/// The tables that rules judge by.
#[derive(Debug)]
pub struct RuleTables {
    /// The feature releases of CPython
    pub pythons: Pythons,
    /// What can be built
    pub identifiers: Lazy<Identifiers>,
    /// What PyPI takes
    pub index: IndexRules,
    /// The symbols of the stable ABI
    pub stable_abi: Lazy<StableAbi>,
    /// What Windows and CPython bring
    pub windows_dlls: Lazy<WindowsDlls>,
    /// What the policies of Linux platform tags promise
    pub manylinux: Lazy<Manylinux>,
}

impl RuleTables {
    /// Loads them; those behind [`Lazy`] when a rule asks.
    pub fn load(tables: &Tables) -> Result<Self, TableError> {
        Ok(Self {
            pythons: tables.load()?,
            identifiers: Lazy::new(tables)?,
            index: tables.load()?,
            stable_abi: Lazy::new(tables)?,
            windows_dlls: Lazy::new(tables)?,
            manylinux: Lazy::new(tables)?,
        })
    }
}

impl<'a> Context<'a> {
    /// The Pythons that are released and not at their end of life on the day, oldest first.
    pub fn living(&self) -> impl Iterator<Item = &'a Python> {
        let day = self.as_of;
        self.tables.pythons.released(day).filter(move |python| day < python.end_of_life)
    }

    /// The Pythons that are released and that the policy still asks for, oldest first.
    pub fn supported(&self) -> impl Iterator<Item = PythonVersion> {
        let (policy, day) = (self.support, self.as_of);
        self.tables
            .pythons
            .released(day)
            .filter(move |python| python.is_supported(policy, day))
            .map(|python| python.version)
    }
}
