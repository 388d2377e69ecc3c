//! A whole deflate stream at once, by libdeflate: a third faster than a stream in pieces.
//!
//! It says yes or "ask zlib". Yes is said only of a stream that ends with its last byte and makes as
//! many bytes as declared; the caller compares their CRC. Whatever else it may be, the streaming
//! decompressor gives the verdict, for that is zlib's: what pip and the index will say. What
//! libdeflate takes though zlib refuses it are codes that RFC 1951 (3.2.5, 3.2.7) reserves: no
//! compressor writes them, and that they make content with the declared CRC takes intent.

use std::ptr::NonNull;

use libdeflate_sys::{
    libdeflate_alloc_decompressor, libdeflate_decompressor, libdeflate_deflate_decompress_ex,
    libdeflate_free_decompressor, libdeflate_result_LIBDEFLATE_SUCCESS as SUCCESS,
};

/// Tables for one stream after another.
#[derive(Debug)]
pub(super) struct Deflate(NonNull<libdeflate_decompressor>);

impl Deflate {
    /// `None` where there is no memory for it.
    #[expect(unsafe_code, reason = "libdeflate is C")]
    pub(super) fn new() -> Option<Self> {
        // SAFETY: takes nothing, and gives a pointer of its own or null.
        NonNull::new(unsafe { libdeflate_alloc_decompressor() }).map(Self)
    }

    /// Fills `content` from `compressed`; whether both end together.
    #[expect(unsafe_code, reason = "libdeflate is C")]
    pub(super) fn fills(&mut self, compressed: &[u8], content: &mut [u8]) -> bool {
        let (mut used, mut made) = (0, 0);
        // SAFETY: the decompressor is ours alone; both slices are given with their lengths, which
        // bound every access; `used` and `made` outlive the call. That the bytes of a mapped file
        // may change while they are read is what `map` tells of: libdeflate checks each code when
        // it reads it and writes inside `content` whatever it finds.
        let result = unsafe {
            libdeflate_deflate_decompress_ex(
                self.0.as_ptr(),
                compressed.as_ptr().cast(),
                compressed.len(),
                content.as_mut_ptr().cast(),
                content.len(),
                &raw mut used,
                &raw mut made,
            )
        };
        result == SUCCESS && used == compressed.len() && made == content.len()
    }
}

impl Drop for Deflate {
    #[expect(unsafe_code, reason = "libdeflate is C")]
    fn drop(&mut self) {
        // SAFETY: allocated by `new`, and freed once.
        unsafe { libdeflate_free_decompressor(self.0.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::dist::{
        Method,
        archive::inflate::{Declared, Inflater},
        hold::Hold,
    };

    fn content() -> Vec<u8> {
        (0..9_000_u32)
            .flat_map(|n| format!("{:x} ", n.wrapping_mul(n) % 700).into_bytes())
            .collect()
    }

    fn deflated(content: &[u8]) -> Vec<u8> {
        let level = flate2::Compression::default();
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn only_a_stream_that_ends_with_its_last_byte_is_taken() {
        let content = content();
        let stream = deflated(&content);
        let mut deflate = Deflate::new().unwrap();
        let mut taken = |stream: &[u8], room: usize| {
            let mut made = vec![0; room];
            deflate.fills(stream, &mut made) && made == content
        };
        assert!(taken(&stream, content.len()));
        assert!(!taken(&[&stream[..], b"\0"].concat(), content.len()));
        assert!(!taken(&stream[..stream.len() - 1], content.len()));
        assert!(!taken(&stream, content.len() - 1));
        assert!(!taken(&stream, content.len() + 1));
        assert!(!taken(b"", 1));
    }

    /// Whatever is damaged, the verdict is that of the decompressor that zlib's rules are in.
    #[test]
    fn verdicts_are_those_of_the_stream_decompressor() {
        let content = content();
        let stream = deflated(&content);
        let declared = Declared {
            method: Method::Deflated,
            size: content.len() as u64,
            crc: crc32fast::hash(&content),
            keep: 100,
        };
        let hold = Hold::default();
        let mut both = Inflater::new(&hold, 1);
        let mut alone = Inflater::streaming(&hold);
        let mut state = 7_u64;
        let mut below = |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(state >> 33).unwrap() % bound
        };
        let (mut fine, mut damaged) = (0, 0);
        for round in 0..3_000 {
            let mut bytes = stream.clone();
            let at = below(bytes.len());
            match round % 5 {
                0 => bytes[at] ^= 1 << below(8),
                1 => bytes.truncate(at),
                2 => bytes.extend_from_slice(&stream[..at % 20]),
                3 => bytes[at % 100] = 0xff,
                _ => {}
            }
            let size = declared.size + [0, 0, 1, 70_000, u64::MAX / 2][below(5)];
            let declared = Declared { size, ..declared };
            let one = both.verify(&bytes, declared, |_, _| {});
            let other = alone.verify(&bytes, declared, |_, _| {});
            assert_eq!(one.damage, other.damage, "round {round}");
            assert_eq!((one.digest, one.kept), (other.digest, other.kept), "round {round}");
            if one.damage.is_none() { fine += 1 } else { damaged += 1 }
        }
        assert!(fine > 200 && damaged > 1_000, "{fine} and {damaged}");
    }
}
