//! The dynamic symbols.

use std::mem::size_of;

use object::{
    Endianness,
    elf::{GnuHashHeader, SHT_DYNSYM, STB_WEAK},
    pod,
    read::elf::{FileHeader, GnuHashTable, SectionHeader, Sym},
};

use super::{dynamic::Dynamic, segments::Segments, text};
use crate::dist::limits;

/// One symbol.
pub(super) struct Symbol<'data> {
    pub(super) name: &'data [u8],
    /// It comes from elsewhere
    pub(super) undefined: bool,
    /// It may be missing
    pub(super) weak: bool,
}

/// All of them, in order, at most [`limits::DYNAMIC_SYMBOLS`].
pub(super) fn read<'data, H: FileHeader<Endian = Endianness>>(
    segments: &Segments<'data, H>,
    dynamic: &Dynamic<'data>,
) -> Vec<Symbol<'data>> {
    let endian = segments.endian;
    let Some(bytes) = dynamic.symbol_table.and_then(|address| segments.at(address)) else {
        return Vec::new();
    };
    let most = bytes.len() / size_of::<H::Sym>();
    let count = count(segments, dynamic).unwrap_or(most).min(most).min(limits::DYNAMIC_SYMBOLS);
    let Ok((symbols, _)) = pod::slice_from_bytes::<H::Sym>(bytes, count) else { return Vec::new() };
    let named = symbols.iter().filter_map(|symbol| {
        let name = dynamic.string(symbol.st_name(endian).into())?;
        let (undefined, weak) = (symbol.is_undefined(endian), symbol.st_bind() == STB_WEAK);
        Some(Symbol { name, undefined, weak })
    });
    named.filter(|symbol| !symbol.name.is_empty()).collect()
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
pub(super) fn foreign(symbols: &[Symbol<'_>]) -> Vec<String> {
    let plain =
        |name: &[u8]| ![&b"_Z"[..], b"Py", b"_Py"].iter().any(|start| name.starts_with(start));
    let wanted = symbols.iter().filter(|symbol| symbol.undefined && !symbol.weak);
    let wanted = wanted.filter(|symbol| plain(symbol.name)).take(limits::SYMBOLS);
    let mut names: Vec<String> = wanted.map(|symbol| text(symbol.name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}
