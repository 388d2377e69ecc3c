//! The gate before publishing, run on real folders: `templates/ci/gate.py` as a workflow holds it.

use std::fs;

use crate::support::{
    python::program,
    relkit::{Ran, matrix, projects},
};

/// The gate's program and the patterns of a generated workflow.
fn gate() -> (String, String) {
    let text = matrix(&projects()[0], &[]);
    let workflow: yaml_serde::Value = yaml_serde::from_str(&text).unwrap();
    let steps = workflow["jobs"]["complete"]["steps"].as_sequence().unwrap();
    let step = steps.iter().find(|step| step["run"].is_string()).unwrap();
    let text = |value: &yaml_serde::Value| value.as_str().unwrap().to_owned();
    (text(&step["run"]), text(&step["env"]["EXPECTED"]))
}

/// Names that real tools would give the planned files.
fn real_names(patterns: &str, version: &str) -> Vec<String> {
    patterns
        .split_whitespace()
        .map(|pattern| {
            let named = pattern.replacen('*', version, 1);
            let (head, tail) = named.rsplit_once('-').unwrap();
            let tail = tail
                .replace("manylinux*_x86_64", "manylinux2014_x86_64.manylinux_2_17_x86_64")
                .replace("manylinux*_aarch64", "manylinux_2_26_aarch64.manylinux_2_28_aarch64")
                .replace("musllinux_*", "musllinux_1_2")
                .replace("macosx_*", "macosx_11_0");
            format!("{head}-{tail}")
        })
        .collect()
}

fn run_gate(files: &[String]) -> Ran {
    let (script, expected) = gate();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dist")).unwrap();
    for file in files {
        fs::write(folder.path().join("dist").join(file), "").unwrap();
    }
    let mut python = program("python");
    python.args(["-c", &script]).current_dir(folder.path()).env("EXPECTED", expected);
    Ran::from(python.output().unwrap())
}

#[test]
fn a_whole_release_passes() {
    let files = real_names(&gate().1, "1.4.0");
    assert!(files.len() > 20 && files.iter().all(|name| !name.contains('*')), "{files:?}");
    let run = run_gate(&files);
    assert_eq!((run.status, run.out.lines().count()), (Some(0), 1), "{}{}", run.out, run.err);
}

#[test]
fn every_difference_is_named_and_stops_the_release() {
    let mut files = real_names(&gate().1, "1.4.0");
    let gone = files.pop().unwrap();
    files.push("demo_abi3-1.4.0-cp313-cp313t-win_amd64.whl".to_owned());
    files.push("demo_abi3-1.5.0-cp39-abi3-win_amd64.whl".to_owned());
    let run = run_gate(&files);
    assert_eq!(run.status, Some(1));
    let starts = |what: &str| run.out.lines().filter(|line| line.contains(what)).count();
    assert_eq!(
        starts("::missing: demo_abi3-*-cp315-abi3.abi3t-win_arm64.whl"),
        1,
        "{gone}\n{}",
        run.out
    );
    assert_eq!(starts("::not in the plan: demo_abi3-1.4.0-cp313-cp313t-win_amd64.whl"), 1);
    assert_eq!(starts("::more than one demo_abi3-*-cp39-abi3-win_amd64.whl"), 1);
    assert_eq!(starts("::more than one version"), 1);
}
