//! How large planned files will be, by the files of a release that is there.

use std::collections::BTreeMap;

use crate::{
    installer::ReleaseFile,
    matrix::{Plan, Wheels},
    model::{AbiTag, FileName, PlatformTag, TagSet},
    tables::IndexLimits,
};

/// Platform without versions, and family of wheels. Ex) `macosx_arm64`, `abi3`
type Kind = (String, &'static str);

/// Mean sizes of a release's files, by platform and family.
#[derive(Debug, Clone, Default)]
pub struct Sizes {
    /// Bytes and number of files
    wheels: BTreeMap<Kind, (u64, u64)>,
    sdist: Option<u64>,
    known: bool,
}

/// The files of a planned release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseSize {
    /// All of them
    pub files: usize,
    /// Bytes of those whose size is known, together
    pub bytes: u64,
    /// Names of those whose size is not known, the version left open
    pub unknown: Vec<String>,
    /// Names of those that will be larger than the index takes
    pub too_large: Vec<String>,
    /// How many such releases the index keeps of one project; `None` where a size is not known
    pub releases: Option<u64>,
}

impl Sizes {
    /// Of the files of a release; those whose size the list does not tell count for nothing.
    pub fn of(files: &[ReleaseFile]) -> Self {
        let mut own = Self::default();
        for file in files {
            let Some(size) = file.size else { continue };
            own.known = true;
            match &file.name {
                FileName::Wheel(wheel) => {
                    let (bytes, count) = own.wheels.entry(kind(&wheel.tags)).or_default();
                    *bytes = bytes.saturating_add(size);
                    *count += 1;
                }
                FileName::Sdist(_) => own.sdist = Some(size),
            }
        }
        own
    }

    /// Whether any size is known.
    pub fn is_known(&self) -> bool {
        self.known
    }

    fn wheel(&self, tags: &TagSet) -> Option<u64> {
        let (bytes, count) = self.wheels.get(&kind(tags))?;
        bytes.checked_div(*count)
    }

    /// The planned release: `limit` is what the gate takes of one file.
    pub fn release(&self, plan: &Plan, index: &IndexLimits) -> ReleaseSize {
        let sdist = plan.expected.first().map(|file| (file.pattern.clone(), self.sdist));
        let mut files: Vec<(String, Option<u64>)> = sdist.into_iter().collect();
        match &plan.wheels {
            Wheels::Native { full, .. } => files
                .extend(full.files.iter().map(|file| (file.name.clone(), self.wheel(&file.tags)))),
            Wheels::Pure(job) => {
                let size = job.tags.parse().ok().and_then(|tags| self.wheel(&tags));
                files.extend(plan.expected.iter().skip(1).map(|it| (it.pattern.clone(), size)));
            }
        }
        let names = |wanted: &dyn Fn(Option<u64>) -> bool| {
            let some = files.iter().filter(|(_, size)| wanted(*size));
            some.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let unknown = names(&|size| size.is_none());
        let bytes = files.iter().filter_map(|(_, size)| *size).fold(0, u64::saturating_add);
        ReleaseSize {
            files: files.len(),
            bytes,
            too_large: names(&|size| size.is_some_and(|size| size > plan.file_limit)),
            releases: index.project_bytes.checked_div(bytes).filter(|_| unknown.is_empty()),
            unknown,
        }
    }
}

fn kind(tags: &TagSet) -> Kind {
    let platform = tags.platforms.first().map_or_else(String::new, platform);
    let has = |wanted: &dyn Fn(&AbiTag) -> bool| tags.abis.iter().any(wanted);
    let family = if has(&|abi| matches!(abi, AbiTag::Abi3t)) {
        "abi3t"
    } else if has(&|abi| matches!(abi, AbiTag::Abi3)) {
        "abi3"
    } else {
        match tags.abis.first() {
            Some(AbiTag::CPython { flags, .. }) if flags.threaded => "free-threaded",
            Some(AbiTag::CPython { .. }) => "per-version",
            Some(AbiTag::PyPy { .. }) => "pypy",
            Some(AbiTag::GraalPy { .. }) => "graalpy",
            Some(AbiTag::None) => "any-python",
            _ => "other",
        }
    };
    (platform, family)
}

/// The tag without its version.
fn platform(tag: &PlatformTag) -> String {
    match tag {
        PlatformTag::Manylinux1(arch)
        | PlatformTag::Manylinux2010(arch)
        | PlatformTag::Manylinux2014(arch)
        | PlatformTag::Manylinux { arch, .. } => format!("manylinux_{arch}"),
        PlatformTag::Musllinux { arch, .. } => format!("musllinux_{arch}"),
        PlatformTag::Macos { arch, .. } => format!("macosx_{arch}"),
        PlatformTag::Ios { multiarch, .. } => format!("ios_{multiarch}"),
        PlatformTag::Android { abi, .. } => format!("android_{abi}"),
        PlatformTag::Pyemscripten { .. } => "pyodide_wasm32".to_owned(),
        PlatformTag::Any
        | PlatformTag::Linux(_)
        | PlatformTag::Windows(_)
        | PlatformTag::Unknown(_) => tag.to_string(),
    }
}
