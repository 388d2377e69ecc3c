//! The dynamic symbols.

use std::mem::size_of;

use object::{
    Endianness,
    elf::{GnuHashHeader, SHT_DYNSYM, STB_WEAK},
    pod,
    read::elf::{FileHeader, GnuHashTable, SectionHeader, Sym},
};

use super::{dynamic::Dynamic, segments::Segments, text};
use crate::dist::{binary::python::is_of_python, limits};

/// One symbol.
pub(super) struct Symbol<'data> {
    /// The table of strings from its name on
    rest: &'data [u8],
    /// It comes from elsewhere
    pub(super) undefined: bool,
    /// It may be missing
    pub(super) weak: bool,
}

impl<'data> Symbol<'data> {
    /// Whether it is one of `CPython`, by the beginning of its name.
    pub(super) fn is_of_python(&self) -> bool {
        is_of_python(self.rest)
    }

    /// Its name, cut where it is overlong.
    pub(super) fn name(&self) -> &'data [u8] {
        let bytes = &self.rest[..self.rest.len().min(limits::NAME)];
        bytes.split(|byte| *byte == 0).next().unwrap_or(bytes)
    }
}

/// All of them, in order. None is kept, and a name is not looked through before it is asked for, so
/// that their number needs no bound but that of the file.
pub(super) fn read<'data, H: FileHeader<Endian = Endianness>>(
    segments: &Segments<'data, H>,
    dynamic: &Dynamic<'data>,
) -> impl Iterator<Item = Symbol<'data>> + Clone + use<'data, H> {
    let (endian, strings) = (segments.endian, dynamic.strings);
    let bytes = dynamic.symbol_table.and_then(|address| segments.at(address)).unwrap_or_default();
    let most = bytes.len() / size_of::<H::Sym>();
    let count = count(segments, dynamic).unwrap_or(most).min(most);
    let symbols =
        pod::slice_from_bytes::<H::Sym>(bytes, count).map_or(&[][..], |(symbols, _)| symbols);
    symbols.iter().filter_map(move |symbol| {
        let rest = strings.get(usize::try_from(symbol.st_name(endian)).ok()?..)?;
        let (undefined, weak) = (symbol.is_undefined(endian), symbol.st_bind() == STB_WEAK);
        let is_named = rest.first().is_some_and(|byte| *byte != 0);
        is_named.then_some(Symbol { rest, undefined, weak })
    })
}

/// How many there are. The dynamic segment does not say; the table of sections does, and so do the
/// hash tables, unless nothing is exported.
fn count<H: FileHeader<Endian = Endianness>>(
    segments: &Segments<'_, H>,
    dynamic: &Dynamic<'_>,
) -> Option<usize> {
    let (endian, start) = (segments.endian, dynamic.symbol_table?);
    let sections = segments.header.section_headers(endian, segments.content).unwrap_or_default();
    let section = sections.iter().take(limits::SECTIONS).find(|section| {
        let address: u64 = section.sh_addr(endian).into();
        section.sh_type(endian) == SHT_DYNSYM && address == start
    });
    if let Some(section) = section {
        let size: u64 = section.sh_size(endian).into();
        return usize::try_from(size / size_of::<H::Sym>() as u64).ok();
    }
    // Of the two words before the table the second is the number of symbols; they have 64 bits on
    // s390x alone, which has a GNU hash too.
    let narrow = segments.header.e_machine(endian) != object::elf::EM_S390;
    if let Some(hash) = dynamic.hash.filter(|_| narrow).and_then(|at| segments.at(at)) {
        return usize::try_from(segments.u32(hash, 4)?).ok();
    }
    let gnu = dynamic.gnu_hash.and_then(|at| segments.at(at));
    let table = gnu.filter(|bytes| bytes.len() >= size_of::<GnuHashHeader<Endianness>>());
    let table = table.and_then(|bytes| GnuHashTable::<H>::parse(endian, bytes).ok());
    if let Some(count) = table.and_then(|table| table.symbol_table_length(endian)) {
        return usize::try_from(count).ok();
    }
    // Linkers write the strings behind the symbols.
    let strings = dynamic.string_table.filter(|strings| *strings > start)?;
    usize::try_from((strings - start) / size_of::<H::Sym>() as u64).ok()
}

/// The names that must be found elsewhere, without those of C++ and of Python.
pub(super) fn foreign<'data>(symbols: impl Iterator<Item = Symbol<'data>>) -> Foreign {
    let plain = |symbol: &Symbol<'_>| !symbol.rest.starts_with(b"_Z") && !symbol.is_of_python();
    let wanted = symbols.filter(|symbol| symbol.undefined && !symbol.weak).filter(plain);
    let wanted = wanted.take(limits::SYMBOLS + 1);
    let mut names: Vec<String> = wanted.map(|symbol| text(symbol.name())).collect();
    let has_more = names.len() > limits::SYMBOLS;
    names.truncate(limits::SYMBOLS);
    names.sort_unstable();
    names.dedup();
    Foreign { names, has_more }
}

/// The names that must be found elsewhere.
#[derive(Default)]
pub(super) struct Foreign {
    /// Sorted, each once
    pub(super) names: Vec<String>,
    /// There are more than are kept
    pub(super) has_more: bool,
}
