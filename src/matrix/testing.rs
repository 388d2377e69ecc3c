//! What is tested in a run of cibuildwheel, with which command, and what is not and why.

use std::fmt;

use super::Runner;
use crate::{
    model::{
        AndroidAbi, BuildIdentifier, BuildOs, BuildPlatform, IosMultiarch, MacArch, WindowsArch,
    },
    project::{
        Place, Project,
        cibuildwheel::{Selection, append},
        config::{Lane, MatrixConfig, ModuleName},
    },
};

/// Why a file is not tested on a target that installs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untested {
    /// `test-skip` of `[tool.cibuildwheel]` matches it
    TestSkip(String, Option<Place>),
    /// cibuildwheel does not take the finished wheel for this identifier, and uv has no
    /// interpreter there, or the runner cannot run it
    NoReuse(Lane),
    /// The runner cannot run what it builds
    NoMachine(BuildPlatform),
    /// cibuildwheel runs no shell there, so that the import of relkit cannot stand in for a test
    NoCommand(BuildOs),
    /// There is no command, and no module is known that could be imported
    NoModule,
}

impl fmt::Display for Untested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TestSkip(pattern, Some(place)) => write!(f, "test-skip `{pattern}` ({place})"),
            Self::TestSkip(pattern, None) => write!(f, "test-skip `{pattern}`"),
            Self::NoReuse(lane) => {
                write!(f, "cibuildwheel does not test the finished {lane} wheel there")
            }
            Self::NoMachine(platform) => write!(f, "the runner cannot run {platform}"),
            Self::NoModule => f.write_str(
                "no test-command, and no module to import: name one in `import` of \
                 [tool.relkit.matrix]",
            ),
            Self::NoCommand(os) => {
                write!(f, "no test-command of [tool.cibuildwheel] is for {os}")
            }
        }
    }
}

/// The tests of one run.
#[derive(Debug)]
pub(super) struct Tests {
    /// What relkit adds to the command of every identifier of the run; empty for nothing
    pub(super) added: String,
    /// For each identifier the whole command, or why there is none
    pub(super) of: Vec<Result<String, Untested>>,
}

/// Python code that imports the modules: the least that a test is. Without a known module the
/// wheel is installed and that is all.
pub(super) fn import(config: &MatrixConfig) -> String {
    let modules: Vec<&str> = config.import.iter().map(ModuleName::as_str).collect();
    if modules.is_empty() { "pass".to_owned() } else { format!("import {}", modules.join(", ")) }
}

/// Decides the tests of one run.
///
/// A wheel that was never imported is not tested: where the project has no command of its own,
/// overrides counted, the modules are imported. A run has one variable for all its identifiers,
/// and it comes after a command of their own: where only some have one, these import too.
pub(super) fn of_run(
    project: &Project,
    config: &MatrixConfig,
    selection: &Selection,
    runner: &Runner,
    ids: &[BuildIdentifier],
) -> Tests {
    let Some(os) = ids.first().map(|id| id.platform.os()) else {
        return Tests { added: String::new(), of: Vec::new() };
    };
    let own: Vec<Result<String, Untested>> = ids
        .iter()
        .map(|id| {
            let own = project.cibuildwheel.build_options(id).test_command;
            let own = own.map(|fact| fact.value).unwrap_or_default();
            hindrance(selection, runner, id).map_or(Ok(own), Err)
        })
        .collect();
    let lacking = own.iter().flatten().any(|command| command.trim().is_empty());
    let all_lack = own.iter().flatten().all(|command| command.trim().is_empty());
    let can_add = match os {
        _ if config.import.is_empty() => false,
        // Modules only: `python -m`.
        BuildOs::Ios => false,
        // One command without a shell: nothing can follow one of the project's own.
        BuildOs::Android => all_lack,
        _ => true,
    };
    let command = || format!("python -c \"{}\"", import(config));
    let added = if lacking && can_add { command() } else { String::new() };
    let whole = |own: Result<String, Untested>| {
        let command = append("test-command", own?.trim(), &added);
        match os {
            _ if !command.is_empty() => Ok(command),
            BuildOs::Android | BuildOs::Ios => Err(Untested::NoCommand(os)),
            _ => Err(Untested::NoModule),
        }
    };
    let of = own.into_iter().map(whole).collect();
    Tests { added, of }
}

/// What keeps cibuildwheel from testing an identifier, whatever its command.
pub(super) fn hindrance(
    selection: &Selection,
    runner: &Runner,
    id: &BuildIdentifier,
) -> Option<Untested> {
    if let Some(pattern) = selection.test_skip.first_match(&id.to_string()) {
        let place = selection.test_skip.place().cloned();
        return Some(Untested::TestSkip(pattern.to_owned(), place));
    }
    let runs = |arch: &str| runner.arch.as_deref().is_none_or(|own| own == arch);
    let can = match id.platform {
        BuildPlatform::Ios(IosMultiarch::Arm64Iphoneos) => false,
        BuildPlatform::Macos(MacArch::Arm64)
        | BuildPlatform::Windows(WindowsArch::Arm64)
        | BuildPlatform::Android(AndroidAbi::Arm64V8a)
        | BuildPlatform::Ios(IosMultiarch::Arm64Iphonesimulator) => runs("arm64"),
        BuildPlatform::Android(_) | BuildPlatform::Ios(_) => runs("x86_64"),
        // Emulated, or run by Rosetta or by Node.
        _ => true,
    };
    (!can).then_some(Untested::NoMachine(id.platform))
}
