//! The part of an extension's file name that says which interpreters look at it.

use crate::model::{AbiTag, PlatformTag, PythonVersion, TagSet, tag::AbiFlags};

/// What stands behind the module's name.
///
/// Rule: `importlib.machinery.EXTENSION_SUFFIXES` of `CPython` 3.8 to 3.15 and `PyPy`:
/// [PEP 3149](https://peps.python.org/pep-3149/), `Python/dynload_shlib.c`, `Python/dynload_win.c`.
/// Free-threaded builds from 3.15 on look at `.abi3t.so` and no longer at `.abi3.so`; GIL builds
/// from 3.15 on at both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suffix<'a> {
    /// `.so`, `.pyd`: every interpreter
    Plain,
    /// `.abi3.so`
    Abi3,
    /// `.abi3t.so`
    Abi3t,
    /// `.cpython-313t-x86_64-linux-gnu.so`
    CPython {
        /// `313t`
        abi: &'a str,
        /// `x86_64-linux-gnu`
        triplet: &'a str,
    },
    /// `.cp313t-win_amd64.pyd`
    Windows {
        /// `313t`
        abi: &'a str,
        /// `win_amd64`
        platform: &'a str,
    },
    /// `.pypy311-pp73-x86_64-linux-gnu.so`
    PyPy {
        /// `311-pp73`
        abi: &'a str,
        /// `x86_64-linux-gnu`
        triplet: &'a str,
    },
    /// `.graalpy250-312-native-x86_64-linux.so`
    GraalPy,
    /// No interpreter that is known here looks at it
    Other,
}

impl<'a> Suffix<'a> {
    /// Of a file's name, without folders.
    pub(super) fn of(file_name: &'a str) -> Self {
        let Some((stem, _)) = file_name.rsplit_once('.') else { return Self::Other };
        let Some((_, tag)) = stem.split_once('.') else { return Self::Plain };
        if let Some(rest) = tag.strip_prefix("cpython-") {
            let (abi, triplet) = rest.split_once('-').unwrap_or((rest, ""));
            return Self::CPython { abi, triplet };
        }
        if let Some(rest) = tag.strip_prefix("pypy") {
            let end = rest.match_indices('-').nth(1).map_or(rest.len(), |(end, _)| end);
            let (abi, triplet) = rest.split_at(end);
            return Self::PyPy { abi, triplet: triplet.trim_start_matches('-') };
        }
        match tag {
            "abi3" => Self::Abi3,
            "abi3t" => Self::Abi3t,
            _ if tag.starts_with("graalpy") => Self::GraalPy,
            _ => match tag.strip_prefix("cp").and_then(|rest| rest.split_once('-')) {
                Some((abi, platform)) => Self::Windows { abi, platform },
                None => Self::Other,
            },
        }
    }

    /// Whether interpreters of several versions look at it.
    pub(super) fn is_shared(self) -> bool {
        matches!(self, Self::Plain | Self::Abi3 | Self::Abi3t | Self::Other)
    }

    /// Whether the interpreters of an ABI tag look at it; true where that is not known.
    pub(super) fn fits_abi(self, abi: &AbiTag) -> bool {
        let first = PythonVersion::new(3, 15);
        match (self, abi) {
            (Self::Plain | Self::Other, _)
            | (_, AbiTag::None | AbiTag::Unknown(_))
            | (Self::Abi3 | Self::Abi3t, AbiTag::Abi3)
            | (Self::Abi3t, AbiTag::Abi3t)
            | (Self::GraalPy, AbiTag::GraalPy { .. }) => true,
            (Self::CPython { abi: text, .. } | Self::Windows { abi: text, .. }, abi) => match abi {
                AbiTag::CPython { version, flags } => {
                    // Letters before 3.8 stand for memory allocators; `d` for debug builds.
                    let letters = AbiFlags { pymalloc: false, wide_unicode: false, ..*flags };
                    let text = text.trim_end_matches(['m', 'u']);
                    text == format!("{}{letters}", version.nodot())
                }
                _ => false,
            },
            (Self::Abi3, AbiTag::CPython { version, flags }) => {
                !(flags.threaded && *version >= first)
            }
            (Self::Abi3t, AbiTag::CPython { version, .. }) => *version >= first,
            (Self::PyPy { abi: text, .. }, AbiTag::PyPy { version, abi }) => {
                text == format!("{}-pp{abi}", version.nodot())
            }
            _ => false,
        }
    }

    /// Whether the interpreters of one of the platform tags look at a file of this name; true where that
    /// is not known.
    pub(super) fn fits_platform(self, file_name: &str, tags: &TagSet) -> bool {
        tags.platforms.iter().any(|tag| self.fits_system(file_name, tag))
    }

    fn fits_system(self, file_name: &str, tag: &PlatformTag) -> bool {
        let is_windows = match tag {
            PlatformTag::Any | PlatformTag::Unknown(_) => return true,
            tag => matches!(tag, PlatformTag::Windows(_)),
        };
        if file_name.ends_with(".pyd") != is_windows {
            return false;
        }
        match self {
            Self::Windows { platform, .. } => tag.to_string() == platform,
            // `dynload_win.c` knows no suffix of the stable ABI.
            Self::Abi3 | Self::Abi3t => !is_windows,
            Self::CPython { triplet, .. } | Self::PyPy { triplet, .. } => is_of(triplet, tag),
            Self::Plain | Self::GraalPy | Self::Other => true,
        }
    }
}

/// Whether a system that a tag names is that of a triplet, as far as it is known.
/// Ex) `x86_64-linux-gnu`, `darwin`, `iphoneos`, `aarch64-linux-android`, `wasm32-emscripten`
fn is_of(triplet: &str, tag: &PlatformTag) -> bool {
    let (arch, system) = triplet.split_once('-').unwrap_or(("", triplet));
    match system {
        "darwin" => matches!(tag, PlatformTag::Macos { .. }),
        "iphoneos" | "iphonesimulator" => matches!(tag, PlatformTag::Ios { .. }),
        "emscripten" => matches!(tag, PlatformTag::Pyemscripten { .. }),
        "linux-android" | "linux-androideabi" => matches!(tag, PlatformTag::Android { .. }),
        "linux-gnu" | "linux-musl" | "linux-gnueabihf" | "linux-musleabihf" => {
            let Some(named) = tag.linux_arch() else { return false };
            architectures(arch).is_none_or(|archs| archs.contains(&named.as_str()))
        }
        _ => true,
    }
}

/// The architectures of platform tags for the first word of a GNU triplet.
fn architectures(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        "x86_64" => &["x86_64"],
        "i386" | "i486" | "i586" | "i686" | "x86" => &["i686"],
        "aarch64" => &["aarch64"],
        "arm" => &["armv6l", "armv7l", "armv8l"],
        "powerpc64le" => &["ppc64le"],
        "s390x" => &["s390x"],
        "riscv64" => &["riscv64"],
        "loongarch64" => &["loongarch64"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(file: &str, tags: &str) -> bool {
        let tags: TagSet = tags.parse().unwrap();
        let suffix = Suffix::of(file);
        tags.abis.iter().any(|abi| suffix.fits_abi(abi)) && suffix.fits_platform(file, &tags)
    }

    #[test]
    fn interpreters_look_at_their_own_suffixes() {
        let linux = |abi: &str, arch: &str| format!("cp315-{abi}-manylinux_2_28_{arch}");
        for (file, tags, expected) in [
            ("_x.so", linux("cp313", "x86_64"), true),
            ("_x.cpython-313-x86_64-linux-gnu.so", linux("cp313", "x86_64"), true),
            ("_x.cpython-313t-x86_64-linux-gnu.so", linux("cp313", "x86_64"), false),
            ("_x.cpython-313-x86_64-linux-gnu.so", linux("cp313t", "x86_64"), false),
            ("_x.cpython-313d-x86_64-linux-gnu.so", linux("cp313", "x86_64"), false),
            ("_x.cpython-313-aarch64-linux-gnu.so", linux("cp313", "x86_64"), false),
            ("_x.cpython-37m-i386-linux-gnu.so", linux("cp37m", "i686"), true),
            ("_x.cpython-313-arm-linux-gnueabihf.so", linux("cp313", "armv7l"), true),
            ("_x.cpython-313-x86_64-linux-musl.so", linux("cp313", "x86_64"), true),
            ("_x.cpython-313-darwin.so", linux("cp313", "x86_64"), false),
            ("_x.cpython-313-darwin.so", "cp313-cp313-macosx_11_0_arm64".to_owned(), true),
            ("_x.cpython-314-iphoneos.so", "cp314-cp314-ios_13_0_arm64_iphoneos".to_owned(), true),
            ("_x.cpython-314-iphoneos.so", linux("cp314", "x86_64"), false),
            ("_x.cpython-314-iphoneos.so", "cp314-cp314-win_amd64".to_owned(), false),
            ("_x.cpython-314-x86_64-linux-android.so", linux("cp314", "x86_64"), false),
            (
                "_x.cpython-314-x86_64-linux-android.so",
                "cp314-cp314-android_24_x86_64".to_owned(),
                true,
            ),
            ("_x.cpython-313-x86_64-linux-gnu.so", "cp313-cp313-win_amd64".to_owned(), false),
            ("_x.cpython-313-wasm32-emscripten.so", linux("cp313", "x86_64"), false),
            ("_x.abi3.so", "cp39-abi3-win_amd64".to_owned(), false),
            ("_x.abi3.pyd", "cp39-abi3-win_amd64".to_owned(), false),
            ("_x.so", "cp39-abi3-win_amd64".to_owned(), false),
            ("_x.pyd", linux("cp313", "x86_64"), false),
            ("_x.so", "cp313-cp313-solaris_11_x86_64".to_owned(), true),
            ("_x.abi3.so", linux("cp313", "x86_64"), true),
            ("_x.abi3.so", linux("abi3", "x86_64"), true),
            ("_x.abi3.so", linux("abi3t", "x86_64"), false),
            ("_x.abi3.so", linux("cp315t", "x86_64"), false),
            ("_x.abi3t.so", linux("abi3.abi3t", "x86_64"), true),
            ("_x.abi3t.so", linux("cp314t", "x86_64"), false),
            ("_x.cpython-39-x86_64-linux-gnu.so", linux("abi3", "x86_64"), false),
            ("_x.cp313-win_amd64.pyd", "cp313-cp313-win_amd64".to_owned(), true),
            ("_x.cp313-win_amd64.pyd", "cp313-cp313-win32".to_owned(), false),
            ("_x.cp313-win_amd64.pyd", "cp313-cp313t-win_amd64".to_owned(), false),
            ("_x.cp39-win_amd64.pyd", "cp39-abi3-win_amd64".to_owned(), false),
            ("_x.pyd", "cp39-abi3-win_amd64".to_owned(), true),
            ("_x.pypy311-pp73-x86_64-linux-gnu.so", linux("pypy311_pp73", "x86_64"), true),
            ("_x.pypy310-pp73-x86_64-linux-gnu.so", linux("pypy311_pp73", "x86_64"), false),
            ("_x.cpython-311-x86_64-linux-gnu.so", linux("pypy311_pp73", "x86_64"), false),
        ] {
            assert_eq!(fits(file, &tags), expected, "{file} in {tags}");
        }
    }
}
