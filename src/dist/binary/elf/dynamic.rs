//! The dynamic segment: what the loader is told.
//!
//! Rule: [System V ABI, dynamic linking](https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html)

use object::{
    Endianness,
    elf::{
        DF_1_PIE, DF_TEXTREL, DT_FLAGS, DT_FLAGS_1, DT_GNU_HASH, DT_HASH, DT_NEEDED, DT_NULL,
        DT_RPATH, DT_RUNPATH, DT_SONAME, DT_STRTAB, DT_SYMTAB, DT_TEXTREL, DT_VERNEED,
        DT_VERNEEDNUM,
    },
    read::elf::{Dyn, FileHeader, ProgramHeader},
};

use super::{segments::Segments, text};
use crate::dist::limits;

/// Bytes that a string of the table is looked through for its end.
const LONGEST: usize = 8 * limits::NAME;

/// What the dynamic segment says; empty where there is none.
#[derive(Default)]
pub(super) struct Dynamic<'data> {
    pub(super) needed: Vec<String>,
    pub(super) soname: Option<String>,
    pub(super) rpath: Option<String>,
    pub(super) runpath: Option<String>,
    pub(super) text_relocations: bool,
    /// A position-independent program (`DF_1_PIE`), also one without libraries
    pub(super) is_program: bool,
    /// The table of strings, to the end of its segment
    pub(super) strings: &'data [u8],
    pub(super) string_table: Option<u64>,
    pub(super) symbol_table: Option<u64>,
    pub(super) hash: Option<u64>,
    pub(super) gnu_hash: Option<u64>,
    pub(super) version_needs: Option<u64>,
    pub(super) version_need_count: u64,
    /// What of it was not read, and why
    pub(super) unread: Vec<String>,
}

impl<'data> Dynamic<'data> {
    pub(super) fn read<H: FileHeader<Endian = Endianness>>(
        segments: &Segments<'data, H>,
    ) -> Result<Self, String> {
        let endian = segments.endian;
        let mut entries: &[H::Dyn] = &[];
        for segment in segments.headers {
            let found =
                segment.dynamic(endian, segments.content).map_err(|error| error.to_string())?;
            entries = found.unwrap_or(entries);
        }
        let mut dynamic = Self::default();
        let mut names = Vec::new();
        for entry in entries {
            let (tag, value) = (entry.tag(endian), entry.val(endian));
            match tag {
                DT_NULL => break,
                DT_NEEDED | DT_SONAME | DT_RPATH | DT_RUNPATH => names.push((tag, value)),
                DT_TEXTREL => dynamic.text_relocations = true,
                DT_FLAGS => dynamic.text_relocations |= value & DF_TEXTREL.0 != 0,
                DT_FLAGS_1 => dynamic.is_program = value & DF_1_PIE.0 != 0,
                DT_STRTAB => dynamic.string_table = Some(value),
                DT_SYMTAB => dynamic.symbol_table = Some(value),
                DT_HASH => dynamic.hash = Some(value),
                DT_GNU_HASH => dynamic.gnu_hash = Some(value),
                DT_VERNEED => dynamic.version_needs = Some(value),
                DT_VERNEEDNUM => dynamic.version_need_count = value,
                _ => {}
            }
            // More of them than any linker writes.
            if names.len() > limits::LIBRARIES {
                dynamic.unread.push(format!(
                    "its dynamic segment behind the first {} names",
                    limits::LIBRARIES
                ));
                names.truncate(limits::LIBRARIES);
                break;
            }
        }
        dynamic.strings =
            dynamic.string_table.and_then(|address| segments.at(address)).unwrap_or_default();
        for (tag, offset) in names {
            let Some(name) = dynamic.string(offset).map(text) else {
                let what = match tag {
                    DT_NEEDED => "DT_NEEDED",
                    DT_SONAME => "DT_SONAME",
                    DT_RPATH => "DT_RPATH",
                    _ => "DT_RUNPATH",
                };
                let text = format!(
                    "the name of a {what} at {offset:#x} of its strings, which has no end within \
                     {LONGEST} bytes"
                );
                if dynamic.unread.len() < 8 {
                    dynamic.unread.push(text);
                }
                continue;
            };
            match tag {
                DT_NEEDED => dynamic.needed.push(name),
                DT_SONAME => dynamic.soname = Some(name),
                DT_RPATH => dynamic.rpath = Some(name),
                _ => dynamic.runpath = Some(name),
            }
        }
        Ok(dynamic)
    }

    /// A string of the table, without the zero at its end; none where it is longer than any that
    /// matters, so that a table without zeros is not gone through for each name.
    pub(super) fn string(&self, offset: u64) -> Option<&'data [u8]> {
        let bytes = self.strings.get(usize::try_from(offset).ok()?..)?;
        let bytes = &bytes[..bytes.len().min(LONGEST)];
        let end = bytes.iter().position(|byte| *byte == 0)?;
        Some(&bytes[..end])
    }
}
