//! `[tool.maturin]`.

use super::{Fact, ProjectError, node::Table};

/// What maturin is told in pyproject.toml.
///
/// Source: [maturin's configuration](https://www.maturin.rs/config.html).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maturin {
    /// Cargo features that every build has. Ex) `pyo3/abi3-py39`
    pub features: Vec<Fact<String>>,
    /// Cargo features for some Pythons only. Ex) `{ feature = "x", python-version = ">=3.11" }`
    pub conditional_features: Vec<Fact<String>>,
    /// The crate's default features are off
    pub no_default_features: Option<Fact<bool>>,
    /// Ex) `pyo3`, `cffi`, `bin`
    pub bindings: Option<Fact<String>>,
    /// The module as it is imported. Ex) `demo._rust`
    pub module_name: Option<Fact<String>>,
    /// The crate. Ex) `rust/Cargo.toml`
    pub manifest_path: Option<Fact<String>>,
}

impl Maturin {
    /// Reads the table from a whole pyproject.toml.
    pub(super) fn read(pyproject: &Table<'_>) -> Result<Self, ProjectError> {
        let Some(table) = pyproject.path(&["tool", "maturin"])? else {
            return Ok(Self::default());
        };
        let mut features = Vec::new();
        let mut conditional_features = Vec::new();
        for item in table.get("features").map(|node| node.items()).transpose()?.unwrap_or_default()
        {
            if item.value().is_table() {
                conditional_features.extend(item.table()?.text("feature")?);
            } else {
                features.push(item.fact(item.text()?.to_owned()));
            }
        }
        Ok(Self {
            features,
            conditional_features,
            no_default_features: table.boolean("no-default-features")?,
            bindings: table.text("bindings")?,
            module_name: table.text("module-name")?,
            manifest_path: table.text("manifest-path")?,
        })
    }
}
