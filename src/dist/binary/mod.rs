//! Native code, read into facts: ELF, Mach-O, PE and WebAssembly, of any platform on any host.
//!
//! Architecture invariants:
//! - Input is hostile: the `object` crate reads without copying and without panics, every list
//!   that is kept is bounded by [`super::limits`], and what cannot be read is a fact too
//!   ([`Unread`]).
//! - Only what rules ask for is kept; a binary of hundreds of megabytes leaves a few kilobytes.

mod elf;
mod gil;
mod macho;
mod pe;
mod python;
mod wasm;

pub use elf::{Elf, ElfKind, Stack, VersionNeed};
pub use macho::{ApplePlatform, AppleVersion, Build, Load, MachKind, MachO, is_interpreter};
pub use pe::Pe;
pub use python::{Gil, PythonSymbols};
pub use wasm::Wasm;

use super::BinaryFormat;

/// One native file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binary {
    /// Linux, Android
    Elf(Box<Elf>),
    /// macOS, iOS: the slices of a universal file, or the one of a thin file
    MachO(Vec<MachO>),
    /// Windows
    Pe(Box<Pe>),
    /// Pyodide
    Wasm(Box<Wasm>),
    /// Nothing is known of it but its first bytes
    Unread(Unread),
}

/// Why a native file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// Its content is not what the archive declares
    #[error("its content is damaged")]
    Damaged,
    /// More than is held in memory at once
    #[error("it has {size} bytes, relkit reads native code up to {}", super::limits::BINARY)]
    TooLarge {
        /// Bytes of content
        size: u64,
    },
    /// It begins like native code and goes on like none
    #[error("{0}")]
    Malformed(String),
}

impl Binary {
    /// Reads the content of a whole file of this format; never fails and never panics.
    pub fn read(format: BinaryFormat, content: &[u8]) -> Self {
        let read = match format {
            BinaryFormat::Elf => elf::read(content).map(|elf| Self::Elf(Box::new(elf))),
            BinaryFormat::MachO => macho::read(content).map(Self::MachO),
            BinaryFormat::Pe => pe::read(content).map(|pe| Self::Pe(Box::new(pe))),
            BinaryFormat::Wasm => wasm::read(content).map(|wasm| Self::Wasm(Box::new(wasm))),
        };
        let mut binary = read.unwrap_or_else(|why| Self::Unread(Unread::Malformed(why)));
        binary.read_gil(content);
        binary
    }

    /// Adds what its modules declare of the GIL.
    fn read_gil(&mut self, content: &[u8]) {
        match self {
            Self::Elf(elf) => elf.python.gil = gil::read(content, &elf.python),
            Self::MachO(slices) => {
                for (slice, content) in slices.iter_mut().zip(gil::slices(content)) {
                    slice.python.gil = gil::read(content, &slice.python);
                }
            }
            Self::Pe(pe) => pe.python.gil = gil::read(content, &pe.python),
            Self::Wasm(_) | Self::Unread(_) => {}
        }
    }

    /// What was not read of what is there, for relkit looks at no more.
    pub fn unread(&self) -> Vec<String> {
        match self {
            Self::Elf(elf) => elf.unread.clone(),
            Self::MachO(slices) => {
                let named = |slice: &MachO| {
                    let arch = slice.arch.clone();
                    slice.unread.clone().into_iter().map(move |what| format!("{arch}: {what}"))
                };
                slices.iter().flat_map(named).collect()
            }
            Self::Pe(pe) => pe.unread.clone(),
            Self::Wasm(_) | Self::Unread(_) => Vec::new(),
        }
    }

    /// What each image has to do with `CPython`: one for most files, one a slice of a universal
    /// Mach-O file, whose architecture is named. Ex) `(Some("arm64"), …)`
    pub fn python(&self) -> Vec<(Option<&str>, &PythonSymbols)> {
        match self {
            Self::Elf(elf) => vec![(None, &elf.python)],
            Self::MachO(slices) => {
                let several = slices.len() > 1;
                let pairs = slices.iter().map(|slice| (slice.arch.as_str(), &slice.python));
                pairs.map(|(arch, python)| (several.then_some(arch), python)).collect()
            }
            Self::Pe(pe) => vec![(None, &pe.python)],
            Self::Wasm(wasm) => vec![(None, &wasm.python)],
            Self::Unread(_) => Vec::new(),
        }
    }
}
