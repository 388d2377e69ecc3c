//! What a plan consists of.

use super::{
    CibwOption, Environment, ExpectedFile, LeftOut, Pins, TargetRow, extra, smoke::Smoke,
    targets::How,
};
use crate::{
    model::{BuildIdentifier, BuildPlatform, ProjectName, PythonVersion, TagSet},
    project::{
        Checkout, Place,
        config::{Lane, PullRequest, VariantName},
    },
    tables::Machine,
};

/// A release, decided to the last step.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What a generated file says of its origin, without a comment sign.
    /// Ex) `relkit 0.1.0, inputs sha256:0f4b7f1f0c1ab9a2`
    pub header: String,
    /// The project
    pub project: ProjectName,
    /// When the workflow runs
    pub triggers: Triggers,
    /// The environment of the publishing job
    pub environment: String,
    /// The time limit of each job that builds or tests
    pub timeout_minutes: u16,
    /// Bytes above which the gate refuses a file
    pub file_limit: u64,
    /// Where the workflow is kept, from the project's folder
    pub file: String,
    /// The release of cibuildwheel that builds and tests
    pub cibuildwheel: String,
    /// What a test does at least, as one line of Python code. Ex) `import demo`
    pub least_test: String,
    /// What the sdist's checkout needs beside one commit
    pub checkout: Checkout,
    /// The runner of the sdist, the gate and the publishing job
    pub sdist: Runner,
    /// How the wheels are made
    pub wheels: Wheels,
    /// Who installs which file, and which job tests it there
    pub targets: Vec<TargetRow>,
    /// The files that the release must have, and no others; the sdist is first
    pub expected: Vec<ExpectedFile>,
    /// Identifiers of the configured platforms that are not built, with the reason
    pub left_out: Vec<LeftOut>,
    /// What the maintainer should know, one line each
    pub warnings: Vec<String>,
    /// The actions and tools that a workflow may use
    pub pins: Pins,
    /// The job that tries the next CPython
    pub next: Option<extra::NextPython>,
    /// The job that proves that the sdist refuses a dropped Python
    pub stub: Option<extra::StubJob>,
    /// The jobs that try the finished wheels; `None` where nobody asked for them
    pub smoke: Option<Smoke>,
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
    /// In jobs of their own
    Native {
        /// Everything
        full: NativeWheels,
        /// What runs on a pull request; `None` where that is not a subset
        subset: Option<NativeWheels>,
    },
    /// By the build frontend alone: there is no compiled code
    Pure(PureJob),
}

/// Wheels of compiled code with the jobs that make and test them.
#[derive(Debug, Clone, Default)]
pub struct NativeWheels {
    /// The wheels, in the order of the configuration
    pub files: Vec<WheelFile>,
    /// The jobs that build, and test what they built
    pub builds: Vec<BuildJob>,
    /// The jobs that test what another job built
    pub tests: Vec<TestJob>,
}

/// One wheel of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WheelFile {
    /// Its name, the version left open. Ex) `demo-*-cp39-abi3-manylinux_2_28_x86_64.whl`
    pub name: String,
    /// How it is built
    pub lane: Lane,
    /// Its tags, with the newest platform tag that the build may carry
    pub tags: TagSet,
    /// What it is built for
    pub platform: BuildPlatform,
    /// Which of several builds for the same platform it is
    pub variant: Option<VariantName>,
    /// The identifier that builds it
    pub builder: BuildIdentifier,
    /// The job that builds it
    pub job: String,
    /// The line that asks for it, where one does
    pub place: Option<Place>,
}

/// One run of the build tool on one machine.
#[derive(Debug, Clone)]
pub struct BuildJob {
    /// Ex) `macosx_arm64`, `abi3t-py315-macosx_arm64`, `cp313-win_amd64`
    pub name: String,
    /// What it builds for
    pub platform: BuildPlatform,
    /// Which of several builds for the same platform it is
    pub variant: Option<VariantName>,
    /// Where it runs
    pub runner: Runner,
    /// What it builds, and tests at once, in cibuildwheel's order
    pub builds: Vec<PlannedBuild>,
    /// What builds
    pub tool: BuildTool,
    /// Tests of the finished wheels that the build does not run
    pub handover: Option<Handover>,
}

impl BuildJob {
    /// The environment of cibuildwheel; `None` where another tool builds.
    pub fn env(&self) -> Option<&Environment> {
        match &self.tool {
            BuildTool::Cibuildwheel(env) => Some(env),
            BuildTool::Maturin(_) => None,
        }
    }
}

impl Handover {
    /// The identifiers, separated by spaces.
    pub fn words(&self) -> String {
        let words: Vec<String> = self.builds.iter().map(|it| it.id.to_string()).collect();
        words.join(" ")
    }
}

/// What a job builds with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildTool {
    /// cibuildwheel, with this environment
    Cibuildwheel(Environment),
    /// maturin, once for each family of wheels
    Maturin(super::maturin::MaturinBuild),
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
    /// The command that tests it in the same run, the project's own and what relkit adds; `None`
    /// for no test
    pub test: Option<String>,
}

/// What a run of the build tool does for an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Builds the wheel and tests it
    Build,
    /// Tests the wheel that an earlier identifier of the run built
    Reuse,
}

/// Tests of finished wheels by cibuildwheel: it is given a project whose build hands over the
/// finished wheel, so that every test setting of the project holds, on every interpreter and
/// platform that cibuildwheel knows.
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
    /// The name of the wheel, the version left open
    pub file: String,
    /// The command that tests it
    pub test: String,
    /// Whether that is the project's own test command
    pub how: How,
}

/// A job that tests what another job built.
#[derive(Debug, Clone)]
pub struct TestJob {
    /// Ex) `test cp313-manylinux_x86_64`, `leaks cp314-manylinux_x86_64`
    pub name: String,
    /// What it runs on
    pub platform: BuildPlatform,
    /// Where it runs
    pub runner: Runner,
    /// The job whose wheels it tests
    pub from: String,
    /// The tests
    pub handover: Handover,
}

/// The wheel of a project without compiled code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PureJob {
    /// The Pythons on which the wheel is tested, oldest first
    pub pythons: Vec<PythonVersion>,
    /// The versions on whose free-threaded build it is tested, too
    pub threaded: Vec<PythonVersion>,
    /// The tags of the wheel. Ex) `py3-none-any`
    pub tags: String,
}

impl PureJob {
    /// The interpreters as uv is asked for them. Ex) `3.14`, `3.14t`
    pub fn requests(&self) -> Vec<String> {
        let usual = self.pythons.iter().map(ToString::to_string);
        usual.chain(self.threaded.iter().map(|version| format!("{version}t"))).collect()
    }
}

impl Plan {
    /// Everything that is built by jobs of their own; nothing where there is no compiled code.
    pub fn full(&self) -> Option<&NativeWheels> {
        match &self.wheels {
            Wheels::Native { full, .. } => Some(full),
            Wheels::Pure(_) => None,
        }
    }

    /// The jobs that build.
    pub fn jobs(&self) -> &[BuildJob] {
        self.full().map_or(&[], |wheels| &wheels.builds)
    }

    /// The jobs that test what another built.
    pub fn tests(&self) -> &[TestJob] {
        self.full().map_or(&[], |wheels| &wheels.tests)
    }

    /// The options of cibuildwheel that every run that builds sets, an empty one where there is
    /// nothing to say.
    pub fn options(&self) -> Vec<CibwOption> {
        self.full().map_or_else(Vec::new, NativeWheels::options)
    }
}

impl NativeWheels {
    /// The options of cibuildwheel that every run that builds sets.
    pub fn options(&self) -> Vec<CibwOption> {
        Environment::used(self.builds.iter().filter_map(BuildJob::env))
    }

    /// The options of cibuildwheel that every handover sets.
    pub fn handover_options(&self) -> Vec<CibwOption> {
        let within = self.builds.iter().filter_map(|job| job.handover.as_ref());
        Environment::used(
            within.chain(self.tests.iter().map(|job| &job.handover)).map(|it| &it.env),
        )
    }
}
