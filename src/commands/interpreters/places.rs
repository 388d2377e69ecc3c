//! Where interpreters lie. Nothing is run here but `py.exe`.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Candidate, Source};
use crate::{
    commands::{Environment, System},
    process::{Child, run},
};

/// How long `py.exe` may take for its list.
const LIMIT: Duration = Duration::from_secs(10);

/// More names of one folder are not looked at.
const NAMES: usize = 20_000;

/// Variables that name an interpreter which lies where nobody looks: the last Python 2.7, and one
/// without the GIL.
const VARIABLES: [&str; 2] = ["RELKIT_PY27", "RELKIT_PYFT"];

/// Everything that may be an interpreter by its name, in the order of [`Source`].
pub(super) fn candidates(environment: &Environment, kinds: &[&str]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut add = |source, paths: Vec<PathBuf>| {
        found.extend(paths.into_iter().map(|path| Candidate { path, source }));
    };
    let variables = VARIABLES.iter().filter_map(|name| environment.path(name));
    add(Source::Variable, variables.map(|path| environment.folder.join(path)).collect());
    add(Source::Path, on_path(environment, |name| is_interpreter(name, kinds)));
    add(Source::Pyenv, below(&pyenv(environment).join("versions"), environment.system));
    for folder in uv(environment) {
        add(Source::Uv, below(&folder, environment.system));
    }
    if environment.system == System::Windows {
        add(Source::Launcher, launcher(environment));
    }
    found
}

/// The programs on `PATH` whose names are wanted, folder by folder, each folder by name. pyenv's shims
/// are left out: they start what the folder of versions has, or nothing.
pub(in crate::commands) fn on_path(
    environment: &Environment,
    wanted: impl Fn(&str) -> bool,
) -> Vec<PathBuf> {
    let Some(path) = environment.path("PATH") else { return Vec::new() };
    let shims = pyenv(environment).join("shims");
    let mut found = Vec::new();
    for folder in std::env::split_paths(path).filter(|folder| *folder != shims) {
        let folder = environment.folder.join(folder);
        let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        let entries = entries.take(NAMES);
        let name = |entry: fs::DirEntry| Some(entry.file_name()).filter(|it| is_named(it, &wanted));
        let mut names: Vec<_> = entries.filter_map(name).collect();
        names.sort();
        found.extend(names.iter().map(|name| folder.join(name)).filter(|path| is_program(path)));
    }
    found
}

/// `uv`, or another program of exactly this name.
pub(in crate::commands) fn program(name: &str, environment: &Environment) -> Option<PathBuf> {
    on_path(environment, |found| found == name).into_iter().next()
}

/// A program that was named: by its path, by the folder of an environment or an installation that has
/// it, or as one on `PATH`.
pub(in crate::commands) fn named(text: &Path, environment: &Environment) -> Option<PathBuf> {
    let path = environment.folder.join(text);
    let names = ["bin/python", "bin/python3", "Scripts/python.exe", "python.exe"];
    let inside = names.map(|name| path.join(name));
    let mut there = inside.into_iter().chain([path]);
    there.find(|path| path.is_file()).or_else(|| program(text.to_str()?, environment))
}

/// Whether what was named is a virtual environment, or the program in one; whether that program is there
/// or not.
///
/// Rule: [PEP 405](https://peps.python.org/pep-0405/#specification), `pyvenv.cfg`.
pub(in crate::commands) fn is_environment(text: &Path, environment: &Environment) -> bool {
    let path = environment.folder.join(text);
    path.ancestors().take(3).any(|folder| folder.join("pyvenv.cfg").is_file())
}

fn is_named(name: &OsStr, wanted: impl Fn(&str) -> bool) -> bool {
    name.to_str().is_some_and(|name| wanted(name.strip_suffix(".exe").unwrap_or(name)))
}

/// `python`, `python3`, `python3.13t`, `pypy3.11`; not `python3-config`, not `pythonw`.
fn is_interpreter(name: &str, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| {
        name.strip_prefix(kind).is_some_and(|version| {
            let version = version.strip_suffix('d').unwrap_or(version);
            let version = version.strip_suffix('t').unwrap_or(version);
            version.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
    })
}

fn is_program(path: &Path) -> bool {
    let Ok(metadata) = fs::metadata(path) else { return false };
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 == 0 {
        return false;
    }
    metadata.is_file()
}

/// pyenv's folder. Source: pyenv's README, `PYENV_ROOT`; pyenv-win has `pyenv-win` below it.
fn pyenv(environment: &Environment) -> PathBuf {
    let set = environment.path("PYENV_ROOT").map(Path::to_owned);
    set.unwrap_or_else(|| {
        let home = environment.home().map(Path::to_owned).unwrap_or_default();
        match environment.system {
            System::Windows => home.join(".pyenv").join("pyenv-win"),
            System::Unix | System::Macos => home.join(".pyenv"),
        }
    })
}

/// uv's folders. Source: [uv's storage](https://docs.astral.sh/uv/reference/storage/):
/// `UV_PYTHON_INSTALL_DIR`, else `python` in its folder for data.
fn uv(environment: &Environment) -> Vec<PathBuf> {
    if let Some(set) = environment.path("UV_PYTHON_INSTALL_DIR") {
        return vec![set.to_owned()];
    }
    let data = match environment.system {
        System::Windows => environment.path("APPDATA").map(|data| data.join("uv/data")),
        System::Unix | System::Macos => environment
            .path("XDG_DATA_HOME")
            .map(Path::to_owned)
            .or_else(|| environment.home().map(|home| home.join(".local/share")))
            .map(|data| data.join("uv")),
    };
    data.map(|data| data.join("python")).into_iter().collect()
}

/// The interpreters of the versions in a folder, by name.
fn below(folder: &Path, system: System) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    folders.sort();
    let names: &[&str] = match system {
        System::Windows => &["python.exe"],
        System::Unix | System::Macos => &["bin/python", "bin/python3", "bin/jython"],
    };
    let first = |folder: PathBuf| {
        let mut paths = names.iter().map(|name| folder.join(name));
        paths.find(|path| is_program(path))
    };
    folders.into_iter().filter_map(first).collect()
}

/// What `py -0p` lists: a version and a path a line.
fn launcher(environment: &Environment) -> Vec<PathBuf> {
    let Some(py) = program("py", environment) else { return Vec::new() };
    let mut found = Vec::new();
    let child = Child {
        program: &py,
        arguments: vec!["-0p".into()],
        folder: &environment.folder,
        variables: None,
        limit: LIMIT,
    };
    run(&child, |line| found.extend(listed(&String::from_utf8_lossy(line))));
    found
}

/// The path in a line of the launcher: ` -V:3.13 *        C:\Python313\python.exe`.
fn listed(line: &str) -> Option<PathBuf> {
    let at = line.find(":\\")?.checked_sub(1)?;
    line.is_char_boundary(at).then(|| PathBuf::from(line[at..].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpreters_are_told_by_their_names() {
        let is_one = |name: &str| is_interpreter(name, &["python", "pypy"]);
        for name in ["python", "python3", "python3.13", "python3.13t", "python3.14td", "pypy3.11"] {
            assert!(is_one(name), "{name}");
        }
        for name in ["python3-config", "pythonw", "ipython", "python3.13-gdb.py", "pypyx", "jython"]
        {
            assert!(!is_one(name), "{name}");
        }
    }

    #[test]
    fn the_launcher_lists_paths() {
        let path = |line: &str| listed(line).map(|path| path.to_string_lossy().into_owned());
        let line = " -V:3.13 *        C:\\Python 313\\python.exe";
        assert_eq!(path(line).as_deref(), Some("C:\\Python 313\\python.exe"));
        assert_eq!(path("No installed Pythons found!"), None);
        assert_eq!(path(":\\"), None);
    }

    #[cfg(unix)]
    #[test]
    fn places_are_looked_at_in_order() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        };
        let files = [
            "bin/python3.12",
            "bin/python3",
            "bin/python3-config",
            "bin/jython",
            "built/python",
            ".pyenv/shims/python3",
            ".pyenv/versions/3.9.1/bin/python",
            ".local/share/uv/python/c/bin/python3",
        ];
        files.into_iter().for_each(make);
        let path = ["bin", ".pyenv/shims"].map(|name| root.path().join(name));
        let variables = [
            ("PATH".into(), std::env::join_paths(path).unwrap()),
            ("HOME".into(), root.path().into()),
            ("RELKIT_PYFT".into(), "built/python".into()),
        ];
        let (variables, folder) = (variables.into(), root.path().to_owned());
        let environment =
            Environment { variables, folder, system: System::Unix, root: PathBuf::from("/") };
        let found = |kinds: &[&str]| -> Vec<String> {
            let paths = candidates(&environment, kinds).into_iter().map(|it| it.path);
            let inside = |path: PathBuf| path.strip_prefix(root.path()).unwrap().to_owned();
            paths.map(|path| inside(path).to_str().unwrap().to_owned()).collect()
        };
        let expected = [
            "built/python",
            "bin/python3",
            "bin/python3.12",
            ".pyenv/versions/3.9.1/bin/python",
            ".local/share/uv/python/c/bin/python3",
        ];
        assert_eq!(found(&["python"]), expected);
        assert_eq!(found(&["jython"])[1], "bin/jython");
        let named = |text: &str| named(Path::new(text), &environment);
        assert_eq!(named("built/python"), Some(root.path().join("built/python")));
        assert_eq!(named(".pyenv/versions/3.9.1"), Some(root.path().join(expected[3])));
        assert_eq!(named("python3.12"), Some(root.path().join("bin/python3.12")));
        assert_eq!(named("python3.8"), None);
    }
}
