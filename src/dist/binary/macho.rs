//! Mach-O: dynamic libraries, bundles and programs of macOS and iOS.

use super::PythonSymbols;

/// One slice of a Mach-O file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MachO {
    /// The architecture, as `lipo` names it. Ex) `arm64`
    pub arch: String,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

/// Reads the slices of a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Vec<MachO>, String> {
    use object::{Architecture, Object, ObjectSymbol, read::File};
    let file = File::parse(content).map_err(|error| error.to_string())?;
    let arch = match file.architecture() {
        Architecture::Aarch64 => "arm64",
        Architecture::X86_64 => "x86_64",
        _ => "other",
    };
    let imports: Vec<_> = file
        .symbols()
        .filter(ObjectSymbol::is_undefined)
        .filter_map(|s| s.name_bytes().ok())
        .collect();
    let python = PythonSymbols::new(imports.into_iter(), std::iter::empty());
    Ok(vec![MachO { arch: arch.to_owned(), python }])
}
