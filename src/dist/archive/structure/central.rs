//! One entry of the central directory: APPNOTE 4.3.12.

use super::{
    super::number::{u16_at, u32_at, u64_at},
    extra::{Extra, ZIP64, fields},
};

const SIGNATURE: &[u8] = b"PK\x01\x02";
const SIZE: usize = 46;

/// What an entry says, ZIP64 sizes and offset resolved.
#[derive(Debug, Clone, Copy)]
pub(in crate::dist) struct Central<'a> {
    /// Offset of the entry in the file
    pub(in crate::dist) at: usize,
    /// The system on which it was written; 3 is Unix
    pub(in crate::dist) system: u8,
    /// The version of the format that a reader must know, in tenths
    pub(in crate::dist) version: u8,
    pub(in crate::dist) flags: u16,
    pub(in crate::dist) method: u16,
    /// The day of the last change, as MS-DOS counts
    pub(in crate::dist) day: u16,
    pub(in crate::dist) crc: u32,
    pub(in crate::dist) compressed_size: u64,
    pub(in crate::dist) size: u64,
    pub(in crate::dist) attributes: u32,
    /// Offset of the local header, as declared
    pub(in crate::dist) header: u64,
    pub(in crate::dist) name: &'a [u8],
    pub(in crate::dist) extra: &'a [u8],
    /// Bytes of the comment
    pub(in crate::dist) comment: usize,
}

impl<'a> Central<'a> {
    /// Reads the entry at `at`; the directory ends at `end`.
    ///
    /// What Python's `zipfile` refuses to open is refused, as a clause.
    pub(in crate::dist) fn read(bytes: &'a [u8], at: usize, end: usize) -> Result<Self, String> {
        let entry = bytes.get(at..end).unwrap_or_default();
        if !entry.starts_with(SIGNATURE) {
            return Err(format!("no directory entry at offset {at}"));
        }
        if entry.len() < SIZE {
            return Err("it is cut short".to_owned());
        }
        let short = |field| u16_at(entry, field).unwrap_or_default();
        let word = |field| u32_at(entry, field).unwrap_or_default();
        let [name, extra, comment] = [28, 30, 32].map(|field| usize::from(short(field)));
        if entry.len() < SIZE + name + extra + comment {
            return Err("it is cut short".to_owned());
        }
        let mut central = Self {
            at,
            system: entry[5],
            version: entry[6],
            flags: short(8),
            method: short(10),
            day: short(14),
            crc: word(16),
            compressed_size: u64::from(word(20)),
            size: u64::from(word(24)),
            attributes: word(38),
            header: u64::from(word(42)),
            name: &entry[SIZE..SIZE + name],
            extra: &entry[SIZE + name..SIZE + name + extra],
            comment,
        };
        central.resolve()?;
        Ok(central)
    }

    /// Where the next entry starts.
    pub(in crate::dist) fn next(&self) -> usize {
        self.at + SIZE + self.name.len() + self.extra.len() + self.comment
    }

    /// Takes sizes and offset from the ZIP64 field, those that are escaped, in this order.
    fn resolve(&mut self) -> Result<(), String> {
        for field in fields(self.extra) {
            match field {
                Extra::Field(ZIP64, mut data) => {
                    let escaped = u64::from(u32::MAX);
                    let numbers = [
                        ("size", &mut self.size),
                        ("compressed size", &mut self.compressed_size),
                        ("offset", &mut self.header),
                    ];
                    for (what, number) in numbers {
                        if *number == escaped {
                            *number = u64_at(data, 0)
                                .ok_or_else(|| format!("its ZIP64 field lacks the {what}"))?;
                            data = &data[8..];
                        }
                    }
                }
                Extra::Overlong(id, size) => {
                    return Err(format!("its extra field {id:04x} cannot have {size} bytes"));
                }
                Extra::Field(..) | Extra::Rest(_) => {}
            }
        }
        Ok(())
    }
}
