//! `relkit matrix` as typed.

use std::path::PathBuf;

use clap::{
    ArgGroup, Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{index::IndexArgs, matrix_cost::CostArgs};
use crate::{
    commands::{
        self, against,
        matrix::{Format, Request, View},
    },
    model::Provider,
};

const EXAMPLES: &str = "\
Examples:
  relkit matrix > .github/workflows/build.yml           write the workflow
  relkit matrix --check .github/workflows/build.yml     is it still what the project says?
  relkit matrix --format table                          the plan: jobs, files, what is left out
  relkit matrix --targets                               who installs which file, tested where
  relkit matrix --explain cp314t-win_arm64              why it is in or out, and what its users get
  relkit matrix --explain 'cp31?-macosx_*'              the same for each that matches
  relkit matrix --import build.yml                      what relkit would change in a workflow
  relkit matrix --cost --timings run.json               jobs, minutes, money; of a past run
  relkit matrix --drop 3.10 --abi3 3.12                 the same before and after a change
  relkit matrix --against psutil==7.2.2                 what a release would lose and gain
  relkit matrix --format manifest                       patterns of the files of a release
  relkit matrix --format gitlab -o .gitlab-ci.yml       the same plan for another CI system
  relkit matrix --format json                           a matrix for a workflow of one's own

A matrix for a workflow of one's own:
  run: echo \"matrix=$(relkit matrix --format json)\" >> \"$GITHUB_OUTPUT\"
  strategy: { matrix: \"${{ fromJSON(needs.plan.outputs.matrix) }}\" }
Each entry of `include` has the keys of the generated workflow: `name`, `runs-on`, `qemu` (the
architecture to emulate, or empty), `handover` (identifiers whose finished wheels are tested, or
empty), and the options of cibuildwheel as its files spell them (`archs`, `build`, `enable`,
`platform`, `config-settings`, ...): CIBW_BUILD: ${{ matrix.build }}. Options of tests of finished
wheels begin with `handover-`; `maturin` holds the runs of maturin, one a line.

Exit status:
  0  done; fresh with --check; nothing is lost with --import or --against
  1  stale with --check; broken or lost builds with --import; files lost with --against
  2  could not be done: bad configuration, no plan, no such identifier";

/// Write the CI workflow that builds, tests and publishes the wheels
///
/// Reads pyproject.toml, setup.cfg and Cargo.toml of the project, plans the files of a release as
/// installers will choose them, and writes a GitHub Actions workflow: sdist, wheels by cibuildwheel
/// from that sdist, a gate that compares the files with the plan, trusted publishing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("view").multiple(false))]
pub(super) struct Matrix {
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// What to write [default: github, or table for the views of the plan]
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// The CI system whose machines count, for what is no CI system's file
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Provider::ALL.iter().map(|it| it.as_str())).try_map(|it| it.parse::<Provider>()))]
    provider: Option<Provider>,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE", conflicts_with = "check")]
    output: Option<PathBuf>,
    /// Compare with this file: print the difference and exit with 1 when it is stale
    #[arg(long, value_name = "FILE", conflicts_with = "view")]
    check: Option<PathBuf>,
    /// Show who installs which file, and which job tests it there
    #[arg(long, group = "view", help_heading = "Views of the plan")]
    targets: bool,
    /// Say why an identifier is in or out, and what its users get; * stands for any part
    #[arg(long, value_name = "ID", group = "view", help_heading = "Views of the plan")]
    explain: Option<String>,
    /// Compare with an existing workflow that runs cibuildwheel
    #[arg(long, value_name = "FILE", group = "view", help_heading = "Views of the plan")]
    import: Option<PathBuf>,
    #[command(flatten)]
    cost: CostArgs,
    /// Compare with a release: NAME==VERSION on the index, a file with names, or a folder
    #[arg(long, value_name = "RELEASE", group = "view", help_heading = "Views of the plan")]
    against: Option<String>,
    #[command(flatten)]
    index: IndexArgs,
}

impl Matrix {
    /// What costs or a simulation are asked for, if they are.
    pub(super) fn cost_request(&self) -> Option<commands::cost::Request> {
        let json = self.format == Some(FormatArg::Json);
        let index = self.index.clone().into();
        let provider = self.provider.unwrap_or(Provider::Github);
        self.cost.request(self.project.clone(), provider, json, self.output.clone(), index)
    }

    /// The comparison with a release that is asked for, or the rest.
    pub(super) fn against(self) -> Result<against::Request, Box<Self>> {
        let Some(release) = self.against else { return Err(Box::new(self)) };
        Ok(against::Request {
            project: self.project,
            release,
            provider: self.provider.unwrap_or(Provider::Github),
            json: self.format == Some(FormatArg::Json),
            output: self.output,
            index: self.index.into(),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// A GitHub Actions workflow
    Github,
    /// A GitLab CI pipeline
    Gitlab,
    /// An Azure Pipelines pipeline
    Azure,
    /// A CircleCI configuration
    Circleci,
    /// Tables for people
    Table,
    /// The plan as JSON, schema `relkit.plan/1`
    Plan,
    /// A matrix for a GitHub workflow of one's own; of a view its schema, such as `relkit.targets/1`
    Json,
    /// The files of a release, one pattern a line
    Manifest,
}

impl From<FormatArg> for Format {
    fn from(typed: FormatArg) -> Self {
        match typed {
            FormatArg::Github => Self::Github,
            FormatArg::Gitlab => Self::Gitlab,
            FormatArg::Azure => Self::Azure,
            FormatArg::Circleci => Self::Circleci,
            FormatArg::Table => Self::Table,
            FormatArg::Plan => Self::Plan,
            FormatArg::Json => Self::Json,
            FormatArg::Manifest => Self::Manifest,
        }
    }
}

impl From<Matrix> for Request {
    fn from(typed: Matrix) -> Self {
        // clap lets one of them through at most.
        let view = match (typed.explain, typed.import) {
            (Some(pattern), _) => View::Explain(pattern),
            (None, Some(workflow)) => View::Import(workflow),
            (None, None) if typed.targets => View::Targets,
            (None, None) => View::Plan,
        };
        Self {
            project: typed.project,
            view,
            format: typed.format.map(Format::from),
            provider: typed.provider,
            output: typed.output,
            check: typed.check,
        }
    }
}
