//! The local header of a member against its directory entry: APPNOTE 4.3.7.

use super::{
    super::number::{u16_at, u32_at, u64_at},
    Oddity, Structure,
    central::Central,
    extra::{Extra, UNICODE_PATH, UnicodePath, ZIP64, fields, unicode_path},
    shown,
};

const SIGNATURE: &[u8] = b"PK\x03\x04";
const SIZE: usize = 30;
/// Flag bits that change how a reader goes on: encryption (two kinds), data descriptor, patches,
/// UTF-8 names.
const FLAGS: u16 = 1 | DESCRIPTOR | 1 << 5 | 1 << 6 | 1 << 11;
/// Sizes and checksum stand behind the content.
const DESCRIPTOR: u16 = 1 << 3;

/// A local header.
#[derive(Debug, Clone, Copy)]
pub(in crate::dist) struct Local<'a> {
    /// Offset in the file
    pub(in crate::dist) at: usize,
    flags: u16,
    method: u16,
    crc: u32,
    compressed_size: u64,
    size: u64,
    pub(in crate::dist) name: &'a [u8],
    extra: &'a [u8],
}

impl<'a> Local<'a> {
    /// Reads the header at an offset; says why there is none, as a clause.
    pub(in crate::dist) fn read(bytes: &'a [u8], at: usize) -> Result<Self, String> {
        let header = bytes.get(at..).filter(|rest| !rest.is_empty());
        let header = header.ok_or_else(|| format!("offset {at} is behind the end of the file"))?;
        if !header.starts_with(SIGNATURE) {
            return Err(format!("no local header at offset {at}"));
        }
        let cut = || format!("the local header at offset {at} is cut short");
        let short = |field| u16_at(header, field).unwrap_or_default();
        let word = |field| u32_at(header, field).unwrap_or_default();
        let (name, extra) = (usize::from(short(26)), usize::from(short(28)));
        let name = header.get(SIZE..SIZE + name).ok_or_else(cut)?;
        let extra = header.get(SIZE + name.len()..SIZE + name.len() + extra).ok_or_else(cut)?;
        Ok(Self {
            at,
            flags: short(6),
            method: short(8),
            crc: word(14),
            compressed_size: u64::from(word(18)),
            size: u64::from(word(22)),
            name,
            extra,
        })
    }

    /// Where the content starts.
    pub(in crate::dist) fn content(&self) -> usize {
        self.at + SIZE + self.name.len() + self.extra.len()
    }

    /// Sizes and checksum stand behind the content.
    pub(in crate::dist) fn has_descriptor(&self) -> bool {
        self.flags & DESCRIPTOR != 0
    }

    /// Notes what is odd, and where it differs from the directory.
    pub(in crate::dist) fn compare(mut self, central: &Central<'_>, structure: &mut Structure) {
        let name = Some(central.name);
        let sizes_known = self.resolve(structure);
        if self.has_descriptor() {
            let what = "sizes and checksum stand behind the content";
            structure.add(Oddity::Descriptor, self.at, name, what);
        } else {
            for (what, local, directory) in [
                ("compressed size", self.compressed_size, central.compressed_size),
                ("size", self.size, central.size),
            ] {
                if local != directory && sizes_known {
                    let what = format!(
                        "{what}: {directory} by the directory, {local} by the local header"
                    );
                    structure.add(Oddity::LocalSize, self.at, name, what);
                }
            }
            if self.crc != central.crc {
                let (local, directory) = (self.crc, central.crc);
                let what = format!(
                    "CRC-32: {directory:08x} by the directory, {local:08x} by the local header"
                );
                structure.add(Oddity::LocalOther, self.at, name, what);
            }
        }
        for (what, local, directory) in [
            ("method", self.method, central.method),
            ("flags", self.flags & FLAGS, central.flags & FLAGS),
        ] {
            if local != directory {
                let what =
                    format!("{what}: {directory} by the directory, {local} by the local header");
                structure.add(Oddity::LocalOther, self.at, name, what);
            }
        }
    }

    /// Notes what is wrong with the extra fields, and takes the sizes from the ZIP64 one.
    ///
    /// Rule: as PyPI has it. With both sizes in the field, the compressed size counts whether it
    /// is escaped or not; with one, the member must be stored. Gives whether the sizes are known.
    fn resolve(&mut self, structure: &mut Structure) -> bool {
        let (at, name) = (self.at, Some(self.name));
        let mut add = |what: String| structure.add(Oddity::Extra, at, name, what);
        let mut renamed = None;
        let escaped = u64::from(u32::MAX);
        let mut seen = [false; 2];
        let mut sizes_known = true;
        for field in fields(self.extra) {
            let Extra::Field(id, data) = field else {
                add(match field {
                    Extra::Overlong(id, size) => {
                        format!("the extra field {id:04x} cannot have {size} bytes")
                    }
                    _ => "the extra fields end within a field".to_owned(),
                });
                break;
            };
            let Some(known) = [ZIP64, UNICODE_PATH].iter().position(|known| *known == id) else {
                continue;
            };
            if std::mem::replace(&mut seen[known], true) {
                add(format!("the extra field {id:04x} stands twice"));
            } else if id == UNICODE_PATH {
                match unicode_path(data) {
                    UnicodePath::Malformed(why) => {
                        add(format!("the Unicode path of its extra field {why}"));
                    }
                    UnicodePath::Name(other) if other.as_bytes() != self.name => {
                        renamed = Some(other);
                    }
                    UnicodePath::Name(_) => {}
                }
            } else {
                let long = |at| u64_at(data, at).unwrap_or_default();
                match data.len() {
                    0 if self.compressed_size != escaped && self.size != escaped => {}
                    8 if self.method == 0 => {
                        self.compressed_size = long(0);
                        if self.size == escaped {
                            self.size = long(0);
                        }
                    }
                    16 | 24 | 28 => {
                        if self.size == escaped {
                            self.size = long(0);
                        }
                        self.compressed_size = long(8);
                    }
                    length => {
                        sizes_known = false;
                        add(format!("its ZIP64 field of {length} bytes lacks a size"));
                    }
                }
            }
        }
        if let Some(other) = renamed {
            let other = shown(other.as_bytes());
            let what = format!("an extra field of the local header gives it the name `{other}`");
            structure.add(Oddity::ExtraName, at, name, what);
        }
        sizes_known
    }
}

/// Where a member's bytes are: behind its local header.
pub(in crate::dist) fn place<'a>(
    bytes: &'a [u8],
    places: [Option<usize>; 2],
    central: &Central<'_>,
) -> Result<(Local<'a>, std::ops::Range<usize>), String> {
    let mut found = Err(format!("offset {} is behind the end of the file", central.header));
    for at in places.into_iter().flatten() {
        let local = Local::read(bytes, at);
        if local.is_ok() || found.is_err() {
            found = local;
        }
        if found.is_ok() {
            break;
        }
    }
    let local = found?;
    if local.name != central.name {
        let (at, shown) = (local.at, shown(local.name));
        return Err(format!("the local header at offset {at} names `{shown}`"));
    }
    let (start, length) = (local.content(), central.compressed_size);
    let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
    let end = end.filter(|&end| end <= bytes.len()).ok_or_else(|| {
        format!("its {length} bytes at offset {start} reach behind the end of the file")
    })?;
    Ok((local, start..end))
}
