//! SHA-256 digests in the forms that Python packaging writes them.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The SHA-256 of a member's content.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256Digest(pub [u8; 32]);

impl Sha256Digest {
    /// As RECORD has it: urlsafe base64 without padding.
    ///
    /// Rule: [the RECORD file](https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file)
    pub fn record_form(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// Lower-case hexadecimal, as indexes and hash-checking installers have it.
impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn forms_of_the_empty_content() {
        let digest = Sha256Digest(Sha256::digest(b"").into());
        assert_eq!(digest.record_form(), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
        assert_eq!(
            digest.to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
