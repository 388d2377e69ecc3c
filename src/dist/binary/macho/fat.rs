//! Universal files: several slices behind a table.

use object::read::macho::{FatArch, MachOFatFile};

use super::{MachKind, MachO, arch, slice};

/// No real file has more slices; every one is read by itself, so that more would be an attack.
const MOST_SLICES: usize = 16;

/// Reads every slice; one that cannot be read is kept with the reason.
pub(super) fn read<Fat: FatArch>(content: &[u8]) -> Result<Vec<MachO>, String> {
    let file = MachOFatFile::<Fat>::parse(content).map_err(|error| error.to_string())?;
    let arches = file.arches();
    if arches.is_empty() {
        return Err("it has no slice".to_owned());
    }
    if arches.len() > MOST_SLICES {
        return Err(format!(
            "it has {} slices, relkit reads files with at most {MOST_SLICES}",
            arches.len()
        ));
    }
    let mut taken: Vec<(u64, u64)> = Vec::new();
    let mut slices = Vec::new();
    for entry in arches {
        let name = arch(entry.cputype().0, entry.cpusubtype().0);
        let (start, size) = entry.file_range();
        let end = start.saturating_add(size);
        let overlaps = taken.iter().any(|(other, its_end)| start < *its_end && *other < end);
        taken.push((start, end));
        let read = match entry.data(content) {
            _ if overlaps => Err("it overlaps another slice".to_owned()),
            Err(_) => Err(format!(
                "it lies at {start} to {end}, and the file has {} bytes",
                content.len()
            )),
            Ok(data) if data.starts_with(b"!<arch>\n") => {
                Ok(MachO { arch: name.clone(), kind: MachKind::Archive, ..MachO::default() })
            }
            Ok(data) => slice::read(data).and_then(|slice| {
                let differs = || format!("the file's table calls it {name}, it is {}", slice.arch);
                if slice.arch == name { Ok(slice.clone()) } else { Err(differs()) }
            }),
        };
        slices.push(read.unwrap_or_else(|defect| MachO {
            arch: name,
            kind: MachKind::Other(0),
            defect: Some(defect),
            ..MachO::default()
        }));
    }
    Ok(slices)
}
