//! The symbols of a slice: by its symbol table and by the tables that dyld binds from.
//!
//! A symbol table may be stripped of what dyld does not need; dyld itself reads chained fixups, or
//! the opcodes that came before them, and an export trie. Names are looked at by their first bytes
//! before they are taken, so that no file can have the same long text read again and again.

use object::{
    Endianness,
    macho::{DyldInfoCommand, LinkeditDataCommand, SymtabCommand},
    read::macho::{BindOperation, BindOperationIterator, MachHeader, Nlist},
};

use super::{Load, trie};
use crate::dist::{binary::PythonSymbols, limits};

/// Where the symbols of one slice are.
pub(super) struct Symbols<'data, M: MachHeader<Endian = Endianness>> {
    content: &'data [u8],
    endian: Endianness,
    two_level: bool,
    /// `LC_SYMTAB`
    pub(super) symtab: Option<&'data SymtabCommand<Endianness>>,
    /// `LC_DYLD_INFO`
    pub(super) info: Option<&'data DyldInfoCommand<Endianness>>,
    /// `LC_DYLD_EXPORTS_TRIE`
    pub(super) trie: Option<&'data LinkeditDataCommand<Endianness>>,
    /// `LC_DYLD_CHAINED_FIXUPS`
    pub(super) fixups: Option<&'data LinkeditDataCommand<Endianness>>,
    header: std::marker::PhantomData<M>,
}

/// The library that a symbol is bound to: the number of a load command, or one of the special
/// numbers (0 and below), which leave it to dyld.
type Ordinal = i64;

impl<'data, M: MachHeader<Endian = Endianness>> Symbols<'data, M> {
    pub(super) fn new(content: &'data [u8], endian: Endianness, two_level: bool) -> Self {
        let (symtab, info, trie, fixups) = (None, None, None, None);
        let header = std::marker::PhantomData;
        Self { content, endian, two_level, symtab, info, trie, fixups, header }
    }

    /// The symbols of `CPython`. What is bound to a library that is not the interpreter's is none.
    pub(super) fn read(&self, loads: &[Load]) -> PythonSymbols {
        let mut imports = Vec::new();
        let of_python = |ordinal: Ordinal| {
            let load = usize::try_from(ordinal - 1).ok().and_then(|index| loads.get(index));
            !self.two_level || load.is_none_or(|load| is_interpreter(&load.path))
        };
        let mut import = |name: &'data [u8], ordinal: Ordinal| {
            if imports.len() <= limits::SYMBOLS && of_python(ordinal) {
                imports.push(name);
            }
        };
        let mut defined = Vec::new();
        self.each_of_symtab(&mut import, &mut defined);
        self.each_of_fixups(&mut import);
        self.each_of_opcodes(&mut import);
        let exports = match self.export_trie() {
            Some(data) => trie::names(data),
            None => defined.into_iter().map(<[u8]>::to_vec).collect(),
        };
        PythonSymbols::new(imports.into_iter(), exports.iter().map(Vec::as_slice))
    }

    fn bytes(&self, start: u32, size: u32) -> Option<&'data [u8]> {
        let start = usize::try_from(start).ok()?;
        self.content.get(start..start.checked_add(usize::try_from(size).ok()?)?)
    }

    fn each_of_symtab(
        &self,
        import: &mut impl FnMut(&'data [u8], Ordinal),
        defined: &mut Vec<&'data [u8]>,
    ) {
        const EXTERNAL: u8 = 1;
        const PRIVATE: u8 = 0x10;
        let Some(symtab) = self.symtab else { return };
        let endian = self.endian;
        let strings = self.bytes(symtab.stroff.get(endian), symtab.strsize.get(endian));
        let table = symtab.symbols::<M, _>(endian, self.content);
        let (Some(strings), Ok(table)) = (strings, table) else { return };
        for symbol in table.iter() {
            let kind = symbol.n_type();
            if kind.is_stab() || kind.0 & EXTERNAL == 0 {
                continue;
            }
            let Some(name) = name_at(strings, symbol.n_strx(endian)) else { continue };
            if symbol.is_undefined() {
                // 0 to 253 are load commands, what is above leaves it to dyld.
                let ordinal = symbol.n_desc(endian).0 >> 8;
                import(name, if ordinal < 0xfd { ordinal.into() } else { 0 });
            } else if kind.0 & PRIVATE == 0 && defined.len() <= limits::SYMBOLS {
                defined.push(name);
            }
        }
    }

    /// Rule: `struct dyld_chained_fixups_header` of `mach-o/fixup-chains.h`.
    fn each_of_fixups(&self, import: &mut impl FnMut(&'data [u8], Ordinal)) -> Option<()> {
        let command = self.fixups?;
        let data =
            self.bytes(command.dataoff.get(self.endian), command.datasize.get(self.endian))?;
        let word = |at: usize| {
            let four = *data.get(at..)?.first_chunk::<4>()?;
            Some(match self.endian {
                Endianness::Little => u32::from_le_bytes(four),
                Endianness::Big => u32::from_be_bytes(four),
            })
        };
        let [table, names, count, format, compression] =
            [word(8)?, word(12)?, word(16)?, word(20)?, word(24)?];
        let names = data.get(usize::try_from(names).ok()?..)?;
        // Compressed names were defined and never used.
        if compression != 0 {
            return None;
        }
        for number in 0..usize::try_from(count).ok()? {
            let size = match format {
                1 => 4,
                2 => 8,
                3 => 16,
                _ => return None,
            };
            let at = usize::try_from(table).ok()?.checked_add(number.checked_mul(size)?)?;
            let first = word(at)?;
            let (ordinal, name) = if format == 3 {
                let [low, high, ..] = first.to_le_bytes();
                (i64::from(i16::from_le_bytes([low, high])), word(at + 4)?)
            } else {
                (i64::from(first.to_le_bytes()[0].cast_signed()), first >> 9)
            };
            if let Some(name) = name_at(names, name) {
                import(name, ordinal);
            }
        }
        Some(())
    }

    fn each_of_opcodes(&self, import: &mut impl FnMut(&'data [u8], Ordinal)) {
        let Some(info) = self.info else { return };
        let (endian, content) = (self.endian, self.content);
        let mut follow = |operations: BindOperationIterator<'data>| {
            let (mut ordinal, mut symbol) = (0, None);
            for (_, operation) in operations.map_while(Result::ok) {
                match operation {
                    BindOperation::SetDylibOrdinal { ordinal: number } => {
                        ordinal = i64::try_from(number).unwrap_or(0);
                    }
                    BindOperation::SetDylibSpecial { ordinal: special } => {
                        ordinal = special.0.into();
                    }
                    BindOperation::SetSymbol { name, .. } => symbol = python_name(name),
                    BindOperation::DoBind
                    | BindOperation::DoBindAddAddr { .. }
                    | BindOperation::DoBindAddAddrScaled { .. }
                    | BindOperation::DoBindTimesSkipping { .. } => {
                        if let Some(name) = symbol.take() {
                            import(name, ordinal);
                        }
                    }
                    _ => {}
                }
            }
        };
        let tables =
            [info.bind_operations(endian, content), info.lazy_bind_operations(endian, content)];
        for operations in tables.into_iter().flatten() {
            follow(operations);
        }
    }

    fn export_trie(&self) -> Option<&'data [u8]> {
        let endian = self.endian;
        let (start, size) = match (self.trie, self.info) {
            (Some(trie), _) => (trie.dataoff.get(endian), trie.datasize.get(endian)),
            (None, Some(info)) => (info.export_off.get(endian), info.export_size.get(endian)),
            (None, None) => return None,
        };
        self.bytes(start, size)
    }
}

/// The name at a place in a table of strings, if it is one of `CPython`, without its first `_`.
fn name_at(strings: &[u8], at: u32) -> Option<&[u8]> {
    python_name(strings.get(usize::try_from(at).ok()?..)?)
}

/// A name up to its end, if it is one of `CPython`, without the `_` that C compilers put first.
fn python_name(text: &[u8]) -> Option<&[u8]> {
    let name = text.strip_prefix(b"_")?;
    if !name.starts_with(b"Py") && !name.starts_with(b"_Py") {
        return None;
    }
    let name = &name[..name.len().min(limits::NAME)];
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    Some(&name[..end])
}

/// Whether a library is that of an interpreter, by its path. Ex) `libpython3.13.dylib`,
/// `Python.framework/Versions/3.13/Python`
pub fn is_interpreter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let library = ["libpython", "libpypy"].iter().any(|start| name.starts_with(start));
    library || matches!(name, "Python" | "PythonT" | "Python3")
}
