//! Source distributions, written: the same files give the same bytes.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// The day of every member, in seconds since 1970: 1980-01-01, the first that zip archives can hold.
pub const TIME: u64 = 315_532_800;

/// Which system the gzip header names: 255 is for none that is known (RFC 1952, 2.3.1).
const NO_SYSTEM: u8 = 255;

/// Packs files under the folder `stem`, `NAME-VERSION`, into a `.tar.gz`.
///
/// Rule: [source distribution format](https://packaging.python.org/en/latest/specifications/source-distribution-format/).
/// Members are sorted by name, belong to nobody and are of one day; there are no entries of folders.
///
/// Errors: a path that a ustar header cannot hold, which has room for 100 bytes and a folder of 155.
pub fn sdist(stem: &str, files: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let mut files = files.to_vec();
    files.sort_unstable_by_key(|(name, _)| *name);
    let gzip = GzBuilder::new()
        .mtime(u32::try_from(TIME).unwrap_or_default())
        .operating_system(NO_SYSTEM)
        .write(Vec::new(), Compression::best());
    let mut archive = Builder::new(gzip);
    for (name, bytes) in files {
        let mut header = Header::new_ustar();
        header.set_path(format!("{stem}/{name}"))?;
        header.set_entry_type(EntryType::Regular);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(TIME);
        header.set_cksum();
        archive.append(&header, bytes)?;
    }
    let mut gzip = archive.into_inner()?;
    gzip.flush()?;
    gzip.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::{Contents, read_bytes};

    #[test]
    fn order_does_not_count() {
        let one = sdist("a-1", &[("b", b"2"), ("PKG-INFO", b"Name: a\n")]).unwrap();
        let two = sdist("a-1", &[("PKG-INFO", b"Name: a\n"), ("b", b"2")]).unwrap();
        assert_eq!(one, two);
        assert_eq!(one[..10], [0x1f, 0x8b, 8, 0, 0x00, 0xa6, 0xce, 0x12, 2, 255]);
    }

    #[test]
    fn it_is_read_again() {
        let bytes = sdist("a-1", &[("setup.py", b"x"), ("PKG-INFO", b"Name: a\n")]).unwrap();
        let Contents::Sdist(read) = read_bytes("a-1.tar.gz", &bytes).unwrap().contents else {
            panic!("no sdist")
        };
        let names: Vec<&str> = read.members.iter().map(|member| &*member.name).collect();
        assert_eq!(names, ["a-1/PKG-INFO", "a-1/setup.py"]);
        assert!(read.defects.is_empty() && read.pkg_info.is_some());
    }

    #[test]
    fn a_path_that_does_not_fit_is_an_error() {
        assert!(sdist(&"a".repeat(300), &[("setup.py", b"")]).is_err());
        assert!(sdist("../a", &[("setup.py", b"")]).is_err());
    }
}
