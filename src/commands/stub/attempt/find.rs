//! Which interpreters and installers there are on this machine.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::{
    ask::{Interpreter, version_of},
    keeper::Keeper,
    run::{Bounds, run},
};
use crate::commands::{Environment, System, pool};

/// More programs are not asked.
const MOST: usize = 200;

/// More names of one folder are not looked at.
const NAMES: usize = 20_000;

/// The installers that are programs of their own.
pub(super) const PROGRAMS: [&str; 4] = ["uv", "poetry", "pdm", "pipenv"];

/// An installer that is a program of its own.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// Ex) `poetry`
    pub name: String,
    /// Where it is
    pub path: PathBuf,
    /// Ex) `2.5.1`
    pub version: Option<String>,
    /// The interpreter that runs it, where it is a script of one
    pub interpreter: Option<Interpreter>,
}

/// What there is.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Newest first, each once
    pub interpreters: Vec<Interpreter>,
    /// By name, each once
    pub programs: Vec<Program>,
    /// What was named and is not there, or is neither
    pub missing: Vec<String>,
}

/// Looks on `PATH` and where pyenv and uv keep interpreters, unless only what is named counts, and
/// asks everything once.
pub(super) fn find(
    with: &[PathBuf],
    with_only: bool,
    jobs: usize,
    keeper: &Keeper,
    folder: &Path,
) -> Found {
    let environment = Environment::of_process();
    let mut found = Found::default();
    let (mut interpreters, mut programs) = (Vec::new(), Vec::new());
    for path in with {
        match absolute(path, &environment) {
            Some(path) if installer(&path).is_some() => programs.push(path),
            Some(path) => interpreters.push(path),
            None => found.missing.push(path.display().to_string()),
        }
    }
    let named = interpreters.len();
    if !with_only {
        interpreters.extend(elsewhere(&environment));
        for folder in path_folders(&environment) {
            for name in names(&folder) {
                let path = folder.join(&name);
                if is_interpreter(&name) {
                    interpreters.push(path);
                } else if installer(&path).is_some_and(|name| PROGRAMS.contains(&name)) {
                    programs.push(path);
                }
            }
        }
        interpreters.extend(launcher(&environment, keeper));
    }
    let mut seen = BTreeSet::new();
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|it| it.is_file());
    interpreters.retain(|path| is_file(path) && seen.insert(path.clone()));
    interpreters.truncate(MOST.max(named));
    let mut seen = BTreeSet::new();
    programs.retain(|path| {
        is_file(path) && seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
    });
    programs.truncate(MOST);
    let asked = pool::each(interpreters.len(), jobs, |at| {
        interpreters.get(at).map(|path| (path, Interpreter::ask(path, keeper, folder)))
    });
    let mut seen = BTreeSet::new();
    for (path, interpreter) in asked.into_iter().flatten() {
        match interpreter {
            Some(it) if seen.insert(it.identity()) => found.interpreters.push(it),
            None if with
                .iter()
                .any(|named| absolute(named, &environment).as_ref() == Some(path)) =>
            {
                found.missing.push(format!("{} (no answer)", path.display()));
            }
            _ => {}
        }
    }
    // Newest first; two of one version by place.
    let key = |it: &Interpreter| {
        let numbers: Vec<u64> = it.full.split('.').filter_map(|part| part.parse().ok()).collect();
        (std::cmp::Reverse(numbers), it.implementation.clone(), it.program.clone())
    };
    found.interpreters.sort_by_cached_key(key);
    let asked = pool::each(programs.len(), jobs, |at| {
        programs.get(at).and_then(|path| {
            let version = version_of(path, keeper, folder);
            let interpreter = script_of(path).and_then(|it| Interpreter::ask(&it, keeper, folder));
            let name = installer(path)?.to_owned();
            Some(Program { name, path: path.clone(), version, interpreter })
        })
    });
    found.programs = asked.into_iter().flatten().collect();
    found.programs.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    found
}

/// The installer that a program is by its name.
fn installer(path: &Path) -> Option<&'static str> {
    let name = path.file_stem()?.to_str()?;
    let is_pip = name
        .strip_prefix("pip")
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    if is_pip {
        return Some("pip");
    }
    PROGRAMS.into_iter().find(|program| *program == name)
}

/// Whether a name is that of an interpreter. Ex) `python3.14t`, `pypy3`, `jython`
fn is_interpreter(name: &str) -> bool {
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let kinds = ["python", "pypy", "graalpy", "jython"];
    kinds.iter().filter_map(|kind| name.strip_prefix(kind)).any(|rest| {
        rest.strip_suffix('t').unwrap_or(rest).chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(NAMES);
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn path_folders(environment: &Environment) -> Vec<PathBuf> {
    let path = environment.variables.get(std::ffi::OsStr::new("PATH"));
    let folders = path.map(|path| env::split_paths(path).collect::<Vec<_>>()).unwrap_or_default();
    // A relative folder is another one for whoever runs elsewhere.
    folders.into_iter().filter(|folder| folder.is_absolute()).collect()
}

/// A path as it was named, or a name that is on `PATH`.
fn absolute(path: &Path, environment: &Environment) -> Option<PathBuf> {
    let given = environment.folder.join(path);
    if given.is_file() {
        return Some(given);
    }
    let is_name = path.components().count() == 1;
    let mut there = path_folders(environment).into_iter().map(|folder| folder.join(path));
    is_name.then(|| there.find(|path| path.is_file()))?
}

/// `RELKIT_PY27`, and what pyenv and uv keep.
fn elsewhere(environment: &Environment) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> =
        environment.path("RELKIT_PY27").map(Path::to_owned).into_iter().collect();
    let home = environment.home();
    let pyenv = environment.path("PYENV_ROOT").map(Path::to_owned);
    let pyenv = pyenv.or_else(|| home.map(|home| home.join(".pyenv")));
    let own = environment.path("UV_PYTHON_INSTALL_DIR").map(Path::to_owned);
    let data = match environment.system {
        System::Windows => environment.path("APPDATA").map(|data| data.join("uv/data/python")),
        System::Unix | System::Macos => {
            let data = environment.path("XDG_DATA_HOME").map(Path::to_owned);
            let data = data.or_else(|| home.map(|home| home.join(".local/share")));
            data.map(|data| data.join("uv/python"))
        }
    };
    let folders = [pyenv.map(|root| root.join("versions")), own.or(data)];
    for folder in folders.into_iter().flatten() {
        for name in names(&folder) {
            let version = folder.join(name);
            let places = ["bin/python", "bin/jython", "python.exe"];
            out.extend(places.into_iter().map(|place| version.join(place)));
        }
    }
    out
}

/// What the launcher of Windows knows. It writes a line an interpreter, the path last.
fn launcher(environment: &Environment, keeper: &Keeper) -> Vec<PathBuf> {
    if environment.system != System::Windows {
        return Vec::new();
    }
    let mut command = Command::new("py");
    command.arg("-0p");
    let bounds = Bounds { time: Duration::from_secs(20), output: 1 << 16 };
    let Ok(ran) = run(command, keeper, bounds) else { return Vec::new() };
    let path =
        |line: &str| Some(PathBuf::from(line.get(line.find(":\\")?.checked_sub(1)?..)?.trim()));
    ran.output.lines().filter_map(path).collect()
}

/// The interpreter in the first line of a script.
fn script_of(path: &Path) -> Option<PathBuf> {
    use std::io::Read;

    let mut head = Vec::new();
    fs::File::open(path).ok()?.take(512).read_to_end(&mut head).ok()?;
    let line = String::from_utf8_lossy(head.strip_prefix(b"#!")?).lines().next()?.trim().to_owned();
    let path = PathBuf::from(line.trim_matches('"'));
    (path.is_absolute() && path.is_file()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_program_is() {
        for name in
            ["python", "python3", "python2.7", "python3.14t", "pypy3.10", "jython", "python.exe"]
        {
            assert!(is_interpreter(name), "{name}");
        }
        for name in ["python3-config", "pythonw", "pip", "jython-x", "ipython"] {
            assert!(!is_interpreter(name), "{name}");
        }
        let of = |name: &str| installer(Path::new(name));
        assert_eq!((of("/a/pip3.9"), of("uv.exe")), (Some("pip"), Some("uv")));
        assert_eq!((of("pipx"), of("uvx"), of("python")), (None, None, None));
    }
}
