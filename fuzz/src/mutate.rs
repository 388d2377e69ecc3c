//! Changes of inputs: bytes, numbers, pieces.

/// A generator of numbers that is the same on every machine (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Less than `bound`, and 0 where that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or_default()
    }
}

/// What breaks readers of numbers and of texts.
const WORDS: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xff\xff",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\x01\0",
    b"\x75\x70",
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"ustar",
    b"../",
    b"/",
    b"\\",
    b":",
    b"\n",
    b"\r\n",
    b",",
    b"\"",
    b"'",
    b"(",
    b")",
    b"[",
    b"]",
    b";",
    b"@",
    b"=",
    b"-",
    b".",
    b"_",
    b" ",
    b"\t",
    b"\xc3\xa4",
    b"\xcc\x81",
    b"\xe2\x80\xae",
    b"size=",
    b"path=",
    b"GNU.sparse.",
    b"77777777777",
    b"99999999999999999999",
    b"S",
    b"L",
    b"x",
    b"g",
];

/// A changed input; `other` lends pieces.
pub(crate) fn mutate(input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = input.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(out.len() + 1);
        let longest = [2, 8, 64, 1024][random.below(4)];
        let length = random.below(longest);
        let end = (at + length).min(out.len());
        match random.below(9) {
            0 if at < out.len() => out[at] ^= 1 << random.below(8),
            1 if at < out.len() => out[at] = out[at].wrapping_add([1, 255][random.below(2)]),
            2 if at < out.len() => out[at] = u8::try_from(random.below(256)).unwrap_or_default(),
            3 => drop(out.drain(at..end)),
            4 => {
                let piece = out[at..end].to_vec();
                let to = random.below(out.len() + 1);
                out.splice(to..to, piece);
            }
            5 => {
                let from = random.below(other.len() + 1);
                let piece = &other[from..(from + length).min(other.len())];
                out.splice(at..end, piece.iter().copied());
            }
            6 => {
                let word = WORDS[random.below(WORDS.len())];
                out.splice(at..at, word.iter().copied());
            }
            7 => {
                let word = WORDS[random.below(WORDS.len())];
                let end = (at + word.len()).min(out.len());
                out[at..end].copy_from_slice(&word[..end - at]);
            }
            _ if random.below(8) == 0 => out.truncate(at),
            _ => {}
        }
    }
    out.truncate(1 << 16);
    out
}
