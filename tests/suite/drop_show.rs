//! The figures of `relkit drop`: counted by hand, by `relkit matrix --cost`, and by pip.

use std::{fs, path::Path};

use jiff::{ToSpan, civil::date};
use relkit::{
    advice::{Taken, fallbacks},
    installer::ReleaseFile,
    model::{Provider, Target},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{
    oracle::{Question, ask},
    python::root,
    relkit::{Ran, TODAY, masked, matrix, planned, ran},
    site::Site,
};

/// Runs `relkit drop` for an example project.
fn dropped(name: &str, more: &[&str]) -> Ran {
    let folder = root().join("tests/projects").join(name);
    ran(&[&["drop", "--as-of", TODAY, "--project", folder.to_str().unwrap()][..], more].concat())
}

fn figures(name: &str, more: &[&str]) -> Value {
    let run = dropped(name, &[more, &["--format", "json"]].concat());
    assert!(matches!(run.status, Some(0 | 1)), "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

/// Downloads of each day from October 2025 on. Each day has the same of the newest release, and of
/// the one before it has more of 3.12 in the first month than after it.
fn counts(folder: &Path) -> String {
    let mut text = "day,project,version,python,downloads\n".to_owned();
    for day in date(2025, 10, 1).series(1.day()).take_while(|day| *day <= date(2026, 11, 21)) {
        let old = if day < date(2025, 11, 1) { 40 } else { 20 };
        for (version, python, downloads) in [
            ("2.5.1", "3.12.1", 10),
            ("2.5.1", "3.13.0", 30),
            ("2.5.1", "3.14.0", 10),
            ("2.4.0", "3.12.4", old),
            ("2.4.0", "3.13.1", 40 - old),
            ("2.4.0", "3.14.0", 10),
            ("2.4.0", "", 25),
        ] {
            if downloads > 0 {
                text += &format!("{day},demo-numeric,{version},{python},{downloads}\n");
            }
        }
    }
    let path = folder.join("counts.csv");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn shares_and_trends_are_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let answer = figures("per_version", &["3.12", "--counts", &counts(folder.path())]);
    let python = &answer["dropped"][0];
    // 30 of 100 a day with a known Python, 10 of 50 of the newest release.
    assert_eq!(python["share"], 30.0);
    assert_eq!(python["share_of_newest_release"], 20.0);
    assert_eq!(python["end_of_life"], "2028-10-01");
    assert_eq!(python["past_end_of_life"], false);
    let downloads = &answer["downloads"];
    assert_eq!((&downloads["total"], &downloads["known"]), (&json!(28 * 125), &json!(28 * 100)));
    assert_eq!(
        downloads["window"],
        json!({"first": "2026-10-25", "last": "2026-11-21", "days": 28})
    );
    assert_eq!(
        (&downloads["source"], &downloads["newest_release"]),
        (&json!("file"), &json!("2.5.1"))
    );
    // In October 2025 50 of 100 with a known Python.
    assert_eq!(python["change_in_year"], -20.0);
}

#[test]
fn what_is_saved_is_what_a_plan_without_it_lacks() {
    // 3.12 is allowed still, but the plan left it when its support ended.
    for (name, pythons) in [("per_version", &["3.12", "3.13"][..]), ("pure", &["3.10"])] {
        let folder = root().join("tests/projects").join(name);
        let cost =
            matrix(&folder, &["--cost", "--format", "json", "--drop", pythons[pythons.len() - 1]]);
        let cost: Value = serde_json::from_str(&cost).unwrap();
        let (now, after) = (&cost["now"], &cost["simulation"]["after"]);
        let files = |of: &Value| of["files"].as_u64().unwrap();
        let jobs = |of: &Value| of["release"]["jobs"].as_array().unwrap().len() as u64;
        let saving = &figures(name, pythons)["saving"];
        assert_eq!(saving["together"]["files"], files(now) - files(after), "{name}");
        assert_eq!(saving["together"]["jobs"], jobs(now) - jobs(after), "{name}");
        assert_eq!(saving["together"]["bytes"], Value::Null, "{name}");
    }
    // One wheel for each of the seven platforms, in jobs that others share.
    let folder = tempfile::tempdir().unwrap();
    let sizes = folder.path().join("sizes.txt");
    let plan = planned(&root().join("tests/projects/per_version"), Provider::Github);
    let wheels = plan.full().unwrap().files.iter();
    let lines = wheels.map(|file| format!("{} 1048576\n", file.name.replace('*', "2.5.1")));
    fs::write(&sizes, lines.collect::<String>() + "demo_numeric-2.5.1.tar.gz 5\n").unwrap();
    let answer = figures("per_version", &["3.12", "3.13", "--sizes", sizes.to_str().unwrap()]);
    let together = &answer["saving"]["together"];
    assert_eq!((&together["files"], &together["bytes"]), (&json!(7), &json!(7 << 20)));
}

/// Releases of demo-numeric as an index lists them: each has a wheel for CPython 3.12 on fewer
/// systems than the one before.
const HISTORY: &[(&str, &str, bool)] = &[
    ("demo_numeric-2.3.0-cp312-cp312-macosx_11_0_arm64.whl", ">=3.11", false),
    ("demo_numeric-2.3.0-cp312-cp312-win_arm64.whl", ">=3.11", false),
    ("demo_numeric-2.4.0-cp312-cp312-manylinux_2_28_x86_64.whl", ">=3.11", false),
    ("demo_numeric-2.4.0-cp312-cp312-musllinux_1_2_x86_64.whl", ">=3.11", false),
    ("demo_numeric-2.4.0-cp312-cp312-win_amd64.whl", ">=3.11", false),
    ("demo_numeric-2.4.0.tar.gz", ">=3.11", false),
    ("demo_numeric-2.5.0-cp312-cp312-win_amd64.whl", ">=3.12", true),
    ("demo_numeric-2.5.1-cp312-cp312-manylinux_2_28_x86_64.whl", ">=3.12", false),
    ("demo_numeric-2.5.1-cp312-cp312-win_amd64.whl", ">=3.12", false),
    ("demo_numeric-2.5.1-cp313-cp313-win_arm64.whl", ">=3.12", false),
    ("demo_numeric-2.6.0-cp313-cp313-win_amd64.whl", ">=3.13", false),
    ("demo_numeric-2.6.0.tar.gz", ">=3.13", false),
];

/// The same with other rows, as a list that `--history` takes.
fn listed(folder: &Path, rows: &[(&str, &str, bool)]) -> String {
    let file = |(name, requires, yanked): &(&str, &str, bool)| json!({"filename": name, "requires-python": requires, "yanked": yanked});
    let files: Vec<Value> = rows.iter().map(file).collect();
    let path = folder.join("history.json");
    fs::write(&path, json!({"name": "demo-numeric", "files": files}).to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn files(rows: &[(&str, &str, bool)]) -> Vec<ReleaseFile> {
    let file = |(name, requires, yanked): &(&str, &str, bool)| ReleaseFile {
        requires_python: Some(requires.parse().unwrap()),
        yanked: *yanked,
        ..ReleaseFile::new(name.parse().unwrap())
    };
    rows.iter().map(file).collect()
}

#[derive(Deserialize)]
struct Latest {
    any: Option<String>,
    wheel: Option<String>,
}

#[test]
fn who_falls_back_to_what_agrees_with_pip() {
    let plan = planned(&root().join("tests/projects/per_version"), Provider::Github);
    let dropped = ["3.12".parse().unwrap()];
    let (mut compared, mut kinds) = (0, std::collections::BTreeSet::new());
    // Of the whole history, without the sdist that serves all, and of wheels of newer Pythons alone.
    let without: Vec<_> =
        HISTORY.iter().filter(|row| row.0 != "demo_numeric-2.4.0.tar.gz").copied().collect();
    let with_sdist: Vec<_> =
        HISTORY.iter().chain(&[("demo_numeric-2.5.1.tar.gz", ">=3.12", false)]).copied().collect();
    for rows in [HISTORY, &without, &with_sdist, &HISTORY[10..]] {
        let found = fallbacks(&dropped, &plan, None, &files(rows));
        assert!(found.rows.len() >= 7, "{}", found.rows.len());
        let targets: Vec<Question> =
            found.rows.iter().map(|row| Question::from(&row.target)).collect();
        let demo = |name: &str| name.replace("demo_numeric", "demo");
        let listed: Vec<Value> = rows
            .iter()
            .map(|(name, requires, yanked)| {
                json!({"name": demo(name), "requires_python": requires, "yanked": yanked})
            })
            .collect();
        let question = json!({"targets": targets, "files": listed});
        let latest: Vec<Latest> = ask("pip_fallback.py", &[], &question);
        for (row, pip) in found.rows.iter().zip(latest) {
            let own = row.takes.version().map(ToString::to_string);
            assert_eq!(own, pip.any, "{}", row.target);
            match &row.takes {
                Taken::Wheel { .. } => assert_eq!(own, pip.wheel, "{}", row.target),
                Taken::Sdist { last_wheel, .. } => {
                    assert_ne!(own, pip.wheel, "{}", row.target);
                    assert_eq!(last_wheel.as_ref().map(ToString::to_string), pip.wheel);
                }
                Taken::Nothing => assert_eq!(pip.wheel, None, "{}", row.target),
            }
            kinds.insert(row.takes.as_str());
            compared += 1;
        }
    }
    assert!(compared >= 28 && kinds.len() == 3, "{compared} {kinds:?}");
}

#[test]
fn those_who_would_get_no_wheel_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let answer = figures("per_version", &["3.12", "--history", &listed(folder.path(), HISTORY)]);
    let fallback = &answer["fallback"];
    let targets = fallback["targets"].as_array().unwrap();
    let of = |target: &str| {
        let row = targets.iter().find(|row| row["target"] == target);
        let row = row.unwrap_or_else(|| panic!("{target}: {targets:#?}"));
        (row["takes"].as_str().unwrap(), row["release"].as_str(), row["last_wheel"].as_str())
    };
    let on = |platform: &str| {
        let target: Target = format!("cp312-{platform}").parse().unwrap();
        of(&target.to_string())
    };
    assert_eq!(on("win_amd64"), ("wheel", Some("2.5.1"), None));
    assert_eq!(on("win_arm64"), ("sdist", Some("2.4.0"), Some("2.3.0")));
    assert_eq!(on("musllinux_1_2_x86_64"), ("wheel", Some("2.4.0"), None));
    let stranded = targets.iter().filter(|row| row["takes"] != "wheel").count();
    assert_eq!(fallback["stranded"], stranded);
    assert!(targets.iter().all(|row| row["old_pip_wheel"].is_null()));

    let run = dropped("per_version", &["3.12", "--history", &listed(folder.path(), &HISTORY[8..])]);
    let text = masked(&run.out, &folder);
    assert!(text.contains("  strands "), "{text}");
    assert!(text.contains("  3.12: cp312-win_arm64 gets nothing\n"), "{text}");
    assert!(text.contains("  by 2 releases in [DIR]/history.json\n"), "{text}");
}

#[test]
fn an_index_tells_the_releases_where_it_may_be_asked() {
    let file = |(name, requires, yanked): &(&str, &str, bool)| json!({"filename": name, "url": name, "hashes": {}, "requires-python": requires, "yanked": yanked});
    let files = HISTORY.iter().map(file).collect();
    let site = Site { project: Some("demo-numeric"), files, ..Site::default() };
    let server = site.serve();
    let url = format!("{}/simple", server.url());
    let folder = tempfile::tempdir().unwrap();
    let listed = figures("per_version", &["3.12", "--history", &listed(folder.path(), HISTORY)]);
    for more in
        [&["3.12", "--index-url", &url][..], &["3.12", "--index-url", &url, "--history", "index"]]
    {
        let asked = figures("per_version", more);
        assert_eq!(asked["fallback"]["targets"], listed["fallback"]["targets"]);
        assert_eq!(asked["fallback"]["place"], format!("{url}/demo-numeric/"));
    }
    let asked = figures("per_version", &["3.12", "--index-url", &url, "--offline"]);
    assert_eq!(asked["fallback"]["place"], Value::Null);
}

#[test]
fn an_abi3_wheel_reaches_pips_that_do_not_read_requires_python() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("names.txt");
    fs::write(&path, "demo_abi3-1.0.tar.gz\n").unwrap();
    let more = ["--below", "3.13", "--history", path.to_str().unwrap()];
    let answer = figures("abi3", &more);
    let targets = answer["fallback"]["targets"].as_array().unwrap();
    assert!(!targets.is_empty() && targets.iter().all(|row| row["takes"] == "sdist"));
    assert_eq!(answer["fallback"]["requires_python_listed"], false);
}

#[test]
fn what_nobody_was_asked_is_said() {
    let run = dropped("pure", &["3.10"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    for said in [
        "\n  downloads not asked, and the cache has none: give --counts FILE, or --source auto\n",
        "\n  MB: sizes are unknown: give --sizes RELEASE\n",
        "\nwho falls back\n  releases not asked: give --history FILE, or --history index\n",
    ] {
        assert!(run.out.contains(said), "{}", run.out);
    }
    let offline = dropped("pure", &["3.10", "--source", "pypistats", "--offline"]);
    assert_eq!(offline.status, Some(1), "{}", offline.err);
    assert!(offline.out.contains("  downloads not asked: "), "{}", offline.out);
    let missing = dropped("pure", &["3.10", "--counts", "no/such.csv"]);
    assert_eq!((missing.status, missing.out.as_str()), (Some(2), ""));
}

#[test]
fn every_format_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (counts, history) = (counts(folder.path()), listed(folder.path(), HISTORY));
    let more = ["3.12", "--counts", &counts, "--history", &history];
    let text = dropped("per_version", &more).out;
    let markdown = dropped("per_version", &[&more[..], &["--format", "markdown"]].concat()).out;
    for line in ["30.00 %", "20.00 %", "-20.00 points", "2028-10-01"] {
        assert!(text.contains(line), "{line}: {text}");
        assert!(markdown.contains(line), "{line}: {markdown}");
    }
    assert!(markdown.starts_with("### demo-numeric: drop 3.12"), "{markdown}");
    let file = folder.path().join("report.md");
    let to = [&more[..], &["--format", "markdown", "-o", file.to_str().unwrap()]].concat();
    let run = dropped("per_version", &to);
    assert_eq!((run.status, run.out.as_str()), (Some(1), ""));
    assert_eq!(fs::read_to_string(file).unwrap(), markdown);
}
