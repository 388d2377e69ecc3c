//! `relkit check` and `relkit explain` as processes.

use std::{
    path::Path,
    process::{Command, Output},
};

use crate::support::wheel::{Sdist, Wheel};

/// Runs relkit in a folder, without the caller's colours.
fn relkit(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_relkit"))
        .args(["--as-of", "2026-11-22"])
        .args(args)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with a clean source distribution and a wheel whose RECORD lies.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Sdist::new("demo", "1.0").write(folder.path());
    let wheel = Wheel::new("demo", "1.0").tag("py3.py2-none-any");
    wheel.record(|text| text.replacen(",12\n", ",13\n", 1)).write(folder.path());
    folder
}

#[test]
fn findings_for_people() {
    let folder = folder();
    let output = relkit(folder.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(0), "warnings alone do not fail");
    insta::assert_snapshot!(out(&output), @"
    ./demo-1.0-py3.py2-none-any.whl
      warning[REC006] [*]: demo/__init__.py: its size is not the one in RECORD
        13 in RECORD line 1, 12 in truth
        hint: run `wheel unpack` and `wheel pack`, which write RECORD anew
      info[TAG001] [*]: the compressed tag set `py3.py2-none-any` is not sorted
        hint: rename the file to `demo-1.0-py2.py3-none-any.whl`

    warning  REC006  1 in 1 place    record-size-differs
    info     TAG001  1 in 1 place    tags-not-sorted

    2 files: 1 warning, 1 info; [*] 2 mendable by --fix
    `relkit explain CODE` says what a rule is about
    ");
    assert_eq!(relkit(folder.path(), &["check", ".", "--strict"]).status.code(), Some(1));
}

#[test]
fn nothing_found_is_said() {
    let folder = folder();
    let output = relkit(folder.path(), &["check", "*", "--ignore", "REC006,tag"]);
    assert_eq!((out(&output).as_str(), output.status.code()), ("2 files, no findings\n", Some(0)));
}

#[test]
fn errors_fail() {
    let folder = tempfile::tempdir().unwrap();
    Wheel::new("Demo", "1.0").write(folder.path());
    let output = relkit(folder.path(), &["check", "Demo-1.0-py3-none-any.whl"]);
    assert_eq!(output.status.code(), Some(1));
    let output = relkit(folder.path(), &["check", ".", "--format", "github"]);
    insta::assert_snapshot!(out(&output), @"::error file=./Demo-1.0-py3-none-any.whl,title=NAM002::the project's name is written `Demo`, PyPI takes `demo` only%0Ahint: build it again with a current backend, which names it `demo-1.0-py3-none-any.whl`");
}

#[test]
fn the_configuration_counts() {
    let folder = folder();
    let config =
        "[tool.relkit]\nsupport = '>=3.9'\n[tool.relkit.check]\nignore = ['REC']\nstrict = true\n";
    std::fs::write(folder.path().join("pyproject.toml"), config).unwrap();
    let output = relkit(folder.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!out(&output).contains("REC006") && out(&output).contains("TAG001"));
    assert!(out(&output).contains("warning[SUP004]: `Requires-Python: >=3.11` excludes 3.9, 3.10"));
    let output = relkit(folder.path(), &["check", ".", "--select", "REC", "--support", "eol"]);
    assert_eq!(out(&output), "2 files, no findings\n", "`ignore` of the configuration stays");
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let folder = folder();
    std::fs::write(folder.path().join("empty-1.0-py3-none-any.whl"), b"").unwrap();
    let output = relkit(folder.path(), &["check", ".", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(err(&output), @r"
    error: cannot read `./empty-1.0-py3-none-any.whl`: the file is empty
    hint: build or download the file again
    ");
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(report["schema"], "relkit.check/1");
    assert_eq!(report["files"][2]["checked"], false);
    assert_eq!(report["files"].as_array().unwrap().len(), 3);
    assert_eq!(report["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let said = |args: &[&str]| {
        let output = relkit(folder.path(), args);
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""));
        err(&output)
    };
    insta::assert_snapshot!(said(&["check", "."]), @r"
    error: no wheel or source distribution in the folder `.`
    hint: build the distributions first
    ");
    insta::assert_snapshot!(said(&["check", "*.whl"]), @r"
    error: no file matches `*.whl`
    hint: build the distributions first, or name their folder
    ");
    std::fs::create_dir(folder.path().join("x-1.0-py3-none-any.whl")).unwrap();
    insta::assert_snapshot!(said(&["check", "x-1.0-py3-none-any.whl"]), @r"
    error: no wheel or source distribution in the folder `x-1.0-py3-none-any.whl`
    hint: a wheel is one file: `wheel pack` makes one of an unpacked wheel
    ");
    insta::assert_snapshot!(said(&["check", "*.whl"]), @r"
    error: `*.whl` matches folders only, such as `x-1.0-py3-none-any.whl`
    hint: name the files in them, or one of the folders
    ");
    insta::assert_snapshot!(said(&["check", "a[.whl"]), @r"
    error: there is no file `a[.whl`, and it is no pattern: invalid range pattern
    hint: in a pattern `[` and `]` stand around characters
    ");
    // Nothing is read when the report has nowhere to go: the file is not even there.
    insta::assert_snapshot!(said(&["check", "gone.whl", "-o", "gone/report.txt"]), @r"
    error: cannot write gone/report.txt: its folder is not there
    hint: make the folder first: mkdir -p gone
    ");
    insta::assert_snapshot!(said(&["check", "gone.whl", "-o", "."]), @r"
    error: cannot write .: it is a folder
    hint: name a file in it
    ");
    insta::assert_snapshot!(said(&["check", ".", "--select", "REC105"]), @r"
    error: no rule's code is or begins with `REC105`
    hint: did you mean `REC005`? `relkit explain` lists all codes
    ");
    insta::assert_snapshot!(said(&["explain", "NAM999"]), @r"
    error: there is nothing to explain called `NAM999`
    hint: did you mean `NAM001`? `relkit explain` lists all codes
    ");
}

#[test]
fn a_missing_file_is_reported_with_the_rest() {
    let folder = folder();
    let output = relkit(folder.path(), &["check", "gone-1.0.tar.gz", "demo-1.0.tar.gz"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(out(&output), "1 file, no findings; 1 file could not be read\n");
    assert!(err(&output).starts_with("error: cannot read `gone-1.0.tar.gz`: "));
    let output = relkit(folder.path(), &["check", "gone-1.0.tar.gz"]);
    assert_eq!(out(&output), "1 file could not be read\n", "nothing checked is nothing passed");
}

#[test]
fn programs_are_told_of_arguments_that_match_nothing() {
    let folder = folder();
    for (args, files) in [(&["*.zip"][..], 1), (&["*.zip", "."][..], 3)] {
        let output = relkit(folder.path(), &[&["check", "--format", "json"], args].concat());
        assert_eq!(output.status.code(), Some(2));
        let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        let listed = report["files"].as_array().unwrap();
        assert_eq!(listed.len(), files);
        let last = &listed[files - 1];
        assert_eq!(last["path"], "*.zip");
        assert_eq!(last["checked"], false);
        assert_eq!(last["error"], "no file matches `*.zip`");
    }
}

#[test]
fn a_file_by_two_spellings_is_checked_once() {
    let folder = folder();
    let output = relkit(folder.path(), &["check", ".", "./*.whl", "demo-1.0.tar.gz"]);
    assert!(out(&output).contains("\n2 files: 1 warning, 1 info; "), "{}", out(&output));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_changes_no_status() {
    let folder = tempfile::tempdir().unwrap();
    Wheel::new("Demo", "1.0").write(folder.path());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = Command::new(env!("CARGO_BIN_EXE_relkit"))
        .args(["check", "."])
        .current_dir(folder.path())
        .stdout(writer)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_file_name_forges_no_line() {
    let folder = tempfile::tempdir().unwrap();
    let name = "x\n::error::forged\u{1b}[31m-1.0-py3-none-any.whl";
    std::fs::write(folder.path().join(name), b"").unwrap();
    let output = relkit(folder.path(), &["check", name]);
    insta::assert_snapshot!(err(&output), @r"
    error: cannot read `x\n::error::forged\u{1b}[31m-1.0-py3-none-any.whl`: the file is empty
    hint: build or download the file again
    ");
}

#[test]
fn rules_explain_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let list = out(&relkit(folder.path(), &["explain"]));
    let rules = list.lines().filter(|line| line.starts_with("  ")).count();
    let all = relkit::rules::RULES.len() + relkit::stub::lint::RULES.len();
    assert_eq!(rules, all);
    insta::assert_snapshot!(list.lines().take(2).collect::<Vec<_>>().join("\n"), @"
    ABI the interfaces of CPython in native code
      ABI001  error       A wheel of the stable ABI uses a symbol that is not part of it
    ");
    let json = out(&relkit(folder.path(), &["explain", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "relkit.rules/1");
    assert_eq!(json["rules"].as_array().unwrap().len(), all);
    let one = out(&relkit(folder.path(), &["explain", "rec003", "--json"]));
    let one: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert_eq!(
        (&one["rules"][0]["family"], &one["rules"][0]["fixable"]),
        (&"REC".into(), &true.into())
    );
    let tag = relkit(folder.path(), &["explain", "cp314", "--json"]);
    assert_eq!(tag.status.code(), Some(2));
    insta::assert_snapshot!(out(&relkit(folder.path(), &["explain", "met001"])), @r"
    MET001 metadata-missing (error)
    The wheel has no METADATA

    What is wrong
      The `.dist-info` folder holds no file `METADATA`.

    Why it matters
      It names the project, the version and the dependencies. PyPI refuses the file and
      installers fail.

    Example
      A wheel that a script zipped together.

    How to mend it
      Build it with a build backend: `python -m build --wheel`.

    Source
      https://packaging.python.org/en/latest/specifications/core-metadata/
    ");
}

#[test]
fn wheels_for_linux_without_a_promise_have_targets() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = |tags: &str| Wheel::new("demo", "1").native(tags).write(folder.path());
    let first = wheel("cp313-cp313-linux_x86_64");
    let other = wheel("cp313-cp313-linux_aarch64");
    let paths = [first.to_str().unwrap(), other.to_str().unwrap()];
    let told = out(&relkit(folder.path(), &["check", "--targets", paths[0], paths[1]]));
    for arch in ["x86_64", "aarch64"] {
        let file = format!("demo-1-cp313-cp313-linux_{arch}.whl");
        let line =
            told.lines().find(|line| line.contains(&file)).unwrap_or_else(|| panic!("{told}"));
        assert!(line.contains(&format!("manylinux_2_17_{arch}")), "{told}");
    }
    assert!(!told.lines().any(|line| line.starts_with("any ")), "{told}");
}
