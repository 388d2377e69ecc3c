//! Files into jobs: which wheels one run of the build tool makes, and under which name.

use super::files::{PlannedFile, shared_name};
use crate::{
    model::{BuildOs, BuildPlatform},
    project::config::{Lane, MatrixConfig, Shard, VariantName},
};

/// The wheels that one job builds.
#[derive(Debug)]
pub(super) struct Run {
    /// The name of the job
    pub(super) name: String,
    /// The wheels
    pub(super) files: Vec<PlannedFile>,
}

/// How the builds of a platform are spread.
///
/// Machines with Linux and Windows are plenty; those with macOS are few, and a job more there waits
/// for the others (tox-dev/pipdeptree#648). What is cross-built and tested in an emulator spends
/// most of its time on setting that up.
pub(super) fn policy(config: &MatrixConfig, platform: BuildPlatform) -> Shard {
    match (config.shard, platform.os()) {
        (Shard::Auto, BuildOs::Linux | BuildOs::Windows) => Shard::File,
        (Shard::Auto, _) => Shard::Platform,
        (chosen, _) => chosen,
    }
}

/// The runs of one platform or of a variant of it.
///
/// A run takes one set of options, and it tests a finished abi3 wheel instead of building where the
/// tags allow it: a second abi3 floor needs a run of its own, or the first wheel would stand in for
/// it. `abi3.abi3t` needs one because cibuildwheel 4.3 never reuses it for free-threaded builds and
/// stops when a second build gives the same name.
pub(super) fn runs(
    platform: BuildPlatform,
    variant: Option<&VariantName>,
    config: &MatrixConfig,
    files: Vec<PlannedFile>,
) -> Vec<Run> {
    let suffix = variant.map_or_else(String::new, |name| format!("-{name}"));
    if policy(config, platform) != Shard::Platform {
        let run = |file: PlannedFile| {
            let name = match file.lane {
                Lane::Abi3(_) | Lane::Abi3t(_) if platform != BuildPlatform::Pyodide => {
                    shared_name(file.lane, platform)
                }
                Lane::AnyPython if platform != BuildPlatform::Pyodide => platform.to_string(),
                _ => file.builder.to_string(),
            };
            Run { name: name + &suffix, files: vec![file] }
        };
        return files.into_iter().map(run).collect();
    }
    let first_abi3 = config.abi3.first().map(|fact| Lane::Abi3(fact.value));
    let mut runs: Vec<(Option<Lane>, Vec<PlannedFile>)> = Vec::new();
    for file in files {
        let shares = match file.lane {
            Lane::Abi3(_) => Some(file.lane) == first_abi3,
            Lane::Abi3t(_) => false,
            Lane::PerVersion | Lane::FreeThreaded | Lane::AnyPython => true,
        };
        let alone = !shares || config.config_settings.contains_key(&file.lane);
        let key = alone.then_some(file.lane);
        match runs.iter_mut().find(|(known, _)| *known == key) {
            Some((_, run)) => run.push(file),
            None => runs.push((key, vec![file])),
        }
    }
    let name = |lane: Option<Lane>| {
        lane.map_or_else(|| platform.to_string(), |lane| shared_name(lane, platform))
    };
    let run = |(lane, files)| Run { name: name(lane) + &suffix, files };
    runs.into_iter().map(run).collect()
}
