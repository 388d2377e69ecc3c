//! Jobs that try the finished wheels: who tries what, and the commands as they are run.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use relkit::model::Provider;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    pipelines::{self, yaml},
    python::program,
    relkit::{Ran, TODAY, matrix, project, ran, relkit},
    smoke::{built, newest},
};

const BUILD: &str = "[build-system]\nrequires = ['setuptools']\n\
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
fn lanes(workflow: &str) -> BTreeMap<String, BTreeMap<String, String>> {
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
fn dialects(folder: &Path) -> Vec<(Provider, pipelines::Jobs)> {
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
      # Not tried: pp311_80 pp312_80 on manylinux_x86_64: relkit smoke knows CPython alone
      # Not tried: cp39 cp310 cp311 cp312 cp313 cp314 cp314t cp315 cp315t on musllinux_x86_64: no machine of CI is such a system
    ");
    for provider in &PROVIDERS[1..] {
        let text = matrix(folder.path(), &["--format", provider.as_str()]);
        let line = "#   pp311_80 pp312_80 on manylinux_x86_64: relkit smoke knows CPython alone";
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

/// uv has all Pythons of today everywhere: a release of it without some is made up.
#[test]
fn interpreters_that_a_machine_cannot_have_are_not_required() {
    let tables = tempfile::tempdir().unwrap();
    let known = crate::support::python::root().join("matrices/uv_pythons.toml");
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

/// A job that tries wheels of the newest Python of this machine, on it alone.
struct Lane {
    folder: TempDir,
    text: String,
    env: BTreeMap<String, String>,
}

/// The commands of the Linux job of each CI system, with the variables that they see.
fn on_this_machine(more: &str) -> Vec<(Provider, Lane)> {
    let minor = minor();
    let text = format!(
        "{BUILD}[project]\nname = 'demo'\nversion = '1'\nrequires-python = '==3.{minor}.*'\n\
         [tool.relkit.matrix]\nplatforms = ['manylinux_x86_64']\nfree-threaded = false\n\
         smoke = true\nsmoke-install = \"echo '<< ${{{{ x }}}}' > brought\"\n{more}"
    );
    let folder = project(&text);
    let mut lanes = Vec::new();
    let workflow = matrix(folder.path(), &[]);
    let steps = yaml(&workflow)["jobs"]["smoke"]["steps"].as_sequence().unwrap().clone();
    let with = |name: &str| steps.iter().find(|step| step["env"][name].is_string()).unwrap();
    let (install, step) = (with("INSTALL_RELKIT"), with("PYTHONS"));
    let entry = &self::lanes(&workflow)["smoke manylinux_x86_64"];
    let env = [("PYTHONS", "pythons"), ("REQUIRE", "require")];
    let env = env.map(|(name, key)| {
        assert_eq!(step["env"][name], format!("${{{{ matrix.{key} }}}}"));
        (name.to_owned(), entry[key].clone())
    });
    let mut env: BTreeMap<String, String> = env.into_iter().collect();
    let command = install["env"]["INSTALL_RELKIT"].as_str().unwrap();
    env.insert("INSTALL_RELKIT".to_owned(), command.replace("${{ '${{' }}", "${{"));
    let run = |step: &yaml_serde::Value| step["run"].as_str().unwrap().to_owned();
    lanes.push((Provider::Github, format!("{}\n{}", run(install), run(step)), env));
    for (provider, jobs) in dialects(folder.path()) {
        let (_, job) = jobs.into_iter().find(|(name, _)| name.starts_with("smoke")).unwrap();
        let own = |text: &str| text.contains("relkit smoke") || text.contains("INSTALL_RELKIT");
        let commands = job.commands.into_iter().filter(|command| own(&command.text));
        let (texts, env): (Vec<_>, Vec<_>) = commands.map(|it| (it.text, it.env)).unzip();
        assert_eq!(texts.len(), 2, "{texts:?}");
        lanes.push((provider, texts.join("\n"), env.into_iter().flatten().collect()));
    }
    let lane =
        |(provider, script, env)| (provider, Lane { folder: project(&text), text: script, env });
    lanes.into_iter().map(lane).collect()
}

/// The second number of the newest Python.
fn minor() -> String {
    let ask = ["-c", "import sys; print(sys.version_info[1])"];
    let output = Command::new(newest()).args(ask).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Lane {
    /// Runs the script as the CI system does: uv and Python are those of the suite, but interpreters
    /// are not fetched, and the one that uv is said to have is `python`.
    fn run(&self, python: &Path) -> Ran {
        let bin = self.folder.path().join("bin");
        fs::create_dir_all(&bin).unwrap();
        let uv = PathBuf::from(program("uv").get_program());
        let shim = format!(
            "#!/bin/sh\n[ \"$1\" = -m ] && shift 2\ncase \"$1 $2\" in\n\
             'python install') echo \"$@\" >> '{log}' ;;\n'python find') echo '{python}' ;;\n\
             *) exec '{uv}' \"$@\" ;;\nesac\n",
            log = self.folder.path().join("installed").display(),
            python = python.display(),
            uv = uv.display(),
        );
        for name in ["uv", "python", "python3"] {
            fs::write(bin.join(name), &shim).unwrap();
            fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        let relkit = PathBuf::from(relkit(&[]).get_program()).parent().unwrap().to_owned();
        let path = std::env::var("PATH").unwrap();
        let mut shell = Command::new("bash");
        shell.args(["-eo", "pipefail", "-c", &self.text]).current_dir(self.folder.path());
        shell.env_clear().envs(&self.env);
        shell.env("PATH", format!("{}:{}:{path}", bin.display(), relkit.display()));
        for name in ["HOME", "UV_CACHE_DIR", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                shell.env(name, value);
            }
        }
        Ran::from(shell.output().unwrap())
    }

    /// Puts a wheel where the artifacts of the jobs before go.
    fn given(&self, wheel: &Path) {
        let house = self.folder.path().join("wheelhouse");
        fs::create_dir_all(&house).unwrap();
        fs::copy(wheel, house.join(wheel.file_name().unwrap())).unwrap();
    }
}

#[test]
fn the_commands_run_as_they_stand() {
    let minor = minor();
    for (provider, lane) in on_this_machine("") {
        lane.given(&built(newest(), "leaky_multi"));
        let run = lane.run(newest());
        assert_eq!(run.status, Some(0), "{provider}: {}{}", run.out, run.err);
        let asked = fs::read_to_string(lane.folder.path().join("installed")).unwrap();
        assert!(asked.ends_with(&format!("--no-config --no-bin 3.{minor}\n")), "{asked}");
        let brought = fs::read_to_string(lane.folder.path().join("brought")).unwrap();
        assert_eq!(brought, "<< ${{ x }}\n", "{provider}");
        let report = lane.folder.path().join("smoke.xml");
        if provider != Provider::Github {
            let report = fs::read_to_string(report).unwrap();
            assert!(report.contains("<testsuite ") && report.contains("leaky_multi"), "{report}");
        }
    }
}

#[test]
fn what_the_configuration_asks_for_fails_the_job() {
    let leaks = "[tool.relkit.smoke]\nleaks = ['leaky_multi:leak_list()']\n";
    for (provider, lane) in on_this_machine(leaks) {
        lane.given(&built(newest(), "leaky_multi"));
        let run = lane.run(newest());
        assert_eq!(run.status, Some(1), "{provider}: {}{}", run.out, run.err);
        if provider == Provider::Github {
            assert!(run.out.contains("::error ") && run.out.contains("leak_list"), "{}", run.out);
        } else {
            let report = fs::read_to_string(lane.folder.path().join("smoke.xml")).unwrap();
            assert!(report.contains("<failure") && report.contains("leak_list"), "{report}");
        }
    }
}

/// An interpreter of another version is no stand-in, and one that is not there stops the job.
#[test]
fn a_missing_interpreter_fails_the_job() {
    let others = crate::support::smoke::interpreters();
    let other = others.values().find(|path| path.as_path() != newest());
    let other = other.expect("two Pythons with the GIL are needed");
    for (provider, lane) in on_this_machine("") {
        lane.given(&built(newest(), "leaky_multi"));
        let run = lane.run(other);
        assert_eq!(run.status, Some(1), "{provider}: {}{}", run.out, run.err);
        let gone = lane.run(Path::new("/nowhere/python"));
        assert_eq!(gone.status, Some(2), "{provider}: {}{}", gone.out, gone.err);
    }
}
