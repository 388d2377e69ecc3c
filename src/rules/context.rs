//! What rules know apart from the files.

use jiff::civil::Date;

use super::{Beside, metadata::rst::LastRead};
use crate::{
    model::{PythonVersion, SupportPolicy},
    tables::{
        Classifiers, Costs, Docutils, Identifiers, IndexRules, Lazy, Licenses, Manylinux, Python,
        Pythons, StableAbi, Stdlib, TableError, Tables, WindowsDlls,
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
    /// What is known beside the files
    pub beside: &'a Beside,
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
    /// The classifiers
    pub classifiers: Lazy<Classifiers>,
    /// The licences of SPDX
    pub licenses: Lazy<Licenses>,
    /// The modules of Python itself
    pub stdlib: Lazy<Stdlib>,
    /// What PyPI's renderer of reStructuredText knows
    pub docutils: Lazy<Docutils>,
    /// What the policies of Linux platform tags promise
    pub manylinux: Lazy<Manylinux>,
    /// The limits on the sizes of files
    pub costs: Lazy<Costs>,
    /// What Windows and CPython bring
    pub windows_dlls: Lazy<WindowsDlls>,
    /// The symbols of the stable ABI
    pub stable_abi: Lazy<StableAbi>,
    /// What these tables said of the description before
    pub(super) descriptions: LastRead,
}

impl RuleTables {
    /// Loads them; those behind [`Lazy`] when a rule asks.
    pub fn load(tables: &Tables) -> Result<Self, TableError> {
        Ok(Self {
            pythons: tables.load()?,
            identifiers: Lazy::new(tables)?,
            index: tables.load()?,
            classifiers: Lazy::new(tables)?,
            licenses: Lazy::new(tables)?,
            stdlib: Lazy::new(tables)?,
            docutils: Lazy::new(tables)?,
            manylinux: Lazy::new(tables)?,
            costs: Lazy::new(tables)?,
            windows_dlls: Lazy::new(tables)?,
            stable_abi: Lazy::new(tables)?,
            descriptions: LastRead::default(),
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
