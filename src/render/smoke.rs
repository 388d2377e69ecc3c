//! Trials of finished wheels: what a job is told, and the commands for the CI systems that have no
//! actions.

use serde::Serialize;

use super::{
    quote,
    runs::{Shell, Variable},
};
use crate::matrix::{
    Plan,
    smoke::{Smoke, SmokeJob},
};

/// The report that a job leaves.
pub(super) const REPORT: &str = "smoke.xml";

/// What GitHub's template is told.
#[derive(Debug, Serialize)]
pub(super) struct Trials {
    /// When they run, or nothing for always
    only_if: String,
    /// What brings relkit
    install: String,
    jobs: Vec<Entry>,
    /// What none of them tries, and why
    left_out: Vec<String>,
}

/// The keys of the matrix.
#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    runner: String,
    /// A pattern of the artifacts with the wheels
    wheels: String,
    /// The interpreters as uv is asked for them, separated by spaces
    pythons: String,
    /// The options of `relkit smoke` that make a missing one an error
    require: String,
}

impl Trials {
    /// Takes them from the plan; `None` where there are none.
    pub(super) fn of(plan: &Plan, only_if: String) -> Option<Self> {
        let trials = plan.smoke.as_ref().filter(|trials| !trials.jobs.is_empty())?;
        let entry = |job: &SmokeJob| Entry {
            name: job.name.clone(),
            runner: job.runner.label.clone(),
            wheels: artifacts(plan, &job.from),
            pythons: job.requests().join(" "),
            require: job.requirements(),
        };
        Some(Self {
            only_if,
            install: trials.install.clone(),
            jobs: trials.jobs.iter().map(entry).collect(),
            left_out: trials.told(),
        })
    }
}

/// A pattern that matches the artifacts of these jobs and no others.
///
/// Source: [`pattern`](https://github.com/actions/download-artifact#inputs) is a glob, in which
/// braces hold alternatives; a single one would stand for itself.
fn artifacts(plan: &Plan, jobs: &[String]) -> String {
    match (plan.full(), jobs) {
        (None, _) => "dist-wheels".to_owned(),
        (Some(_), [one]) => format!("dist-wheels-{one}"),
        (Some(_), several) => format!("dist-wheels-{{{}}}", several.join(",")),
    }
}

/// One command of a job.
#[derive(Debug, Clone)]
pub(super) struct Work {
    kind: Kind,
    /// The folder of rustup and cargo where the machine's `PATH` lacks it
    rust_path: Option<String>,
}

#[derive(Debug, Clone)]
enum Kind {
    /// Brings rustup
    Rust(String),
    /// Brings relkit, by the command in [`INSTALL`]
    Install,
    /// Tries the wheels of `wheelhouse/`
    Try { pythons: Vec<String>, require: String },
}

/// The variable that holds the project's command: as a part of a script, it could hold what CI systems
/// take for expressions.
const INSTALL: &str = "INSTALL_RELKIT";

/// The commands of a job, each with what it is for and its variables.
pub(super) fn work(trials: &Smoke, job: &SmokeJob) -> Vec<(&'static str, Work, Vec<Variable>)> {
    let machine = &job.runner.machine;
    let step = |name, kind| (name, Work { kind, rust_path: machine.rust_path.clone() }, Vec::new());
    let rust = machine.rust.iter().filter(|_| trials.install.starts_with("cargo "));
    let mut steps: Vec<_> =
        rust.map(|command| step("Install rustup", Kind::Rust(command.clone()))).collect();
    let install = Variable { name: INSTALL.to_owned(), value: trials.install.clone() };
    let (name, work, _) = step("Install relkit", Kind::Install);
    steps.push((name, work, vec![install]));
    let pythons = job.requests().into_iter().map(str::to_owned).collect();
    steps.push(step(
        "Try the wheels on every interpreter that they are for here",
        Kind::Try { pythons, require: job.requirements() },
    ));
    steps
}

impl Work {
    /// The command. `python` is how the machine calls Python.
    pub(super) fn command(&self, shell: Shell, python: &str) -> String {
        let command = match &self.kind {
            Kind::Rust(command) => return command.clone(),
            Kind::Install if shell == Shell::Posix => format!("eval \"${INSTALL}\""),
            // What is invoked so fails silently.
            Kind::Install => format!(
                "Invoke-Expression $env:{INSTALL}; if ($LASTEXITCODE) {{ exit $LASTEXITCODE }}"
            ),
            Kind::Try { pythons, require } => tried(shell, python, pythons, require),
        };
        self.path(shell) + &command
    }

    /// What puts programs of cargo and of uv where they are found.
    ///
    /// Source: [cargo install](https://doc.rust-lang.org/cargo/commands/cargo-install.html#description),
    /// [uv's storage](https://docs.astral.sh/uv/reference/storage/#executable-directory).
    fn path(&self, shell: Shell) -> String {
        let mut folders = vec!["$HOME/.cargo/bin", "$HOME/.local/bin"];
        folders.extend(self.rust_path.as_deref().filter(|it| !folders.contains(it)));
        match shell {
            Shell::Posix => format!("export PATH=\"{}:$PATH\"; ", folders.join(":")),
            Shell::PowerShell => format!("$env:PATH = \"{};$env:PATH\"; ", folders.join(";")),
        }
    }
}

/// Installs the interpreters, and tries the wheels on these and no others: a machine has Pythons of
/// its own.
fn tried(shell: Shell, python: &str, requests: &[String], require: &str) -> String {
    let uv = format!("{python} -m uv python");
    let find = format!("{uv} find --no-config --no-project --managed-python --system");
    let report = format!("{require} --format junit --output {REPORT}");
    match shell {
        Shell::Posix => {
            let words = requests.join(" ");
            format!(
                "{uv} install --no-config --no-bin {words} && set -- && for python in {words}; do \
                 found=\"$({find} \"$python\")\" || exit 1; set -- \"$@\" --python \"$found\"; done && \
                 relkit smoke wheelhouse \"$@\" {report}"
            )
        }
        Shell::PowerShell => {
            let words: Vec<String> = requests.iter().map(|it| quote::power_shell(it)).collect();
            let words = words.join(", ");
            format!(
                "$pythons = @({words}); {uv} install --no-config --no-bin $pythons; if (!$?) {{ exit \
                 1 }}; $found = @($pythons | ForEach-Object {{ '--python'; {find} $_ }}); relkit smoke \
                 wheelhouse $found {report}"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing here runs PowerShell: what GitLab's machines with Windows are told is read.
    #[test]
    fn power_shell_is_told_the_same() {
        let work = |kind| Work { kind, rust_path: Some("$HOME/.cargo/bin".to_owned()) };
        let pythons = ["3.13", "cpython-3.14+freethreaded-windows-x86-none"].map(str::to_owned);
        let require = "--require cp313 --require cp314t".to_owned();
        let tries = work(Kind::Try { pythons: pythons.to_vec(), require });
        insta::assert_snapshot!(tries.command(Shell::PowerShell, "py"), @r#"$env:PATH = "$HOME/.cargo/bin;$HOME/.local/bin;$env:PATH"; $pythons = @('3.13', 'cpython-3.14+freethreaded-windows-x86-none'); py -m uv python install --no-config --no-bin $pythons; if (!$?) { exit 1 }; $found = @($pythons | ForEach-Object { '--python'; py -m uv python find --no-config --no-project --managed-python --system $_ }); relkit smoke wheelhouse $found --require cp313 --require cp314t --format junit --output smoke.xml"#);
        insta::assert_snapshot!(work(Kind::Install).command(Shell::PowerShell, "py"), @r#"$env:PATH = "$HOME/.cargo/bin;$HOME/.local/bin;$env:PATH"; Invoke-Expression $env:INSTALL_RELKIT; if ($LASTEXITCODE) { exit $LASTEXITCODE }"#);
    }
}
