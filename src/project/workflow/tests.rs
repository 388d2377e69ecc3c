//! Whole files: what is read, and where it stands.

use super::*;
use crate::tables::Tables;

fn read(text: &str) -> Workflow {
    Workflow::read("w.yml", text, &Tables::embedded().load().unwrap()).unwrap()
}

fn line<T>(fact: Option<&Fact<T>>) -> Option<u32> {
    fact.and_then(|fact| fact.place.line)
}

/// Jobs with these steps on Linux; each step is a flow mapping.
fn with_steps(head: &str, steps: &[&str]) -> Workflow {
    let steps: String = steps.iter().map(|step| format!("      - {step}\n")).collect();
    read(&format!("{head}jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}"))
}

/// The value of a variable in each run.
fn values(workflow: &Workflow, name: &str) -> Vec<String> {
    let value = |it: &Invocation| match it.env.get(name).map(|fact| &fact.value) {
        None => "-".to_owned(),
        Some(Evaluated::Text(text)) => text.clone(),
        Some(Evaluated::Unknown(text)) => format!("?{text}"),
    };
    workflow.invocations().map(|(_, _, it)| value(it)).collect()
}

#[test]
fn facts_have_their_lines() {
    let workflow = read(
        "name: wheels
on:
  push:
    branches: main
  release:
permissions:
  contents: read
  id-token: write
concurrency: x
jobs:
  build:
    runs-on:
      group: big
      labels: [self-hosted, '${{ matrix.arch }}']
    permissions: write-all
    timeout-minutes: 5
    environment: pypi
    strategy:
      matrix:
        arch: [x64, arm64]
    steps:
      - name: first
        uses: actions/checkout@v4 # not a version
        with:
          fetch-depth: 0
      - uses: ./local
      - uses: docker://alpine:3
      - {uses: 'a/b@0123456789012345678901234567890123456789'} # ratchet:a/b@x v1.2
      - if: false
        uses: never/runs@v1
  call:
    uses: o/r/.github/workflows/x.yml@main
",
    );
    assert_eq!((line(workflow.name.as_ref()), workflow.triggers[1].place.line), (Some(1), Some(5)));
    let on_tags: Vec<bool> = workflow.triggers.iter().map(|it| it.value.on_tags()).collect();
    assert_eq!(on_tags, [false, true]);
    let permissions = workflow.permissions.as_ref().unwrap();
    assert_eq!((permissions.place.line, permissions.value.writes()), (Some(6), vec!["id-token"]));
    assert_eq!(workflow.concurrency, Some(Place::line("w.yml", 9)));
    let build = &workflow.jobs[0];
    assert_eq!(line(build.permissions.as_ref()), Some(15));
    assert_eq!(build.timeout, Some(Place::line("w.yml", 16)));
    assert_eq!(build.environment, Some(Place::line("w.yml", 17)));
    let labels: Vec<_> = build.rows.iter().map(|row| row.labels[1].clone()).collect();
    assert_eq!(labels[1].value, Evaluated::Text("arm64".to_owned()));
    assert_eq!((labels[0].place.line, build.rows[1].name.as_str()), (Some(20), "arm64"));
    let uses: Vec<_> = build.steps.iter().map(|step| step.uses.as_ref().unwrap()).collect();
    let told: Vec<_> = uses.iter().map(|it| (it.value.pinned(), it.value.local())).collect();
    assert_eq!(told, [(false, false), (false, true), (false, true), (true, false)]);
    assert_eq!(uses[0].value.version(), Some("v4"));
    assert_eq!(uses[3].value.version(), Some("v1.2"));
    assert_eq!(uses[0].place.line, Some(23));
    assert_eq!(line(workflow.jobs[1].call.as_ref()), Some(32));
}

#[test]
fn events_are_words_lists_or_mappings() {
    let told = |on: &str| {
        let workflow = read(&format!("on: {on}\njobs: {{}}\n"));
        let trigger = |it: &Fact<Trigger>| format!("{}{}", it.value.event, it.value.on_tags());
        workflow.triggers.iter().map(trigger).collect::<Vec<_>>()
    };
    assert_eq!(told("push"), ["pushtrue"]);
    assert_eq!(told("[push, pull_request]"), ["pushtrue", "pull_requestfalse"]);
    assert_eq!(told("{push: {branches: [x]}}"), ["pushfalse"]);
    assert_eq!(told("{push: {branches: [x], tags: 'v*'}}"), ["pushtrue"]);
    assert_eq!(told("{push: }"), ["pushtrue"]);
}

#[test]
fn variables_hold_from_the_file_to_the_step() {
    let head = "env: {CIBW_BUILD: file, BASE: cp3}\n";
    let action = "{uses: pypa/cibuildwheel@v4.3.3}";
    let step = "{uses: pypa/cibuildwheel@v4.3.3, env: {CIBW_BUILD: '${{ env.BASE }}14-*'}}";
    assert_eq!(values(&with_steps(head, &[action, step]), "CIBW_BUILD"), ["file", "cp314-*"]);
    assert_eq!(values(&with_steps("", &[action]), "CIBW_BUILD"), ["-"]);
}

#[test]
fn what_scripts_set_holds_for_the_steps_after_them() {
    let head = "env: {CIBW_BUILD: file}\n";
    let run = "{run: cibuildwheel}";
    let own = "{run: cibuildwheel, env: {CIBW_BUILD: step}}";
    let told = |script: &str| {
        let script = format!("{{run: \"{script}\"}}");
        values(&with_steps(head, &[run, &script, run, own]), "CIBW_BUILD")
    };
    let unknown = "?a script writes it to $GITHUB_ENV";
    assert_eq!(told("echo CIBW_BUILD=x* >> $GITHUB_ENV"), ["file", "x*", "step"]);
    assert_eq!(told("echo 'CIBW_BUILD=x*' >> '$GITHUB_ENV'"), ["file", "x*", "step"]);
    for script in [
        "echo CIBW_BUILD=$(ls) >> $GITHUB_ENV",
        "echo CIBW_BUILD=${{ github.ref }} >> $GITHUB_ENV",
        "test -f x && echo CIBW_BUILD=x >> $GITHUB_ENV",
        "python tools/env.py CIBW_BUILD >> $GITHUB_ENV",
    ] {
        assert_eq!(told(script), ["file", unknown, "step"], "{script}");
    }
    // Under a condition that a run decides.
    let script = "{if: 'github.ref == 1', run: 'echo CIBW_BUILD=x >> $GITHUB_ENV'}";
    assert_eq!(values(&with_steps(head, &[script, run]), "CIBW_BUILD"), [unknown]);
    // An `env` in an expression is the one that the script left.
    let later = "{run: cibuildwheel, env: {CIBW_SKIP: '${{ env.CIBW_BUILD }}'}}";
    let script = "{run: 'echo CIBW_BUILD=x >> $GITHUB_ENV'}";
    assert_eq!(values(&with_steps(head, &[script, later]), "CIBW_SKIP"), ["x"]);
}

#[test]
fn conditions_of_steps_are_decided_by_row() {
    let workflow = read(
        "jobs:
  a:
    strategy: {matrix: {os: [ubuntu-24.04, windows-2025, own]}}
    runs-on: ${{ matrix.os }}
    steps:
      - {if: runner.os == 'Windows', run: cibuildwheel --only cp314-win32}
      - {if: 'matrix.os == ''own'' && github.ref', run: cibuildwheel}
  never:
    if: ${{ false }}
    runs-on: x
    steps: [{run: cibuildwheel}]
",
    );
    let told: Vec<_> = workflow
        .invocations()
        .map(|(_, row, it)| (row.name.as_str(), it.condition.is_some(), it.only.is_some()))
        .collect();
    // Nobody knows the system of a machine with a name of its own.
    assert_eq!(told, [("windows-2025", false, true), ("own", true, true), ("own", true, false)]);
    assert!(!workflow.jobs[1].runs);
}

#[test]
fn releases_of_cibuildwheel_come_from_actions_commands_and_installations() {
    let sha = "0123456789012345678901234567890123456789";
    let workflow = with_steps(
        "",
        &[
            &format!("uses: pypa/cibuildwheel@{sha} # v3.1.4"),
            "run: cibuildwheel",
            "run: pip install cibuildwheel==2.23.3",
            "run: python -m cibuildwheel",
            "run: pipx run cibuildwheel==4.0.0",
            "run: pip install -U cibuildwheel",
            "run: python -m cibuildwheel",
        ],
    );
    let version = |it: &Invocation| it.version.as_ref().map(|fact| fact.value.clone());
    let told: Vec<_> = workflow.invocations().filter_map(|(_, _, it)| version(it)).collect();
    assert_eq!(told, ["3.1.4", "2.23.3", "4.0.0"]);
    assert_eq!(workflow.invocations().count(), 5);
}

#[test]
fn what_a_script_tests_is_a_condition() {
    let workflow = read(
        "jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          if test -f x; then cibuildwheel --only cp313-win32
          else
            cibuildwheel --only cp314-win32
          fi
          cibuildwheel
",
    );
    let told: Vec<_> =
        workflow.invocations().map(|(_, _, it)| (it.place.line, it.condition.is_some())).collect();
    assert_eq!(told, [(Some(6), true), (Some(8), true), (Some(10), false)]);
}
