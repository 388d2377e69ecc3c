//! The versions of symbols that a file needs (`DT_VERNEED`).
//!
//! Rule: [Linux Standard Base, symbol versioning](https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html)

use object::{Endianness, read::elf::FileHeader};

use super::{VersionNeed, dynamic::Dynamic, segments::Segments, text};
use crate::dist::limits;

/// By library, in the order of the file; a list that is broken ends there. And whether there are
/// more than are kept.
pub(super) fn read<H: FileHeader<Endian = Endianness>>(
    segments: &Segments<'_, H>,
    dynamic: &Dynamic<'_>,
) -> (Vec<VersionNeed>, bool) {
    let mut needs: Vec<VersionNeed> = Vec::new();
    let mut left = limits::VERSIONS;
    let table = dynamic.version_needs.and_then(|address| segments.at(address));
    let mut next = table.filter(|_| dynamic.version_need_count > 0);
    for _ in 0..dynamic.version_need_count.min(limits::LIBRARIES as u64) {
        let Some(bytes) = next else { break };
        let Some((need, step)) = library(segments, dynamic, bytes, &mut left) else { break };
        match needs.iter_mut().find(|other| other.library == need.library) {
            Some(same) => same.versions.extend(need.versions),
            None => needs.push(need),
        }
        next = bytes.get(step..).filter(|_| step > 0);
    }
    for need in &mut needs {
        need.versions.sort_unstable();
        need.versions.dedup();
    }
    (needs, left == 0 || dynamic.version_need_count > limits::LIBRARIES as u64)
}

/// One library: version of the format, count, file, offset of its versions, offset of the next.
fn library<H: FileHeader<Endian = Endianness>>(
    segments: &Segments<'_, H>,
    dynamic: &Dynamic<'_>,
    bytes: &[u8],
    left: &mut usize,
) -> Option<(VersionNeed, usize)> {
    let count = segments.u16(bytes, 2)?;
    let library = text(dynamic.string(segments.u32(bytes, 4)?.into())?);
    let mut next = bytes.get(usize::try_from(segments.u32(bytes, 8)?).ok()?..);
    let step = usize::try_from(segments.u32(bytes, 12)?).ok()?;
    let mut versions = Vec::new();
    for _ in 0..count {
        // Hash, flags, number, name, offset of the next.
        let Some(row) = next.filter(|_| *left > 0) else { break };
        let (Some(name), Some(step)) = (segments.u32(row, 8), segments.u32(row, 12)) else { break };
        let Some(name) = dynamic.string(name.into()) else { break };
        versions.push(text(name));
        *left -= 1;
        next = usize::try_from(step).ok().filter(|step| *step > 0).and_then(|step| row.get(step..));
    }
    Some((VersionNeed { library, versions }, step))
}
