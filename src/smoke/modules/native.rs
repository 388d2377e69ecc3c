//! What a file of native code is to an interpreter.

use crate::{
    dist::{
        Member,
        binary::{Binary, ElfKind, Gil, MachKind},
    },
    model::Platform,
    smoke::Said,
};

/// What a member is to an interpreter.
#[derive(Debug)]
pub(super) enum Native {
    /// It looks for a module under this name
    Module {
        /// The path without what the interpreter adds. Ex) `demo/_core`
        stem: String,
        /// What it declares
        gil: Gil,
    },
    /// A module of another interpreter of this platform, by its name
    Foreign {
        /// The path up to the first point of the file name
        stem: String,
    },
    /// A shared library of this platform
    Library,
    /// None of these
    Nothing,
}

impl Native {
    /// Of a member that lies at this path in `site-packages`.
    ///
    /// Rule: a file is looked for under the module's name with each of
    /// [`importlib.machinery.EXTENSION_SUFFIXES`](https://docs.python.org/3/library/importlib.html#importlib.machinery.EXTENSION_SUFFIXES)
    /// behind it; the interpreter itself says which these are.
    pub(super) fn of(member: &Member, path: &str, said: &Said, platform: Option<Platform>) -> Self {
        let (folder, file) =
            path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
        let below = |stem: &str| {
            if folder.is_empty() { stem.to_owned() } else { format!("{folder}/{stem}") }
        };
        let binary = member.binary.as_deref();
        let is_here =
            binary.zip(platform).is_some_and(|(binary, platform)| loads(binary, platform));
        let library = if is_here && is_library_name(file) { Self::Library } else { Self::Nothing };
        if member.is_vendored() {
            return library;
        }
        let found = said.suffixes.iter().find_map(|suffix| {
            let stem = file.strip_suffix(suffix.as_str()).filter(|stem| is_name(stem))?;
            Some((stem, suffix.as_str()))
        });
        let Some((stem, suffix)) = found else {
            let stem = member.module();
            let is_foreign = is_here && is_tagged(file) && is_name(stem);
            return if is_foreign { Self::Foreign { stem: below(stem) } } else { library };
        };
        let gil = declared(binary);
        match gil {
            // Under a plain name: a library for ctypes, or no code at all. What Python 2 looks for is not
            // among the exports that are known.
            Some(Gil::NoModule) | None if suffix == ".so" && !said.is_old() => library,
            None => {
                let why = "its content is no native code that relkit can read".to_owned();
                Self::Module { stem: below(stem), gil: Gil::Unproven { why } }
            }
            Some(gil) => Self::Module { stem: below(stem), gil },
        }
    }
}

/// What native code declares; of several slices the first that exports a module.
fn declared(binary: Option<&Binary>) -> Option<Gil> {
    let images = binary?.python();
    let gils = images.iter().map(|(_, python)| &python.gil);
    let first = gils.clone().find(|gil| **gil != Gil::NoModule).or_else(|| gils.clone().next());
    first.cloned()
}

/// A part of a dotted name.
pub(super) fn is_name(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with(|c: char| c.is_ascii_digit())
        && part.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// `NAME.TAG.so` and `NAME.TAG.pyd`, where the tag is that of an interpreter.
fn is_tagged(file: &str) -> bool {
    let mut parts = file.split('.').skip(1);
    let (tag, ending) = (parts.next().unwrap_or_default(), parts.next());
    let known = ["cpython-", "cp3", "cp2", "abi3", "pypy", "graalpy"];
    matches!(ending, Some("so" | "pyd")) && known.iter().any(|known| tag.starts_with(known))
}

fn is_library_name(file: &str) -> bool {
    let endings = [".so", ".dylib", ".dll", ".pyd"];
    endings.iter().any(|ending| file.ends_with(ending)) || file.contains(".so.")
}

/// Whether the loader of this platform takes it: wheels carry code for others too, as data.
fn loads(binary: &Binary, platform: Platform) -> bool {
    match (binary, platform) {
        (Binary::Elf(elf), Platform::Glibc { arch, .. } | Platform::Musl { arch, .. }) => {
            elf.kind == ElfKind::Library && elf.interpreter.is_none() && elf.is_for(arch)
        }
        (Binary::MachO(slices), Platform::Macos { arch, .. }) => {
            let is_one = |kind| matches!(kind, MachKind::Dylib | MachKind::Bundle);
            slices.iter().any(|slice| is_one(slice.kind) && slice.arch == arch.as_str())
        }
        (Binary::Pe(pe), Platform::Windows(arch)) => pe.is_dll && !pe.is_any_cpu && pe.is_for(arch),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_those_of_interpreters() {
        for file in ["a.cpython-312-x86_64-linux-gnu.so", "a.cp312-win_amd64.pyd", "a.abi3.so"] {
            assert!(is_tagged(file), "{file}");
        }
        for file in ["a.so", "liba.so.1", "a.pyd", "a.cpython-312.txt", "libfoo.2.so"] {
            assert!(!is_tagged(file), "{file}");
        }
    }
}
