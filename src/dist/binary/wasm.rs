//! WebAssembly: the modules of Pyodide.

use super::PythonSymbols;

/// A WebAssembly module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wasm {
    /// The version of the format: 1
    pub version: u32,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

/// Reads a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Wasm, String> {
    let version = content.get(4..).and_then(|rest| rest.first_chunk());
    let version = u32::from_le_bytes(*version.ok_or("it is cut short")?);
    Ok(Wasm { version, python: PythonSymbols::default() })
}
