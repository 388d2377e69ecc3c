//! What a job runs that builds by maturin, for the CI systems that have no actions.

use super::{
    quote,
    runs::{Shell, Variable},
};
use crate::{
    matrix::{Plan, maturin::MaturinBuild},
    tables::Machine,
};

/// One command.
#[derive(Debug, Clone)]
pub(super) struct Work {
    kind: Kind,
    /// The folder of rustup and cargo where the machine's `PATH` lacks it
    rust_path: Option<String>,
}

#[derive(Debug, Clone)]
enum Kind {
    /// Brings rustup
    Install(String),
    /// Makes `source/` of the sdist
    Unpack,
    /// Brings Rust's own library for the targets
    Targets(Vec<String>),
    /// Brings the interpreters
    Pythons(Vec<String>),
    /// Builds in `source/`
    Build { maturin: String, pythons: bool, arguments: Vec<String> },
}

/// The commands of a job, each with what it is for and its variables.
pub(super) fn work(
    plan: &Plan,
    build: &MaturinBuild,
    machine: &Machine,
) -> Vec<(String, Work, Vec<Variable>)> {
    let step = |name: &str, kind, env: &[Variable]| {
        (name.to_owned(), Work { kind, rust_path: machine.rust_path.clone() }, env.to_vec())
    };
    let mut steps = Vec::new();
    for command in &machine.rust {
        steps.push(step("Install rustup", Kind::Install(command.clone()), &[]));
    }
    steps.push(step("Unpack the sdist", Kind::Unpack, &[]));
    steps.push(step("Add the targets of Rust", Kind::Targets(build.rust_targets.clone()), &[]));
    if !build.pythons.is_empty() {
        steps.push(step("Install the interpreters", Kind::Pythons(build.pythons.clone()), &[]));
    }
    let deployment = Some(&build.deployment_target).filter(|version| !version.is_empty());
    let env: Vec<Variable> = deployment
        .map(|version| Variable {
            name: "MACOSX_DEPLOYMENT_TARGET".to_owned(),
            value: version.clone(),
        })
        .into_iter()
        .collect();
    for arguments in &build.runs {
        let kind = Kind::Build {
            maturin: plan.pins.maturin.clone(),
            pythons: !build.pythons.is_empty(),
            arguments: arguments.clone(),
        };
        steps.push(step("Build the wheels from the sdist", kind, &env));
    }
    steps
}

impl Work {
    /// The command. `python` is how the machine calls Python, `sdist` how the shell finds the sdist.
    pub(super) fn command(&self, shell: Shell, python: &str, sdist: &str) -> String {
        match &self.kind {
            Kind::Install(command) => command.clone(),
            Kind::Unpack => {
                let then = if shell == Shell::Posix { " &&" } else { ";" };
                format!("mkdir source{then} tar -xzf {sdist} -C source --strip-components 1")
            }
            // The sources may name a toolchain, which is the one that needs the targets.
            Kind::Targets(targets) => {
                let add = format!("rustup target add {}", words(targets, shell));
                let path = self.path(shell, false);
                match shell {
                    Shell::Posix => format!("(cd source && {path}{add})"),
                    // `cd` would hide that the command before it failed.
                    Shell::PowerShell => {
                        format!("{path}cd source; {add}; if (!$?) {{ exit 1 }}; cd ..")
                    }
                }
            }
            Kind::Pythons(requests) => {
                format!("{python} -m uv python install {}", words(requests, shell))
            }
            Kind::Build { maturin, pythons, arguments } => {
                let tool = word(&format!("maturin[zig]=={maturin}"), shell);
                format!(
                    "{}{python} -m uv --directory source tool run --from {tool} maturin build \
                     --release --out ../wheelhouse {}",
                    self.path(shell, *pythons),
                    words(arguments, shell)
                )
            }
        }
    }

    /// What puts rustup and cargo, and the interpreters that uv installs, where they are found.
    ///
    /// Source: [uv's storage](https://docs.astral.sh/uv/reference/storage/#executable-directory).
    fn path(&self, shell: Shell, pythons: bool) -> String {
        let uv = pythons.then_some("$HOME/.local/bin");
        let folders = uv.into_iter().chain(self.rust_path.as_deref());
        folders
            .map(|folder| match shell {
                Shell::Posix => format!("export PATH=\"{folder}:$PATH\"; "),
                Shell::PowerShell => format!("$env:PATH = \"{folder};$env:PATH\"; "),
            })
            .collect()
    }
}

fn words(list: &[String], shell: Shell) -> String {
    list.iter().map(|text| word(text, shell)).collect::<Vec<_>>().join(" ")
}

/// One word, in quotes where the shell could read it otherwise: in PowerShell a comma makes a list,
/// and an option ends at a point.
fn word(text: &str, shell: Shell) -> String {
    let more = if shell == Shell::Posix { "-_./=+:,@%" } else { "-_" };
    if text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c)) {
        return text.to_owned();
    }
    match shell {
        Shell::Posix => quote::posix(text),
        Shell::PowerShell => quote::power_shell(text),
    }
}
