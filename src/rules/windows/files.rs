//! The PE files of a wheel and the DLLs that they need.

use std::collections::{BTreeSet, HashMap};

use crate::{
    dist::{
        Member, Wheel,
        binary::{Binary, Pe},
    },
    model::{PlatformTag, TagSet, WindowsArch},
    rules::Level,
};

/// A file, and what it is to the package.
pub(super) struct File<'a> {
    /// The member
    pub(super) member: &'a Member,
    /// What it holds
    pub(super) pe: &'a Pe,
    /// It is loaded as soon as Python imports a module of the wheel
    pub(super) is_loaded: bool,
}

impl File<'_> {
    /// The DLLs that are loaded with it, in lower case and as they are written.
    pub(super) fn imports(&self) -> impl Iterator<Item = (String, &str)> {
        self.pe.imports.iter().map(|dll| (dll.to_ascii_lowercase(), dll.as_str()))
    }
}

/// The PE files of a wheel for one machine.
pub(super) struct Windows<'a> {
    /// The machine
    pub(super) machine: WindowsArch,
    /// The tags
    pub(super) tags: &'a TagSet,
    /// The files, in archive order
    pub(super) files: Vec<File<'a>>,
    /// The names of all members in lower case: a DLL may lie in any folder, `os.add_dll_directory`
    /// makes it found
    names: BTreeSet<String>,
}

impl<'a> Windows<'a> {
    /// Of a wheel for Windows on one machine, the usual case.
    pub(super) fn of(wheel: &'a Wheel) -> Option<Self> {
        let tags = &wheel.name.as_ref().ok()?.tags;
        let mut machines = tags.platforms.iter().map(|tag| match tag {
            PlatformTag::Windows(machine) => Some(*machine),
            _ => None,
        });
        let machine = machines.next().flatten()?;
        if machines.any(|other| other.is_some_and(|other| other != machine)) {
            return None;
        }
        let mut files: Vec<File<'a>> = wheel
            .binaries()
            .filter_map(|(member, binary)| match binary {
                Binary::Pe(pe) => Some(File { member, pe, is_loaded: is_extension(member) }),
                _ => None,
            })
            .collect();
        follow(&mut files);
        let names = wheel.files().map(|file| file.file_name().to_ascii_lowercase()).collect();
        Some(Self { machine, tags, files, names })
    }

    /// Whether the wheel brings a DLL, by its name in lower case.
    pub(super) fn brings(&self, dll: &str) -> bool {
        self.names.contains(dll)
    }
}

/// Whether Python on Windows imports a file.
fn is_extension(member: &Member) -> bool {
    member.is_python_extension() && member.file_name().to_ascii_lowercase().ends_with(".pyd")
}

/// Marks the DLLs that extension modules need, and those that these need.
fn follow(files: &mut [File<'_>]) {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, file) in files.iter().enumerate() {
        by_name.entry(file.member.file_name().to_ascii_lowercase()).or_default().push(number);
    }
    let mut waiting: Vec<usize> =
        (0..files.len()).filter(|number| files[*number].is_loaded).collect();
    while let Some(number) = waiting.pop() {
        let next: Vec<usize> = files[number]
            .imports()
            .filter_map(|(dll, _)| by_name.get(&dll))
            // Of several files of one name any may be the one.
            .filter_map(|same| if let [one] = same[..] { Some(one) } else { None })
            .filter(|next| !files[*next].is_loaded)
            .collect();
        for next in next {
            files[next].is_loaded = true;
            waiting.push(next);
        }
    }
}

/// The level of what keeps a file from being loaded.
pub(super) fn level(file: &File<'_>) -> Level {
    if file.is_loaded { Level::Error } else { Level::Info }
}

/// Whether a DLL, by its name in lower case, is part of a C or C++ runtime for debugging, which
/// comes with Visual Studio alone. Ex) `vcruntime140d.dll`, `ucrtbased.dll`
pub(super) fn is_debug_runtime(dll: &str) -> bool {
    let Some(stem) = dll.strip_suffix(".dll") else { return false };
    stem == "ucrtbased" || stem.strip_suffix('d').is_some_and(is_versioned_runtime)
}

/// Whether a DLL, by its name in lower case, is part of the Visual C++ redistributable.
/// Ex) `msvcp140_1.dll`, `vcomp140.dll`
pub(super) fn is_runtime(dll: &str) -> bool {
    dll.strip_suffix(".dll").is_some_and(is_versioned_runtime)
}

fn is_versioned_runtime(stem: &str) -> bool {
    const STARTS: [&str; 8] =
        ["vcruntime", "vccorlib", "msvcp", "msvcr", "concrt", "vcomp", "vcamp", "mfc"];
    STARTS.iter().any(|start| {
        stem.strip_prefix(start).is_some_and(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            // `msvcp140_atomic_wait`, `mfc140u`
            digits >= 2 && !rest[digits..].ends_with('d')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtimes_are_told_apart() {
        for debug in ["vcruntime140d.dll", "msvcp140d.dll", "ucrtbased.dll", "msvcr120d.dll"] {
            assert!(is_debug_runtime(debug) && !is_runtime(debug), "{debug}");
        }
        assert!(is_debug_runtime("vcruntime140_1d.dll") && is_debug_runtime("mfc140ud.dll"));
        for release in ["vcruntime140.dll", "vcruntime140_1.dll", "msvcp140_atomic_wait.dll"] {
            assert!(is_runtime(release) && !is_debug_runtime(release), "{release}");
        }
        for other in ["msvcrt.dll", "kernel32.dll", "ucrtbase.dll", "mfplat.dll"] {
            assert!(!is_runtime(other) && !is_debug_runtime(other), "{other}");
        }
    }
}
