//! Digests that indexes state of their files.

use std::fmt;

use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

use crate::dist::Sha256Digest;

/// A digest that a file can be held to.
///
/// Rule: [hashes](https://packaging.python.org/en/latest/specifications/simple-repository-api/#project-detail):
/// any of `hashlib`, by name; SHA-256 is recommended. Those that anybody can forge (MD5, SHA-1)
/// prove nothing, and no index known states others than these.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: Algorithm,
    /// Lower-case hexadecimal of the algorithm's length
    hex: String,
}

/// The algorithms, the one to prefer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Algorithm {
    Sha256,
    Sha512,
    Sha384,
    Sha224,
}

impl Algorithm {
    const ALL: [Self; 4] = [Self::Sha256, Self::Sha512, Self::Sha384, Self::Sha224];

    /// As `hashlib` spells it, and its digits.
    const fn spelling(self) -> (&'static str, usize) {
        match self {
            Self::Sha256 => ("sha256", 64),
            Self::Sha512 => ("sha512", 128),
            Self::Sha384 => ("sha384", 96),
            Self::Sha224 => ("sha224", 56),
        }
    }
}

impl Digest {
    /// The best of the digests that are stated as pairs of algorithm and digits; none where none
    /// can be relied on.
    pub fn best<'a>(stated: &(impl Iterator<Item = (&'a str, &'a str)> + Clone)) -> Option<Self> {
        Algorithm::ALL.iter().find_map(|&algorithm| {
            let (name, digits) = algorithm.spelling();
            let (_, hex) = stated.clone().find(|(stated, _)| stated.eq_ignore_ascii_case(name))?;
            let is_hex = hex.len() == digits && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex.then(|| Self { algorithm, hex: hex.to_ascii_lowercase() })
        })
    }

    /// `ALGORITHM=DIGITS`, as HTML pages have it.
    pub fn of_text(text: &str) -> Option<Self> {
        Self::best(&text.split_once('=').into_iter())
    }

    /// The algorithm. Ex) `sha256`
    pub fn algorithm(&self) -> &'static str {
        self.algorithm.spelling().0
    }

    /// The digits, in lower case.
    pub fn hex(&self) -> &str {
        &self.hex
    }

    /// The digest as one of SHA-256, if it is.
    pub fn sha256(&self) -> Option<Sha256Digest> {
        if self.algorithm != Algorithm::Sha256 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(self.hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Sha256Digest(bytes))
    }

    /// What makes such a digest of content.
    pub(super) fn hasher(&self) -> Hasher {
        match self.algorithm {
            Algorithm::Sha256 => Hasher::Sha256(Sha256::new()),
            Algorithm::Sha512 => Hasher::Sha512(Sha512::new()),
            Algorithm::Sha384 => Hasher::Sha384(Sha384::new()),
            Algorithm::Sha224 => Hasher::Sha224(Sha224::new()),
        }
    }

    /// The digest of some content by the same algorithm.
    pub(super) fn of(&self, content: &[u8]) -> Self {
        let mut hasher = self.hasher();
        hasher.update(content);
        Self { algorithm: self.algorithm, hex: hasher.finish() }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.algorithm(), self.hex)
    }
}

/// Makes a digest while content comes by.
#[derive(Clone)]
pub(super) enum Hasher {
    Sha256(Sha256),
    Sha512(Sha512),
    Sha384(Sha384),
    Sha224(Sha224),
}

impl Hasher {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(it) => it.update(bytes),
            Self::Sha512(it) => it.update(bytes),
            Self::Sha384(it) => it.update(bytes),
            Self::Sha224(it) => it.update(bytes),
        }
    }

    /// The digits in lower case.
    pub(super) fn finish(self) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        match self {
            Self::Sha256(it) => hex(&it.finalize()),
            Self::Sha512(it) => hex(&it.finalize()),
            Self::Sha384(it) => hex(&it.finalize()),
            Self::Sha224(it) => hex(&it.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_one_is_taken() {
        let (short, long) = ("AB".repeat(32), "0".repeat(128));
        let pairs = [("md5", "0"), ("sha512", &long), ("SHA256", &short)];
        let best = Digest::best(&pairs.into_iter()).unwrap();
        assert_eq!(best.to_string(), format!("sha256={}", "ab".repeat(32)));
        assert_eq!(best.sha256().unwrap().0, [0xab; 32]);
        assert_eq!(Digest::best(&pairs[..2].iter().copied()).unwrap().algorithm(), "sha512");
    }

    #[test]
    fn what_proves_nothing_is_none() {
        let dots = format!("sha256={}", "../".repeat(21) + "x");
        for text in
            ["", "sha256", "sha256=", "sha256=00", "md5=d41d8cd98f00b204e9800998ecf8427e", &dots]
        {
            assert_eq!(Digest::of_text(text), None, "{text}");
        }
    }
}
