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
    smoke::{Child, run},
};

/// How long `py.exe` may take for its list.
const LIMIT: Duration = Duration::from_secs(10);

/// Everything that may be an interpreter, in the order of [`Source`].
pub(super) fn candidates(environment: &Environment) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut add = |source, paths: Vec<PathBuf>| {
        found.extend(paths.into_iter().map(|path| Candidate { path, source }));
    };
    add(Source::Path, on_path(environment, is_interpreter));
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
pub(super) fn on_path(environment: &Environment, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let Some(path) = environment.path("PATH") else { return Vec::new() };
    let shims = pyenv(environment).join("shims");
    let mut found = Vec::new();
    for folder in std::env::split_paths(path).filter(|folder| *folder != shims) {
        let folder = environment.folder.join(folder);
        let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        let name = |entry: fs::DirEntry| Some(entry.file_name()).filter(|it| named(it, &wanted));
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

fn named(name: &OsStr, wanted: impl Fn(&str) -> bool) -> bool {
    name.to_str().is_some_and(|name| wanted(name.strip_suffix(".exe").unwrap_or(name)))
}

/// `python`, `python3`, `python3.13t`, `pypy3.11`; not `python3-config`, not `pythonw`.
fn is_interpreter(name: &str) -> bool {
    ["python", "pypy"].iter().any(|word| {
        name.strip_prefix(word).is_some_and(|version| {
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

/// uv's folders. Source: uv's documentation, storage: `UV_PYTHON_INSTALL_DIR`, else `python` in its
/// folder for data.
fn uv(environment: &Environment) -> Vec<PathBuf> {
    if let Some(set) = environment.path("UV_PYTHON_INSTALL_DIR") {
        return vec![set.to_owned()];
    }
    let data = match environment.system {
        System::Windows => environment.path("APPDATA").map(Path::to_owned),
        System::Unix | System::Macos => environment
            .path("XDG_DATA_HOME")
            .map(Path::to_owned)
            .or_else(|| environment.home().map(|home| home.join(".local/share"))),
    };
    data.map(|data| data.join("uv").join("python")).into_iter().collect()
}

/// The interpreters of the versions in a folder, by name.
fn below(folder: &Path, system: System) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    folders.sort();
    let names: &[&str] = match system {
        System::Windows => &["python.exe"],
        System::Unix | System::Macos => &["bin/python", "bin/python3"],
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
        for name in ["python", "python3", "python3.13", "python3.13t", "python3.14td", "pypy3.11"] {
            assert!(is_interpreter(name), "{name}");
        }
        for name in ["python3-config", "pythonw", "ipython", "python3.13-gdb.py", "pypyx"] {
            assert!(!is_interpreter(name), "{name}");
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
        for name in [
            "bin/python3.12",
            "bin/python3",
            "bin/python3-config",
            ".pyenv/shims/python3",
            ".pyenv/versions/3.9.1/bin/python",
            ".local/share/uv/python/c/bin/python3",
        ] {
            make(name);
        }
        let path = ["bin", ".pyenv/shims"].map(|name| root.path().join(name));
        let variables = [
            ("PATH".into(), std::env::join_paths(path).unwrap()),
            ("HOME".into(), root.path().into()),
        ];
        let (variables, folder) = (variables.into(), root.path().to_owned());
        let environment =
            Environment { variables, folder, system: System::Unix, root: PathBuf::from("/") };
        let found: Vec<_> = candidates(&environment)
            .iter()
            .map(|it| it.path.strip_prefix(root.path()).unwrap().to_str().unwrap().to_owned())
            .collect();
        let expected = [
            "bin/python3",
            "bin/python3.12",
            ".pyenv/versions/3.9.1/bin/python",
            ".local/share/uv/python/c/bin/python3",
        ];
        assert_eq!(found, expected);
    }
}
