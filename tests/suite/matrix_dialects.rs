//! The pipelines of GitLab, Azure and CircleCI against their schemas, the plan and the shells.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
    sync::OnceLock,
};

use relkit::{
    matrix::{CibwOption, Environment, NativeWheels, Plan, Wheels},
    model::Provider,
};
use tempfile::TempDir;

use crate::{
    matrix_workflows::SHAPES,
    support::{
        pipelines::{self, Jobs, Run, yaml},
        python::{program, run},
        relkit::{matrix, planned, project, projects},
    },
};

const DIALECTS: [Provider; 3] = [Provider::Gitlab, Provider::Azure, Provider::Circleci];

/// What the shapes of GitHub's tests lack: everything that runs beside the wheels, and odd triggers.
const EXTRAS: &str = r#"
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "extras"
version = "1"
requires-python = ">=3.11"
[tool.setuptools]
ext-modules = [{ name = "extras", sources = ["extras.c"] }]
[tool.cibuildwheel]
test-command = "python -c \"print('$HOME', '${{ x }}', '<< y >>')\""
[tool.relkit.matrix]
platforms = ["manylinux_x86_64", "manylinux_aarch64", "win_amd64"]
shard = "interpreter"
branches = ["main", "release/**", "!release/old"]
tags = "v[0-9]+.[0-9]+"
nightly = "17 3 * * *"
smoke = true
smoke-install = "cargo install --locked relkit-there # it's ${{ x }} << y >> $Z"
label = "it's (a) label"
paths = ["src/**", "!docs/**"]
[tool.relkit.test]
leak = "python -c \"print('it''s ${HOME} <<')\""
stub-python = "3.8"
stub-says = "it's \"over\" for ${{ x }} << y >> $Z"
"#;

/// A project rendered for a CI system.
struct Rendered {
    name: String,
    provider: Provider,
    text: String,
    plan: Plan,
}

impl Rendered {
    /// The jobs of a release.
    fn jobs(&self) -> Jobs {
        let pipeline = yaml(&self.text);
        match self.provider {
            Provider::Gitlab => pipelines::gitlab(&pipeline, "everything"),
            Provider::Azure => pipelines::azure(&pipeline, pipelines::AZURE_EVERYTHING),
            _ => pipelines::circleci(&pipeline, "everything"),
        }
    }

    /// The jobs of a night.
    fn night(&self) -> Jobs {
        let pipeline = yaml(&self.text);
        match self.provider {
            Provider::Gitlab => pipelines::gitlab(&pipeline, "nightly"),
            Provider::Azure => {
                pipelines::azure(&pipeline, &["eq(variables['Build.Reason'], 'Schedule')"])
            }
            _ => pipelines::circleci(&pipeline, "nightly"),
        }
    }

    /// The jobs of a pull request that gets a part.
    fn part(&self) -> Jobs {
        let pipeline = yaml(&self.text);
        match self.provider {
            Provider::Gitlab => pipelines::gitlab(&pipeline, "some"),
            Provider::Azure => {
                pipelines::azure(&pipeline, &["eq(variables['Build.Reason'], 'PullRequest')"])
            }
            _ => pipelines::circleci(&pipeline, "part"),
        }
    }
}

/// All examples and shapes for all CI systems but GitHub, rendered once.
fn all() -> &'static [Rendered] {
    static ALL: OnceLock<Vec<Rendered>> = OnceLock::new();
    ALL.get_or_init(rendered)
}

fn rendered() -> Vec<Rendered> {
    let examples = projects().into_iter().map(|folder| {
        (folder.file_name().unwrap().to_string_lossy().into_owned(), folder, None::<TempDir>)
    });
    let shapes = SHAPES.iter().chain(&[("extras", EXTRAS)]).map(|(name, text)| {
        let folder = project(text);
        ((*name).to_owned(), folder.path().to_owned(), Some(folder))
    });
    let mut out = Vec::new();
    for (name, folder, _kept) in examples.chain(shapes) {
        for provider in DIALECTS {
            let text = matrix(&folder, &["--format", provider.as_str()]);
            let plan = planned(&folder, provider);
            out.push(Rendered { name: name.clone(), provider, text, plan });
        }
    }
    out
}

#[test]
fn pipelines_fit_the_schemas() {
    let folder = tempfile::tempdir().unwrap();
    let all = all();
    for (provider, arguments) in [
        (Provider::Gitlab, &["vendor.gitlab-ci", "--data-transform", "gitlab-ci"][..]),
        (
            Provider::Azure,
            &[
                "vendor.azure-pipelines",
                "--data-transform",
                "azure-pipelines",
                "--regex-variant",
                "nonunicode",
            ],
        ),
        (Provider::Circleci, &["vendor.circle-ci"]),
    ] {
        let of_provider = all.iter().filter(|it| it.provider == provider);
        let files: Vec<PathBuf> = of_provider
            .map(|it| {
                let path =
                    folder.path().join(format!("{}-{provider}.yml", it.name.replace(' ', "-")));
                fs::write(&path, &it.text).unwrap();
                path
            })
            .collect();
        let mut command = program("check-jsonschema");
        command.arg("--builtin-schema").args(arguments).args(&files);
        run(&mut command, &format!("pass the schema of {provider}"));
    }
}

/// Each job's runs of cibuildwheel are those of the plan, with no variable more or less.
#[test]
fn jobs_run_what_the_plan_says() {
    let mut runs = 0;
    for it in all() {
        let place = format!("{} for {}", it.name, it.provider);
        compare(&it.jobs(), it.plan.full(), &place, &mut runs);
        if let Wheels::Native { subset: Some(subset), .. } = &it.plan.wheels {
            compare(&it.part(), Some(subset), &format!("{place}, pull requests"), &mut runs);
        }
    }
    assert!(runs > 500, "{runs}");
}

fn compare(jobs: &Jobs, wheels: Option<&NativeWheels>, place: &str, runs: &mut usize) {
    let mut read: Vec<Run> = jobs.values().flat_map(|job| job.runs(job.power_shell)).collect();
    let mut wanted = Vec::new();
    if let Some(wheels) = wheels {
        let env = |options: &[CibwOption], env: &Environment| -> BTreeMap<String, String> {
            options.iter().map(|it| (it.variable(), env.get(*it).to_owned())).collect()
        };
        let handovers = wheels.builds.iter().filter_map(|job| job.handover.as_ref());
        for job in &wheels.builds {
            let ids: Vec<String> = job.builds.iter().map(|build| build.id.to_string()).collect();
            let Some(own) = job.env() else { continue };
            assert_eq!(own.get(CibwOption::Build), ids.join(" "), "{place}");
            wanted.push((None, env(&wheels.options(), own)));
        }
        for tests in handovers.chain(wheels.tests.iter().map(|job| &job.handover)) {
            for build in &tests.builds {
                let own = env(&wheels.handover_options(), &tests.env);
                wanted.push((Some(build.id.to_string()), own));
            }
        }
    }
    // An empty variable is none on Windows.
    for (_, env) in read.iter_mut().chain(&mut wanted) {
        env.retain(|_, value| !value.is_empty());
    }
    read.sort();
    wanted.sort();
    *runs += read.len();
    assert_eq!(read, wanted, "{place}");
}

#[test]
fn jobs_need_and_are_given_what_there_is() {
    for it in all() {
        let jobs = it.jobs();
        let place = format!("{} for {}", it.name, it.provider);
        connected(&jobs, &place);
        if let Wheels::Native { subset: Some(_), .. } = it.plan.wheels {
            let part = it.part();
            connected(&part, &place);
            assert!(!part.contains_key("complete") && !part.contains_key("publish"), "{place}");
        }
        if it.plan.next.is_some() {
            let night = it.night();
            connected(&night, &place);
            assert_eq!(night.len(), 2, "{place}: the sdist, and a job that tries it");
        }
        if let Some(stub) = &it.plan.stub {
            let told = jobs.values().flat_map(|job| &job.commands);
            let told = told.filter_map(|command| command.env.get("SAYS"));
            assert_eq!(told.collect::<BTreeSet<_>>(), [&stub.says].into(), "{place}");
        }
        assert_eq!(jobs["publish"].needs, ["complete"], "{place}");
        let complete = &jobs["complete"];
        if it.provider != Provider::Gitlab {
            let own = ["sdist", "complete", "publish"];
            let others = jobs.keys().filter(|name| !own.contains(&name.as_str()));
            let needs: BTreeSet<&String> = complete.needs.iter().collect();
            assert_eq!(needs, others.collect(), "{place}");
        }
        let gate = complete.commands.iter().find(|it| it.env.contains_key("GATE")).unwrap();
        let expected: Vec<&str> =
            it.plan.expected.iter().map(|file| file.pattern.as_str()).collect();
        assert_eq!(gate.env["EXPECTED"].lines().collect::<Vec<_>>(), expected);
    }
}

fn connected(jobs: &Jobs, place: &str) {
    for (name, job) in jobs {
        assert!(job.limited, "{place}: {name} has no time limit");
        for need in &job.needs {
            assert!(jobs.contains_key(need), "{place}: {name} needs {need}");
        }
        // What a job is given must come from a job that it waits for.
        let before = job.needs.iter().map(String::as_str).chain(["sdist", "complete"]);
        let made: BTreeSet<&String> =
            before.filter_map(|need| jobs.get(need)).flat_map(|job| &job.uploads).collect();
        for given in &job.downloads {
            assert!(made.contains(given), "{place}: {name} is given {given}");
        }
    }
}

#[test]
fn commands_are_ones_that_the_shells_can_read() {
    let mut scripts = BTreeSet::new();
    for it in all() {
        for (name, job) in it.jobs() {
            for command in &job.commands {
                if job.power_shell {
                    let quotes = command.text.matches('\'').count();
                    assert!(quotes % 2 == 0, "{name}: {}", command.text);
                } else {
                    scripts.insert(command.text.clone());
                }
            }
        }
    }
    assert!(scripts.len() > 10);
    for script in &scripts {
        let shells = if script.contains("[[") { &["bash"][..] } else { &["bash", "sh"] };
        for shell in shells {
            run(Command::new(shell).args(["-n", "-c", script]), &format!("read {script}"));
        }
    }
}

/// Nothing is published from a pull request, and nothing before the gate.
#[test]
fn only_tags_publish() {
    for it in all() {
        let publishing = |condition: &str| it.text.contains(condition);
        match it.provider {
            Provider::Gitlab => {
                let pipeline = yaml(&it.text);
                let rules = pipeline["publish"]["rules"].as_sequence().unwrap();
                assert_eq!(rules.len(), 1);
                let rule = rules[0]["if"].as_str().unwrap();
                assert!(rule.starts_with("$CI_COMMIT_TAG =~ /^") && rule.ends_with("\"push\""));
                assert_eq!(pipeline["publish"]["id_tokens"]["PYPI_ID_TOKEN"]["aud"], "pypi");
            }
            Provider::Azure => {
                assert!(publishing("startsWith(variables['Build.SourceBranch'], 'refs/tags/')"));
                assert!(publishing("in(variables['Build.Reason'], 'IndividualCI', 'BatchedCI')"));
            }
            _ => {
                let workflows = &yaml(&it.text)["workflows"];
                for (name, workflow) in workflows.as_mapping().unwrap() {
                    for job in workflow["jobs"].as_sequence().unwrap() {
                        let Some(publish) = job.get("publish") else { continue };
                        assert_eq!(name, "everything");
                        assert_eq!(publish["filters"]["branches"]["ignore"], "/.*/");
                        assert!(publish["context"].is_sequence());
                    }
                }
            }
        }
        assert!(!it.text.contains("cache"), "{} for {}", it.name, it.provider);
        assert_eq!(it.text.matches("uv publish").count(), 1, "{} for {}", it.name, it.provider);
    }
}

/// The gate is run by the shell of its job, on the files of a release.
#[test]
fn the_gate_runs_as_each_job_runs_it() {
    for provider in DIALECTS {
        let it = Rendered {
            name: "pure".to_owned(),
            provider,
            text: matrix(&projects()[3], &["--format", provider.as_str()]),
            plan: planned(&projects()[3], provider),
        };
        let commands = it.jobs().remove("complete").unwrap().commands;
        let first = commands.iter().position(|it| it.text.contains("mkdir dist")).unwrap();
        let script: Vec<&str> = commands[first..].iter().map(|it| it.text.as_str()).collect();
        for (tag, status) in [("v1.4.0", 0), ("", 0), ("v1.5.0", 1)] {
            let folder = tempfile::tempdir().unwrap();
            let (sdist, wheel) = match provider {
                Provider::Azure => ("artifacts/sdist", "artifacts/wheel"),
                _ => ("sdist", "wheelhouse"),
            };
            for (place, file) in
                [(sdist, "demo_pure-1.4.0.tar.gz"), (wheel, "demo_pure-1.4.0-py3-none-any.whl")]
            {
                fs::create_dir_all(folder.path().join(place)).unwrap();
                fs::write(folder.path().join(place).join(file), "").unwrap();
            }
            let python = program("python");
            let found = std::path::Path::new(python.get_program()).parent().unwrap();
            let path = std::env::var("PATH").unwrap();
            let mut shell = Command::new("bash");
            shell.args(["-eo", "pipefail", "-c", &script.join("\n")]).current_dir(folder.path());
            shell.env("PATH", format!("{}:{path}", found.display()));
            shell.envs(&commands[first..].last().unwrap().env);
            shell.env("CIRCLE_TAG", tag).env("CI_COMMIT_TAG", tag);
            let reference =
                if tag.is_empty() { "heads/main".to_owned() } else { format!("tags/{tag}") };
            shell.env("BUILD_SOURCEBRANCH", format!("refs/{reference}"));
            let output = shell.output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(status), "{provider} {tag}: {said}");
            assert!(said.contains("2 planned"), "{said}");
        }
    }
}
