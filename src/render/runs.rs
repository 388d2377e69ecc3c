//! What the jobs of a plan run, step by step: for the CI systems that have no actions.

use serde::Serialize;

use super::{maturin, quote, smoke};
use crate::{
    matrix::{
        BuildTool, CibwOption, Environment, HandedOver, Handover, NativeWheels, Plan, PureJob,
        Runner, Wheels,
        extra::{NextPython, StubJob},
        smoke::{Smoke, SmokeJob},
    },
    model::{BuildIdentifier, BuildOs, BuildPlatform, MacArch},
};

/// The program that makes a project of finished wheels.
pub(super) const HANDOVER: &str = include_str!("../../templates/ci/handover.py");

/// A job that builds or tests wheels. It is given the sdist.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// The plan's name for it
    pub(super) name: String,
    /// The jobs whose wheels it is given
    pub(super) from: Vec<String>,
    /// Where it runs
    pub(super) runner: Runner,
    /// Whether it runs containers
    pub(super) containers: bool,
    /// What it runs
    pub(super) steps: Vec<Step>,
    /// Whether it makes wheels of the release
    pub(super) uploads: bool,
    /// Whether it tries wheels: it is given the sources, and leaves [`smoke::REPORT`]
    pub(super) tries: bool,
}

/// One command, with the environment that it needs.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// What it is for
    pub(super) name: String,
    action: Action,
    /// Variables that no other command should see
    pub(super) env: Vec<Variable>,
}

/// A variable of the environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Debug, Clone)]
enum Action {
    /// A command of the table of runners
    Prepare(String),
    /// Registers emulators for this architecture
    Emulate { image: String, arch: String },
    /// Builds and tests
    Build { cibuildwheel: String },
    /// Builds by maturin
    Maturin(maturin::Work),
    /// Tries wheels
    Smoke(smoke::Work),
    /// Runs code with what the sdist builds on this Python
    TestSdist { python: String, code: String },
    /// Expects that the sdist cannot be installed, and says `$SAYS`
    Refuse { python: String },
    /// Makes a project of the finished wheels, in `handover/`
    HandOver { tomli_w: String },
    /// Tests what that project gives
    Test { cibuildwheel: String, id: BuildIdentifier },
    /// Builds without compiled code
    BuildPure,
    /// Runs code with the wheel on this Python
    TestPure { python: String, code: String },
}

/// The shells for which commands are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    /// sh, bash
    Posix,
    /// Windows PowerShell
    PowerShell,
}

impl Runner {
    /// The shell of its jobs.
    pub(super) fn shell(&self) -> Shell {
        match self.machine.shell.as_deref() {
            Some("powershell") => Shell::PowerShell,
            _ => Shell::Posix,
        }
    }
}

/// The jobs that occasions ask for.
#[derive(Debug)]
pub(super) struct Jobs {
    /// For a release, and wherever everything is wanted
    pub(super) everything: Vec<Job>,
    /// For a pull request; `None` where that is everything, or nothing
    pub(super) some: Option<Vec<Job>>,
    /// Once a night
    pub(super) nightly: Option<Job>,
    /// The wheels that no job tries although trials are asked for, with the reasons
    pub(super) untried: Vec<String>,
}

impl Jobs {
    /// The jobs of a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        let (mut everything, some) = match &plan.wheels {
            Wheels::Native { full, subset } => {
                (native(plan, full), subset.as_ref().map(|wheels| native(plan, wheels)))
            }
            Wheels::Pure(job) => (vec![pure(plan, job)], None),
        };
        let trials = plan.smoke.as_ref();
        everything.extend(trials.iter().flat_map(|it| it.jobs.iter().map(|job| tries(it, job))));
        everything.extend(plan.stub.as_ref().map(|job| stub(plan, job)));
        let nightly = plan.next.as_ref().map(|job| next(plan, job));
        let untried = trials.map(Smoke::told).unwrap_or_default();
        Self { everything, some, nightly, untried }
    }

    /// The jobs of all occasions.
    pub(super) fn all(&self) -> impl Iterator<Item = &Job> {
        self.everything.iter().chain(self.some.iter().flatten()).chain(&self.nightly)
    }

    /// Whether a job tests wheels that were built before.
    pub(super) fn hand_over(&self) -> bool {
        self.all().flat_map(|job| &job.steps).any(Step::hands_over)
    }
}

fn native(plan: &Plan, wheels: &NativeWheels) -> Vec<Job> {
    let builds = wheels.builds.iter().map(|job| {
        let mut steps = machine_steps(plan, job.platform, &job.runner);
        match &job.tool {
            BuildTool::Cibuildwheel(env) => steps.push(Step {
                name: "Build and test the wheels from the sdist".to_owned(),
                action: Action::Build { cibuildwheel: plan.cibuildwheel.clone() },
                env: variables(&wheels.options(), env),
            }),
            BuildTool::Maturin(build) => {
                let work = maturin::work(plan, build, &job.runner.machine);
                steps.extend(work.into_iter().map(|(name, work, env)| Step {
                    name,
                    action: Action::Maturin(work),
                    env,
                }));
            }
        }
        let tests = job.handover.iter().flat_map(|tests| handover_steps(plan, wheels, tests));
        Job {
            name: job.name.clone(),
            from: Vec::new(),
            runner: job.runner.clone(),
            containers: job.platform.os() == BuildOs::Linux,
            steps: steps.into_iter().chain(tests).collect(),
            uploads: true,
            tries: false,
        }
    });
    let tests = wheels.tests.iter().map(|job| Job {
        name: job.name.clone(),
        from: vec![job.from.clone()],
        runner: job.runner.clone(),
        containers: job.platform.os() == BuildOs::Linux,
        steps: machine_steps(plan, job.platform, &job.runner)
            .into_iter()
            .chain(handover_steps(plan, wheels, &job.handover))
            .collect(),
        uploads: false,
        tries: false,
    });
    builds.chain(tests).collect()
}

/// Tries finished wheels on the interpreters that they are for.
fn tries(trials: &Smoke, job: &SmokeJob) -> Job {
    let step = |(name, work, env): (&str, smoke::Work, Vec<Variable>)| Step {
        name: name.to_owned(),
        action: Action::Smoke(work),
        env,
    };
    Job {
        name: job.name.clone(),
        from: job.from.clone(),
        runner: job.runner.clone(),
        containers: false,
        steps: smoke::work(trials, job).into_iter().map(step).collect(),
        uploads: false,
        tries: true,
    }
}

/// Tries the next CPython with the sdist.
fn next(plan: &Plan, job: &NextPython) -> Job {
    let step = |python: &String| Step {
        name: format!("Build the sdist and import it on Python {python}"),
        action: Action::TestSdist { python: python.clone(), code: plan.least_test.clone() },
        env: Vec::new(),
    };
    Job {
        steps: job.requests.iter().map(step).collect(),
        ..plain(plan, &format!("Python {}", job.version))
    }
}

/// Installs the sdist where it has to refuse.
fn stub(plan: &Plan, job: &StubJob) -> Job {
    let step = Step {
        name: "Install the sdist, which has to say why it cannot".to_owned(),
        action: Action::Refuse { python: job.python.to_string() },
        env: vec![Variable { name: "SAYS".to_owned(), value: job.says.clone() }],
    };
    Job { steps: vec![step], ..plain(plan, &format!("the sdist refuses Python {}", job.python)) }
}

/// A job that is given the sdist and makes nothing.
fn plain(plan: &Plan, name: &str) -> Job {
    Job {
        name: name.to_owned(),
        from: Vec::new(),
        runner: plan.sdist.clone(),
        containers: false,
        steps: Vec::new(),
        uploads: false,
        tries: false,
    }
}

/// Tests of finished wheels.
fn handover_steps(plan: &Plan, wheels: &NativeWheels, tests: &Handover) -> Vec<Step> {
    let prepare = Step {
        name: "Make a project that hands the finished wheels over".to_owned(),
        action: Action::HandOver { tomli_w: plan.pins.tomli_w.clone() },
        env: Vec::new(),
    };
    let env = variables(&wheels.handover_options(), &tests.env);
    let test = |it: &HandedOver| Step {
        name: format!("Test the finished wheel for {}", it.id),
        action: Action::Test { cibuildwheel: plan.cibuildwheel.clone(), id: it.id },
        env: env.clone(),
    };
    [prepare].into_iter().chain(tests.builds.iter().map(test)).collect()
}

fn pure(plan: &Plan, job: &PureJob) -> Job {
    let step = |name: String, action| Step { name, action, env: Vec::new() };
    let tests = job.requests().into_iter().map(|python| {
        let action = Action::TestPure { python: python.clone(), code: plan.least_test.clone() };
        step(format!("Test the wheel on Python {python}"), action)
    });
    let build = step("Build the wheel from the sdist".to_owned(), Action::BuildPure);
    Job { steps: [build].into_iter().chain(tests).collect(), uploads: true, ..plain(plan, "wheel") }
}

/// What makes a machine fit for a platform.
fn machine_steps(plan: &Plan, platform: BuildPlatform, runner: &Runner) -> Vec<Step> {
    let step = |name: &str, action| Step { name: name.to_owned(), action, env: Vec::new() };
    let mut steps = Vec::new();
    let intel = matches!(platform, BuildPlatform::Macos(MacArch::X86_64 | MacArch::Universal2));
    if let Some(command) = runner.machine.rosetta.as_ref().filter(|_| intel) {
        steps.push(step("Install Rosetta", Action::Prepare(command.clone())));
    }
    if let Some(arch) = &runner.qemu {
        let action = Action::Emulate { image: plan.pins.binfmt.clone(), arch: arch.clone() };
        steps.push(step("Register the emulators", action));
    }
    steps
}

fn variables(options: &[CibwOption], env: &Environment) -> Vec<Variable> {
    let variable = |option: &CibwOption| Variable {
        name: option.variable(),
        value: env.get(*option).to_owned(),
    };
    options.iter().map(variable).collect()
}

impl Step {
    /// Whether it runs the program [`HANDOVER`], as the variable of that name.
    pub(super) fn hands_over(&self) -> bool {
        matches!(self.action, Action::HandOver { .. })
    }

    /// The command. `python` is how the machine calls Python.
    pub(super) fn command(&self, shell: Shell, python: &str) -> String {
        let sdist = match shell {
            Shell::Posix => "sdist/*.tar.gz",
            // Only cmdlets take patterns.
            Shell::PowerShell => "(Get-ChildItem sdist/*.tar.gz).FullName",
        };
        let word = |text: &str| match shell {
            Shell::Posix => quote::posix(text),
            Shell::PowerShell => quote::power_shell(text),
        };
        match &self.action {
            Action::Prepare(command) => command.clone(),
            Action::Emulate { image, arch } => {
                format!("docker run --rm --privileged {image} --install {arch}")
            }
            Action::Build { cibuildwheel } => format!(
                "{} --output-dir wheelhouse {sdist}",
                tool(&format!("{python} -m uv"), "cibuildwheel", cibuildwheel)
            ),
            Action::Maturin(it) => it.command(shell, python, sdist),
            Action::Smoke(it) => it.command(shell, python),
            Action::TestSdist { python: version, code } => format!(
                "{python} -m uv run --isolated --no-project --python {version} --with {sdist} \
                 python -c {}",
                word(code)
            ),
            Action::Refuse { python: version } => format!(
                "if {python} -m uv run --isolated --no-project --python {version} --with pip python \
                 -m pip install --no-deps {sdist} > stub.log 2>&1; then cat stub.log; echo 'it \
                 installs'; exit 1; fi; cat stub.log; grep -F -q -e \"$SAYS\" stub.log"
            ),
            Action::HandOver { tomli_w } => {
                let uv = format!(
                    "{python} -m uv run --no-project --no-config --python {} --with tomli-w=={tomli_w} python",
                    word(">=3.11")
                );
                match shell {
                    Shell::Posix => format!("{uv} -c \"$HANDOVER\""),
                    // An argument would lose its quotes.
                    Shell::PowerShell => format!("$env:HANDOVER | {uv} -"),
                }
            }
            // The project of the wheels is the working directory: `{project}` is the sdist.
            Action::Test { cibuildwheel, id } => format!(
                "{} --only {id} --output-dir ../tested",
                tool(&format!("{python} -m uv --directory handover"), "cibuildwheel", cibuildwheel)
            ),
            Action::BuildPure => {
                format!("{python} -m uv build --wheel --out-dir wheelhouse {sdist}")
            }
            Action::TestPure { python: version, code } => format!(
                "{python} -m uv run --isolated --no-project --python {version} --with \
                 wheelhouse/*.whl python -c {}",
                word(code)
            ),
        }
    }

    /// The command for shells in which the variables of another step are set.
    pub(super) fn command_after(&self, set: &[Variable], shell: Shell, python: &str) -> String {
        let command = self.command(shell, python);
        if self.env.is_empty() || self.env == set {
            return command;
        }
        match shell {
            Shell::Posix => {
                let names: Vec<&str> = self.env.iter().map(|it| it.name.as_str()).collect();
                let gone = set
                    .iter()
                    .filter(|it| !names.contains(&it.name.as_str()))
                    .map(|it| format!("-u {} ", it.name));
                let here =
                    self.env.iter().map(|it| format!("{}={} ", it.name, quote::posix(&it.value)));
                format!("env {}{command}", gone.chain(here).collect::<String>())
            }
            // An empty variable is no variable there.
            Shell::PowerShell => {
                let here = self.env.iter().filter(|it| !it.value.is_empty());
                let names: Vec<&str> = here.clone().map(|it| it.name.as_str()).collect();
                let gone = set
                    .iter()
                    .filter(|it| !it.value.is_empty() && !names.contains(&it.name.as_str()))
                    .map(|it| format!("Remove-Item Env:{}; ", it.name));
                let here = here
                    .map(|it| format!("$env:{} = {}; ", it.name, quote::power_shell(&it.value)));
                format!("{}{command}", gone.chain(here).collect::<String>())
            }
        }
    }
}

/// A tool that uv fetches, at one release.
fn tool(uv: &str, name: &str, version: &str) -> String {
    format!("{uv} tool run --from {name}=={version} {name}")
}

#[cfg(test)]
mod tests;
