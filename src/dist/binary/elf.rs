//! ELF: shared objects and programs of Linux and Android.

use object::{
    Endianness,
    elf::{FileHeader32, FileHeader64},
    read::elf::{FileHeader, Sym},
};

use super::PythonSymbols;

/// An ELF file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elf {
    /// `e_machine`. Ex) 62 for x86-64
    pub machine: u16,
    /// Addresses have 64 bits
    pub is_64: bool,
    /// The least significant byte comes first
    pub little_endian: bool,
    /// `e_flags`, which tell the floating-point ABI of some machines
    pub flags: u32,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

/// Reads a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Elf, String> {
    match content.get(4) {
        Some(1) => image::<FileHeader32<Endianness>>(content),
        Some(2) => image::<FileHeader64<Endianness>>(content),
        _ => Err("its class is neither 32 nor 64 bits".to_owned()),
    }
    .map_err(|error| error.clone())
}

fn image<H: FileHeader<Endian = Endianness>>(content: &[u8]) -> Result<Elf, String> {
    let fail = |error: object::read::Error| error.to_string();
    let header = H::parse(content).map_err(fail)?;
    let endian = header.endian().map_err(fail)?;
    let sections = header.sections(endian, content).map_err(fail)?;
    let symbols = sections.symbols(endian, content, object::elf::SHT_DYNSYM).map_err(fail)?;
    let strings = symbols.strings();
    let named = |undefined: bool| {
        symbols
            .iter()
            .filter(move |symbol| symbol.is_undefined(endian) == undefined)
            .filter_map(move |symbol| symbol.name(endian, strings).ok())
    };
    Ok(Elf {
        machine: header.e_machine(endian).0,
        is_64: header.is_type_64(),
        little_endian: header.is_little_endian(),
        flags: header.e_flags(endian).0,
        python: PythonSymbols::new(named(true), named(false)),
    })
}
