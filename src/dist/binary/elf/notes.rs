//! Notes: the instruction set that a file says it needs.
//!
//! Rule: [x86-64 psABI](https://gitlab.com/x86-psABIs/x86-64-ABI), program property
//! `GNU_PROPERTY_X86_ISA_1_NEEDED`: bit 0 baseline, 1 v2, 2 v3, 3 v4.

use object::{
    Endianness,
    elf::{GNU_PROPERTY_X86_ISA_1_NEEDED, NT_GNU_PROPERTY_TYPE_0, PT_NOTE},
    read::elf::{FileHeader, ProgramHeader},
};

use super::segments::Segments;

/// The highest level that is needed; none for the baseline.
pub(super) fn isa_level<H: FileHeader<Endian = Endianness>>(
    segments: &Segments<'_, H>,
) -> Option<u8> {
    /// Of `e_machine`.
    const X86_64: u16 = 62;
    let endian = segments.endian;
    if segments.header.e_machine(endian).0 != X86_64 {
        return None;
    }
    let mut needed = 0;
    for segment in segments.headers.iter().filter(|segment| segment.p_type(endian) == PT_NOTE) {
        let Ok(Some(mut notes)) = segment.notes(endian, segments.content) else { continue };
        while let Ok(Some(note)) = notes.next() {
            if note.name() != b"GNU" || note.n_type(endian) != NT_GNU_PROPERTY_TYPE_0 {
                continue;
            }
            let Some(mut properties) = note.gnu_properties(endian) else { continue };
            while let Ok(Some(property)) = properties.next() {
                if property.pr_type() == GNU_PROPERTY_X86_ISA_1_NEEDED {
                    needed |= property.data_u32(endian).unwrap_or(0);
                }
            }
        }
    }
    [4_u8, 3, 2].into_iter().find(|level| needed & (1 << (level - 1)) != 0)
}
