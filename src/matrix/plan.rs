//! What a plan consists of.

use super::{CibwOption, Environment, ExpectedFile, LeftOut, Pins, Untested};
use crate::{
    model::{BuildIdentifier, BuildPlatform, ProjectName, PythonVersion, TagSet, Target},
    project::{
        Checkout,
        config::{Lane, PullRequest},
    },
    tables::Machine,
};

/// A release, decided to the last step.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The project
    pub project: ProjectName,
    /// When the workflow runs
    pub triggers: Triggers,
    /// The environment of the publishing job
    pub environment: String,
    /// The time limit of each job that builds
    pub timeout_minutes: u16,
    /// Where the workflow is kept, from the project's folder
    pub file: String,
    /// The release of cibuildwheel that builds
    pub cibuildwheel: String,
    /// What a test does at least, as Python code. Ex) `import demo`
    pub import: String,
    /// What the sdist's checkout needs beside one commit
    pub checkout: Checkout,
    /// The runner of the sdist, the gate and the publishing job
    pub sdist: Runner,
    /// How the wheels are made
    pub wheels: Wheels,
    /// The files that the release must have, and no others; the sdist is first
    pub expected: Vec<ExpectedFile>,
    /// Identifiers of the configured platforms that are not built, with the reason
    pub left_out: Vec<LeftOut>,
    /// What the maintainer should know, one line each
    pub warnings: Vec<String>,
    /// The actions and tools that a workflow may use
    pub pins: Pins,
    /// What the plan was made from
    pub inputs: String,
}

/// When a workflow runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triggers {
    /// Pushes to these branches
    pub branches: Vec<String>,
    /// Pushes of tags that match, which publish
    pub tags: String,
    /// What runs on pull requests
    pub pull_request: PullRequest,
    /// The label of a pull request that asks for everything
    pub label: String,
    /// Paths whose changes count for pull requests; empty for all
    pub paths: Vec<String>,
    /// The cron line of the job for the next CPython
    pub nightly: Option<String>,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runner {
    /// What `runs-on` says
    pub label: String,
    /// The architecture to emulate with QEMU; `None` where the runner is native
    pub qemu: Option<String>,
    /// `x86_64` or `arm64`; `None` for a label that the table does not know
    pub arch: Option<String>,
    /// What a job needs there beside the label
    pub machine: Machine,
}

/// How the wheels are made.
#[derive(Debug, Clone)]
pub enum Wheels {
    /// By cibuildwheel, in these jobs
    Native(Vec<BuildJob>),
    /// By the build frontend alone: there is no compiled code
    Pure(PureJob),
}

/// One run of cibuildwheel on one machine.
#[derive(Debug, Clone)]
pub struct BuildJob {
    /// Ex) `manylinux_x86_64`, `macosx_arm64-abi3t-py315`
    pub name: String,
    /// What it builds for
    pub platform: BuildPlatform,
    /// Where it runs
    pub runner: Runner,
    /// What it builds and tests, in cibuildwheel's order
    pub builds: Vec<PlannedBuild>,
    /// The environment of cibuildwheel
    pub env: Environment,
    /// Tests of the job's one wheel that cibuildwheel does not run
    pub also: Vec<AlsoTest>,
    /// Targets that install a file of this job which the job does not test on them
    pub gaps: Vec<Gap>,
}

/// Tests of finished wheels by cibuildwheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Where the wheels are installed and tested, one run each
    pub builds: Vec<HandedOver>,
    /// The environment of cibuildwheel
    pub env: Environment,
}

/// One test of a finished wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// The identifier whose users install the wheel
    pub id: BuildIdentifier,
}

/// One identifier of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedBuild {
    /// The identifier
    pub id: BuildIdentifier,
    /// How the wheel is built
    pub lane: Lane,
    /// Whether it is built here or only tested
    pub role: Role,
    /// The tags of the wheel, with the newest platform tag that the build may carry
    pub tags: TagSet,
    /// The command that tests it, the project's own and what relkit adds; `None` for no test
    pub test: Option<String>,
}

/// What cibuildwheel does for an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Builds the wheel and tests it
    Build,
    /// Tests the wheel that an earlier identifier of the job built
    Reuse,
}

/// A test of a finished wheel on an interpreter of uv's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlsoTest {
    /// The identifier whose users install the wheel
    pub id: BuildIdentifier,
    /// The interpreter as uv is asked for it. Ex) `cpython-3.15-linux-x86_64-gnu`
    pub python: String,
}

/// A target on which nobody tests the file that it installs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The target
    pub target: Target,
    /// The file that it installs
    pub file: String,
    /// Why
    pub why: Untested,
}

/// The wheel of a project without compiled code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PureJob {
    /// The Pythons on which the wheel is tested, oldest first
    pub pythons: Vec<PythonVersion>,
    /// The tags of the wheel. Ex) `py3-none-any`
    pub tags: String,
}

impl Plan {
    /// The jobs that run cibuildwheel.
    pub fn jobs(&self) -> &[BuildJob] {
        match &self.wheels {
            Wheels::Native(jobs) => jobs,
            Wheels::Pure(_) => &[],
        }
    }

    /// The options of cibuildwheel that every job sets.
    pub fn options(&self) -> Vec<CibwOption> {
        Environment::used(&self.jobs().iter().map(|job| &job.env).collect::<Vec<_>>())
    }
}
