//! What a plan says of tests and settings is what cibuildwheel's own reader makes of each job.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    matrix_workflows::workflows,
    support::{oracle::ask, relkit::matrix},
};

/// What cibuildwheel would do for one identifier.
#[derive(Debug, Deserialize)]
struct Effective {
    test: Option<String>,
    settings: Vec<(String, String)>,
    environment: BTreeMap<String, String>,
    test_environment: BTreeMap<String, String>,
    test_requires: Vec<String>,
    images: Vec<String>,
}

fn plan(folder: &Path) -> Value {
    serde_json::from_str(&matrix(folder, &["--format", "plan"])).unwrap()
}

/// The jobs that cibuildwheel builds in.
fn by_cibuildwheel(plan: &Value) -> impl Iterator<Item = &Value> {
    plan["jobs"].as_array().unwrap().iter().filter(|job| job["env"]["CIBW_PLATFORM"].is_string())
}

fn ids(job: &Value) -> Vec<&str> {
    job["builds"].as_array().unwrap().iter().map(|build| build["id"].as_str().unwrap()).collect()
}

fn question(folder: &Path, job: &Value, env: &Value) -> Value {
    json!({
        "project": folder,
        "platform": job["env"]["CIBW_PLATFORM"],
        "env": env,
        "ids": ids(job),
    })
}

#[test]
fn cibuildwheel_tests_each_identifier_as_planned() {
    let all = workflows();
    let plans: Vec<_> =
        all.iter().map(|(name, _, folder, _)| (name, folder, plan(folder))).collect();
    let jobs = || {
        plans.iter().flat_map(|(name, folder, plan)| {
            by_cibuildwheel(plan).map(move |job| (name, folder, job))
        })
    };
    let questions: Vec<_> =
        jobs().map(|(_, folder, job)| question(folder, job, &job["env"])).collect();
    let answers: Vec<Vec<Effective>> = ask("effective_options.py", &[], &questions);
    let mut tested = 0;
    for ((name, _, job), answers) in jobs().zip(answers) {
        for (build, answer) in job["builds"].as_array().unwrap().iter().zip(answers) {
            let planned = build["test"].as_str();
            let id = build["id"].as_str().unwrap();
            // cibuildwheel starts these tests and passes over them when it sees the machine.
            if planned.is_none() && (id.contains("-android_arm64") || id.contains("_iphoneos")) {
                continue;
            }
            assert_eq!(planned, answer.test.as_deref(), "{name}: {id}");
            assert!(planned.is_some() || id.ends_with("-win_arm64"), "{name}: {id}");
            tested += usize::from(planned.is_some());
        }
    }
    assert!(tested > 300, "{tested}");
}

#[test]
fn the_projects_own_settings_stay_and_relkits_come_after() {
    let all = workflows();
    let (_, _, folder, _) = all.iter().find(|(name, ..)| name == "own settings").unwrap();
    let plan = plan(folder);
    let jobs = plan["jobs"].as_array().unwrap();
    let with = |whole: bool| -> BTreeMap<String, Vec<(String, String)>> {
        let env = |job: &Value| if whole { job["env"].clone() } else { json!({}) };
        let questions: Vec<_> = jobs.iter().map(|job| question(folder, job, &env(job))).collect();
        let answers: Vec<Vec<Effective>> = ask("effective_options.py", &[], &questions);
        let of_job = |(job, answers): (&Value, Vec<Effective>)| {
            let ids: Vec<String> = ids(job).into_iter().map(str::to_owned).collect();
            ids.into_iter().zip(answers.into_iter().map(|it| it.settings)).collect::<Vec<_>>()
        };
        jobs.iter().zip(answers).flat_map(of_job).collect()
    };
    let (own, effective) = (with(false), with(true));
    let text = |settings: &[(String, String)]| {
        settings.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    };
    for (id, own) in &own {
        if id.starts_with("cp315t") {
            continue;
        }
        assert_eq!(text(&effective[id]), text(own), "{id}");
    }
    let of = |id: &str| text(&effective[id]);
    assert_eq!(of("cp310-manylinux_x86_64"), "a=1 build-args=--locked");
    assert_eq!(of("cp310-musllinux_x86_64"), "a=2");
    assert_eq!(of("cp314t-manylinux_x86_64"), "a=1 b=it's two build-args=--locked");
    assert_eq!(
        of("cp315t-manylinux_x86_64"),
        "a=1 build-args=--features=pyo3/abi3t-py315 build-args=--locked z=1"
    );
    assert_eq!(of("cp315t-musllinux_x86_64"), "a=2 build-args=--features=pyo3/abi3t-py315 z=1");
}

#[test]
fn an_import_stands_in_where_the_project_tests_nothing() {
    let all = workflows();
    let (_, _, folder, _) = all.iter().find(|(name, ..)| name == "own settings").unwrap();
    let plan = plan(folder);
    let builds: BTreeMap<&str, &Value> = plan["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|job| job["builds"].as_array().unwrap())
        .map(|build| (build["id"].as_str().unwrap(), &build["test"]))
        .collect();
    // One run a platform, with a free-threaded build in it: what is added stands in for all.
    let import = "python -E -c \"import settings; ";
    let whole = builds["cp310-manylinux_x86_64"].as_str().unwrap();
    assert!(whole.starts_with(&format!("pytest {{project}}/tests && true && {import}")), "{whole}");
    let starts = |id: &str| builds[id].as_str().unwrap().starts_with(import);
    assert!(starts("cp310-musllinux_x86_64"));
    let threaded = builds["cp314t-musllinux_x86_64"].as_str().unwrap();
    assert!(threaded.starts_with("echo first && python -E -c \"import settings; "), "{threaded}");
    assert!(threaded.contains("sys._is_gil_enabled()"), "{threaded}");
    assert!(starts("cp310-macosx_arm64") && starts("cp310-win_amd64"));
    assert_eq!(*builds["cp311-win_arm64"], Value::Null);
}

/// What cibuildwheel makes of every identifier of a shape, with the job's name.
fn effective(shape: &str) -> BTreeMap<(String, String), Effective> {
    let all = workflows();
    let (_, _, folder, _) = all.iter().find(|(name, ..)| name == shape).unwrap();
    let plan = plan(folder);
    let jobs = plan["jobs"].as_array().unwrap();
    let questions: Vec<_> = jobs.iter().map(|job| question(folder, job, &job["env"])).collect();
    let answers: Vec<Vec<Effective>> = ask("effective_options.py", &[], &questions);
    let of_job = |(job, answers): (&Value, Vec<Effective>)| {
        let name = job["name"].as_str().unwrap().to_owned();
        let ids: Vec<String> = ids(job).into_iter().map(str::to_owned).collect();
        ids.into_iter().map(|id| (name.clone(), id)).zip(answers).collect::<Vec<_>>()
    };
    jobs.iter().zip(answers).flat_map(of_job).collect()
}

#[test]
fn a_variant_builds_the_same_identifiers_for_another_system() {
    let all = effective("twins");
    let of = |job: &str, id: &str| &all[&(job.to_owned(), id.to_owned())];
    let base = of("macosx_arm64", "cp313-macosx_arm64");
    let twin = of("macosx_arm64-accelerate", "cp313-macosx_arm64");
    let target = |it: &Effective| it.environment["MACOSX_DEPLOYMENT_TARGET"].clone();
    assert_eq!((target(base), target(twin)), ("12.0".to_owned(), "14.0".to_owned()));
    assert!(!base.environment.contains_key("NPY"));
    assert_eq!((&*twin.environment["NPY"], &*twin.environment["OPENBLAS"]), ("1", "1"));
    assert_eq!(twin.settings, [("setup-args".into(), "-Dblas=accelerate".into())]);
    let image = |job, id| {
        let images = &of(job, id).images;
        images.iter().filter(|it| it.contains("manylinux2014_x86_64@")).count()
    };
    let old = "cp313-manylinux_x86_64-old";
    assert_eq!(image(old, "cp313-manylinux_x86_64"), 1);
    assert_eq!(image("cp313-manylinux_x86_64", "cp313-manylinux_x86_64"), 0);
    assert!(!all.keys().any(|(job, id)| job.ends_with("-old") && id.starts_with("cp315")));
}

#[test]
fn emulated_architectures_import_and_need_nothing_of_the_tests() {
    let all = effective("twins");
    let native = &all[&("cp313-manylinux_x86_64".into(), "cp313-manylinux_x86_64".into())];
    assert_eq!(native.test.as_deref(), Some("pytest {project}"));
    assert_eq!(native.test_requires, ["pytest"]);
    for id in ["cp313-manylinux_s390x", "cp313-musllinux_armv7l"] {
        let emulated = &all[&(id.into(), id.into())];
        assert_eq!(emulated.test.as_deref(), Some("python -c \"import twins\""), "{id}");
        assert!(emulated.test_requires.is_empty(), "{id}");
    }
}

#[test]
fn pytest_loads_the_plugins_that_are_named() {
    for (job, it) in effective("everything") {
        let of = |name: &str| it.test_environment.get(name).map(String::as_str);
        assert_eq!(of("PYTEST_DISABLE_PLUGIN_AUTOLOAD"), Some("1"), "{job:?}");
        assert_eq!(of("PYTEST_ADDOPTS"), Some("-p xdist -p pytest_asyncio"), "{job:?}");
    }
}
