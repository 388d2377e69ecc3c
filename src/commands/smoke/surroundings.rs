//! The interpreter with which a project's suite runs, where none is named.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    commands::Environment,
    process::{Child, run},
};

/// How long a program may take to say where it lies.
const LIMIT: Duration = Duration::from_secs(10);

/// The active environment, else `.venv` in the project's folder or above it, else `python` or
/// `python3` on `PATH`: what a user's shell and uv take (uv's documentation, "Discovery of Python
/// environments").
pub(super) fn python(environment: &Environment, project: &Path) -> Option<PathBuf> {
    let active = environment.path("VIRTUAL_ENV").map(|folder| environment.folder.join(folder));
    let above = project.ancestors().map(|folder| folder.join(".venv"));
    let inside = |folder: PathBuf| {
        let names = ["bin/python", "Scripts/python.exe"];
        names.map(|name| folder.join(name)).into_iter().find(|path| path.is_file())
    };
    let found = active.into_iter().chain(above).find_map(inside);
    found.or_else(|| on_path(environment, project))
}

/// The first program on `PATH` that says where it lies. pyenv's shims are among them, and choose by
/// the folder in which they are started.
fn on_path(environment: &Environment, project: &Path) -> Option<PathBuf> {
    let path = environment.path("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    let names = ["python", "python3"].map(|name| format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let programs = names.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
    let mut programs = programs.map(|path| environment.folder.join(path));
    programs.find_map(|program| program.is_file().then(|| asked(&program, project)).flatten())
}

fn asked(program: &Path, folder: &Path) -> Option<PathBuf> {
    let arguments = ["-c", "import sys; print(sys.executable)"].map(Into::into).to_vec();
    let mut answer = None;
    let child = Child { program, arguments, folder, variables: None, limit: LIMIT };
    let ran = run(&child, |line| answer = Some(String::from_utf8_lossy(line).trim().to_owned()));
    let path = PathBuf::from(answer.filter(|_| ran.ended.is_success())?);
    path.is_file().then_some(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;
    use crate::commands::System;

    #[test]
    fn the_active_environment_comes_first_and_path_last() {
        let root = tempfile::tempdir().unwrap();
        let make = |name: &str, text: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            path
        };
        let project = root.path().join("a/project");
        fs::create_dir_all(&project).unwrap();
        let at = |variables: &[(&str, &Path)]| {
            let variables =
                variables.iter().map(|(name, path)| ((*name).into(), path.into())).collect();
            let (folder, system) = (root.path().to_owned(), System::Unix);
            let environment = Environment { variables, folder, system, root: PathBuf::from("/") };
            python(&environment, &project)
        };
        // A shim that knows no version for this folder is passed over; so is one that names nothing.
        make("shims/python", "#!/bin/sh\nexit 127\n");
        let bare = make("bin/python3", "#!/bin/sh\necho \"$0\"\n");
        let path = std::env::join_paths([root.path().join("shims"), root.path().join("bin")]);
        let path = PathBuf::from(path.unwrap());
        assert_eq!(at(&[]), None);
        assert_eq!(at(&[("PATH", &path)]), Some(bare));
        let venv = make("a/.venv/bin/python", "");
        assert_eq!(at(&[("PATH", &path)]), Some(venv));
        let active = make("active/bin/python", "");
        let gone = at(&[("PATH", &path), ("VIRTUAL_ENV", Path::new("gone"))]);
        assert_eq!(gone, at(&[]), "an environment that was removed is none");
        assert_eq!(at(&[("PATH", &path), ("VIRTUAL_ENV", Path::new("active"))]), Some(active));
    }
}
