//! `relkit matrix --cost` and its simulations, as a user runs them.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::relkit::{Ran, TODAY, matrix, project, projects, ran};

/// A project of setuptools, built file by file.
fn native(text: &str) -> TempDir {
    let build =
        "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n";
    project(&format!("{build}[project]\nname = 'demo'\n{text}"))
}

const NATIVE: &str = "[tool.setuptools]\next-modules = []\n";

fn cost(folder: &Path, more: &[&str]) -> Value {
    let more = [&["--cost", "--format", "json"], more].concat();
    serde_json::from_str(&matrix(folder, &more)).unwrap()
}

fn failed(folder: &Path, more: &[&str]) -> String {
    let project = folder.to_str().unwrap();
    let run = ran(&[&["matrix", "--as-of", TODAY, "--project", project][..], more].concat());
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{}", run.err);
    run.err
}

fn names(run: &Value) -> BTreeSet<String> {
    let jobs = run["jobs"].as_array().unwrap();
    jobs.iter().map(|job| job["name"].as_str().unwrap().to_owned()).collect()
}

/// The jobs of a workflow as GitHub shows them, with the key under which they stand.
fn shown(workflow: &str) -> Vec<(String, String)> {
    let workflow: yaml_serde::Value = yaml_serde::from_str(workflow).unwrap();
    let mut out = Vec::new();
    for (key, job) in workflow["jobs"].as_mapping().unwrap() {
        let (key, name) = (key.as_str().unwrap().to_owned(), job["name"].as_str().unwrap());
        match job["strategy"]["matrix"]["include"].as_sequence() {
            None => out.push((key, name.to_owned())),
            Some(rows) => out.extend(rows.iter().map(|row| {
                let name = name.replace("${{ matrix.name }}", row["name"].as_str().unwrap());
                (key.clone(), name)
            })),
        }
    }
    out
}

#[test]
fn the_jobs_are_those_of_the_workflow() {
    let more = [
        native(&format!(
            "requires-python = '>=3.14'\n{NATIVE}[tool.relkit.matrix]\nabi3 = '3.14'\nshard = 'interpreter'\nnightly = '1 1 * * *'\n\
             [tool.relkit.test]\nstub-python = '3.8'\nstub-says = 'no'\n"
        )),
        native(&format!("{NATIVE}[tool.relkit.matrix]\npull-request = 'full'\n")),
        native(&format!("{NATIVE}[tool.relkit.matrix]\npull-request = 'off'\n")),
    ];
    let folders = projects().into_iter().chain(more.iter().map(|it| it.path().to_owned()));
    for folder in folders {
        let jobs = shown(&matrix(&folder, &[]));
        let keys = |wanted: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
            jobs.iter().filter(|(key, _)| wanted(key)).map(|(_, name)| name.clone()).collect()
        };
        let now = cost(&folder, &[])["now"].clone();
        let release = keys(&|key| !key.starts_with("subset") && key != "next");
        assert_eq!(names(&now["release"]), release, "{}", folder.display());
        let has_subset = jobs.iter().any(|(key, _)| key == "subset");
        let off = fs::read_to_string(folder.join("pyproject.toml")).unwrap().contains("'off'");
        if off {
            assert!(now["pull_request"].is_null());
        } else if has_subset {
            let run = keys(&|key| key.starts_with("subset") || key == "sdist" || key == "stub");
            assert_eq!(names(&now["pull_request"]), run);
        } else {
            let run = keys(&|key| key != "publish" && key != "next");
            assert_eq!(names(&now["pull_request"]), run);
        }
    }
}

/// Two files of two jobs: what is printed can be counted by hand from costs.toml.
fn two_files() -> TempDir {
    native(&format!(
        "requires-python = '>=3.14'\n{NATIVE}[tool.relkit.matrix]\nfree-threaded = false\n\
         platforms = ['macosx_arm64', 'manylinux_s390x']\npull-request = 'off'\n\
         runners = {{ manylinux_s390x = 'big' }}\nskip = ['cp315-macosx_arm64', 'cp314-manylinux_s390x']\n"
    ))
}

#[test]
fn figures_are_sums_of_the_table() {
    let text = matrix(two_files().path(), &["--cost"]);
    insta::assert_snapshot!(text, @"
    figure                                           now
    jobs of a release                                5
    runner minutes                                   7.8
    charged minutes, each job rounded up             10
    USD in a private repository                      0.27
    USD in a public repository                       0.00
    longest path, minutes                            5.3
    minutes with 20 jobs at once, 5 on macOS (Free)  5.3
    jobs of a pull request                           0
    its runner minutes                               0.0
    its USD in a private repository                  0.00
    its longest path, minutes                        0.0
    files                                            3
    MB                                               unknown
    releases within the limit of the index           unknown

    runner        jobs  minutes  charged  USD a minute  USD, private  USD, public
    big           1     2.5      3        unknown       unknown       unknown
    macos-26      1     3.3      4        0.062         0.25          0.00
    ubuntu-24.04  3     2.0      3        0.006         0.02          0.00

    longest path of a release: sdist 0.7 min, wheels macosx_arm64 3.3 min, all files there, and no others 0.3 min, publish 1.0 min
    note: durations are first guesses of costs.toml (2026-11-22): measure them with --timings
    note: prices as of 2026-11-22, minutes that an account has for nothing left aside
    note: no price is known of big, and none is counted
    note: sizes are unknown: take them from a release with --sizes
    ");
}

#[test]
fn a_past_run_replaces_the_table() {
    let folder = two_files();
    let gh = json!({"jobs": [
        {"name": "sdist", "status": "completed", "conclusion": "success", "databaseId": 1,
         "startedAt": "2026-11-20T10:00:00Z", "completedAt": "2026-11-20T10:00:20Z", "steps": []},
        {"name": "wheels macosx_arm64", "status": "completed", "conclusion": "success",
         "startedAt": "2026-11-20T10:01:00Z", "completedAt": "2026-11-20T10:21:00Z"},
        {"name": "something else", "status": "completed", "conclusion": "success",
         "startedAt": "2026-11-20T10:01:00Z", "completedAt": "2026-11-20T10:21:00Z"},
        {"name": "publish", "status": "completed", "conclusion": "skipped",
         "startedAt": "2026-11-20T10:21:00Z", "completedAt": "2026-11-20T10:21:00Z"},
    ]});
    let rest = json!({"total_count": 4, "jobs": gh["jobs"].as_array().unwrap().iter().map(|job| json!({
        "id": 1, "run_id": 2, "name": job["name"], "status": "completed", "conclusion": job["conclusion"],
        "started_at": job["startedAt"], "completed_at": job["completedAt"],
        "labels": ["macos-26"], "runner_name": null, "steps": [],
    })).collect::<Vec<_>>()});
    let file = folder.path().join("run.json");
    let mut texts = Vec::new();
    for form in [gh, rest] {
        fs::write(&file, form.to_string()).unwrap();
        let path = file.to_str().unwrap();
        let found = cost(folder.path(), &["--timings", path]);
        assert_eq!(found["timings"], json!({"measured": 3, "unfinished": 1, "planned": 2}));
        let jobs = found["now"]["release"]["jobs"].as_array().unwrap();
        let job = |name: &str| jobs.iter().find(|job| job["name"] == name).unwrap();
        assert_eq!(
            (&job("sdist")["seconds"], &job("sdist")["basis"]),
            (&json!(20), &json!("measured"))
        );
        assert_eq!(job("wheels macosx_arm64")["seconds"], 1200);
        // The sdist took 20 s where the table says 40: so did what else runs on such machines.
        assert_eq!(
            (&job("publish")["seconds"], &job("publish")["basis"]),
            (&json!(30), &json!("scaled"))
        );
        texts.push(matrix(folder.path(), &["--cost", "--timings", path]));
        // What changes is scaled by what was measured of the same job: it did one build and one
        // test, with the set-up 150 s by the table, and 300 s with the second.
        let add = cost(folder.path(), &["--timings", path, "--add", "3.13"]);
        let jobs = add["simulation"]["after"]["release"]["jobs"].as_array().unwrap();
        let mac = jobs.iter().find(|job| job["name"] == "wheels macosx_arm64").unwrap();
        assert_eq!(mac["basis"], "scaled");
        assert!(mac["seconds"].as_u64().unwrap() > 1200, "{mac}");
    }
    assert_eq!(texts[0], texts[1]);
    let note = texts[0].lines().find(|line| line.starts_with("note: of ")).unwrap();
    insta::assert_snapshot!(note, @"note: of 5 jobs 2 as measured, 3 scaled by what was measured, 0 by costs.toml; the run has 3 jobs to measure, of which 2 are planned, and 1 without a good end");
    fs::write(
        &file,
        r#"{"total_count": 50, "jobs": [{"name": "x", "started_at": null, "completed_at": null}]}"#,
    )
    .unwrap();
    let run: Ran = ran(&[
        "matrix",
        "--as-of",
        TODAY,
        "--timings",
        file.to_str().unwrap(),
        "--project",
        folder.path().to_str().unwrap(),
    ]);
    assert!(run.err.contains("does not hold all of the 50 jobs of the run"), "{}", run.err);
    fs::write(&file, "{").unwrap();
    let told = failed(folder.path(), &["--timings", file.to_str().unwrap()]);
    insta::assert_snapshot!(told.replace(file.to_str().unwrap(), "[FILE]"), @"
    error: [FILE]: line 1 column 1: invalid JSON: EOF while parsing an object
    hint: write it with `gh run view RUN --json jobs`
    ");
}

/// What a simulation says is what the changed project would say.
#[test]
fn simulations_are_what_the_changed_project_gives() {
    let of = |requires: &str, matrix: &str| {
        native(&format!("requires-python = '>={requires}'\n{NATIVE}[tool.relkit.matrix]\n{matrix}"))
    };
    for (before, after, change) in [
        (of("3.12", ""), of("3.13", ""), &["--drop", "3.12"][..]),
        (of("3.11", ""), of("3.13", ""), &["--drop", "3.12", "--drop", "3.11"]),
        (of("3.13", ""), of("3.12", ""), &["--add", "3.12"]),
        (of("3.11", "abi3 = '3.11'"), of("3.11", "abi3 = '3.12'"), &["--abi3", "3.12"]),
        (of("3.11", ""), of("3.12", "abi3 = '3.12'"), &["--abi3", "3.12", "--drop", "3.11"]),
        (
            of(
                "3.11",
                "abi3 = '3.11'\nshard = 'platform'\nconfig-settings = { abi3-py311 = 'a=b' }",
            ),
            of(
                "3.11",
                "abi3 = '3.13'\nshard = 'platform'\nconfig-settings = { abi3-py313 = 'a=b' }",
            ),
            &["--abi3", "3.13"],
        ),
    ] {
        let simulated = cost(before.path(), change);
        let plain = cost(after.path(), &[]);
        assert_eq!(simulated["simulation"]["after"], plain["now"], "{change:?}");
        assert_eq!(simulated["now"], cost(before.path(), &[])["now"]);
        assert_eq!(
            simulated["simulation"]["change"].as_str().unwrap().split(' ').count(),
            change.len()
        );
        let expected = |folder: &TempDir| -> BTreeSet<String> {
            let whole: Value =
                serde_json::from_str(&matrix(folder.path(), &["--format", "plan"])).unwrap();
            let rows = whole["expected"].as_array().unwrap();
            rows.iter().map(|row| row["pattern"].as_str().unwrap().to_owned()).collect()
        };
        let list = |key: &str| -> BTreeSet<String> {
            let list = simulated["simulation"][key].as_array().unwrap();
            list.iter().map(|it| it.as_str().unwrap().to_owned()).collect()
        };
        let (was, is) = (expected(&before), expected(&after));
        assert_eq!(list("lost_files"), was.difference(&is).cloned().collect());
        assert_eq!(list("new_files"), is.difference(&was).cloned().collect());
        assert!(list("lost_files").len() + list("new_files").len() > 0);
    }
}

#[test]
fn the_coming_python_is_made_up_from_the_newest() {
    let folder = native(&format!("requires-python = '>=3.15'\n{NATIVE}"));
    let found = cost(folder.path(), &["--add", "3.16"]);
    let (now, after) = (&found["now"], &found["simulation"]["after"]);
    let files = |it: &Value| it["files"].as_u64().unwrap() - 1;
    assert_eq!(files(after), 2 * files(now));
    let new: Vec<_> = found["simulation"]["new_files"].as_array().unwrap().iter().collect();
    let made = |part: &str| new.iter().filter(|it| it.as_str().unwrap().contains(part)).count();
    assert_eq!((made("-cp316-cp316-"), made("-cp316-cp316t-")), (new.len() / 2, new.len() / 2));
    assert!(found["simulation"]["lost_files"].as_array().unwrap().is_empty());
}

#[test]
fn simulations_without_sense_are_refused() {
    let folder = native(&format!("requires-python = '>=3.14'\n{NATIVE}"));
    let told = |more: &[&str]| failed(folder.path(), more);
    let pure = project("[project]\nname = 'x'\n");
    let program = project(
        "[build-system]\nrequires = ['maturin']\nbuild-backend = 'maturin'\n[project]\nname = 'x'\n[tool.maturin]\nbindings = 'bin'\n",
    );
    let all = [
        told(&["--drop", "3.9"]),
        told(&["--add", "3.15"]),
        told(&["--add", "3.8"]),
        told(&["--add", "3.17"]),
        told(&["--add", "3.13", "--drop", "3.13"]),
        told(&["--abi3", "3.16"]),
        told(&["--drop", "3.14", "--drop", "3.15"]),
        failed(pure.path(), &["--abi3", "3.12"]),
        failed(program.path(), &["--abi3", "3.12"]),
    ];
    insta::assert_snapshot!(all.concat(), @"
    error: --drop 3.9: the plan has no Python 3.9
    hint: it has 3.14, 3.15
    error: --add 3.15: the plan has it
    hint: name a version that it does not have
    error: --add 3.8: cibuildwheel builds nothing for it
    hint: name one from 3.9 on, at most 3.16, which is made up from the newest
    error: --add 3.17: cibuildwheel builds nothing for it
    hint: name one from 3.9 on, at most 3.16, which is made up from the newest
    error: 3.13 is to be dropped and to be added
    hint: name it once
    error: --abi3 3.16: the newest Python of the plan is 3.15
    hint: name 3.15 or an older one
    error: --drop 3.14 --drop 3.15: nothing to build: all 101 identifiers of the configured platforms are left out: 69 by requires-python `>=3.14` (pyproject.toml:6); 16 by --drop 3.14; 16 by --drop 3.15
    hint: look at requires-python, at build and skip of [tool.cibuildwheel], and at support of [tool.relkit]
    error: --abi3 3.12: the project has no compiled code
    hint: leave --abi3 away: the wheels of this project do not depend on it
    error: --abi3 3.12: no Python loads what it compiles (pyproject.toml:7)
    hint: leave --abi3 away: the wheels of this project do not depend on it
    ");
}

#[test]
fn sizes_are_means_of_a_release_and_never_guessed() {
    let folder = native(&format!(
        "requires-python = '>=3.13'\n{NATIVE}[tool.relkit.matrix]\nplatforms = ['manylinux_x86_64', 'win_amd64']\n"
    ));
    let list = folder.path().join("list.json");
    let write = |files: &[(&str, Option<u64>)]| {
        let files: Vec<Value> = files
            .iter()
            .map(|(name, size)| json!({"filename": name, "size": size, "url": "https://example.invalid/x", "hashes": {}}))
            .collect();
        fs::write(&list, json!({"name": "demo", "version": "1.0", "files": files}).to_string())
            .unwrap();
    };
    let mut files = vec![
        ("demo-1.0.tar.gz", Some(1000)),
        ("demo-1.0-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", Some(3 << 20)),
        ("demo-1.0-cp314-cp314-manylinux_2_28_x86_64.whl", Some(5 << 20)),
        ("demo-1.0-cp314-cp314t-manylinux_2_28_x86_64.whl", Some(6 << 20)),
        ("demo-1.0-cp313-cp313-win_amd64.whl", Some(2 << 20)),
    ];
    let size = || cost(folder.path(), &["--sizes", list.to_str().unwrap()])["now"].clone();
    write(&files);
    let found = size();
    // Of win_amd64 no free-threaded wheel is known: nothing stands in for it.
    let unknown = ["demo-*-cp314-cp314t-win_amd64.whl", "demo-*-cp315-cp315t-win_amd64.whl"];
    assert_eq!(found["unknown_sizes"], json!(unknown));
    assert_eq!((&found["bytes"], &found["releases_within_limit"]), (&Value::Null, &Value::Null));
    let known = 1000_u64 + 3 * (4 << 20) + 2 * (6 << 20) + 3 * (2 << 20);
    assert_eq!(found["known_bytes"], json!(known));
    files.push(("demo-1.0-cp314-cp314t-win_amd64.whl", Some(101 << 20)));
    write(&files);
    let found = size();
    let bytes = known + 2 * (101 << 20);
    assert_eq!((&found["bytes"], &found["too_large"]), (&json!(bytes), &json!(unknown)));
    assert_eq!(found["releases_within_limit"], json!((10_u64 << 30) / bytes));
    write(&[("demo-1.0.tar.gz", None)]);
    let project = folder.path().to_str().unwrap();
    let run =
        ran(&["matrix", "--as-of", TODAY, "--project", project, "--sizes", list.to_str().unwrap()]);
    assert_eq!(run.status, Some(0));
    assert!(run.err.contains("names files without their sizes"), "{}", run.err);
}

/// Linux three times over, and most other platforms, every interpreter in its own job.
fn everything() -> TempDir {
    let archs = ["x86_64", "i686", "aarch64", "ppc64le", "s390x"];
    let named = |family: &str| archs.map(|arch| format!("'{family}_{arch}'")).join(", ");
    let (glibc, musl) = (named("manylinux"), named("musllinux"));
    native(&format!(
        "{NATIVE}[tool.cibuildwheel]\nenable = ['all']\n[tool.relkit.matrix]\nshard = 'interpreter'\n\
         platforms = [{glibc}, {musl}, 'win_amd64', 'win32', 'win_arm64', 'macosx_arm64', 'macosx_x86_64']\n\
         [tool.relkit.matrix.variants.old]\nplatforms = [{glibc}]\nsystem = 'manylinux2014'\n\
         [tool.relkit.matrix.variants.new]\nplatforms = [{glibc}]\nsystem = 'manylinux_2_34'\n"
    ))
}

#[test]
fn more_jobs_than_a_matrix_takes_are_refused() {
    insta::assert_snapshot!(failed(everything().path(), &[]), @r#"
    error: 288 jobs build wheels: one matrix has at most 256
    hint: set shard = "platform" in [tool.relkit.matrix], or name fewer platforms
    "#);
}

#[test]
fn a_workflow_that_github_never_starts_is_refused() {
    let long = "x".repeat(40_000);
    let folder = native(&format!(
        "{NATIVE}[tool.relkit.matrix]\nshard = 'interpreter'\n\
         [tool.relkit.matrix.variants.old]\nplatforms = ['manylinux_x86_64', 'manylinux_aarch64']\nsystem = 'manylinux2014'\nenvironment = 'LONG={long}'\n"
    ));
    let said = failed(folder.path(), &[]);
    let size: usize = said.split(' ').find_map(|word| word.parse().ok()).unwrap();
    assert!(size > 700_000, "{said}");
    insta::assert_snapshot!(said.replace(&size.to_string(), "[SIZE]"), @r#"
    error: the workflow would have [SIZE] bytes: GitHub starts none above 512000
    hint: set shard = "platform" in [tool.relkit.matrix], name fewer platforms, or shorten the texts that stand in every job, such as `environment` and `config-settings`
    "#);
}
