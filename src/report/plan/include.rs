//! The jobs that build as a matrix for a GitHub workflow of one's own.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::matrix::{BuildJob, BuildTool, CibwOption, Handover, NativeWheels};

/// What `strategy.matrix` takes.
#[derive(Debug, Serialize)]
struct Matrix {
    include: Vec<Job>,
}

/// One job: every key that any job has, so that no expression of a workflow finds nothing.
#[derive(Debug, Serialize)]
struct Job {
    name: String,
    #[serde(rename = "runs-on")]
    runs_on: String,
    /// The architecture to emulate; empty for none
    qemu: String,
    /// The identifiers for which finished wheels are tested; empty for none
    handover: String,
    /// Options of cibuildwheel, spelled as its files do
    #[serde(flatten)]
    options: BTreeMap<String, Value>,
}

/// The matrix on one line, as `$GITHUB_OUTPUT` takes it. The keys and the values are those of the
/// generated workflow; what all jobs share stands in each, for there is no step that could hold it.
pub fn include(wheels: &NativeWheels) -> Result<String, serde_json::Error> {
    let (building, handing) = (wheels.options(), wheels.handover_options());
    let handover = wheels.builds.iter().any(|job| job.handover.is_some());
    let handing = if handover { handing } else { Vec::new() };
    let maturin = wheels.builds.iter().any(|job| job.env().is_none());
    let job = |job: &BuildJob| {
        let building = building.iter().map(|option| {
            let value = job.env().map_or("", |env| env.get(*option));
            (option.to_string(), value.into())
        });
        let handing = handing.iter().map(|option: &CibwOption| {
            let value = job.handover.as_ref().map_or("", |it| it.env.get(*option));
            (format!("test-{option}"), value.into())
        });
        let mut options: BTreeMap<String, Value> = building.chain(handing).collect();
        if maturin {
            let lines = match &job.tool {
                BuildTool::Maturin(build) => build.lines(),
                BuildTool::Cibuildwheel(_) => String::new(),
            };
            options.insert("maturin".to_owned(), lines.into());
        }
        Job {
            name: job.name.clone(),
            runs_on: job.runner.label.clone(),
            qemu: job.runner.qemu.clone().unwrap_or_default(),
            handover: job.handover.as_ref().map_or_else(String::new, Handover::words),
            options,
        }
    };
    let matrix = Matrix { include: wheels.builds.iter().map(job).collect() };
    serde_json::to_string(&matrix).map(|text| text + "\n")
}
