//! The segments: which bytes of the file stand at which address.

use object::{
    Endianness,
    elf::{ET_DYN, ET_EXEC, PF_X, PT_GNU_STACK, PT_INTERP, PT_LOAD, SHF_EXECINSTR, SHT_NOBITS},
    read::elf::{FileHeader, ProgramHeader, SectionHeader},
};

use super::{Stack, text};
use crate::dist::limits;

/// A file by its segments.
pub(super) struct Segments<'data, H: FileHeader<Endian = Endianness>> {
    pub(super) header: &'data H,
    pub(super) endian: Endianness,
    pub(super) content: &'data [u8],
    pub(super) headers: &'data [H::ProgramHeader],
    pub(super) interpreter: Option<String>,
    pub(super) stack: Stack,
}

impl<'data, H: FileHeader<Endian = Endianness>> Segments<'data, H> {
    pub(super) fn read(
        header: &'data H,
        endian: Endianness,
        content: &'data [u8],
    ) -> Result<Self, String> {
        let headers = header.program_headers(endian, content).map_err(|error| error.to_string())?;
        let mut segments =
            Self { header, endian, content, headers, interpreter: None, stack: Stack::Unsaid };
        for segment in headers {
            match segment.p_type(endian) {
                PT_INTERP => {
                    let path = segment.interpreter(endian, content).ok().flatten();
                    segments.interpreter = path.map(text);
                }
                PT_GNU_STACK => {
                    let executable = segment.p_flags(endian).0 & PF_X.0 != 0;
                    segments.stack = if executable { Stack::Executable } else { Stack::Plain };
                }
                _ => {}
            }
        }
        Ok(segments)
    }

    /// Whether the file holds what it has the loader map; else the first segment that it does not.
    ///
    /// The loader fails there, or the process at the first access (`SIGBUS`). The table of sections
    /// does not count, and of a file with debug symbols alone nothing is loaded, whose segments are
    /// those of the file that it belongs to.
    pub(super) fn whole(&self) -> Result<(), String> {
        let endian = self.endian;
        if !matches!(self.header.e_type(endian), ET_DYN | ET_EXEC) {
            return Ok(());
        }
        let size = self.content.len() as u64;
        for (number, segment) in self.headers.iter().enumerate() {
            let (start, length): (u64, u64) =
                (segment.p_offset(endian).into(), segment.p_filesz(endian).into());
            let end = start.saturating_add(length);
            let is_cut = length > 0 && end > size && segment.p_type(endian) == PT_LOAD;
            if is_cut && !self.is_debug_only() {
                return Err(format!(
                    "segment {number} (PT_LOAD) ends at byte {end}, and the file has {size} bytes"
                ));
            }
        }
        Ok(())
    }

    /// Whether the code was left out, as `objcopy --only-keep-debug` does.
    fn is_debug_only(&self) -> bool {
        let sections = self.header.section_headers(self.endian, self.content).unwrap_or_default();
        sections.iter().take(limits::SECTIONS).any(|section| {
            let flags = section.sh_flags(self.endian).0;
            section.sh_type(self.endian) == SHT_NOBITS && flags & SHF_EXECINSTR.0 != 0
        })
    }

    /// The bytes of the file from an address to the end of its segment.
    pub(super) fn at(&self, address: u64) -> Option<&'data [u8]> {
        self.headers.iter().find_map(|segment| {
            if segment.p_type(self.endian) != PT_LOAD {
                return None;
            }
            let start = address.checked_sub(segment.p_vaddr(self.endian).into())?;
            let bytes = segment.data(self.endian, self.content).ok()?;
            bytes.get(usize::try_from(start).ok()?..).filter(|rest| !rest.is_empty())
        })
    }

    /// A 16-bit number of these bytes.
    pub(super) fn u16(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(match self.endian {
            Endianness::Little => u16::from_le_bytes(bytes),
            Endianness::Big => u16::from_be_bytes(bytes),
        })
    }

    /// A 32-bit number of these bytes.
    pub(super) fn u32(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(match self.endian {
            Endianness::Little => u32::from_le_bytes(bytes),
            Endianness::Big => u32::from_be_bytes(bytes),
        })
    }
}
