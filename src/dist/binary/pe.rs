//! PE: dynamic libraries and programs of Windows.

use super::PythonSymbols;

/// A PE file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pe {
    /// `Machine` of the COFF header. Ex) 0x8664 for x86-64
    pub machine: u16,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

/// Reads a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Pe, String> {
    use object::{Object, read::File};
    let file = File::parse(content).map_err(|error| error.to_string())?;
    let imports: Result<Vec<_>, _> = file.imports().map_err(|error| error.to_string())?.collect();
    let imports = imports.map_err(|error| error.to_string())?;
    let names = imports.iter().filter_map(|import| match import.name() {
        object::read::NameOrOrdinal::Name(name) => Some(name),
        object::read::NameOrOrdinal::Ordinal(_) => None,
    });
    let python = PythonSymbols::new(names, std::iter::empty());
    Ok(Pe { machine: 0, python })
}
