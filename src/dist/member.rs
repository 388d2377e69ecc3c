//! One member of a zip archive: what the directory says of it, and what its bytes say.

use std::{fmt, sync::Arc};

use jiff::civil::Date;

use super::{Sha256Digest, binary::Binary};

/// A member of a wheel (or of a zip source distribution), in archive order.
#[derive(Debug, Clone)]
pub struct Member {
    /// The path inside the archive, as it is written there; bytes that are no UTF-8 are replaced
    pub name: String,
    /// An entry that stands for a folder: its name ends in `/`
    pub is_dir: bool,
    /// Bytes when inflated, as declared
    pub size: u64,
    /// Bytes in the archive, as declared
    pub compressed_size: u64,
    /// How it is compressed
    pub method: Method,
    /// The Unix mode with the file type bits, where the archive carries one
    pub unix_mode: Option<u32>,
    /// SHA-256 of the content; absent for folders and for content that could not be read whole
    pub digest: Option<Sha256Digest>,
    /// Why the content is not what the directory declares
    pub damage: Option<Damage>,
    /// The kind of native code, by the first bytes of the content
    pub format: Option<BinaryFormat>,
    /// The facts of native code; members with the same bytes share them
    pub binary: Option<Arc<Binary>>,
    /// The day of its last change; many archives carry a fixed one
    pub modified: Option<Date>,
}

impl Member {
    /// The part of the name behind the last `/`.
    pub fn file_name(&self) -> &str {
        let name = self.name.strip_suffix('/').unwrap_or(&self.name);
        name.rsplit('/').next().unwrap_or(name)
    }

    /// The module that a file of this name is imported as: the part before the first `.`.
    /// Ex) `_core` of `demo/_core.abi3.so`
    pub fn module(&self) -> &str {
        self.file_name().split('.').next().unwrap_or_default()
    }

    /// Where a module lies, up to what tells its files apart. Ex) `demo/_core`
    pub fn module_path(&self) -> &str {
        let folder = self.name.len() - self.file_name().len();
        &self.name[..folder + self.module().len()]
    }

    /// A symbolic link, by its mode.
    pub fn is_symlink(&self) -> bool {
        self.unix_mode.is_some_and(|mode| mode & 0o170_000 == 0o120_000)
    }

    /// Native code under a name that Python imports: `NAME.pyd`, `NAME.so`, or `NAME.TAG.so`, and
    /// not in a folder of vendored libraries (`NAME.libs/`, `.dylibs/`).
    ///
    /// Rule: `importlib.machinery.EXTENSION_SUFFIXES` of `CPython`: every suffix ends in `.so`
    /// (Unix, also macOS) or `.pyd` (Windows). A versioned library (`.so.1`) or a `.dll` is none.
    pub fn is_python_extension(&self) -> bool {
        let importable = self.file_name().rsplit_once('.').is_some_and(|(stem, ending)| {
            let module = stem.split('.').next().unwrap_or_default();
            matches!(ending, "so" | "pyd")
                && !module.is_empty()
                && !module.starts_with(|c: char| c.is_ascii_digit())
                && module.chars().all(|c| c.is_alphanumeric() || c == '_')
        });
        self.format.is_some() && !self.is_vendored() && importable
    }

    /// It lies in a folder of vendored libraries: `NAME.libs/`, `.dylibs/`.
    pub fn is_vendored(&self) -> bool {
        let mut folders = self.name.rsplit('/').skip(1);
        folders.any(|folder| folder == ".dylibs" || folder.strip_suffix(".libs").is_some())
    }
}

/// The compression method of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// 0: stored as it is
    Stored,
    /// 8: deflate
    Deflated,
    /// Any other number, by APPNOTE 4.4.5
    Other(u16),
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stored => f.write_str("stored"),
            Self::Deflated => f.write_str("deflate"),
            Self::Other(number) => {
                let name = match number {
                    9 => "deflate64",
                    12 => "bzip2",
                    14 => "LZMA",
                    93 => "Zstandard",
                    95 => "XZ",
                    99 => "AES encryption",
                    _ => return write!(f, "method {number}"),
                };
                write!(f, "{name} (method {number})")
            }
        }
    }
}

/// Why a member's content is not what the archive's directory declares.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The content is whole, and its CRC-32 differs
    #[error("its CRC-32 is {found:08x}, the archive declares {declared:08x}")]
    Checksum {
        /// By the archive's directory
        declared: u32,
        /// By the content
        found: u32,
    },
    /// It goes on behind the declared size; reading stopped there
    #[error("it holds more than the declared {declared} bytes")]
    Longer {
        /// Bytes by the archive's directory
        declared: u64,
    },
    /// It ends early
    #[error("it ends after {found} bytes, {declared} are declared")]
    Shorter {
        /// Bytes by the archive's directory
        declared: u64,
        /// Bytes that there are
        found: u64,
    },
    /// The compressed bytes are no deflate stream
    #[error("its compressed stream is broken after {after} inflated bytes")]
    Stream {
        /// Inflated bytes before the fault
        after: u64,
    },
    /// The content is whole, and compressed bytes are left over
    #[error("{bytes} bytes follow the end of its compressed stream")]
    Trailing {
        /// How many
        bytes: u64,
    },
    /// Neither stored nor deflated: relkit does not read it, nor do older installers
    #[error("it is compressed by {0}")]
    Method(Method),
    /// It wants a password
    #[error("it is encrypted")]
    Encrypted,
    /// Its local header or its bytes are not where the directory says
    #[error("the archive's directory points to a wrong place for it: {0}")]
    Place(String),
    /// It was not read, for the archive is a bomb: [`super::Oddity::Bomb`]
    #[error("it was not read, for the archive declares to inflate out of all proportion")]
    Unread,
}

/// Formats of native code, by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BinaryFormat {
    /// Linux, Android
    Elf,
    /// macOS, iOS; thin or universal
    MachO,
    /// Windows
    Pe,
    /// WebAssembly
    Wasm,
}

impl BinaryFormat {
    /// How the format is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elf => "ELF",
            Self::MachO => "Mach-O",
            Self::Pe => "PE",
            Self::Wasm => "WebAssembly",
        }
    }
}

impl fmt::Display for BinaryFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_native_and_importable() {
        let is = |name: &str, format| {
            let (size, method) = (1, Method::Stored);
            let (digest, damage, unix_mode) = (None, None, None);
            let (name, is_dir, compressed_size) = (name.to_owned(), false, size);
            let member = Member {
                name,
                is_dir,
                size,
                compressed_size,
                method,
                unix_mode,
                digest,
                damage,
                format,
                binary: None,
                modified: None,
            };
            member.is_python_extension()
        };
        let elf = Some(BinaryFormat::Elf);
        assert!(is("psutil/_psutil_linux.abi3.so", elf));
        assert!(is("_x.cpython-313t-x86_64-linux-gnu.so", elf));
        assert!(is("psutil/_x.pyd", Some(BinaryFormat::Pe)));
        assert!(!is("psutil/_x.so", None), "a text under the name");
        assert!(!is("numpy.libs/libgfortran.so", elf), "vendored");
        assert!(!is("x/lib/libfoo.so.1", elf) && !is("x/tool", elf) && !is("x/a-b.so", elf));
        assert!(!is("x/a.dll", Some(BinaryFormat::Pe)));
    }

    #[test]
    fn damage_reads_as_a_clause() {
        let text = |damage: Damage| damage.to_string();
        insta::assert_snapshot!(text(Damage::Checksum { declared: 1, found: 0xab }), @"its CRC-32 is 000000ab, the archive declares 00000001");
        insta::assert_snapshot!(text(Damage::Longer { declared: 3 }), @"it holds more than the declared 3 bytes");
        insta::assert_snapshot!(text(Damage::Shorter { declared: 3, found: 1 }), @"it ends after 1 bytes, 3 are declared");
        insta::assert_snapshot!(text(Damage::Stream { after: 9 }), @"its compressed stream is broken after 9 inflated bytes");
        insta::assert_snapshot!(text(Damage::Trailing { bytes: 2 }), @"2 bytes follow the end of its compressed stream");
        insta::assert_snapshot!(text(Damage::Method(Method::Other(93))), @"it is compressed by Zstandard (method 93)");
        insta::assert_snapshot!(text(Damage::Method(Method::Other(7))), @"it is compressed by method 7");
        insta::assert_snapshot!(text(Damage::Encrypted), @"it is encrypted");
        insta::assert_snapshot!(text(Damage::Place("no local header at offset 5".into())), @"the archive's directory points to a wrong place for it: no local header at offset 5");
    }
}
