//! Generated workflows against actionlint, zizmor, the workflow schema, zizmor's models and
//! cibuildwheel.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use github_actions_models::{
    common::{Permission, Permissions},
    workflow::{Job, Workflow, job::NormalJob},
};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{
    oracle::ask,
    python::{program, run},
    relkit::{matrix, project, projects},
};

/// Configurations beyond the example projects: every platform and group, own names, emulation.
pub(crate) const SHAPES: &[(&str, &str)] = &[
    (
        "everything",
        r#"
[build-system]
requires = ["setuptools", "cython"]
build-backend = "setuptools.build_meta"
[project]
name = "every.Thing"
version = "1"
requires-python = ">=3.9"
[tool.relkit.matrix]
platforms = [
    "manylinux_x86_64", "manylinux_i686", "manylinux_aarch64", "manylinux_ppc64le",
    "manylinux_s390x", "manylinux_armv7l", "manylinux_riscv64", "musllinux_x86_64",
    "musllinux_i686", "musllinux_aarch64", "musllinux_ppc64le", "musllinux_s390x",
    "musllinux_armv7l", "musllinux_riscv64", "macosx_x86_64", "macosx_arm64",
    "macosx_universal2", "win32", "win_amd64", "win_arm64", "android_arm64_v8a",
    "android_x86_64", "ios_arm64_iphoneos", "ios_arm64_iphonesimulator",
    "ios_x86_64_iphonesimulator", "pyodide_wasm32",
]
enable = ["pypy", "pypy-eol", "graalpy"]
untested = ["*-android_arm64_v8a", "*-ios_arm64_iphoneos"]
unpicked = ["*-macosx_universal2"]
nightly = "17 3 * * *"
shard = "interpreter"
[tool.cibuildwheel]
test-command = "pytest {project}/tests"
[tool.cibuildwheel.ios]
test-command = "python -m pytest tests"
[tool.cibuildwheel.android]
test-command = "python -m pytest tests"
[tool.relkit.test]
plugins = ["xdist", "pytest_asyncio"]
leak = "pytest -m 'leak' {project}/tests"
stub-python = "3.8"
stub-says = "it's \"over\" $HOME `x`"
"#,
    ),
    (
        "own names",
        r#"
[build-system]
requires = ["scikit-build-core"]
build-backend = "scikit_build_core.build"
[project]
name = "named"
version = "1"
requires-python = ">=3.12,<3.15"
[tool.scikit-build]
wheel.py-api = "cp312"
[tool.cibuildwheel]
skip = "*-musllinux_* cp313-win_amd64"
config-settings = { "cmake.verbose" = true }
[tool.relkit]
support = "eol"
[tool.relkit.matrix]
branches = ["main", "release/**"]
tags = "release-*"
environment = "it's: a \"name\""
free-threaded = false
timeout-minutes = 5
pull-request = "off"
label = "it's: all }} of \"them\""
paths = ["src/**"]
import = ["named", "named._core"]
runners = { win_amd64 = "windows-2022", manylinux_x86_64 = "ubuntu-26.04" }
"#,
    ),
    (
        "own settings",
        r#"
[build-system]
requires = ["maturin>=1", "setuptools-scm"]
build-backend = "maturin"
[project]
name = "settings"
version = "1"
requires-python = ">=3.10"
[tool.maturin]
bindings = "pyo3"
features = ["pyo3/abi3-py310"]
[tool.relkit.matrix]
abi3t = "3.15"
shard = "platform"
pull-request = "full"
config-settings = { abi3t-py315 = "build-args=--features=pyo3/abi3t-py315 z=1" }
[tool.cibuildwheel]
config-settings = { a = "1", build-args = "--locked" }
test-skip = "*-win_arm64"
[tool.cibuildwheel.linux]
test-command = ["pytest {project}/tests", "true"]
[[tool.cibuildwheel.overrides]]
select = "*-musllinux*"
test-command = ""
config-settings = { a = "2" }
[[tool.cibuildwheel.overrides]]
select = "cp314t*"
inherit.config-settings = "append"
inherit.test-command = "prepend"
test-command = "echo first"
config-settings = { b = "it's two" }
"#,
    ),
    (
        "twins",
        r#"
[build-system]
requires = ["meson-python"]
build-backend = "mesonpy"
[project]
name = "twins"
version = "1"
requires-python = ">=3.12"
[tool.relkit.matrix]
platforms = [
    "manylinux_x86_64", "manylinux_s390x", "musllinux_armv7l", "macosx_x86_64", "macosx_arm64",
]
skip = ["cp314t-*"]
enable = ["pypy"]
systems = { macosx_arm64 = "macosx_12_0" }
[tool.relkit.matrix.variants.accelerate]
platforms = ["macosx_x86_64", "macosx_arm64"]
system = "macosx_14_0"
environment = "NPY=1"
config-settings = "setup-args=-Dblas=accelerate"
[tool.relkit.matrix.variants.old]
platforms = ["manylinux_x86_64"]
system = "manylinux2014"
skip = ["cp315*", "pp*"]
[tool.cibuildwheel]
test-command = "pytest {project}"
test-requires = "pytest"
environment = { OPENBLAS = "1" }
"#,
    ),
    (
        "a program",
        r#"
[build-system]
requires = ["maturin>=1"]
build-backend = "maturin"
[project]
name = "program"
version = "1"
requires-python = ">=3.9"
[tool.maturin]
bindings = "bin"
[tool.cibuildwheel.macos]
test-command = "program --version"
[tool.relkit.matrix]
platforms = ["manylinux_x86_64", "macosx_arm64", "win_amd64", "pyodide_wasm32"]
"#,
    ),
    (
        "by maturin",
        r#"
[build-system]
requires = ["maturin>=1.14"]
build-backend = "maturin"
[project]
name = "crate"
version = "1"
requires-python = ">=3.12"
[tool.relkit.matrix]
builder = "maturin"
abi3 = "3.13"
abi3t = "3.15"
enable = ["graalpy"]
unpicked = ["*-macosx_universal2"]
platforms = [
    "manylinux_x86_64", "manylinux_aarch64", "manylinux_riscv64", "musllinux_x86_64",
    "musllinux_aarch64", "macosx_x86_64", "macosx_arm64", "macosx_universal2", "win32",
    "win_amd64", "win_arm64",
]
[tool.relkit.matrix.config-settings]
abi3-py313 = "build-args=--features=pyo3/abi3-py313,fast"
abi3t-py315 = "build-args=--features=pyo3/abi3t-py315"
"#,
    ),
    (
        "smoked",
        r#"
[build-system]
requires = ["maturin>=1.14"]
build-backend = "maturin"
[project]
name = "smoked"
version = "1"
requires-python = ">=3.12"
[tool.relkit.matrix]
abi3 = "3.12"
enable = ["pypy"]
platforms = [
    "manylinux_x86_64", "manylinux_s390x", "musllinux_x86_64", "macosx_x86_64", "macosx_arm64",
    "win32", "win_amd64", "win_arm64",
]
smoke = true
smoke-install = "cargo install --locked --git 'https://example.invalid/it''s' # ${{ x }} << y >>"
"#,
    ),
    (
        "smoked and pure",
        "[project]\nname = 'pure'\nversion = '1'\nrequires-python = '>=3.7'\n[tool.relkit.matrix]\n\
         smoke = true\nsmoke-install = 'pip install relkit.whl'\n",
    ),
];

/// A name, the workflow, and the folder of the project, which may be a temporary one.
pub(crate) type Generated = (String, String, PathBuf, Option<TempDir>);

/// The workflows of all examples and shapes, with the folder of each project.
pub(crate) fn workflows() -> Vec<Generated> {
    let examples = projects().into_iter().map(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        (name, matrix(&folder, &[]), folder, None)
    });
    let shapes = SHAPES.iter().map(|(name, text)| {
        let folder = project(text);
        let path = folder.path().to_owned();
        ((*name).to_owned(), matrix(&path, &[]), path, Some(folder))
    });
    examples.chain(shapes).collect()
}

/// Writes the workflow of each project to a file of its own.
fn written() -> (TempDir, Vec<PathBuf>) {
    in_files(workflows())
}

pub(crate) fn in_files(workflows: Vec<Generated>) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = workflows
        .into_iter()
        .map(|(name, text, ..)| {
            let path = folder.path().join(format!("{}.yml", name.replace(' ', "-")));
            fs::write(&path, text).unwrap();
            path
        })
        .collect();
    (folder, files)
}

#[test]
fn actionlint_finds_nothing() {
    let (_folder, files) = written();
    pass_actionlint(&files);
}

pub(crate) fn pass_actionlint(files: &[PathBuf]) {
    run(program("actionlint").args(files), "pass actionlint");
}

#[test]
fn zizmor_finds_nothing_as_an_auditor() {
    let (_folder, files) = written();
    pass_zizmor(&files);
}

pub(crate) fn pass_zizmor(files: &[PathBuf]) {
    let arguments = ["--offline", "--no-progress", "--persona", "auditor", "--format", "plain"];
    let out = run(program("zizmor").args(arguments).args(files), "pass zizmor");
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("No findings to report"), "{out}");
}

#[test]
fn workflows_fit_the_schemas() {
    let (_folder, files) = written();
    for schema in ["vendor.github-workflows", "custom.github-workflows-require-timeout"] {
        let mut command = program("check-jsonschema");
        run(command.args(["--builtin-schema", schema]).args(&files), "pass the schema");
    }
}

fn parsed(text: &str) -> Workflow {
    yaml_serde::from_str(text).unwrap()
}

fn normal_jobs(workflow: &Workflow) -> BTreeMap<&str, &NormalJob> {
    let jobs = workflow.jobs.iter().map(|(name, job)| match job {
        Job::NormalJob(job) => (name.as_str(), &**job),
        Job::ReusableWorkflowCallJob(_) => panic!("{name} calls a reusable workflow"),
    });
    jobs.collect()
}

#[test]
fn permissions_are_the_least_and_publishing_comes_last() {
    for (name, text, ..) in workflows() {
        let workflow = parsed(&text);
        let none = |permissions: &Permissions| matches!(permissions, Permissions::Explicit(map) if map.is_empty());
        assert!(none(&workflow.permissions), "{name}: {:?}", workflow.permissions);
        let jobs = normal_jobs(&workflow);
        let publish = jobs["publish"];
        assert!(none(&jobs["wheels"].permissions) && none(&jobs["complete"].permissions), "{name}");
        assert_eq!(publish.needs, ["complete"], "{name}");
        // The gate waits for all that builds and tests the release.
        let beside = ["complete", "next", "publish", "subset", "subset-tests"];
        let waited: BTreeSet<&str> =
            jobs.keys().copied().filter(|job| !beside.contains(job)).collect();
        let needs: BTreeSet<&str> = jobs["complete"].needs.iter().map(String::as_str).collect();
        assert_eq!(needs, waited, "{name}");
        assert_eq!(jobs["wheels"].needs, ["sdist"], "{name}");
        let Permissions::Explicit(of_publish) = &publish.permissions else { panic!("{name}") };
        assert_eq!(of_publish.get("id-token"), Some(&Permission::Write), "{name}");
        assert_eq!(of_publish.len(), 1, "{name}");
        assert!(publish.environment.is_some(), "{name}");
        for (job, normal) in &jobs {
            assert!(normal.timeout_minutes.is_some(), "{name}: {job}");
        }
    }
}

#[test]
fn actions_are_pinned_and_nothing_is_cached() {
    for (name, text, ..) in workflows() {
        for line in text.lines().filter(|line| line.contains("uses:")) {
            let (_, reference) = line.split_once('@').unwrap();
            let (sha, tag) = reference.split_once(" # ").unwrap();
            assert!(sha.len() == 40 && tag.starts_with('v'), "{name}: {line}");
        }
        let setups = text.matches("astral-sh/setup-uv@").count();
        assert_eq!(text.matches("enable-cache: false").count(), setups, "{name}");
        assert!(!text.contains("actions/cache@"), "{name}");
    }
}

/// Name, runner and environment of each wheel job, as GitHub would fill the matrix in.
fn job_environments(text: &str) -> Vec<(String, String, BTreeMap<String, String>)> {
    let workflow: yaml_serde::Value = yaml_serde::from_str(text).unwrap();
    let wheels = &workflow["jobs"]["wheels"];
    let steps = wheels["steps"].as_sequence().unwrap();
    let Some(env) = steps.iter().find_map(|step| step["env"].as_mapping()) else { return vec![] };
    let Some(include) = wheels["strategy"]["matrix"]["include"].as_sequence() else {
        return vec![];
    };
    let filled = |job: &yaml_serde::Value, text: &str| {
        let Some(rest) = text.strip_prefix("${{ matrix.") else { return text.to_owned() };
        let key = rest.strip_suffix(" }}").unwrap();
        job[key].as_str().unwrap_or_else(|| panic!("{text} is not in {job:?}")).to_owned()
    };
    include
        .iter()
        .map(|job| {
            let own = env.iter().map(|(name, value)| {
                (name.as_str().unwrap().to_owned(), filled(job, value.as_str().unwrap()))
            });
            let text = |key: &str| job[key].as_str().unwrap().to_owned();
            (text("name"), text("runs-on"), own.collect())
        })
        .collect()
}

#[test]
fn cibuildwheel_builds_exactly_the_identifiers_of_each_job() {
    let mut all = workflows();
    all.retain(|(_, text, ..)| !text.contains("maturin build"));
    assert!(agree_with_cibuildwheel(&all) > 60);
}

/// Asks cibuildwheel for the identifiers of each job, and gives the number of jobs.
pub(crate) fn agree_with_cibuildwheel(all: &[Generated]) -> usize {
    let mut questions = Vec::new();
    let mut planned = Vec::new();
    for (name, text, folder, _) in all {
        let plan: serde_json::Value =
            serde_json::from_str(&matrix(folder, &["--format", "plan"])).unwrap();
        let jobs = plan["jobs"].as_array().unwrap();
        let environments = job_environments(text);
        assert_eq!(jobs.len(), environments.len(), "{name}");
        for (job, (job_name, runner, env)) in jobs.iter().zip(environments) {
            assert_eq!(job["name"], job_name, "{name}");
            assert_eq!(job["env"], json!(env), "{name}: {job_name}");
            let arm = runner.contains("arm")
                || (runner.starts_with("macos") && !runner.contains("intel"));
            questions.push(json!({
                "project": folder,
                "platform": env["CIBW_PLATFORM"],
                "machine": if arm { "arm64" } else { "x86_64" },
                "env": env,
            }));
            let ids: Vec<String> = job["builds"]
                .as_array()
                .unwrap()
                .iter()
                .map(|build| build["id"].as_str().unwrap().to_owned())
                .collect();
            assert!(!ids.is_empty(), "{name}: {job_name} builds nothing");
            planned.push((format!("{name}: {job_name}"), ids));
        }
    }
    let printed: Vec<Vec<String>> = ask("build_identifiers.py", &[], &questions);
    let jobs = printed.len();
    for ((job, ids), printed) in planned.into_iter().zip(printed) {
        assert_eq!(ids, printed, "{job}");
    }
    jobs
}
