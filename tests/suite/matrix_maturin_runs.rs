//! What jobs run that build by maturin, in all dialects: their commands are run, with programs that
//! only note how they were called.

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use relkit::{
    matrix::{BuildTool, Plan, Wheels, maturin::MaturinBuild},
    model::Provider,
};

use crate::{
    matrix_workflows::SHAPES,
    support::{
        pipelines::{self, Jobs, yaml},
        relkit::{matrix, planned, project},
    },
};

/// Notes the folder, the deployment target and the words of a call.
const NOTE: &str = "#!/bin/sh\n{ basename \"$PWD\"; echo \"$MACOSX_DEPLOYMENT_TARGET\"; \
                    printf '%s\\n' \"${0##*/}\" \"$@\"; echo; } >> \"$NOTES\"\n";

/// What a job made of the plan: targets, interpreters, and each run with its deployment target.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ran {
    rust_targets: Vec<String>,
    pythons: Vec<String>,
    runs: Vec<(String, Vec<String>)>,
}

impl Ran {
    fn wanted(build: &MaturinBuild) -> Self {
        let run = |run: &Vec<String>| (build.deployment_target.clone(), run.clone());
        Self {
            rust_targets: build.rust_targets.clone(),
            pythons: build.pythons.clone(),
            runs: build.runs.iter().map(run).collect(),
        }
    }

    /// Takes one call: in which folder, for which deployment target, and its words.
    fn take(&mut self, folder: &str, target: &str, words: &[&str], maturin: &str) {
        let rest = |first: &[&str]| {
            let at = words.windows(first.len()).position(|it| it == first)?;
            Some(words[at + first.len()..].iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
        };
        if let Some(rest) = rest(&["rustup", "target", "add"]) {
            assert_eq!(folder, "source", "a toolchain of the sources counts");
            self.rust_targets.extend(rest);
        } else if let Some(rest) = rest(&["python", "install"]) {
            self.pythons.extend(rest);
        } else {
            let start = ["maturin", "build", "--release", "--out", "../wheelhouse"];
            let rest = rest(&start).unwrap_or_else(|| panic!("an odd call: {words:?}"));
            let tool = format!("maturin[zig]=={maturin}");
            assert!(words.contains(&tool.as_str()), "{words:?}");
            let there = words.windows(2).any(|it| it == ["--directory", "source"]);
            assert!(folder == "source" || there, "{words:?}");
            self.runs.push((target.to_owned(), rest));
        }
    }
}

/// Runs scripts one after the other in one folder, each with its environment.
fn ran(scripts: &[(&str, &BTreeMap<String, String>)], maturin: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let (bin, work) = (folder.path().join("bin"), folder.path().join("work"));
    fs::create_dir_all(work.join("sdist/demo-1")).unwrap();
    fs::create_dir(&bin).unwrap();
    for name in ["rustup", "uv", "uvx", "python", "python3"] {
        fs::write(bin.join(name), NOTE).unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut tar = Command::new("tar");
    tar.args(["-czf", "demo-1.tar.gz", "demo-1"]).current_dir(work.join("sdist"));
    assert!(tar.status().unwrap().success());
    let notes = folder.path().join("notes");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    for (script, env) in scripts {
        let check = Command::new("bash").args(["-n", "-c", script]).status().unwrap();
        assert!(check.success(), "{script}");
        let mut shell = Command::new("bash");
        shell.args(["-eo", "pipefail", "-c", script]).current_dir(&work).env_clear();
        shell.envs(*env).env("PATH", &path).env("NOTES", &notes).env("HOME", folder.path());
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }
    read(&notes, maturin)
}

fn read(notes: &Path, maturin: &str) -> Ran {
    let mut ran = Ran::default();
    let text = fs::read_to_string(notes).unwrap();
    let mut lines = text.lines();
    while let (Some(folder), Some(target)) = (lines.next(), lines.next()) {
        let words: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        ran.take(folder, target, &words, maturin);
    }
    ran
}

/// Reads the statements of PowerShell: words with and without quotes, folders and `PATH`.
fn read_power_shell(scripts: &[&str], maturin: &str) -> Ran {
    let mut ran = Ran::default();
    for script in scripts {
        let mut folder = "work".to_owned();
        for statement in script.split("; ") {
            let words = power_shell_words(statement);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words[..] {
                ["cd", ".."] => "work".clone_into(&mut folder),
                ["cd", to] => to.clone_into(&mut folder),
                ["mkdir" | "tar" | "if" | "$env:PATH", ..] => {}
                _ => ran.take(&folder, "", &words, maturin),
            }
        }
    }
    ran
}

fn power_shell_words(statement: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in statement.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
            continue;
        }
        for word in part.split(' ').filter(|word| !word.is_empty()) {
            // A list, and an option that ends at a point.
            let call = !statement.starts_with(['$', 'i']) && !statement.contains("tar ");
            assert!(!call || !word.contains([',', '=', '[', '$', '@']), "{statement}");
            words.push(word.to_owned());
        }
    }
    words
}

fn jobs(text: &str, provider: Provider) -> Jobs {
    let pipeline = yaml(text);
    match provider {
        Provider::Gitlab => pipelines::gitlab(&pipeline, "everything"),
        Provider::Azure => pipelines::azure(&pipeline, pipelines::AZURE_EVERYTHING),
        _ => pipelines::circleci(&pipeline, "everything"),
    }
}

/// The jobs of a plan that build.
fn wanted(plan: &Plan) -> Vec<Ran> {
    let Wheels::Native { full, .. } = &plan.wheels else { panic!("no native wheels") };
    let builds = full.builds.iter().map(|job| match &job.tool {
        BuildTool::Maturin(build) => Ran::wanted(build),
        BuildTool::Cibuildwheel(_) => panic!("{} is built by another tool", job.name),
    });
    builds.collect()
}

/// The project of the shape.
fn shape() -> tempfile::TempDir {
    let (_, text) = SHAPES.iter().find(|(name, _)| *name == "by maturin").unwrap();
    project(text)
}

#[test]
fn pipelines_run_what_the_plan_says() {
    let folder = shape();
    for provider in [Provider::Gitlab, Provider::Azure, Provider::Circleci] {
        let plan = planned(folder.path(), provider);
        let text = matrix(folder.path(), &["--format", provider.as_str()]);
        let mut left: Vec<Ran> = wanted(&plan);
        assert!(left.len() > 12, "{provider}: {}", left.len());
        assert!(left.iter().any(|it| !it.pythons.is_empty()), "{provider}");
        for (name, job) in jobs(&text, provider) {
            let own = ["mkdir source", "rustup target add", "python install", "maturin build"];
            let commands = job.commands.iter();
            let commands = commands.filter(|it| own.iter().any(|text| it.text.contains(text)));
            let scripts: Vec<_> = commands.map(|it| (it.text.as_str(), &it.env)).collect();
            if scripts.is_empty() {
                continue;
            }
            let ran = if job.power_shell {
                let texts: Vec<&str> = scripts.iter().map(|(text, _)| *text).collect();
                read_power_shell(&texts, &plan.pins.maturin)
            } else {
                ran(&scripts, &plan.pins.maturin)
            };
            let at = left.iter().position(|it| *it == ran);
            left.remove(at.unwrap_or_else(|| panic!("{provider}, {name}: {ran:#?}\n{left:#?}")));
        }
        assert!(left.is_empty(), "{provider}: {left:#?}");
    }
}

#[test]
fn the_workflow_runs_what_the_plan_says() {
    let folder = shape();
    let plan = planned(folder.path(), Provider::Github);
    let workflow = yaml(&matrix(folder.path(), &["--format", "github"]));
    let wheels = &workflow["jobs"]["wheels"];
    let steps = wheels["steps"].as_sequence().unwrap();
    let is_build = |text: &str| text.contains("maturin build");
    let step = steps.iter().find(|it| it["run"].as_str().is_some_and(is_build)).unwrap();
    let include = wheels["strategy"]["matrix"]["include"].as_sequence().unwrap();
    let wanted = wanted(&plan);
    assert_eq!(include.len(), wanted.len());
    for (job, wanted) in include.iter().zip(wanted) {
        let env = step["env"].as_mapping().unwrap().iter().map(|(name, value)| {
            let key = value.as_str().unwrap().strip_prefix("${{ matrix.").unwrap();
            let value = job[key.strip_suffix(" }}").unwrap()].as_str().unwrap();
            (name.as_str().unwrap().to_owned(), value.to_owned())
        });
        let env = env.collect();
        let script = step["run"].as_str().unwrap();
        assert_eq!(ran(&[(script, &env)], &plan.pins.maturin), wanted);
    }
}

/// A machine whose image has no rustup gets it before it is used, and finds it.
#[test]
fn rustup_is_there_before_it_is_used() {
    let folder = shape();
    for (provider, installs) in
        [(Provider::Gitlab, true), (Provider::Azure, false), (Provider::Circleci, true)]
    {
        let text = matrix(folder.path(), &["--format", provider.as_str()]);
        let mut seen = 0;
        for (name, job) in jobs(&text, provider) {
            let place = |text: &str| job.commands.iter().position(|it| it.text.contains(text));
            let Some(used) = place("rustup target add") else { continue };
            let brought = [" install rustup", "recommends rustup"].into_iter().find_map(place);
            assert_eq!(brought.is_some_and(|at| at < used), installs, "{provider}, {name}");
            // A shell goes on after a failure before `&&`.
            let first = &job.commands[..used];
            assert!(!first.iter().any(|it| it.text.contains("install") && it.text.contains("&&")));
            let lost = job.commands.iter().any(|it| it.text.starts_with("brew"));
            let path = job.commands[used].text.contains("PATH");
            assert!(!lost || path, "{provider}, {name}: PATH lacks rustup");
            seen += 1;
        }
        assert!(seen > 12, "{provider}: {seen}");
    }
}
