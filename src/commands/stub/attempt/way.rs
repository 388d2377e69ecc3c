//! The ways to install, each as one command.

use std::{ffi::OsString, fs, io, path::PathBuf};

use super::{
    ask::Interpreter,
    site::{Call, Site},
    source::Source,
};

/// How something is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// `pip install`
    Pip,
    /// `uv pip install`
    Uv,
    /// `uv pip compile`, which asks for metadata alone
    UvCompile,
    /// `python -m build --wheel`, as redistributors do
    Build,
    /// `poetry add`
    Poetry,
    /// `pdm add`
    Pdm,
    /// `pipenv install`
    Pipenv,
    /// `python setup.py install`
    SetupPy,
}

impl Way {
    /// What reports call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Uv => "uv pip install",
            Self::UvCompile => "uv pip compile",
            Self::Build => "build",
            Self::Poetry => "poetry",
            Self::Pdm => "pdm",
            Self::Pipenv => "pipenv",
            Self::SetupPy => "setup.py install",
        }
    }

    /// The command, and the files that it needs. `program` is the installer and how it is called;
    /// `python` is the interpreter that installs, where it is known.
    pub(super) fn prepare(
        self,
        program: &[OsString],
        python: Option<&Interpreter>,
        source: &Source,
        site: &Site,
    ) -> io::Result<Call> {
        let work = site.work();
        let mut folder = work.clone();
        let (first, rest) = program.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut arguments = Arguments(rest.to_vec());
        let interpreter = python.map(|it| it.program.clone());
        match self {
            Self::Pip => {
                arguments.add(&["install", "--no-cache-dir", "--disable-pip-version-check"]);
                arguments.pair("--target", site.target());
                arguments.pair("-i", site.index());
                arguments.add(&["--trusted-host", "127.0.0.1", &site.requirement]);
            }
            Self::Uv => {
                arguments.add(&["pip", "install", "--no-cache"]);
                arguments.pair("--target", site.target());
                arguments.pair("--default-index", site.index());
                arguments.maybe("--python", interpreter);
                arguments.add(&[&site.requirement]);
            }
            Self::UvCompile => {
                fs::write(work.join("requirements.in"), format!("{}\n", site.requirement))?;
                arguments.add(&["pip", "compile", "--no-cache"]);
                arguments.pair("--default-index", site.index());
                arguments.maybe("--python", interpreter);
                arguments.add(&["requirements.in"]);
            }
            Self::Build => {
                arguments.add(&["--wheel"]);
                arguments.pair("--outdir", site.target());
                arguments.0.push(source.unpack(&site.root.join("source"))?.into());
            }
            Self::Poetry => {
                fs::write(work.join("pyproject.toml"), poetry(python, site))?;
                arguments.add(&["add", "--no-interaction", "--no-ansi", &site.requirement]);
            }
            Self::Pdm => {
                fs::write(work.join("pyproject.toml"), pdm(python, site))?;
                if let Some(program) = &interpreter {
                    fs::write(work.join(".pdm-python"), program.to_string_lossy().as_bytes())?;
                }
                arguments.add(&["add", "--no-self", &site.requirement]);
            }
            Self::Pipenv => {
                fs::write(work.join("Pipfile"), pipfile(site))?;
                arguments.maybe("--python", interpreter);
                arguments.add(&["install", &site.requirement]);
            }
            Self::SetupPy => {
                folder = source.unpack(&site.root.join("source"))?;
                arguments.add(&["setup.py", "install"]);
                arguments.pair("--root", site.target());
            }
        }
        let (program, arguments) = (PathBuf::from(first), arguments.0);
        Ok(Call { program, arguments, folder, variables: site.variables() })
    }
}

/// Arguments of a command.
struct Arguments(Vec<OsString>);

impl Arguments {
    fn add(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(OsString::from));
    }

    fn pair(&mut self, name: &str, value: impl Into<OsString>) {
        self.0.extend([name.into(), value.into()]);
    }

    fn maybe(&mut self, name: &str, value: Option<PathBuf>) {
        if let Some(value) = value {
            self.pair(name, value);
        }
    }
}

/// A project for one Python: resolvers look at all that it allows.
fn project(python: Option<&Interpreter>) -> String {
    let requires = python.map_or(">=3.9".to_owned(), |it| format!("=={}.*", it.version));
    format!(
        "[project]\nname = \"relkit-trial\"\nversion = \"1\"\nrequires-python = \"{requires}\"\n"
    )
}

fn poetry(python: Option<&Interpreter>, site: &Site) -> String {
    let source =
        format!("name = \"loopback\"\nurl = \"{}\"\npriority = \"primary\"\n", site.index());
    let package = "[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\n";
    project(python) + package + &source
}

fn pdm(python: Option<&Interpreter>, site: &Site) -> String {
    let source = format!("name = \"pypi\"\nurl = \"{}\"\nverify_ssl = false\n", site.index());
    project(python)
        + "dependencies = []\n[tool.pdm]\ndistribution = false\n[[tool.pdm.source]]\n"
        + &source
}

fn pipfile(site: &Site) -> String {
    let index = site.index();
    format!(
        "[[source]]\nname = \"loopback\"\nurl = \"{index}\"\nverify_ssl = false\n\n[packages]\n"
    )
}
