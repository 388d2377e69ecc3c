//! Which native files a process loads, as far as names tell: also of those that cannot be read.

use std::collections::BTreeSet;

use crate::dist::{Member, Wheel, binary::Binary};

/// The libraries that the files of a wheel load, by their file names in lower case.
pub(super) struct Loaded(BTreeSet<String>);

impl Loaded {
    /// Of the files that can be read.
    pub(super) fn of(wheel: &Wheel) -> Self {
        let file_name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let mut names = BTreeSet::new();
        for (_, binary) in wheel.binaries() {
            match binary {
                Binary::Elf(elf) => names.extend(elf.needed.iter().map(|name| file_name(name))),
                Binary::MachO(slices) => {
                    let loads = slices.iter().flat_map(|slice| &slice.loads);
                    names.extend(loads.map(|load| file_name(&load.path)));
                }
                Binary::Pe(pe) => {
                    names.extend(pe.imports.iter().chain(&pe.delayed).map(|name| file_name(name)));
                }
                Binary::Wasm(_) | Binary::Unread(_) => {}
            }
        }
        Self(names)
    }

    /// Whether a file is an extension module, a vendored library, or a library that another file
    /// loads. Samples for tests are none of them, whatever their name.
    pub(super) fn holds(&self, member: &Member) -> bool {
        let is_loaded = member.is_python_extension() || member.is_vendored() || self.links(member);
        is_loaded && !is_sample(member)
    }

    /// Whether another file is linked with a file.
    pub(super) fn links(&self, member: &Member) -> bool {
        self.0.contains(&member.file_name().to_ascii_lowercase())
    }
}

/// Whether a file lies among the tests of a package, where broken files are kept on purpose.
pub(super) fn is_sample(member: &Member) -> bool {
    const FOLDERS: [&str; 8] =
        ["test", "tests", "testdata", "test_data", "test-data", "fixtures", "samples", "examples"];
    let folders = member.name.rsplit('/').skip(1);
    folders.into_iter().any(|folder| FOLDERS.contains(&folder.to_ascii_lowercase().as_str()))
}
