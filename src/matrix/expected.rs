//! The files that a release must have: the manifest of the gate before publishing.

use super::plan::{WheelFile, Wheels};
use crate::{
    model::{BuildPlatform, Implementation, Platform, PlatformTag, SystemVersion},
    project::{Project, config::Lane},
};

/// One file of the release, the version and the exact platform version left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFile {
    /// Matches the file's name as a shell pattern, and no other file's of the release
    pub pattern: String,
    /// The job that makes it
    pub job: String,
}

/// All files of a release, the sdist first, then in the order of the jobs.
pub(super) fn files(project: &Project, wheels: &Wheels) -> Vec<ExpectedFile> {
    let name = project.name.file_name_form();
    let sdist = ExpectedFile { pattern: format!("{name}-*.tar.gz"), job: "sdist".to_owned() };
    let wheels: Vec<ExpectedFile> = match wheels {
        Wheels::Pure(job) => vec![ExpectedFile {
            pattern: format!("{name}-*-{}.whl", job.tags),
            job: "wheel".to_owned(),
        }],
        Wheels::Native { full, .. } => {
            let twice = |file: &WheelFile| {
                let same = |other: &&WheelFile| {
                    other.platform == file.platform && other.variant != file.variant
                };
                full.files.iter().any(|other| same(&other))
            };
            let expected = |file| ExpectedFile {
                pattern: pattern(&name, file, twice(file)),
                job: file.job.clone(),
            };
            full.files.iter().map(expected).collect()
        }
    };
    [sdist].into_iter().chain(wheels).collect()
}

/// The repair tools choose the platform's version, and may add older names for the same one: these
/// stay open, unless the platform is built for `twice`. Then the system is named that the build was
/// told to reach: auditwheel keeps the tag of its image beside any older one, and delocate that of
/// the deployment target. Ex) `demo-*-cp39-abi3-manylinux*_x86_64.whl`
fn pattern(name: &str, file: &WheelFile, twice: bool) -> String {
    let tags = file.tags.to_string();
    let interface = tags.rsplit_once('-').map_or(tags.as_str(), |(interface, _)| interface);
    // PyPy's number goes up within one feature release. Ex) `pypy311_pp73`, `pypy311_pp80`
    let interface = match (file.builder.implementation, interface.rsplit_once("_pp")) {
        (Implementation::PyPy, Some((stem, _))) => format!("{stem}_pp*"),
        _ => interface.to_owned(),
    };
    let exact = file.tags.platforms.first().filter(|_| twice);
    let platform = match (file.platform, exact) {
        (BuildPlatform::Manylinux(arch), Some(PlatformTag::Manylinux { major, minor, .. })) => {
            // `manylinux_2_17` stands beside `manylinux2014` in any name.
            let system = Platform::Glibc { version: (*major, *minor), arch };
            format!("*{system}*")
        }
        (_, Some(tag)) if SystemVersion::is_versioned(tag) => tag.to_string(),
        (BuildPlatform::Manylinux(arch), _) => format!("manylinux*_{arch}"),
        (BuildPlatform::Musllinux(arch), _) => format!("musllinux_*_{arch}"),
        (BuildPlatform::Macos(arch), _) => format!("macosx_*_{arch}"),
        (BuildPlatform::Windows(arch), _) => arch.to_string(),
        (BuildPlatform::Android(abi), _) => format!("android_*_{abi}"),
        (BuildPlatform::Ios(multiarch), _) => format!("ios_*_{multiarch}"),
        // One file for each Pyodide, which nothing else in the name may tell apart.
        (BuildPlatform::Pyodide, _) if shared(file.lane) => {
            return format!("{name}-*-{tags}.whl");
        }
        (BuildPlatform::Pyodide, _) => "pyemscripten_*_wasm32".to_owned(),
    };
    format!("{name}-*-{interface}-{platform}.whl")
}

/// Whether wheels of the family bear the same interface on every Pyodide.
fn shared(lane: Lane) -> bool {
    matches!(lane, Lane::AnyPython | Lane::Abi3(_) | Lane::Abi3t(_))
}
