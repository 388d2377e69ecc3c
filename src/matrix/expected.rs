//! The files that a release must have: the manifest of the gate before publishing.

use super::plan::{BuildJob, PlannedBuild, Role, Wheels};
use crate::{
    model::BuildPlatform,
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
        Wheels::Native(jobs) => jobs.iter().flat_map(|job| of_job(&name, job)).collect(),
    };
    [sdist].into_iter().chain(wheels).collect()
}

fn of_job<'a>(name: &'a str, job: &'a BuildJob) -> impl Iterator<Item = ExpectedFile> + 'a {
    job.builds.iter().filter(|build| build.role == Role::Build).map(move |build| ExpectedFile {
        pattern: pattern(name, build, job.platform),
        job: job.name.clone(),
    })
}

/// The repair tools choose the platform's version, and may add older names for the same one: these
/// stay open. Ex) `demo-*-cp39-abi3-manylinux*_x86_64.whl`
fn pattern(name: &str, build: &PlannedBuild, platform: BuildPlatform) -> String {
    let tags = build.tags.to_string();
    let interface = tags.rsplit_once('-').map_or(tags.as_str(), |(interface, _)| interface);
    let platform = match platform {
        BuildPlatform::Manylinux(arch) => format!("manylinux*_{arch}"),
        BuildPlatform::Musllinux(arch) => format!("musllinux_*_{arch}"),
        BuildPlatform::Macos(arch) => format!("macosx_*_{arch}"),
        BuildPlatform::Windows(arch) => arch.to_string(),
        BuildPlatform::Android(abi) => format!("android_*_{abi}"),
        BuildPlatform::Ios(multiarch) => format!("ios_*_{multiarch}"),
        // One file for each Pyodide, which nothing else in the name tells apart.
        BuildPlatform::Pyodide if build.lane == Lane::AnyPython => {
            return format!("{name}-*-{tags}.whl");
        }
        BuildPlatform::Pyodide => "pyemscripten_*_wasm32".to_owned(),
    };
    format!("{name}-*-{interface}-{platform}.whl")
}
