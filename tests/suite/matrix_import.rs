//! Existing workflows: what is read from them, what cibuildwheel itself says, what relkit would
//! change. The workflows of `tests/workflows/` stand beside the expected text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use relkit::{
    matrix::{
        PlanTables,
        import::{Difference, DifferenceKind, Existing, Import, PlannedIdentifiers, compare},
        plan,
    },
    project::{
        Cibuildwheel, Project, Workflow,
        workflow::{Evaluated, Invocation, Row},
    },
    tables::Tables,
};
use serde_json::{Value, json};

use crate::support::{
    generated,
    oracle::ask,
    python::root,
    relkit::{Ran, TODAY, projects, relkit},
};

const FOLDER: &str = "tests/workflows";

fn tables() -> PlanTables {
    let tables = Tables::embedded();
    PlanTables {
        pythons: tables.load().unwrap(),
        identifiers: tables.load().unwrap(),
        runners: tables.load().unwrap(),
        actions: tables.load().unwrap(),
    }
}

/// The workflows of the folder, by name, with their texts.
fn workflows() -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join(FOLDER)).unwrap().map(|it| it.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().unwrap() == "yml").collect();
    files.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The one file of options of the folder.
fn configs(workflow: &Workflow) -> BTreeMap<String, Cibuildwheel> {
    let names = workflow.invocations().filter_map(|(_, _, it)| it.config_file.as_ref());
    let known = names.filter_map(|fact| Some(fact.value.known()?.to_owned()));
    let open = |name: String| {
        let config = Cibuildwheel::open(&root().join(FOLDER), &name).unwrap()?;
        Some((name, config))
    };
    known.filter_map(open).collect()
}

/// A workflow of the folder, with the files that it calls.
fn opened(name: &str) -> Workflow {
    let path = format!("{FOLDER}/{name}.yml");
    Workflow::open(Path::new(&path), &tables().runners).unwrap()
}

fn compared(project: &Path, workflow: &Workflow) -> Import {
    let tables = tables();
    let on = TODAY.parse().unwrap();
    let project = Project::open(project).unwrap();
    let plan = plan(&project, &tables, relkit::model::Provider::Github, on).unwrap();
    let builds = plan.jobs().iter().flat_map(|job| job.builds.iter().map(|build| build.id));
    let ids: Vec<_> = builds.collect();
    let planned = PlannedIdentifiers { ids: &ids, left_out: &plan.left_out };
    let configs = configs(workflow);
    let existing = Existing { workflow, project: &project, configs: &configs };
    compare(existing, &tables, planned, on)
}

/// Runs the command and gives its exit status and what it printed.
fn imported(name: &str, more: &[&str]) -> (Option<i32>, String) {
    let file = root().join(FOLDER).join(format!("{name}.yml"));
    let mut run = relkit(&["matrix", "--as-of", TODAY, "--project", FOLDER, "--import"]);
    let output = run
        .arg(file.strip_prefix(root()).unwrap())
        .args(more)
        .current_dir(root())
        .output()
        .unwrap();
    let run = Ran::from(output);
    assert_eq!(run.err, "");
    (run.status, run.out)
}

#[test]
fn what_relkit_would_change_is_as_expected() {
    let names = workflows();
    assert!(names.len() >= 6);
    for (name, _) in &names {
        let (exit, text) = imported(name, &[]);
        generated::fresh(format!("{FOLDER}/{name}.txt"), &text);
        let loses = text.contains("\nbroken: ") || text.contains("\nlost: ");
        assert_eq!(exit, Some(i32::from(loses)), "{name}");
        assert_eq!(imported(name, &[]), (exit, text), "{name}");
    }
    assert_eq!(imported("build-others", &[]).0, Some(0));
}

/// A kind that no workflow of the folder shows is not tested: add a line to one of them.
#[test]
fn every_kind_of_difference_is_shown() {
    let mut shown = BTreeSet::new();
    for (name, _) in workflows() {
        let import = compared(&root().join(FOLDER), &opened(&name));
        shown.extend(import.differences.iter().map(|difference| difference.kind));
    }
    let missing: Vec<_> = DifferenceKind::ALL.iter().filter(|kind| !shown.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn json_says_what_the_text_says() {
    for (name, _) in workflows() {
        let import = compared(&root().join(FOLDER), &opened(&name));
        let (_, json) = imported(&name, &["--format", "json"]);
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["schema"], "relkit.import/1");
        assert_eq!(json["loses"], import.loses());
        assert_eq!(json["complete"], import.complete());
        assert_eq!(json["differences"].as_array().unwrap().len(), import.differences.len());
        for (entry, run) in json["runs"].as_array().unwrap().iter().zip(&import.runs) {
            let ids: Vec<String> = run.builds.iter().map(ToString::to_string).collect();
            assert_eq!(entry["builds"], json!(ids));
            assert_eq!(entry["line"], json!(run.place.line));
        }
    }
}

/// The question to cibuildwheel that a run amounts to.
fn question(project: &Path, row: &Row, invocation: &Invocation, runners: &PlanTables) -> Value {
    let text = |value: &Evaluated| value.known().unwrap().to_owned();
    let labels = row.labels.iter().map(|label| label.known());
    let machine = runners.runners.machine(labels);
    let env: serde_json::Map<String, Value> = invocation
        .env
        .iter()
        // What is unknown and does not matter, as an argument is stronger.
        .filter_map(|(name, fact)| Some((name.clone(), json!(fact.value.known()?))))
        .collect();
    let mut arguments: Vec<String> = Vec::new();
    for (flag, fact) in [("--only", &invocation.only), ("--archs", &invocation.archs)] {
        arguments.extend(fact.iter().flat_map(|fact| [flag.to_owned(), text(&fact.value)]));
    }
    if let Some(file) = &invocation.config_file {
        let file = project.join(text(&file.value).trim_start_matches("{package}/"));
        arguments.push(format!("--config-file={}", file.display()));
    }
    for fact in &invocation.enable {
        arguments.extend(["--enable".to_owned(), text(&fact.value)]);
    }
    let mut question = json!({
        "project": project,
        "env": env,
        "arguments": arguments,
        // As Linux calls it, which runs the oracle.
        "machine": if machine.unwrap().1 == "arm64" { "aarch64" } else { "x86_64" },
    });
    let told = invocation.platform.as_ref().or_else(|| invocation.env.get("CIBW_PLATFORM"));
    let told = told.filter(|fact| fact.value.known() != Some(""));
    if invocation.only.is_none() {
        let os = told.map_or_else(|| machine.unwrap().0.to_owned(), |fact| text(&fact.value));
        question["platform"] = json!(os);
    }
    question
}

#[test]
fn identifiers_are_those_of_cibuildwheel() {
    let tables = tables();
    let project = root().join(FOLDER);
    let (mut questions, mut expected) = (Vec::new(), Vec::new());
    for (name, _) in workflows() {
        let workflow = opened(&name);
        let import = compared(&project, &workflow);
        let invocations: Vec<_> = workflow.invocations().collect();
        assert_eq!(invocations.len(), import.runs.len());
        for ((_, row, invocation), run) in invocations.iter().zip(&import.runs) {
            if !run.unknown.is_empty() {
                assert!(run.builds.is_empty());
                continue;
            }
            // cibuildwheel refuses an `--only` that it does not know, and old groups.
            let only = invocation.only.as_ref().and_then(|it| it.value.known());
            if only.is_some() && run.builds.is_empty() {
                continue;
            }
            let mut question = question(&project, row, invocation, &tables);
            if let Some(enable) = question["env"].get("CIBW_ENABLE").cloned() {
                let words = enable.as_str().unwrap().replace("cpython-freethreading", "");
                question["env"]["CIBW_ENABLE"] = json!(words);
            }
            questions.push(question);
            let mut ids: Vec<String> = run.builds.iter().map(ToString::to_string).collect();
            ids.sort();
            expected.push(ids);
        }
    }
    assert!(questions.len() > 60, "{}", questions.len());
    let printed: Vec<Vec<String>> = ask("build_identifiers.py", &[], &questions);
    for ((question, own), mut theirs) in questions.iter().zip(expected).zip(printed) {
        theirs.sort();
        assert_eq!(own, theirs, "{question}");
    }
}

/// What relkit itself generates needs no change.
#[test]
fn generated_workflows_are_left_as_they_are() {
    for folder in projects() {
        let file = folder.join(".github/workflows/build.yml");
        let workflow = Workflow::open(&file, &tables().runners).unwrap();
        let import = compared(&folder, &workflow);
        let kinds: Vec<_> = import.differences.iter().map(|it| it.kind).collect();
        if folder.ends_with("pure") {
            // No cibuildwheel, no identifiers.
            assert_eq!(kinds, [DifferenceKind::NotEvaluated]);
        } else {
            // The identifiers of a handover stand in a variable of the shell: nothing is built.
            let handover = |it: &&Difference| it.there == "only: $id";
            let rest: Vec<_> = import.differences.iter().filter(|it| !handover(it)).collect();
            assert!(rest.is_empty(), "{}: {rest:?}", folder.display());
        }
    }
}

#[test]
fn bad_files_get_one_clear_message() {
    let runners = tables().runners;
    let told = |text: &str| {
        let error = Workflow::read("w.yml", text, &runners).unwrap_err();
        error.hint().map_or_else(|| error.to_string(), |hint| format!("{error}\nhint: {hint}"))
    };
    insta::assert_snapshot!(told("- jobs\n"), @"
    w.yml:1: expected a mapping, found a list
    hint: name a workflow of GitHub Actions, such as .github/workflows/wheels.yml
    ");
    insta::assert_snapshot!(told("name: x\n"), @"
    w.yml: no `jobs`
    hint: name a workflow of GitHub Actions, such as .github/workflows/wheels.yml
    ");
    insta::assert_snapshot!(told("name: x\njobs:\n  - a\n"), @"
    w.yml:2: expected a mapping, found a list
    hint: name a workflow of GitHub Actions, such as .github/workflows/wheels.yml
    ");
    insta::assert_snapshot!(told("jobs:\n  a: b\n"), @"
    w.yml:2: expected a mapping, found a string
    hint: name a workflow of GitHub Actions, such as .github/workflows/wheels.yml
    ");
    insta::assert_snapshot!(told("jobs:\n\ta: b\n"), @"
    w.yml:2:2: invalid YAML: tabs disallowed within this context (block indentation)
    hint: YAML is indented with spaces, not with tabs
    ");
    insta::assert_snapshot!(told("jobs:\n  a: {env: {<<: {}}}\n"), @"
    w.yml:2: a merge key `<<`, which GitHub does not take
    hint: write the keys out, or give the whole mapping an alias
    ");
    let matrix =
        format!("jobs:\n  a:\n    strategy:\n      matrix:\n        x: [{}]\n", "1,".repeat(300));
    insta::assert_snapshot!(told(&matrix), @"
    w.yml:5: more than 256 rows of a matrix
    hint: GitHub runs at most 256 jobs of a matrix
    ");
    let step = "      - run: cibuildwheel\n".repeat(2000);
    insta::assert_snapshot!(told(&format!("jobs:\n  a:\n    steps:\n{step}")), @"w.yml:2: more than 1024 runs of cibuildwheel");
    insta::assert_snapshot!(told(&"#".repeat(5 << 20)), @"
    w.yml is larger than 4 MiB
    hint: is it the right file?
    ");
    let tables = tables();
    let open = |path: &Path| Workflow::open(path, &tables.runners).unwrap_err().to_string();
    insta::assert_snapshot!(open(Path::new("tests/workflows/none.yml")), @"no file tests/workflows/none.yml");
    insta::assert_snapshot!(open(Path::new("tests/workflows")), @"cannot read tests/workflows");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("w.yml"), b"a: 1\nb: \xff\n").unwrap();
    let said = open(&folder.path().join("w.yml"));
    assert!(said.ends_with("w.yml:2: not UTF-8"), "{said}");
}

/// A file that calls itself ends: GitHub's own limit is a depth too.
#[test]
fn calls_end() {
    let runners = tables().runners;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.yml");
    let job = |head: &str| {
        let uses = "uses: ./.github/workflows/w.yml\n    with: {x: '${{ inputs.x }}'}\n";
        let run = "  b:\n    runs-on: ubuntu-24.04\n    steps: [{run: cibuildwheel}]\n";
        format!("jobs:\n  a:\n{head}    {uses}{run}")
    };
    fs::write(&path, job("")).unwrap();
    let workflow = Workflow::open(&path, &runners).unwrap();
    let names: Vec<_> = workflow.invocations().map(|(job, ..)| job.id.value.as_str()).collect();
    assert_eq!(names, ["a / a / a / a / b", "a / a / a / b", "a / a / b", "a / b", "b"]);
    let rows = format!("    strategy: {{matrix: {{n: [{}]}}}}\n", "1,".repeat(200));
    fs::write(&path, job(&rows)).unwrap();
    let error = Workflow::open(&path, &runners).unwrap_err().to_string();
    assert!(error.contains(": more than "), "{error}");
}

/// Cut anywhere, or with a character changed, a file is read or refused.
#[test]
fn damaged_files_are_read_or_refused() {
    let runners = tables().runners;
    for (name, text) in workflows() {
        for (at, _) in text.char_indices().step_by(29) {
            let _ = Workflow::read(&name, &text[..at], &runners);
            for wild in ["&", "*", "${{", "\t", "'", "[", "\u{0}", "- "] {
                let damaged = format!("{}{wild}{}", &text[..at], &text[at..]);
                let _ = Workflow::read(&name, &damaged, &runners);
            }
        }
    }
}
