//! What is tested in a run of cibuildwheel, with which command, and what is not and why.

use std::fmt;

use super::{Environment, LeastTest, Runner, cibw::CibwOption, targets::How};
use crate::{
    model::{
        AndroidAbi, BuildIdentifier, BuildOs, BuildPlatform, IosMultiarch, MacArch, WindowsArch,
    },
    project::{
        Place, Project, WheelKind,
        cibuildwheel::{Selection, append},
        config::{Emulated, MatrixConfig},
    },
};

/// Why a file is not tested on a target that installs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untested {
    /// `test-skip` of `[tool.cibuildwheel]` matches it
    TestSkip(String, Option<Place>),
    /// The runner cannot run what it builds
    NoMachine(BuildPlatform, String),
    /// cibuildwheel runs one command without a shell there, and only some identifiers have one of
    /// their own, so that the import of relkit cannot stand in for the rest
    NoCommand(BuildOs),
    /// Another file than the one that was planned for the target is installed there
    NoJob,
}

impl fmt::Display for Untested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TestSkip(pattern, Some(place)) => write!(f, "test-skip `{pattern}` ({place})"),
            Self::TestSkip(pattern, None) => write!(f, "test-skip `{pattern}`"),
            Self::NoMachine(platform, label) => write!(f, "{label} cannot run {platform}"),
            Self::NoCommand(os) => {
                write!(f, "no test-command of [tool.cibuildwheel] is for {os}")
            }
            Self::NoJob => f.write_str("no job has both the file and the interpreter"),
        }
    }
}

/// The tests of one job.
#[derive(Debug)]
pub(super) struct Tests {
    /// What relkit adds to the command of every identifier of the job; empty for nothing
    added: String,
    /// Whether it stands in for the project's own commands
    replaces: bool,
    /// What pytest is told
    environment: String,
    /// For each identifier the whole command, or why there is none
    pub(super) of: Vec<Result<Test, Untested>>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    /// The whole command
    pub(super) command: String,
    /// Whether it is the project's own
    pub(super) how: How,
}

/// Decides the tests of one job.
///
/// A wheel that was never imported is not tested: where the project has no command of its own,
/// overrides counted, the modules are imported. A job has one variable for all its identifiers,
/// and it comes after a command of their own: where only some have one, these import too. What is
/// free-threaded is imported in any case, to see that the GIL stays away.
pub(super) fn of_job(
    project: &Project,
    config: &MatrixConfig,
    selection: &Selection,
    runner: &Runner,
    ids: &[BuildIdentifier],
) -> Tests {
    let environment = pytest(config);
    let Some(os) = ids.first().map(|id| id.platform.os()) else {
        return Tests { added: String::new(), replaces: false, environment, of: Vec::new() };
    };
    let import_only = runner.qemu.is_some() && config.test.emulated == Emulated::Import;
    let own_command = |id: &BuildIdentifier| {
        let own = project.cibuildwheel.build_options(id).test_command;
        own.map_or_else(String::new, |fact| fact.value.trim().to_owned())
    };
    let replaces = import_only && ids.iter().any(|id| !own_command(id).is_empty());
    let own: Vec<Result<String, Untested>> = ids
        .iter()
        .map(|id| match hindrance(selection, runner, id) {
            Some(why) => Err(why),
            None if import_only => Ok(String::new()),
            None => Ok(own_command(id)),
        })
        .collect();
    let lacks = |command: &String| command.is_empty();
    let gil = config.test.gil && ids.iter().any(|id| id.threaded);
    let needed = gil || own.iter().flatten().any(lacks);
    // One command without a shell: nothing can follow one of the project's own.
    let possible = os != BuildOs::Android || own.iter().flatten().all(lacks);
    let added =
        if needed && possible { least_command(project, config, os, gil) } else { String::new() };
    let whole = |own: Result<String, Untested>| {
        let own = own?;
        let how = if own.is_empty() { How::Import } else { How::Project };
        let command = append("test-command", &own, &added);
        if command.is_empty() { Err(Untested::NoCommand(os)) } else { Ok(Test { command, how }) }
    };
    let of = own.into_iter().map(whole).collect();
    Tests { added, replaces, environment, of }
}

impl Tests {
    /// Tells cibuildwheel.
    pub(super) fn set(&self, env: &mut Environment) {
        env.set(CibwOption::TestEnvironment, &*self.environment);
        if !self.replaces {
            env.set(CibwOption::TestCommand, &*self.added);
            return;
        }
        env.replace(CibwOption::TestCommand, &*self.added);
        // What the project's own tests need would only be installed, and built, for nothing.
        for option in [
            CibwOption::BeforeTest,
            CibwOption::TestExtras,
            CibwOption::TestGroups,
            CibwOption::TestRequires,
        ] {
            env.replace(option, "");
        }
    }
}

/// The least test: the modules, where they are known, else what the installed wheel lists. A wheel
/// without extension modules, such as a program, may hold nothing that could be imported.
pub(super) fn least<'a>(project: &'a Project, config: &'a MatrixConfig) -> Option<LeastTest<'a>> {
    match (&project.wheel, config.import.is_empty()) {
        (_, false) => Some(LeastTest::Modules(&config.import)),
        (WheelKind::Extension, true) => Some(LeastTest::Installed(&project.name)),
        (WheelKind::Interpreterless(_), true) => None,
    }
}

/// The least test as a command of a system.
fn least_command(project: &Project, config: &MatrixConfig, os: BuildOs, gil: bool) -> String {
    match (least(project, config), os) {
        (Some(test), BuildOs::Ios) => test.module_command(),
        (Some(test), _) if gil => test.command_without_gil(),
        (Some(test), _) => test.command(),
        (None, BuildOs::Ios) => "python -m this".to_owned(),
        (None, _) => "python -c \"pass\"".to_owned(),
    }
}

/// What pytest is told by its environment: the plugins to load, and no others.
pub(super) fn pytest(config: &MatrixConfig) -> String {
    let Some(plugins) = &config.test.plugins else { return String::new() };
    let mut out = "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1".to_owned();
    if !plugins.is_empty() {
        let words: Vec<String> = plugins.iter().map(|plugin| format!("-p {plugin}")).collect();
        out.push_str(&format!(" PYTEST_ADDOPTS=\"{}\"", words.join(" ")));
    }
    out
}

/// What keeps cibuildwheel from testing an identifier, whatever its command.
pub(super) fn hindrance(
    selection: &Selection,
    runner: &Runner,
    id: &BuildIdentifier,
) -> Option<Untested> {
    if let Some(why) = skipped(selection, &id.to_string()) {
        return Some(why);
    }
    (!runs(id.platform, runner.arch.as_deref()))
        .then(|| Untested::NoMachine(id.platform, runner.label.clone()))
}

/// Whether a machine of an architecture runs what is built for a platform; one that is not known
/// does.
pub(super) fn runs(platform: BuildPlatform, arch: Option<&str>) -> bool {
    let is = |wanted: &str| arch.is_none_or(|own| own == wanted);
    match platform {
        BuildPlatform::Ios(IosMultiarch::Arm64Iphoneos) => false,
        BuildPlatform::Macos(MacArch::Arm64)
        | BuildPlatform::Windows(WindowsArch::Arm64)
        | BuildPlatform::Android(AndroidAbi::Arm64V8a)
        | BuildPlatform::Ios(IosMultiarch::Arm64Iphonesimulator) => is("arm64"),
        BuildPlatform::Android(_) | BuildPlatform::Ios(_) => is("x86_64"),
        // Emulated, or run by Rosetta or by Node.
        _ => true,
    }
}

/// Whether `test-skip` names an identifier, or one half of a universal2 build as
/// `cp314-macosx_universal2:x86_64`.
pub(super) fn skipped(selection: &Selection, identifier: &str) -> Option<Untested> {
    let pattern = selection.test_skip.first_match(identifier)?;
    Some(Untested::TestSkip(pattern.to_owned(), selection.test_skip.place().cloned()))
}
