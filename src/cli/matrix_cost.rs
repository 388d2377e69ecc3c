//! `relkit matrix --cost` and the simulations, as typed.

use std::path::PathBuf;

use clap::Args;

use crate::{
    commands::{cost::Request, index_url},
    matrix::simulate::Change,
    model::{Provider, PythonVersion},
};

/// What the plan costs, now and after a change.
#[derive(Debug, Args)]
pub(super) struct CostArgs {
    /// Say what the plan costs: jobs, minutes, money, waiting, megabytes
    ///
    /// As text, or with `--format json` in the schema `relkit.cost/1`.
    #[arg(long, help_heading = "Costs", conflicts_with_all = ["check", "view"])]
    cost: bool,
    /// Take durations from a past run: what `gh run view RUN --json jobs` writes
    #[arg(long, value_name = "FILE", help_heading = "Costs", conflicts_with_all = ["check", "view"])]
    timings: Option<PathBuf>,
    /// Take sizes from a release: a file with its list, a folder with its files, or NAME==VERSION
    #[arg(long, value_name = "RELEASE", help_heading = "Costs", conflicts_with_all = ["check", "view"])]
    sizes: Option<String>,
    /// Compare with a plan without this Python; may be given several times
    #[arg(long, value_name = "PYTHON", help_heading = "Costs", conflicts_with_all = ["check", "view"])]
    drop: Vec<PythonVersion>,
    /// Compare with a plan that has this Python too; may be given several times
    #[arg(long, value_name = "PYTHON", help_heading = "Costs", conflicts_with_all = ["check", "view"])]
    add: Vec<PythonVersion>,
    /// Compare with a plan whose abi3 wheel begins at this Python; may be given several times
    #[arg(long, value_name = "PYTHON", help_heading = "Costs", conflicts_with_all = ["check", "view"])]
    abi3: Vec<PythonVersion>,
}

impl CostArgs {
    /// What is asked; `None` where nothing of this is.
    pub(super) fn request(
        &self,
        project: PathBuf,
        provider: Provider,
        json: bool,
        output: Option<PathBuf>,
        index: index_url::Options,
    ) -> Option<Request> {
        let change =
            Change { drop: self.drop.clone(), add: self.add.clone(), abi3: self.abi3.clone() };
        let asked =
            self.cost || self.timings.is_some() || self.sizes.is_some() || !change.is_empty();
        asked.then(|| Request {
            project,
            provider,
            timings: self.timings.clone(),
            sizes: self.sizes.clone(),
            index,
            change,
            json,
            output,
        })
    }
}
