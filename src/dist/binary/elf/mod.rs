//! ELF: shared objects and programs of Linux and Android.
//!
//! What the dynamic loader reads is read, and in the way in which it reads it: by the segments. The
//! table of sections is asked for what only it has, and may be missing.

mod dynamic;
mod machine;
mod notes;
mod segments;
mod symbols;
mod versions;

use object::{
    Endianness,
    elf::{ET_DYN, ET_EXEC, FileHeader32, FileHeader64, SHT_NOBITS},
    read::elf::{FileHeader, SectionHeader},
};

use super::PythonSymbols;
use crate::dist::limits;
use dynamic::Dynamic;
use segments::Segments;

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
    /// What it is for
    pub kind: ElfKind,
    /// The loader that it asks for (`PT_INTERP`). Ex) `/lib64/ld-linux-x86-64.so.2`
    pub interpreter: Option<String>,
    /// Its own name (`DT_SONAME`). Ex) `libfoo-0a1b2c3d.so.1`
    pub soname: Option<String>,
    /// The libraries that it needs (`DT_NEEDED`), in order; at most [`limits::LIBRARIES`]
    pub needed: Vec<String>,
    /// Where to look for them, as written (`DT_RPATH`). Ex) `$ORIGIN/../demo.libs`
    pub rpath: Option<String>,
    /// The same (`DT_RUNPATH`), which makes loaders pass over `DT_RPATH`
    pub runpath: Option<String>,
    /// Versions of symbols that it needs, by library; at most [`limits::VERSIONS`]
    pub versions: Vec<VersionNeed>,
    /// What it says of the stack
    pub stack: Stack,
    /// The loader has to write into its code (`DT_TEXTREL`)
    pub text_relocations: bool,
    /// The level of x86-64 that it needs by its own note: 2, 3 or 4. Ex) 3 for `x86-64-v3` (AVX2)
    pub isa_level: Option<u8>,
    /// Bytes of its `.debug_*` sections
    pub debug_bytes: u64,
    /// Undefined symbols, without those of C++ and of Python, where `libz.so.1` is among the
    /// libraries: programs that were linked with another zlib want names that it does not have.
    /// Sorted; at most [`limits::SYMBOLS`]
    pub undefined: Vec<String>,
    /// What was not read, for there is more than relkit looks at. Ex) `its dynamic segment behind
    /// the first 1000 names`
    pub unread: Vec<String>,
    /// What it has to do with `CPython`
    pub python: PythonSymbols,
}

/// What an ELF file is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ElfKind {
    /// Loaded into a process: a library or an extension module
    #[default]
    Library,
    /// Started by itself; linked with libraries or not
    Program,
    /// Neither: an object file, a core dump
    Other,
}

/// What a file says of the stack of the process (`PT_GNU_STACK`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stack {
    /// Nothing
    #[default]
    Unsaid,
    /// It need not be executable
    Plain,
    /// It must be executable
    Executable,
}

/// The versions of symbols that a file needs of one library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionNeed {
    /// Ex) `libc.so.6`
    pub library: String,
    /// Each once, in order. Ex) `GLIBC_2.17`, `GLIBC_ABI_DT_RELR`
    pub versions: Vec<String>,
}

impl Elf {
    /// It needs a C library, or any other.
    pub fn is_linked(&self) -> bool {
        !self.needed.is_empty() || self.interpreter.is_some()
    }
}

/// Reads a file, or says why it cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Elf, String> {
    match content.get(4) {
        Some(1) => image::<FileHeader32<Endianness>>(content),
        Some(2) => image::<FileHeader64<Endianness>>(content),
        _ => Err("its class is neither 32 nor 64 bits".to_owned()),
    }
}

fn image<H: FileHeader<Endian = Endianness>>(content: &[u8]) -> Result<Elf, String> {
    let fail = |error: object::read::Error| error.to_string();
    let header = H::parse(content).map_err(fail)?;
    let endian = header.endian().map_err(fail)?;
    let segments = Segments::<H>::read(header, endian, content)?;
    segments.whole()?;
    let dynamic = Dynamic::read(&segments)?;
    let symbols = symbols::read(&segments, &dynamic);
    // The loader leaves a weak symbol at null where nobody has it, and the code asks.
    let named = |undefined: bool| {
        let symbols = symbols.clone().filter(move |symbol| {
            symbol.undefined == undefined && !(symbol.undefined && symbol.weak)
        });
        symbols.filter(symbols::Symbol::is_of_python).map(|symbol| symbol.name())
    };
    let python = PythonSymbols::new(named(true), named(false));
    let kind = header.e_type(endian);
    let kind = match kind {
        ET_EXEC => ElfKind::Program,
        ET_DYN if segments.interpreter.is_some() || dynamic.is_program => ElfKind::Program,
        ET_DYN => ElfKind::Library,
        _ => ElfKind::Other,
    };
    let with_zlib = dynamic.needed.iter().any(|library| library == "libz.so.1");
    let foreign =
        if with_zlib { symbols::foreign(symbols.clone()) } else { symbols::Foreign::default() };
    let (versions, more_versions) = versions::read(&segments, &dynamic);
    let mut unread = dynamic.unread;
    python.say_unread(&mut unread);
    if foreign.has_more {
        unread.push(format!("its undefined symbols beyond the first {}", limits::SYMBOLS));
    }
    if more_versions {
        unread.push(format!(
            "the versions that it needs beyond the first {} of {} libraries",
            limits::VERSIONS,
            limits::LIBRARIES
        ));
    }
    Ok(Elf {
        machine: header.e_machine(endian).0,
        is_64: header.is_type_64(),
        little_endian: header.is_little_endian(),
        flags: header.e_flags(endian).0,
        kind,
        versions,
        interpreter: segments.interpreter.clone(),
        stack: segments.stack,
        isa_level: notes::isa_level(&segments),
        debug_bytes: debug_bytes(header, endian, content),
        undefined: foreign.names,
        unread,
        python,
        soname: dynamic.soname,
        needed: dynamic.needed,
        rpath: dynamic.rpath,
        runpath: dynamic.runpath,
        text_relocations: dynamic.text_relocations,
    })
}

/// Bytes of the sections for debuggers; a table of sections that cannot be read has none.
fn debug_bytes<H: FileHeader<Endian = Endianness>>(
    header: &H,
    endian: H::Endian,
    content: &[u8],
) -> u64 {
    let Ok(sections) = header.sections(endian, content) else { return 0 };
    let debug = sections.iter().take(limits::SECTIONS).filter(|section| {
        let name = sections.section_name(endian, section).unwrap_or_default();
        let named = name.starts_with(b".debug_") || name.starts_with(b".zdebug_");
        named && section.sh_type(endian) != SHT_NOBITS
    });
    let size = |section: &H::SectionHeader| -> u64 { section.sh_size(endian).into() };
    // Sections may lie over each other in a file that was made up.
    debug.map(size).fold(0, u64::saturating_add).min(content.len() as u64)
}

/// A name of a file, as text, bounded.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(limits::NAME)]).into_owned()
}

#[cfg(test)]
mod tests;
