//! Jobs that try the finished wheels: who tries what, and what is said of the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use relkit::model::Provider;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    pipelines::{self, yaml},
    python::{program, root, run},
    relkit::{TODAY, matrix, project, ran},
};

pub(crate) const BUILD: &str = "[build-system]\nrequires = ['setuptools']\n\
                     build-backend = 'setuptools.build_meta'\n[tool.setuptools]\n\
                     ext-modules = [{ name = 'demo', sources = ['demo.c'] }]\n";

const PROVIDERS: [Provider; 4] =
    [Provider::Github, Provider::Gitlab, Provider::Azure, Provider::Circleci];

/// A project with wheels of the stable ABI and for free-threaded Pythons on three systems.
fn three_systems(more: &str) -> TempDir {
    project(&format!(
        "{BUILD}[project]\nname = 'demo'\nversion = '1'\nrequires-python = '>=3.9'\n\
         [tool.relkit.matrix]\nabi3 = '3.9'\n\
         platforms = ['manylinux_x86_64', 'musllinux_x86_64', 'macosx_arm64', 'win_amd64', 'win_arm64']\n\
         {more}"
    ))
}

const ON: &str = "smoke = true\nsmoke-install = 'cargo install --path tools/relkit'\n";

/// The entries of the job's matrix.
pub(crate) fn lanes(workflow: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let workflow = yaml(workflow);
    let include = workflow["jobs"]["smoke"]["strategy"]["matrix"]["include"].clone();
    let text = |value: &yaml_serde::Value| value.as_str().unwrap().to_owned();
    let entry = |entry: &yaml_serde::Value| {
        let keys = entry.as_mapping().unwrap().iter();
        let entry: BTreeMap<_, _> = keys.map(|(key, value)| (text(key), text(value))).collect();
        (entry["name"].clone(), entry)
    };
    include.as_sequence().unwrap().iter().map(entry).collect()
}

fn required(entry: &BTreeMap<String, String>) -> Vec<&str> {
    let words = entry["require"].split(' ');
    words.filter(|word| *word != "--require").collect()
}

#[test]
fn each_platform_requires_the_interpreters_that_its_wheels_are_for() {
    let folder = three_systems(ON);
    let lanes = lanes(&matrix(folder.path(), &[]));
    let names: Vec<_> = lanes.keys().map(String::as_str).collect();
    let platforms = ["macosx_arm64", "manylinux_x86_64", "win_amd64", "win_arm64"];
    assert_eq!(names, platforms.map(|platform| format!("smoke {platform}")));
    let all = ["cp39", "cp310", "cp311", "cp312", "cp313", "cp314", "cp314t", "cp315", "cp315t"];
    for platform in &platforms[..3] {
        assert_eq!(required(&lanes[&format!("smoke {platform}")]), all, "{platform}");
    }
    let arm = &lanes["smoke win_arm64"];
    assert_eq!(required(arm), all[2..]);
    assert_eq!(arm["runs-on"], "windows-11-arm");
    assert!(arm["pythons"].contains("cpython-3.14+freethreaded-windows-aarch64-none"), "{arm:?}");
    let linux = &lanes["smoke manylinux_x86_64"];
    assert_eq!(linux["pythons"], "3.9 3.10 3.11 3.12 3.13 3.14 3.14t 3.15 3.15t");
    assert!(!linux["wheels"].contains("musl") && linux["wheels"].contains("cp314t-manylinux"));
}

/// What the configuration requires of `relkit smoke`, it requires in each of the jobs.
#[test]
fn a_requirement_that_no_job_can_meet_is_told() {
    let told = |more: &str| {
        let folder = three_systems(&format!("{ON}[tool.relkit.smoke]\n{more}"));
        let path = folder.path().to_str().unwrap();
        let ran = ran(&["matrix", "--as-of", TODAY, "--project", path]);
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        let lines = ran.err.lines().filter(|line| line.contains("tool.relkit.smoke.require"));
        lines.map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(told("require = ['cp312', '3.14t']\n"), "");
    insta::assert_snapshot!(told("require = ['cp39', 'cp313t']\n"), @"
    warning: `tool.relkit.smoke.require` asks for cp39, which is not tried by `smoke win_arm64`: each of these jobs fails
    warning: `tool.relkit.smoke.require` asks for cp313t, which is not tried by `smoke manylinux_x86_64`, `smoke macosx_arm64`, `smoke win_amd64`, `smoke win_arm64`: each of these jobs fails
    ");
}

/// Nobody who does not ask gets a byte of it.
#[test]
fn without_the_key_there_are_no_such_jobs() {
    for provider in PROVIDERS {
        let arguments = ["--format", provider.as_str()];
        let silent = matrix(three_systems("").path(), &arguments);
        let off = matrix(three_systems("smoke = false\n").path(), &arguments);
        assert!(!silent.contains("smoke") && !silent.contains("relkit smoke"), "{provider}");
        let body = |text: &str| {
            let lines = text.lines().filter(|line| !line.contains("inputs sha256:"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(body(&silent), body(&off), "{provider}");
    }
    for format in ["plan", "table"] {
        assert!(!matrix(three_systems("").path(), &["--format", format]).contains("smoke"));
    }
}

#[test]
fn publishing_waits_for_the_trials() {
    let folder = three_systems(ON);
    let workflow = yaml(&matrix(folder.path(), &[]));
    let needs = |job: &str| workflow["jobs"][job]["needs"].as_sequence().unwrap().clone();
    assert!(needs("complete").contains(&"smoke".into()) && needs("publish") == ["complete"]);
    assert_eq!(needs("smoke"), ["wheels"]);
    for (provider, jobs) in dialects(folder.path()) {
        let smoke: Vec<&String> = jobs.keys().filter(|name| name.starts_with("smoke")).collect();
        assert!(smoke.len() >= 2, "{provider}: {smoke:?}");
        assert_eq!(jobs["publish"].needs, ["complete"], "{provider}");
        // Without `needs` the job of GitLab waits for all of the stages before it.
        let waits = |name: &&String| jobs["complete"].needs.contains(name);
        assert!(provider == Provider::Gitlab || smoke.iter().all(waits), "{provider}");
        for name in smoke {
            let of_platform = name.replace("smoke", "").replace(['-', ' ', '_'], "");
            let given = jobs[name].downloads.iter().filter(|from| !from.contains("sdist"));
            let given: Vec<_> = given.collect();
            let own = |from: &&String| from.replace(['-', '_'], "").contains(&of_platform);
            assert!(!given.is_empty() && given.iter().all(own), "{provider}: {name}: {given:?}");
        }
    }
    let gitlab = yaml(&matrix(folder.path(), &["--format", "gitlab"]));
    let stages: Vec<_> = gitlab["stages"].as_sequence().unwrap().iter().collect();
    let at = |stage: &str| stages.iter().position(|it| *it == stage).unwrap();
    let own = gitlab["smoke win_amd64"]["stage"].as_str().unwrap();
    assert!(at(own) < at("complete"));
    assert_eq!(gitlab["smoke win_amd64"]["artifacts"]["reports"]["junit"], "smoke.xml");
}

/// The jobs of a release on the CI systems that have no actions.
pub(crate) fn dialects(folder: &Path) -> Vec<(Provider, pipelines::Jobs)> {
    let read = |provider: Provider| {
        let pipeline = yaml(&matrix(folder, &["--format", provider.as_str()]));
        let jobs = match provider {
            Provider::Gitlab => pipelines::gitlab(&pipeline, "everything"),
            Provider::Azure => pipelines::azure(&pipeline, pipelines::AZURE_EVERYTHING),
            _ => pipelines::circleci(&pipeline, "everything"),
        };
        (provider, jobs)
    };
    PROVIDERS[1..].iter().map(|provider| read(*provider)).collect()
}

#[test]
fn what_nobody_tries_is_said() {
    let more = "enable = ['pypy']\nskip = ['pp*-macosx_*', 'pp*-win_*']\n";
    let folder = three_systems(&format!("{ON}{more}"));
    let github = matrix(folder.path(), &[]);
    let told: Vec<&str> = github.lines().filter(|line| line.contains("Not tried")).collect();
    insta::assert_snapshot!(told.join("\n"), @"
      # Not tried: pp311_80 pp312_80 on manylinux_x86_64: the jobs try CPython alone
      # Not tried: cp39 cp310 cp311 cp312 cp313 cp314 cp314t cp315 cp315t on musllinux_x86_64: no machine of CI is such a system
    ");
    for provider in &PROVIDERS[1..] {
        let text = matrix(folder.path(), &["--format", provider.as_str()]);
        let line = "#   pp311_80 pp312_80 on manylinux_x86_64: the jobs try CPython alone";
        assert!(text.lines().any(|it| it == line), "{provider}");
    }
    let plan: Value = serde_json::from_str(&matrix(folder.path(), &["--format", "plan"])).unwrap();
    assert_eq!(plan["smoke"]["jobs"].as_array().unwrap().len(), 4);
    assert_eq!(plan["smoke"]["install"], "cargo install --path tools/relkit");
    let left = &plan["smoke"]["left_out"];
    assert_eq!(left.as_array().unwrap().len(), 11);
    assert_eq!(left[0]["interpreter"], "pp311_80");
    let explained = |id: &str| matrix(folder.path(), &["--explain", id]);
    let in_it = explained("cp314t-win_arm64");
    assert!(in_it.contains("tested in job smoke win_arm64 on windows-11-arm"), "{in_it}");
    let out = explained("cp314t-musllinux_x86_64");
    assert!(out.contains("not tried by relkit smoke: no machine of CI is such a system"), "{out}");
    let table = matrix(folder.path(), &["--format", "table"]);
    assert!(table.contains("not tried by relkit smoke: cp39 cp310"), "{table}");
}

/// The options and the requests in the generated files are ones that uv knows, and the table of its
/// interpreters is what it says itself.
#[test]
fn uv_knows_what_it_is_asked_for() {
    let uv = |arguments: &[&str]| run(program("uv").args(arguments), "ask uv");
    let folder = three_systems(ON);
    let workflow = matrix(folder.path(), &[]);
    let steps = yaml(&workflow)["jobs"]["smoke"]["steps"].as_sequence().unwrap().clone();
    let script = steps.iter().filter_map(|step| step["run"].as_str()).next_back().unwrap();
    let mut calls = 0;
    for command in ["install", "find"] {
        let (_, rest) = script.split_once(&format!("uv python {command} ")).unwrap();
        let options = rest.split(' ').take_while(|word| word.starts_with("--"));
        let options: Vec<&str> = options.collect();
        calls += options.len();
        uv(&[&["python", command][..], &options, &["--help"]].concat());
    }
    assert_eq!(calls, 6, "{script}");
    let list = "python list --offline --only-downloads --all-platforms --all-arches";
    let list: Vec<&str> = list.split(' ').collect();
    let lanes = lanes(&workflow);
    let requests: BTreeSet<&str> =
        lanes.values().flat_map(|entry| entry["pythons"].split(' ')).collect();
    assert_eq!(requests.len(), 9 + 7);
    for request in requests {
        let listed = String::from_utf8(uv(&[&list[..], &[request]].concat())).unwrap();
        let threaded = request.ends_with('t') || request.contains("freethreaded");
        assert!(!listed.is_empty(), "uv has no {request}");
        assert!(listed.lines().all(|it| it.contains("freethreaded") == threaded), "{listed}");
    }
    let table = fs::read_to_string(root().join("matrices/uv_pythons.toml")).unwrap();
    let day = table.lines().next().unwrap().split('"').nth(1).unwrap();
    let mut refresh = program("python");
    refresh.arg(root().join("matrices/refresh/uv_pythons.py")).arg(day);
    let fresh = run(refresh.arg(program("uv").get_program()), "list the interpreters of uv");
    assert_eq!(String::from_utf8(fresh).unwrap(), table);
}

/// uv has all Pythons of today everywhere: a release of it without some is made up.
#[test]
fn interpreters_that_a_machine_cannot_have_are_not_required() {
    let tables = tempfile::tempdir().unwrap();
    let known = root().join("matrices/uv_pythons.toml");
    let known = fs::read_to_string(known).unwrap();
    let (before, windows) = known.split_once("platform = \"win_amd64\"").unwrap();
    let without = windows.replacen("threaded = [\"3.13\", \"3.14\", ", "threaded = [", 1);
    let text = format!("{before}platform = \"win_amd64\"{without}");
    assert_ne!(text, known);
    fs::write(tables.path().join("uv_pythons.toml"), text).unwrap();
    let folder = three_systems(ON);
    let workflow = matrix(folder.path(), &["--tables", tables.path().to_str().unwrap()]);
    let lanes = lanes(&workflow);
    assert!(!lanes["smoke win_amd64"]["require"].contains("cp314t"));
    assert!(lanes["smoke win_amd64"]["require"].contains("cp315t"));
    assert!(lanes["smoke win_arm64"]["require"].contains("cp314t"));
    let line = "  # Not tried: cp314t on win_amd64: uv 0.13.9 has no such Python\n";
    assert!(workflow.contains(line), "{workflow}");
}

#[test]
fn machines_of_another_architecture_try_nothing() {
    let text = three_systems(ON);
    let path = text.path().join("pyproject.toml");
    let own =
        fs::read_to_string(&path).unwrap().replace("'musllinux_x86_64'", "'manylinux_aarch64'");
    fs::write(&path, own.replace("'win_amd64', 'win_arm64'", "'macosx_universal2'")).unwrap();
    let azure = matrix(text.path(), &["--format", "azure"]);
    assert!(azure.contains("on manylinux_aarch64: no machine of CI has the architecture"));
    // Each half of a wheel for both is tried where it is the machine's own.
    let lanes = lanes(&matrix(text.path(), &[]));
    assert_eq!(lanes["smoke macosx_x86_64"]["runs-on"], "macos-26-intel");
    assert!(lanes["smoke macosx_x86_64"]["wheels"].contains("macosx_universal2"));
    let gitlab = matrix(text.path(), &["--format", "gitlab"]);
    assert!(gitlab.contains("\n\"smoke manylinux_aarch64\":"), "{gitlab}");
    assert!(!gitlab.contains("\n\"smoke macosx_x86_64\":"), "{gitlab}");
    assert!(gitlab.contains("on macosx_universal2: no machine of CI has the architecture"));
}

/// Of two wheels for systems of different age a machine installs one, and is given no other.
#[test]
fn a_wheel_for_older_systems_is_said_to_be_left_out() {
    let folder = project(&format!(
        "{BUILD}[project]\nname = 'demo'\nversion = '1'\nrequires-python = '==3.14.*'\n\
         [tool.relkit.matrix]\nplatforms = ['macosx_arm64']\nfree-threaded = false\n{ON}\
         [tool.relkit.matrix.variants.accelerate]\nplatforms = ['macosx_arm64']\n\
         system = 'macosx_14_0'\n"
    ));
    let workflow = matrix(folder.path(), &[]);
    let lanes = lanes(&workflow);
    assert_eq!(lanes["smoke macosx_arm64"]["wheels"], "dist-wheels-macosx_arm64-accelerate");
    let line = "cp314 on macosx_arm64: the machine installs the wheel for a newer system";
    assert!(workflow.contains(line), "{workflow}");
}

#[test]
fn where_nothing_can_be_tried_a_warning_says_so() {
    let folder = project(&format!(
        "{BUILD}[project]\nname = 'demo'\nversion = '1'\nrequires-python = '==3.14.*'\n\
         [tool.relkit.matrix]\nplatforms = ['musllinux_x86_64']\nfree-threaded = false\n{ON}"
    ));
    let path = folder.path().to_str().unwrap();
    let run = ran(&["matrix", "--as-of", TODAY, "--project", path]);
    insta::assert_snapshot!(run.err, @"warning: `smoke` gives no job: cp314 on musllinux_x86_64: no machine of CI is such a system");
    let workflow = yaml(&run.out);
    assert!(workflow["jobs"]["smoke"].is_null() && run.status == Some(0));
    let needs = workflow["jobs"]["complete"]["needs"].as_sequence().unwrap();
    assert!(!needs.contains(&"smoke".into()));
}

#[test]
fn costs_and_drift_know_the_jobs() {
    let folder = three_systems(ON);
    let cost: Value =
        serde_json::from_str(&matrix(folder.path(), &["--cost", "--format", "json"])).unwrap();
    let shown = cost.to_string();
    assert!(shown.contains("\"smoke win_arm64\""), "{shown}");
    let file = folder.path().join("build.yml");
    let fresh = matrix(folder.path(), &[]);
    let check = || {
        let (file, folder) = (file.to_str().unwrap(), folder.path().to_str().unwrap());
        ran(&["matrix", "--as-of", TODAY, "--project", folder, "--check", file])
    };
    fs::write(&file, &fresh).unwrap();
    assert_eq!(check().status, Some(0));
    fs::write(&file, fresh.replace("--require cp39 ", "")).unwrap();
    let stale = check();
    assert_eq!(stale.status, Some(1));
    assert!(stale.out.contains("+            require: \"--require cp39 --require cp310"));
}

#[test]
fn a_dropped_python_is_no_longer_required() {
    let folder = project(&format!(
        "{BUILD}[project]\nname = 'demo'\nversion = '1'\nrequires-python = '>=3.9'\n\
         [tool.relkit.matrix]\nplatforms = ['manylinux_x86_64']\n{ON}"
    ));
    let file = folder.path().join(".github/workflows/build.yml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, matrix(folder.path(), &[])).unwrap();
    let path = folder.path().to_str().unwrap();
    let run = ran(&["drop", "3.9", "--as-of", TODAY, "--project", path, "--diff"]);
    assert!(run.out.contains("-            require: \"--require cp39 --require cp310 "), "{run:?}");
    assert!(run.out.contains("+            require: \"--require cp310 "), "{run:?}");
}
