//! `relkit matrix` as a user runs it: output, drift, bad input.

use std::{
    fs,
    io::Read,
    process::{Command, Stdio},
};

use crate::support::{
    generated,
    python::root,
    relkit::{TODAY, masked, matrix, project, projects, ran, relkit},
};

#[test]
fn the_workflows_beside_the_examples_are_fresh() {
    for folder in projects() {
        let file = folder.join(".github/workflows/build.yml");
        generated::fresh(&file, &matrix(&folder, &[]));
        let project = folder.to_str().unwrap();
        let run = ran(&[
            "matrix",
            "--as-of",
            TODAY,
            "--project",
            project,
            "--check",
            file.to_str().unwrap(),
        ]);
        assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for folder in projects() {
        for format in ["github", "table", "plan", "manifest"] {
            let once = matrix(&folder, &["--format", format]);
            assert_eq!(once, matrix(&folder, &["--format", format]));
            assert!(once.ends_with('\n') && !once.contains('\r'));
        }
    }
}

#[test]
fn a_stale_file_is_told_with_a_diff_and_status_1() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("build.yml");
    let fresh = matrix(&projects()[3], &[]);
    let arguments = ["matrix", "--as-of", TODAY, "--check", file.to_str().unwrap(), "--project"];
    let check = || {
        let example = projects()[3].to_str().unwrap().to_owned();
        ran(&[&arguments[..], &[example.as_str()]].concat())
    };
    // Line endings do not count.
    fs::write(&file, fresh.replace('\n', "\r\n")).unwrap();
    assert_eq!(check().status, Some(0));
    fs::write(&file, fresh.replace("demo_pure-*.tar.gz", "demo-*.tar.gz")).unwrap();
    let run = check();
    assert_eq!(run.status, Some(1));
    assert!(
        run.out.contains("-            demo-*.tar.gz\n+            demo_pure-*.tar.gz"),
        "{}",
        run.out
    );
    let told = masked(&run.err, &folder).replace(projects()[3].to_str().unwrap(), "[PROJECT]");
    insta::assert_snapshot!(told, @"warning: [DIR]/build.yml is stale: write it anew with `relkit matrix --project [PROJECT] -o [DIR]/build.yml`");
}

#[test]
fn output_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let example = projects()[0].to_str().unwrap().to_owned();
    let write = |file: &std::path::Path| {
        ran(&["matrix", "--as-of", TODAY, "--project", &example, "-o", file.to_str().unwrap()])
    };
    let file = folder.path().join("build.yml");
    assert_eq!(write(&file).status, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), matrix(&projects()[0], &[]));
    let missing = write(&folder.path().join("no/such/build.yml"));
    assert_eq!((missing.status, missing.out.as_str()), (Some(2), ""));
    assert!(
        masked(&missing.err, &folder).contains("error: cannot write [DIR]/no/such/build.yml: ")
    );
    assert!(missing.err.contains("hint: make the folder first: mkdir -p "), "{}", missing.err);
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left, ["build.yml"]);
}

#[cfg(unix)]
#[test]
fn output_goes_through_links_and_into_devices() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let example = projects()[3].to_str().unwrap().to_owned();
    let (real, link) = (folder.path().join("real.yml"), folder.path().join("link.yml"));
    fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink("real.yml", &link).unwrap();
    let write = |file: &str| ran(&["matrix", "--as-of", TODAY, "--project", &example, "-o", file]);
    assert_eq!(write(link.to_str().unwrap()).status, Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), matrix(&projects()[3], &[]));
    assert_eq!(write("/dev/null").status, Some(0));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    // A full disk is told with what was being done.
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(full) = full else { return };
    let output = relkit(&["matrix", "--project", &example]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: cannot write the output: No space left"), "{said}");
}

/// Root may write anywhere, so the test makes the folder read-only for another user's process.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_stays_as_it_is() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    const NOBODY: u32 = 65534;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The program and the project where that user can read them.
    let stage = tempfile::tempdir().unwrap();
    fs::set_permissions(stage.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = stage.path().join("relkit");
    fs::copy(env!("CARGO_BIN_EXE_relkit"), &program).unwrap();
    fs::copy(projects()[3].join("pyproject.toml"), stage.path().join("pyproject.toml")).unwrap();
    fs::set_permissions(stage.path().join("pyproject.toml"), fs::Permissions::from_mode(0o644))
        .unwrap();
    let mut command = Command::new(&program);
    command
        .args(["matrix", "--project"])
        .arg(stage.path())
        .arg("-o")
        .arg(folder.path().join("x.yml"));
    command.current_dir(stage.path()).env_clear();
    let root = Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n");
    if root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("x.yml: Permission denied"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let mut command = relkit(&["matrix", "--format", "plan", "--project"]);
    command.arg(&projects()[0]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(
        (status.code(), said.contains("error"), said.contains("panic")),
        (Some(0), false, false),
        "{said}"
    );
}

#[test]
fn bad_projects_get_one_clear_message() {
    let told = |pyproject: Option<&str>| {
        let folder = pyproject.map_or_else(|| tempfile::tempdir().unwrap(), project);
        let run = ran(&["matrix", "--as-of", TODAY, "--project", folder.path().to_str().unwrap()]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{}", run.err);
        masked(&run.err, &folder)
    };
    insta::assert_snapshot!(told(None), @"
    error: no pyproject.toml, setup.cfg or setup.py in `[DIR]`
    hint: run relkit in the project's folder, or name it with --project DIR
    ");
    insta::assert_snapshot!(told(Some("[project\nname = 'x'")), @"error: [DIR]/pyproject.toml:1:9: invalid TOML: unclosed table, expected `]`");
    insta::assert_snapshot!(told(Some("[project]\nversion = '1'\n")), @"
    error: [DIR]/pyproject.toml: no project name
    hint: write `name` under [project]
    ");
    insta::assert_snapshot!(told(Some("[project]\nname = 'x'\n[tool.relkit.matrix]\n\nplatfroms = []\n")), @"
    error: [DIR]/pyproject.toml:5: unknown key `platfroms` in [tool.relkit.matrix]
    hint: did you mean `platforms`?
    ");
    insta::assert_snapshot!(told(Some("[project]\nname = 'x'\nrequires-python = '>=3.x'\n")), @"error: [DIR]/pyproject.toml:3: `project.requires-python`: invalid Requires-Python `>=3.x`: after parsing `3`, found `.x`, which is not part of a valid version");
    let native = "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n[project]\nname = 'x'\n";
    insta::assert_snapshot!(told(Some(&format!("{native}requires-python = '>=4'\n"))), @"
    error: nothing to build: all 101 identifiers of the configured platforms are left out: 101 by requires-python `>=4` (pyproject.toml:6)
    hint: look at requires-python, at build and skip of [tool.cibuildwheel], and at support of [tool.relkit]
    ");
    insta::assert_snapshot!(told(Some(&format!("{native}[tool.relkit.matrix]\nrunners = {{ win_amd64 = 'windows-2019' }}\n"))), @"
    error: the runner windows-2019 was removed on 2025-06-30: jobs with it never start
    hint: name windows-2025 in `runners` of [tool.relkit.matrix]
    ");
}

#[test]
fn a_retiring_runner_is_a_warning() {
    let folder = project(
        "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n[project]\nname = 'x'\n[tool.relkit.matrix]\nrunners = { manylinux_x86_64 = 'ubuntu-22.04' }\n",
    );
    let at = |day: &str| {
        ran(&[
            "matrix",
            "--format",
            "plan",
            "--as-of",
            day,
            "--project",
            folder.path().to_str().unwrap(),
        ])
    };
    assert_eq!(at("2026-09-01").err, "");
    insta::assert_snapshot!(at("2026-11-22").err, @"warning: the runner ubuntu-22.04 is removed on 2027-04-17: use ubuntu-24.04");
    assert_eq!(at("2027-04-17").status, Some(2));
}

#[test]
fn tables_can_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let runners = fs::read_to_string(root().join("matrices/runners.toml")).unwrap();
    fs::write(
        folder.path().join("runners.toml"),
        runners.replace("\"windows-2025\"", "\"windows-2028\""),
    )
    .unwrap();
    let tables = folder.path().to_str().unwrap();
    assert!(matrix(&projects()[0], &["--tables", tables]).contains("runs-on: \"windows-2028\""));
    fs::write(folder.path().join("runners.toml"), "as_of = 3").unwrap();
    let run = ran(&["matrix", "--tables", tables, "--project", projects()[0].to_str().unwrap()]);
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(masked(&run.err, &folder), @"error: [DIR]/runners.toml:1: invalid type: integer `3`, expected a date string");
    let run = ran(&["matrix", "--tables", "no/such", "--project", projects()[0].to_str().unwrap()]);
    insta::assert_snapshot!(run.err, @"error: no table in no/such: expected one or more of pythons.toml, identifiers.toml, runners.toml, actions.toml, index_rules.toml, backends.toml, backports.toml, costs.toml, classifiers.toml, licenses.toml, stdlib.toml, docutils.toml, manylinux.toml, windows_dlls.toml, stable_abi.toml, downloads.toml, downloads_ageing.toml, stdlib_versions.toml, last_releases.toml, uv_pythons.toml");
}
