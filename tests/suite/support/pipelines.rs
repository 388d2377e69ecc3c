//! Generated pipelines of GitLab, Azure and CircleCI, read back as each CI system reads them.

use std::collections::BTreeMap;

use yaml_serde::Value;

/// A job of any of them.
#[derive(Debug, Default)]
pub(crate) struct Job {
    pub(crate) name: String,
    pub(crate) needs: Vec<String>,
    /// Every command with the environment that it sees
    pub(crate) commands: Vec<Command>,
    /// The shell is Windows PowerShell, not sh or bash
    pub(crate) power_shell: bool,
    pub(crate) uploads: Vec<String>,
    pub(crate) downloads: Vec<String>,
    pub(crate) limited: bool,
}

/// A command of a job.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) text: String,
    pub(crate) env: BTreeMap<String, String>,
}

/// Jobs that run on the same occasion, by name.
pub(crate) type Jobs = BTreeMap<String, Job>;

/// One run of cibuildwheel: the identifier that it is told, or none, and its variables.
pub(crate) type Run = (Option<String>, BTreeMap<String, String>);

impl Job {
    /// The runs of cibuildwheel, in the order of the commands.
    pub(crate) fn runs(&self, power_shell: bool) -> Vec<Run> {
        let commands = self.commands.iter().filter(|it| it.text.contains("--output-dir"));
        commands
            .map(|command| {
                let only = command.text.split(" --only ").nth(1);
                let only = only.map(|rest| rest.split(' ').next().unwrap().to_owned());
                let mut env = command.env.clone();
                if power_shell {
                    read_power_shell(&command.text, &mut env);
                } else if command.text.starts_with("env ") {
                    env = read_posix(&command.text, &env);
                }
                env.retain(|name, _| name.starts_with("CIBW_"));
                (only, env)
            })
            .collect()
    }
}

/// What the statements before a command of PowerShell make of its environment.
fn read_power_shell(text: &str, env: &mut BTreeMap<String, String>) {
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix("Remove-Item Env:") {
            let (name, after) = after.split_once("; ").unwrap();
            env.remove(name);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("$env:") {
            let (name, after) = after.split_once(" = '").unwrap();
            let doubled = after.replace("''", "\0\0");
            let (value, _) = doubled.split_once("'; ").unwrap();
            env.insert(name.to_owned(), value.replace("\0\0", "'"));
            rest = &after[value.len() + 3..];
        } else {
            return;
        }
    }
}

/// What a shell makes of the environment of a command behind `env`.
fn read_posix(text: &str, env: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let at = text.find(" python").unwrap();
    let shown = format!("{} sh -c 'env -0 | grep -z ^CIBW_'", &text[..at]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &shown]).env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    let out =
        shell.envs(env.iter().filter(|(name, _)| name.starts_with("CIBW_"))).output().unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    let pairs = out.split('\0').filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The conditions of Azure's jobs for everything, with and without a part for pull requests.
pub(crate) const AZURE_EVERYTHING: &[&str] = &[
    "ne(variables['Build.Reason'], 'Schedule')",
    "not(in(variables['Build.Reason'], 'Schedule', 'PullRequest'))",
];

/// Reads YAML.
pub(crate) fn yaml(text: &str) -> Value {
    yaml_serde::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        other => panic!("no text: {other:?}"),
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Sequence(list) => list.iter().map(text).collect(),
        one => vec![text(one)],
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (String, &Value)> {
    value.as_mapping().into_iter().flatten().map(|(key, value)| (text(key), value))
}

/// The jobs of a GitLab pipeline that run where `RUN` is this word.
pub(crate) fn gitlab(pipeline: &Value, run: &str) -> Jobs {
    let own = ["stages", "workflow", "default", "variables"];
    let rule = |job: &Value| job["rules"][0]["if"].as_str().map(str::to_owned);
    let wanted = |keys: &[String]| {
        let rules = keys.iter().rev().find_map(|key| rule(&pipeline[key.as_str()]));
        rules.is_none_or(|rule| rule == format!("$RUN == \"{run}\""))
    };
    let jobs = entries(pipeline)
        .filter(|(name, _)| !own.contains(&name.as_str()) && !name.starts_with('.'));
    jobs.filter(|(name, job)| {
        let keys = texts(&job["extends"]);
        if name == "publish" { run == "everything" } else { wanted(&keys) }
    })
    .map(|(name, value)| (name.clone(), gitlab_job(pipeline, name, value)))
    .collect()
}

fn gitlab_job(pipeline: &Value, name: String, job: &Value) -> Job {
    let mut env = BTreeMap::new();
    let mut before = Vec::new();
    let keys = texts(&job["extends"]);
    let layers = keys.iter().map(|key| &pipeline[key.as_str()]);
    for layer in [pipeline].into_iter().chain(layers).chain([job]) {
        for (name, value) in entries(&layer["variables"]) {
            let value = if value.is_mapping() {
                assert_eq!(value["expand"], Value::Bool(false));
                text(&value["value"])
            } else {
                let value = text(value);
                assert!(!value.contains('$'), "GitLab would fill in {name}: {value}");
                value
            };
            env.insert(name, value);
        }
        before.extend(texts(&layer["before_script"]));
    }
    let needs = texts(&job["needs"]);
    let paths = texts(&job["artifacts"]["paths"]);
    Job {
        // Without `needs` a job is given what all earlier stages made.
        downloads: if job["needs"].is_null() { vec![] } else { needs.clone() },
        uploads: if paths.is_empty() { vec![] } else { vec![name.clone()] },
        limited: !job["timeout"].is_null(),
        power_shell: before.iter().any(|command| command.starts_with("choco")),
        commands: before
            .into_iter()
            .chain(texts(&job["script"]))
            .map(|text| Command { text, env: env.clone() })
            .collect(),
        name,
        needs,
    }
}

/// The jobs of an Azure pipeline where one of these compile-time conditions holds, with those that have
/// none.
pub(crate) fn azure(pipeline: &Value, conditions: &[&str]) -> Jobs {
    let mut jobs = Jobs::new();
    for item in pipeline["jobs"].as_sequence().unwrap() {
        let (key, block) = entries(item).next().unwrap();
        if !key.starts_with("${{") {
            let job = azure_job(item);
            jobs.insert(job.name.clone(), job);
        } else if conditions.iter().any(|it| key == format!("${{{{ if {it} }}}}")) {
            for job in block.as_sequence().unwrap().iter().map(azure_job) {
                jobs.insert(job.name.clone(), job);
            }
        }
    }
    jobs
}

/// What a string means once compile-time expressions are gone: only string literals are known.
pub(crate) fn azure_text(text: &str) -> String {
    let Some(rest) = text.strip_prefix("${{ '") else {
        assert!(!text.contains("${{"), "Azure would evaluate {text}");
        return text.to_owned();
    };
    let inner = rest.strip_suffix("' }}").unwrap();
    assert!(!inner.replace("''", "").contains('\''), "{text}");
    inner.replace("''", "'")
}

fn azure_job(job: &Value) -> Job {
    let deployment = !job["deployment"].is_null();
    let name = text(if deployment { &job["deployment"] } else { &job["job"] });
    let steps =
        if deployment { &job["strategy"]["runOnce"]["deploy"]["steps"] } else { &job["steps"] };
    let mut out = Job {
        name,
        needs: texts(&job["dependsOn"]),
        limited: !job["timeoutInMinutes"].is_null(),
        ..Job::default()
    };
    for step in steps.as_sequence().unwrap() {
        if let Some(script) = step["bash"].as_str() {
            let env = entries(&step["env"]).map(|(name, value)| (name, azure_text(&text(value))));
            out.commands.push(Command { text: azure_text(script), env: env.collect() });
        }
        out.uploads.extend(step["artifact"].as_str().map(str::to_owned));
        out.downloads.extend(step["inputs"]["artifactName"].as_str().map(str::to_owned));
    }
    out
}

/// The jobs of a workflow of a CircleCI configuration.
pub(crate) fn circleci(configuration: &Value, workflow: &str) -> Jobs {
    let listed = configuration["workflows"][workflow]["jobs"].as_sequence().unwrap();
    let jobs = listed.iter().map(|item| {
        let (name, invocation) = entries(item).next().unwrap();
        let mut job = Job { name: name.clone(), limited: true, ..Job::default() };
        job.needs = texts(&invocation["requires"]);
        circleci_steps(configuration, &configuration["jobs"][name.as_str()]["steps"], &mut job);
        (name, job)
    });
    let mut jobs: Jobs = jobs.collect();
    // A workspace holds what any of the jobs before left there.
    let giving: Vec<String> =
        jobs.values().filter(|job| !job.uploads.is_empty()).map(|job| job.name.clone()).collect();
    for job in jobs.values_mut().filter(|job| !job.downloads.is_empty()) {
        job.downloads.retain(|name| giving.contains(name));
        assert!(!job.downloads.is_empty(), "{} is given nothing", job.name);
    }
    jobs
}

/// What a string means once parameters are filled in.
fn circleci_text(text: &str, parameters: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in parameters {
        text = text.replace(&format!("<< parameters.{name} >>"), value);
    }
    assert_eq!(
        text.matches("<<").count(),
        text.matches("\\<<").count(),
        "CircleCI would fill in {text}"
    );
    text.replace("\\<<", "<<")
}

fn circleci_steps(configuration: &Value, steps: &Value, job: &mut Job) {
    for step in steps.as_sequence().unwrap() {
        let Some((kind, value)) = entries(step).next() else { continue };
        match kind.as_str() {
            "run" => run(value, &BTreeMap::new(), job),
            "persist_to_workspace" => job.uploads.push(job.name.clone()),
            "attach_workspace" => job.downloads = job.needs.clone(),
            "store_test_results" => {}
            command => {
                let parameters = entries(value).map(|(name, value)| (name, text(value))).collect();
                let steps = &configuration["commands"][command]["steps"];
                for step in steps.as_sequence().unwrap_or_else(|| panic!("no command {command}")) {
                    run(&step["run"], &parameters, job);
                }
            }
        }
    }
}

fn run(step: &Value, parameters: &BTreeMap<String, String>, job: &mut Job) {
    let value = |value: &Value| circleci_text(&text(value), parameters);
    let env = entries(&step["environment"]).map(|(name, it)| (name, value(it)));
    job.commands.push(Command { text: value(&step["command"]), env: env.collect() });
}
