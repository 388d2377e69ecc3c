//! What a file or a member is, by its first bytes.

use crate::dist::BinaryFormat;

/// The kind of native code.
pub(in crate::dist) fn binary_format(head: &[u8]) -> Option<BinaryFormat> {
    match head.get(..4)? {
        b"\x7fELF" => Some(BinaryFormat::Elf),
        b"\0asm" => Some(BinaryFormat::Wasm),
        [0xfe, 0xed, 0xfa, 0xce | 0xcf] | [0xce | 0xcf, 0xfa, 0xed, 0xfe] => {
            Some(BinaryFormat::MachO)
        }
        // A Java class begins like a universal binary; the number behind is its version, 45 or
        // more, and the count of slices in a universal binary. A universal binary goes on with a
        // type of processor, a class with the count of its constants and the kind of the first,
        // which is never 0.
        [0xca, 0xfe, 0xba, 0xbe | 0xbf] => {
            let count = u32::from_be_bytes(*head.get(4..8)?.first_chunk()?);
            let has_processor = || matches!(head.get(8..12), Some([0..=2, 0, 0, processor]) if (1..=18).contains(processor));
            ((1..45).contains(&count) || count > 0 && has_processor())
                .then_some(BinaryFormat::MachO)
        }
        [b'M', b'Z', ..] => {
            let at = u32::from_le_bytes(*head.get(0x3c..0x40)?.first_chunk()?) as usize;
            (head.get(at..at.checked_add(4)?)? == b"PE\0\0").then_some(BinaryFormat::Pe)
        }
        _ => None,
    }
}

/// What a file looks like that is not what its name says, with its article.
pub(in crate::dist) fn file_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a zip archive"),
        (b"PK\x05\x06", "an empty zip archive"),
        (b"\x1f\x8b", "a gzip file, such as a `.tar.gz`"),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ\0", "an xz file"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"%PDF", "a PDF document"),
        (b"SQLite format 3", "an SQLite database"),
        (b"version https://git-lfs", "a Git LFS pointer"),
    ];
    if let Some((_, kind)) = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some("a tar archive without compression");
    }
    if binary_format(bytes).is_some() {
        return Some("native code");
    }
    let head = &bytes[..bytes.len().min(512)];
    let start = head.trim_ascii_start();
    let begins =
        |word: &[u8]| start.get(..word.len()).is_some_and(|s| s.eq_ignore_ascii_case(word));
    if begins(b"<!doctype html") || begins(b"<html") {
        return Some("an HTML page");
    }
    if begins(b"<?xml") {
        return Some("an XML document");
    }
    if head.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) {
        return Some(if begins(b"{") { "a JSON document" } else { "a text" });
    }
    head.iter().all(|&byte| byte == 0).then_some("nothing but zeros")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_code_is_known_by_its_first_bytes() {
        assert_eq!(binary_format(b"\x7fELF\x02\x01"), Some(BinaryFormat::Elf));
        assert_eq!(binary_format(b"\xcf\xfa\xed\xfe\x07"), Some(BinaryFormat::MachO));
        assert_eq!(binary_format(b"\xca\xfe\xba\xbe\0\0\0\x02"), Some(BinaryFormat::MachO));
        assert_eq!(binary_format(b"\xca\xfe\xba\xbe\0\0\0\x34"), None, "a Java class");
        // 256 constants, of which the first is the kind of text, a method, a class.
        for constant in [1, 7, 10, 18] {
            let class = [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x3d, 1, 0, constant, 0, 1];
            assert_eq!(binary_format(&class), None, "a Java class");
        }
        let many = b"\xca\xfe\xba\xbe\0\0\0\x3d\x01\0\0\x07\0\0\0\x03";
        assert_eq!(binary_format(many), Some(BinaryFormat::MachO), "61 slices");
        let mut pe = vec![0; 0x84];
        pe[..2].copy_from_slice(b"MZ");
        pe[0x3c] = 0x80;
        assert_eq!(binary_format(&pe), None, "MZ alone is a text or a DOS program");
        pe[0x80..].copy_from_slice(b"PE\0\0");
        assert_eq!(binary_format(&pe), Some(BinaryFormat::Pe));
        pe[0x3c..0x40].fill(0xff);
        assert_eq!(binary_format(&pe), None);
        assert_eq!(binary_format(b""), None);
    }

    #[test]
    fn files_under_a_wrong_name_are_recognised() {
        assert_eq!(file_kind(b"\n<!DOCTYPE HTML><p>gone"), Some("an HTML page"));
        assert_eq!(file_kind(b"{\"error\": 1}"), Some("a JSON document"));
        assert_eq!(file_kind(&[0; 30]), Some("nothing but zeros"));
        assert_eq!(file_kind(&[0xff, 0x00, 0x12]), None);
    }
}
