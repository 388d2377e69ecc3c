//! The words of a loaded image: numbers, or addresses that the loader will put there.

use std::cell::OnceCell;

use object::{
    Architecture, BinaryFormat, Object, ObjectSection, ObjectSymbol, ObjectSymbolTable,
    RelocationTarget, SectionKind,
    read::{ExportTarget, File, NameOrOrdinal},
};

/// One section with content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section<'a> {
    /// Where it is loaded
    pub(super) address: u64,
    /// Its bytes in the file
    pub(super) data: &'a [u8],
    /// It holds instructions
    pub(super) code: bool,
    /// It holds what a program wrote down, and not what unwinds its stack or loads it
    pub(super) tables: bool,
}

/// One word of the size of a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A number
    Plain(u64),
    /// An address in the image
    Address(u64),
    /// An address elsewhere
    Import,
}

/// A file as the loader lays it out.
pub(super) struct Image<'a> {
    file: &'a File<'a>,
    /// Sections in order of their addresses
    pub(super) sections: Vec<Section<'a>>,
    /// The bytes of a pointer: 4 or 8
    pub(super) pointer: usize,
    little: bool,
    relocations: OnceCell<Vec<(u64, Word)>>,
    relative: bool,
}

/// Read-only sections that compilers and linkers fill by themselves. They are a large part of a
/// library, and no slot table stands there.
const MADE_BY_TOOLS: [&str; 10] = [
    ".eh_frame",
    ".eh_frame_hdr",
    ".gcc_except_table",
    ".pdata",
    ".xdata",
    ".rsrc",
    ".reloc",
    "__eh_frame",
    "__unwind_info",
    "__gcc_except_tab",
];

/// Numbers below are no addresses: nothing is loaded there but headers.
const SMALL: u64 = 0x100;

impl<'a> Image<'a> {
    pub(super) fn new(file: &'a File<'a>) -> Self {
        let mut sections: Vec<Section<'a>> = file
            .sections()
            .filter(|section| section.address() != 0 && section.size() > 0)
            .filter_map(|section| {
                let kind = section.kind();
                let code = kind == SectionKind::Text;
                // What the loader alone reads, symbols and relocations, is of no such kind.
                let tables = matches!(
                    kind,
                    SectionKind::Data
                        | SectionKind::ReadOnlyData
                        | SectionKind::ReadOnlyDataWithRel
                        | SectionKind::Unknown
                ) && !section.name().is_ok_and(|name| MADE_BY_TOOLS.contains(&name));
                let data = section.data().ok()?;
                Some(Section { address: section.address(), data, code, tables })
            })
            .collect();
        sections.sort_unstable_by_key(|section| section.address);
        Self {
            file,
            sections,
            pointer: if file.is_64() { 8 } else { 4 },
            little: file.is_little_endian(),
            relocations: OnceCell::new(),
            relative: file.section_by_name(".relr.dyn").is_some(),
        }
    }

    pub(super) fn is_x86_64(&self) -> bool {
        self.file.architecture() == Architecture::X86_64
    }

    /// The section that an address lies in, and the offset there.
    pub(super) fn locate(&self, address: u64) -> Option<(&Section<'a>, usize)> {
        let after = self.sections.partition_point(|section| section.address <= address);
        let section = self.sections.get(after.checked_sub(1)?)?;
        let offset = usize::try_from(address - section.address).ok()?;
        (offset < section.data.len()).then_some((section, offset))
    }

    pub(super) fn is_code(&self, address: u64) -> bool {
        self.locate(address).is_some_and(|(section, _)| section.code)
    }

    /// The bytes from an address to the end of its section, at most `most`.
    pub(super) fn bytes(&self, address: u64, most: usize) -> Option<&'a [u8]> {
        let (section, offset) = self.locate(address)?;
        let data = section.data;
        Some(&data[offset..data.len().min(offset.saturating_add(most))])
    }

    /// The text that ends with the next NUL byte.
    pub(super) fn text(&self, address: u64) -> Option<&'a str> {
        let bytes = self.bytes(address, 256)?;
        let end = bytes.iter().position(|byte| *byte == 0)?;
        std::str::from_utf8(&bytes[..end]).ok()
    }

    /// A number of 32 bits, as it stands in the file.
    pub(super) fn number(&self, address: u64) -> Option<u32> {
        self.number_of(self.bytes(address, 4)?)
    }

    /// The number of 32 bits that bytes begin with.
    pub(super) fn number_of(&self, bytes: &[u8]) -> Option<u32> {
        let bytes = *bytes.first_chunk()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// A number of the size of a pointer, as it stands in the file.
    pub(super) fn raw(&self, address: u64) -> Option<u64> {
        if self.pointer == 4 {
            return self.number(address).map(u64::from);
        }
        let bytes = *self.bytes(address, 8)?.first_chunk()?;
        Some(if self.little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) })
    }

    /// What stands at an address once the loader is done.
    pub(super) fn word(&self, address: u64) -> Option<Word> {
        let raw = self.raw(address)?;
        Some(match self.file.format() {
            BinaryFormat::MachO => Self::chained(raw),
            BinaryFormat::Elf => {
                let relocations = self.relocations();
                match relocations.binary_search_by_key(&address, |(place, _)| *place) {
                    Ok(found) => match relocations[found].1 {
                        // The addend stands in place.
                        Word::Plain(_) => Word::Address(raw),
                        word => word,
                    },
                    // Packed relocations leave the address in place.
                    Err(_) if self.relative && raw >= SMALL && self.locate(raw).is_some() => {
                        Word::Address(raw)
                    }
                    Err(_) => Word::Plain(raw),
                }
            }
            _ if raw >= SMALL && self.locate(raw).is_some() => Word::Address(raw),
            _ => Word::Plain(raw),
        })
    }

    /// A pointer of Mach-O: plain, or an item of a chain of fixups, which has an offset in its low
    /// 36 bits and says in the highest bit that it is bound to another library.
    ///
    /// Source: Apple's `mach-o/fixup-chains.h`, `DYLD_CHAINED_PTR_64` and `_64_OFFSET`.
    fn chained(raw: u64) -> Word {
        match raw {
            0..SMALL => Word::Plain(raw),
            _ if raw >> 63 == 1 => Word::Import,
            _ => Word::Address(raw & 0xf_ffff_ffff),
        }
    }

    /// Every place that holds this address.
    pub(super) fn pointers_to(&self, target: u64) -> Vec<u64> {
        let mut found: Vec<u64> = Vec::new();
        if self.file.format() == BinaryFormat::Elf && !self.relative && self.pointer == 8 {
            let relocations = self.relocations().iter();
            found.extend(
                relocations.filter(|(_, word)| *word == Word::Address(target)).map(|pair| pair.0),
            );
            return found;
        }
        // Most words differ, and looking for their sections and relocations takes its time. The low
        // 32 bits stand in every spelling of an address.
        let [a, b, c, d, ..] = target.to_le_bytes();
        let (low, shift) =
            if self.little { ([a, b, c, d], 0) } else { ([d, c, b, a], self.pointer - 4) };
        let finder = memchr::memmem::Finder::new(&low);
        for section in self.sections.iter().filter(|section| section.tables) {
            let mut from = 0;
            while let Some(at) = finder.find(&section.data[from..]) {
                // One byte on: matches of a pattern that repeats itself overlap.
                from += at + 1;
                let Some(at) = (from - 1).checked_sub(shift) else { continue };
                let place = section.address + at as u64;
                if at.is_multiple_of(self.pointer)
                    && self.word(place) == Some(Word::Address(target))
                {
                    found.push(place);
                }
            }
        }
        found
    }

    /// Where the module's entries are.
    pub(super) fn entries(&self) -> Vec<u64> {
        let Ok(exports) = self.file.exports() else { return Vec::new() };
        exports
            .filter_map(Result::ok)
            .filter_map(|export| {
                let NameOrOrdinal::Name(name) = export.name() else { return None };
                let name = name.strip_prefix(b"_").unwrap_or(name);
                let entry = name.starts_with(b"PyInit") || name.starts_with(b"PyModExport");
                match export.target() {
                    ExportTarget::Address { address } if entry => Some(address),
                    _ => None,
                }
            })
            .take(64)
            .collect()
    }

    /// The places that ELF's loader fills, sorted; `Plain` where the addend stands in place.
    fn relocations(&self) -> &[(u64, Word)] {
        self.relocations.get_or_init(|| {
            let mut found: Vec<(u64, Word)> = Vec::new();
            let symbols = self.file.dynamic_symbol_table();
            for (place, relocation) in self.file.dynamic_relocations().into_iter().flatten() {
                let addend = relocation.addend().cast_unsigned();
                let word = match relocation.target() {
                    RelocationTarget::Symbol(index) => symbols
                        .as_ref()
                        .and_then(|table| table.symbol_by_index(index).ok())
                        .filter(ObjectSymbol::is_definition)
                        .map_or(Word::Import, |symbol| {
                            Word::Address(symbol.address().wrapping_add(addend))
                        }),
                    _ if relocation.has_implicit_addend() => Word::Plain(0),
                    _ => Word::Address(addend),
                };
                found.push((place, word));
            }
            found.sort_by_key(|(place, _)| *place);
            found
        })
    }
}
