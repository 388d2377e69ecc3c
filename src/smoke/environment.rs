//! An environment with one wheel in it, made for an interpreter.

use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{self, Path, PathBuf},
    time::Duration,
};

use super::{Child, Ran, Said, Scratch, run};
use crate::{
    model::ProjectName,
    process::{inherited, remove},
};

/// How long an environment may take to be made; 0.1 to 8 seconds were seen.
const MAKING: Duration = Duration::from_mins(2);
/// How long a wheel and what it depends on may take to be installed.
const INSTALLING: Duration = Duration::from_mins(10);

/// The folder in which relkit runs, and installers with it: their variables and files of settings hold
/// paths that are meant from there. Ex) `UV_FIND_LINKS=wheels`
const HERE: &str = ".";
/// Runs the pip of Python 2.7 without the modules that lie in the folder where it runs; later ones have
/// `-I` for that.
const OLD_PIP: &str = "import runpy, sys; \
    sys.path[:] = [folder for folder in sys.path if folder]; \
    runpy.run_module('pip', run_name='__main__')";

/// The programs that make environments.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    /// uv
    pub uv: Option<PathBuf>,
    /// An interpreter whose pip installs into environments of others (`--python`)
    pub pip: Option<PathBuf>,
}

/// An environment; its folder goes with the run's.
#[derive(Debug)]
pub struct Environment {
    /// Its interpreter
    pub python: PathBuf,
    /// Its folder
    pub folder: PathBuf,
    /// What made it. Ex) `uv`, `venv`, `pip --target`
    pub by: &'static str,
    /// Folders to import from, where the interpreter makes no environments
    pub(super) path: Vec<String>,
    /// Whether it is of the line of Python 2
    pub(super) is_old: bool,
    installer: Installer,
    /// Where installers keep what they need for a while
    temporary: PathBuf,
}

/// What installs.
#[derive(Debug)]
enum Installer {
    /// uv
    Uv(PathBuf),
    /// The pip of another interpreter
    Outer(PathBuf),
    /// The interpreter's own pip, into this folder
    Own(PathBuf, PathBuf),
}

/// No environment could be made, or the wheel could not be installed into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{step}: {why}")]
pub struct SetupError {
    /// What was done. Ex) `uv pip install`
    pub step: &'static str,
    /// How it ended
    pub why: String,
    /// All that was said, as far as it is kept
    pub said: String,
}

impl SetupError {
    /// No folder could be made.
    pub(super) fn folder(error: &std::io::Error) -> Self {
        Self { step: "make a folder", why: error.to_string(), said: String::new() }
    }

    fn of(step: &'static str, ran: Ran) -> Self {
        let cause = last_cause(&ran.said);
        let why = if cause.is_empty() { ran.ended.to_string() } else { cause };
        Self { step, why, said: ran.said }
    }
}

/// What an installer says at last, on one line. Of pip that is its last line; uv goes on in the lines
/// behind its last `cause:`, and then gives hints.
fn last_cause(said: &str) -> String {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("hint:")).collect();
    let start = lines.iter().rposition(|line| line.starts_with("cause:"));
    let start = start.unwrap_or(lines.len().saturating_sub(1));
    let cause = lines[start..].join(" ");
    cause.strip_prefix("cause:").unwrap_or(&cause).trim().to_owned()
}

impl Environment {
    /// Makes an empty environment: by uv, else by the interpreter's own `venv` without pip, else a
    /// folder into which its pip installs.
    pub fn make(
        python: &Path,
        said: &Said,
        tools: &Tools,
        scratch: &Scratch,
    ) -> Result<Self, SetupError> {
        let new = |what| scratch.folder(what).map_err(|error| SetupError::folder(&error));
        let (folder, temporary) = (new("environment")?, new("installer")?);
        let is_old = said.is_old();
        let mut failed = None;
        if let Some(uv) = tools.uv.as_ref().filter(|_| !is_old) {
            let words = ["venv", "--quiet", "--no-project", "--allow-existing", "--python"];
            let more = [python.as_os_str(), folder.as_os_str()];
            let ran = tool(uv, &words, &more, Path::new(HERE));
            if ran.ended.is_success() {
                let installer = Installer::Uv(uv.clone());
                return Ok(Self { by: "uv", ..Self::at(folder, temporary, is_old, installer) });
            }
            failed = Some(SetupError::of("uv venv", ran));
        }
        if said.venv && !is_old {
            let words = ["-m", "venv", "--without-pip"];
            // Not where relkit runs: Python would take modules from there.
            let ran = tool(python, &words, &[folder.as_os_str()], &folder);
            if !ran.ended.is_success() {
                return Err(SetupError::of("python -m venv", ran));
            }
            let installer = match (said.pip, &tools.pip) {
                (true, _) => Installer::Own(python.to_owned(), site_packages(&folder)),
                (false, Some(pip)) => Installer::Outer(pip.clone()),
                (false, None) => return Err(nothing_installs()),
            };
            return Ok(Self { by: "venv", ..Self::at(folder, temporary, false, installer) });
        }
        if said.pip {
            let target = folder.join("site-packages");
            let path = vec![target.to_string_lossy().into_owned()];
            let installer = Installer::Own(python.to_owned(), target);
            let (python, by) = (python.to_owned(), "pip --target");
            return Ok(Self { python, by, path, ..Self::at(folder, temporary, is_old, installer) });
        }
        Err(failed.unwrap_or_else(nothing_installs))
    }

    fn at(folder: PathBuf, temporary: PathBuf, is_old: bool, installer: Installer) -> Self {
        let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        Self { python, folder, by: "", path: Vec::new(), is_old, installer, temporary }
    }

    /// Installs a wheel; what it depends on too, from where the user's installer finds it, if that
    /// is asked for; `find_links` are folders that are looked into as well.
    pub fn install(
        &self,
        file: &Path,
        dependencies: bool,
        find_links: &[PathBuf],
    ) -> Result<(), SetupError> {
        let mut options: Vec<&OsStr> = Vec::new();
        if dependencies {
            let links =
                find_links.iter().flat_map(|link| [OsStr::new("--find-links"), link.as_os_str()]);
            options.extend(links);
        } else {
            options.extend(["--no-deps", "--no-index"].map(OsStr::new));
        }
        // By its name alone it may look like that of a project.
        let file = path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let ran = self.install_all(&options, &[file.as_os_str()])?;
        if self.holds(&file) {
            return Ok(());
        }
        // A file of settings may send it elsewhere, and it calls that a success.
        let why = "it said yes and installed nothing here".to_owned();
        Err(SetupError { step: self.step(), why, said: ran.said })
    }

    /// Whether the project of a wheel is there, by the name of its folder `.dist-info`. Nothing else of
    /// that name can be: the environment was empty.
    ///
    /// Rule: [recording installed projects](https://packaging.python.org/en/latest/specifications/recording-installed-packages/).
    fn holds(&self, file: &Path) -> bool {
        let wanted = file.file_name().and_then(|name| project(&name.to_string_lossy()));
        let entries = fs::read_dir(self.site_packages()).into_iter().flatten();
        let mut names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.any(|name| name.ends_with(".dist-info") && project(&name) == wanted)
    }

    /// Installs projects by name, from where the user's installer finds them.
    pub(super) fn install_named(&self, names: &[&str]) -> Result<(), SetupError> {
        let names: Vec<&OsStr> = names.iter().map(OsStr::new).collect();
        self.install_all(&[], &names).map(|_| ())
    }

    /// What is done to install.
    fn step(&self) -> &'static str {
        match self.installer {
            Installer::Uv(_) => "uv pip install",
            Installer::Outer(_) => "pip --python install",
            Installer::Own(..) => "pip install --target",
        }
    }

    fn install_all(&self, options: &[&OsStr], what: &[&OsStr]) -> Result<Ran, SetupError> {
        // Without byte code: what the compiler warns of, it says while it compiles.
        let pip =
            ["install", "--quiet", "--no-compile", "--no-input", "--disable-pip-version-check"];
        let (program, mut words): (&Path, Vec<OsString>) = match &self.installer {
            // Copies: what a wheel does to its own files must not reach the cache.
            Installer::Uv(uv) => {
                let words = ["pip", "install", "--quiet", "--link-mode", "copy"];
                let words = words.into_iter().chain(["--no-compile-bytecode", "--python"]);
                let words = words.map(Into::into).chain([self.python.clone().into()]);
                (uv, words.collect())
            }
            Installer::Outer(outer) => {
                let words = ["-I", "-m", "pip", "--python"].map(Into::into);
                let words = words.into_iter().chain([self.python.clone().into()]);
                let words = words.chain(pip.map(Into::into));
                (outer, words.collect())
            }
            Installer::Own(python, target) => {
                // pip of Python 2.7 may be too old for --no-input in this place.
                let pip: &[&str] =
                    if self.is_old { &["-E", "-s", "-c", OLD_PIP] } else { &["-I", "-m", "pip"] };
                let words = ["install", "--quiet", "--no-compile", "--disable-pip-version-check"];
                let words = pip.iter().copied().chain(words).map(Into::into);
                let words = words.chain(["--target".into(), target.clone().into()]);
                (python, words.collect())
            }
        };
        words.extend(options.iter().map(Into::into));
        words.extend(what.iter().map(Into::into));
        let child = Child {
            program,
            arguments: words,
            folder: Path::new(HERE),
            // Whoever ends relkit in the midst of it has them removed with the run's folder.
            variables: Some(inherited(&self.temporary)),
            limit: INSTALLING,
        };
        let ran = run(&child, |_| {});
        if ran.ended.is_success() { Ok(ran) } else { Err(SetupError::of(self.step(), ran)) }
    }

    /// Where its modules lie.
    pub(super) fn site_packages(&self) -> PathBuf {
        match &self.installer {
            Installer::Own(_, target) => target.clone(),
            Installer::Uv(_) | Installer::Outer(_) => site_packages(&self.folder),
        }
    }

    /// Removes its folders at once; without it they go with the run's.
    pub fn remove(self) {
        for folder in [self.folder, self.temporary] {
            let _ = remove(&folder);
        }
    }
}

fn nothing_installs() -> SetupError {
    let why = "neither uv nor pip is at hand".to_owned();
    SetupError { step: "install", why, said: String::new() }
}

fn tool(program: &Path, words: &[&str], more: &[&OsStr], folder: &Path) -> Ran {
    let arguments = words.iter().map(Into::into).chain(more.iter().map(Into::into)).collect();
    run(&Child { program, arguments, folder, variables: None, limit: MAKING }, |_| {})
}

/// The project in the name of a wheel or of a folder `.dist-info`, in its normalised form.
fn project(name: &str) -> Option<String> {
    let name: ProjectName = name.split('-').next()?.parse().ok()?;
    Some(name.normalized())
}

/// Where an environment's modules lie: `lib/python3.13t/site-packages`, `Lib\site-packages`.
fn site_packages(folder: &Path) -> PathBuf {
    let library = folder.join("lib");
    let inner = fs::read_dir(&library).into_iter().flatten().filter_map(Result::ok);
    let mut inner = inner.map(|entry| entry.path().join("site-packages"));
    inner.find(|path| path.is_dir()).unwrap_or_else(|| folder.join("Lib").join("site-packages"))
}

#[cfg(test)]
mod tests {
    use super::last_cause;

    #[test]
    fn the_last_cause_is_told() {
        let uv = "error: No solution found when resolving dependencies
  cause: Because demo has no wheels with a matching tag, demo cannot be used.
         And because you require demo, your requirements are unsatisfiable.

hint: Packages were unavailable
  Caused by: this and that";
        insta::assert_snapshot!(last_cause(uv), @"Because demo has no wheels with a matching tag, demo cannot be used. And because you require demo, your requirements are unsatisfiable.");
        let pip = "WARNING: retrying\nERROR: No matching distribution found for demo\n\n";
        insta::assert_snapshot!(last_cause(pip), @"ERROR: No matching distribution found for demo");
        assert_eq!(last_cause(""), "");
        assert_eq!(last_cause("hint: alone"), "");
    }
}
