//! `relkit smoke` as typed.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

use crate::{
    commands::{
        Context, Exit, Failure,
        smoke::{
            self, Format, Request, Required,
            startup::{self, StartupRequest},
        },
    },
    smoke::{Engine, LeakCall, Memory, Settings},
};

const EXAMPLES: &str = "\
Examples:
  relkit smoke dist/*.whl                            import everything, on every Python found
  relkit smoke dist/ --python 3.13 --python ./venv
  relkit smoke dist/ --require cp312 --require 3.14t
  relkit smoke dist/ --leaks psutil:cpu_times --leaks 'psutil:pid_exists(...)'
  relkit smoke dist/ --leaks 'demo:fail(-1) raises ValueError'
  relkit smoke dist/ --leaks-auto                    every public function without arguments
  relkit smoke dist/ --format junit -o smoke.xml
  relkit smoke --pytest tests --python ./venv        what pytest's start costs, and need not

For each interpreter the file is tried that an installer would choose for it, in an environment that
is removed afterwards. Interpreters are looked for on PATH, in pyenv's and uv's folders and in the
list of py.exe.

Gates: import (each package and each extension module, from the environment and nowhere else); gil on
free-threaded interpreters (no module turns the GIL on, and each does what its code declares); leak
(the C heap, Python's blocks, address space, descriptors, threads and references must not grow with
the calls). In a call `...` is an object whose references are counted.

Trials run the code of the wheels: with limits on time, memory and output, but not in a sandbox. No
variable that begins with PYTHON reaches them.

--pytest runs the project's suite in its own environment (--python, else the active one, else .venv,
else python on PATH): with every plugin that is installed, with none, and with those that it needs,
which are searched for until tests, outcomes and markers are the same. It prints what to add to
`addopts`. One run of the suite may take ten times --timeout.

Exit status: 0 all that was tried passed; 1 something failed, is unsettled, or was required and not
tried; 2 nothing could be tried, or a file not be read.";

/// Try wheels on the interpreters of this machine: imports, the GIL, leaks
///
/// Each wheel is installed as its users will install it, and tried in processes that may crash, hang
/// or print without end: that is a verdict, and the rest goes on.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Smoke {
    /// Wheels, patterns, or folders with them
    #[arg(required_unless_present = "pytest", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Try on this one: a path, a program on PATH, or a version such as 3.13t; may be given several
    /// times [default: all that are found]
    #[arg(long, value_name = "PYTHON")]
    python: Vec<String>,
    /// Fail unless every release was tried on this one, such as cp314t or 3.14t; may be given
    /// several times
    #[arg(long, value_name = "INTERPRETER")]
    require: Vec<Required>,
    #[command(flatten)]
    gates: GateArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    start: StartArgs,
    /// How to report
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
    /// Write the report to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The folder whose pyproject.toml or relkit.toml configures the trials
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
}

/// What is asked of the wheels.
#[derive(Debug, Args)]
#[command(next_help_heading = "Gates")]
struct GateArgs {
    /// Look for leaks of this call; may be given several times
    #[arg(long, value_name = "MODULE:FUNCTION")]
    leaks: Vec<LeakCall>,
    /// Look for leaks of every public function that needs no argument
    #[arg(long)]
    leaks_auto: bool,
    /// Leave this function alone where every one is looked at: one that hands out what its caller has
    /// to give back; may be given several times
    #[arg(long, value_name = "MODULE:FUNCTION")]
    leaks_except: Vec<LeakCall>,
    /// What measures leaks
    #[arg(long, value_enum, default_value = "relkit")]
    engine: EngineArg,
    /// What a warning while importing counts as
    #[arg(long, value_enum, default_value = "note")]
    warnings: WarningsArg,
    /// Do not import this module and those in it, or do not load this shared library; may be given
    /// several times
    #[arg(long, value_name = "MODULE|PATH")]
    skip: Vec<String>,
    /// Do not install what the wheel depends on
    #[arg(long)]
    no_deps: bool,
}

/// How much a trial may take.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
struct LimitArgs {
    /// Seconds for the imports of one wheel, and for the trial of one call
    #[arg(long, value_name = "SECONDS", default_value = "60",
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// GiB of address space, or none
    #[arg(long, value_name = "GIB", default_value = "4")]
    memory: Memory,
    /// Wheels that are tried at a time [default: one a core]
    #[arg(long, short, value_name = "NUMBER",
        value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
}

/// The start of pytest.
#[derive(Debug, Args)]
#[command(next_help_heading = "Start of pytest")]
struct StartArgs {
    /// Search for the plugins that these tests need, in place of trying wheels
    #[arg(long, value_name = "TESTS", conflicts_with_all = ["paths", "require", "leaks", "leaks_auto"])]
    pytest: Option<PathBuf>,
    /// Exit with 1 where the start takes longer with the plugins that are needed
    #[arg(long, value_name = "SECONDS", requires = "pytest", value_parser = seconds)]
    at_most: Option<f64>,
}

/// A number of seconds above zero.
fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    if seconds > 0.0 && seconds.is_finite() {
        Ok(seconds)
    } else {
        Err("expected more than 0".to_owned())
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// For people
    Text,
    /// One JSON object, `relkit.smoke/1`
    Json,
    /// Annotations of GitHub workflows
    Github,
    /// XML that Jenkins, GitLab and others show
    Junit,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EngineArg {
    /// relkit's own counters
    Relkit,
    /// psleak, which is installed beside the wheel, to compare the two
    Psleak,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WarningsArg {
    /// It is told with --verbose
    Note,
    /// It fails the import
    Error,
}

impl FormatArg {
    const fn meant(self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Json => Format::Json,
            Self::Github => Format::Github,
            Self::Junit => Format::Junit,
        }
    }
}

/// A run of a suite may take so many times the limit of one trial.
const TRIALS: u32 = 10;
/// All runs of a suite together may take so many times the limit of one; most take far less.
const RUNS: u32 = 20;

impl Smoke {
    /// Does what is asked.
    pub(super) fn run(self, context: &mut Context) -> Result<Exit, Failure> {
        let Some(tests) = self.start.pytest else {
            return smoke::run(&self.request(), context);
        };
        let request = StartupRequest {
            tests,
            pythons: self.python,
            project: self.project,
            at_most: self.start.at_most,
            one: Duration::from_secs(self.limits.timeout) * TRIALS,
            limit: Duration::from_secs(self.limits.timeout) * TRIALS * RUNS,
            format: self.format.meant(),
            output: self.output,
        };
        startup::run(&request, context)
    }

    fn request(self) -> Request {
        let timeout = Duration::from_secs(self.limits.timeout);
        let settings = Settings {
            imports: timeout,
            call: timeout,
            memory: self.limits.memory,
            warnings: matches!(self.gates.warnings, WarningsArg::Error),
            skip: self.gates.skip,
            dependencies: !self.gates.no_deps,
            find_links: Vec::new(),
            leaks: self.gates.leaks,
            leaks_auto: self.gates.leaks_auto,
            leaks_except: self.gates.leaks_except,
            engine: match self.gates.engine {
                EngineArg::Relkit => Engine::Relkit,
                EngineArg::Psleak => Engine::Psleak,
            },
        };
        Request {
            paths: self.paths,
            pythons: self.python,
            require: self.require,
            settings,
            jobs: self.limits.jobs.map(usize::from),
            format: self.format.meant(),
            output: self.output,
            project: self.project,
        }
    }
}
