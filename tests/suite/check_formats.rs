//! The forms in which `relkit check` reports, read by those who will read them.

use std::{fs, path::Path};

use crate::support::{
    oracle::ask,
    python::root,
    relkit::{Ran, TODAY, relkit},
    wheel::{NATIVE, Sdist, Wheel},
};

fn check(folder: &Path, arguments: &[&str]) -> Ran {
    let arguments = [&["check", "--as-of", TODAY], arguments].concat();
    Ran::from(relkit(&arguments).current_dir(folder).output().unwrap())
}

/// Wheels with findings of all levels, odd names, and a file that cannot be read.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for platform in ["win_amd64", "macosx_11_0_arm64", "manylinux_2_28_x86_64"] {
        Wheel::new("Demo", "1.0")
            .native(&format!("cp312-cp312-{platform}"))
            .file("demo/a b!%#?`@team`.py", NATIVE)
            .record(|text| text.replace("`.py,sha256=", "`.py,sha256=A"))
            .write(folder.path());
    }
    fs::write(folder.path().join("empty-1.0-py3-none-any.whl"), "").unwrap();
    folder
}

#[test]
fn sarif_is_valid_and_can_be_followed() {
    let folder = folder();
    let ran = check(folder.path(), &[".", "--format", "sarif"]);
    assert_eq!(ran.status, Some(2));
    let log: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let problems: Vec<String> = ask("sarif.py", &[], &log);
    assert_eq!(problems, Vec::<String>::new());
    let run = &log["runs"][0];
    assert!(run["results"].as_array().unwrap().len() >= 6, "{}", ran.out);
    assert_eq!(run["invocations"][0]["exitCode"], 2);
    let unread = &run["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(unread.as_array().unwrap().len(), 1, "{unread}");
    assert!(
        ran.out
            .contains("Demo-1.0-cp312-cp312-win_amd64.whl!/demo/a%20b%21%25%23%3F%60@team%60.py")
    );
    // The same in every run, and valid where nothing is found.
    assert_eq!(check(folder.path(), &[".", "--format", "sarif"]).out, ran.out);
    let clean = tempfile::tempdir().unwrap();
    Wheel::new("demo", "1.0").write(clean.path());
    let ran = check(clean.path(), &[".", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ask::<Vec<String>>("sarif.py", &[], &log), Vec::<String>::new());
    assert_eq!((ran.status, &log["runs"][0]["results"]), (Some(0), &serde_json::json!([])));
}

#[test]
fn all_rules_are_valid_in_sarif() {
    let mut report = relkit::report::check::CheckReport::default();
    for rule in relkit::rules::RULES {
        report.findings.push(relkit::rules::Finding {
            code: rule.code,
            level: rule.level,
            file: "C:\\dist\\x y.whl".to_owned(),
            member: Some("/../a\nb".to_owned()),
            message: rule.summary.to_owned(),
            evidence: vec!["\u{1b}[31m".to_owned()],
            hint: "none".to_owned(),
        });
    }
    let log: serde_json::Value =
        serde_json::from_str(&relkit::report::check::sarif(&report, 1).unwrap()).unwrap();
    let problems: Vec<String> = ask("sarif.py", &[], &log);
    let problems: Vec<_> = problems.iter().filter(|it| !it.contains("no plain URI")).collect();
    assert_eq!(problems, Vec::<&String>::new());
}

#[test]
fn markdown_has_a_verdict_and_names_that_do_nothing() {
    let folder = folder();
    let ran = check(folder.path(), &[".", "--format", "markdown"]);
    let first = ran.out.lines().next().unwrap();
    assert!(first.starts_with("### relkit check: failed (3 files: "), "{first}");
    assert!(first.ends_with("; 1 file could not be read)"), "{first}");
    // Outside of fences nothing of a file's name is left that Markdown or GitHub would obey.
    let mut fence: Option<&str> = None;
    for line in ran.out.lines() {
        match fence {
            Some(end) if line == end => fence = None,
            Some(_) => {}
            None if line.starts_with("```") => fence = Some(line.trim_end_matches("text")),
            None => assert!(!line.contains('@') && !line.contains("`@"), "{line}"),
        }
    }
    assert_eq!(fence, None, "every fence is closed");
    assert!(ran.out.contains("and 2 more files"), "{}", ran.out);
}

#[test]
fn a_report_goes_to_a_file_whole() {
    let folder = folder();
    let ran = check(folder.path(), &[".", "-o", "report.txt"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
    let text = fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(text.contains("NAM002") && !text.contains('\u{1b}'), "{text}");
    assert!(ran.err.starts_with("3 files: "), "{}", ran.err);
    let ran = check(folder.path(), &[".", "-o", "gone/report.txt"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("mkdir -p gone"), "{}", ran.err);
}

#[test]
fn what_wheels_share_is_told_once_and_json_keeps_all() {
    let folder = folder();
    let ran = check(folder.path(), &[".", "--select", "NAM002"]);
    assert_eq!(ran.out.matches("error[NAM002]").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("    and 2 more files\n"), "{}", ran.out);
    let ran = check(folder.path(), &[".", "--select", "NAM002", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 3);
    assert_eq!(report["rules"][0]["findings"], 3);
    assert_eq!(report["summary"]["unread"], 1);
    let verbose = check(folder.path(), &[".", "--select", "NAM002", "--verbose"]);
    assert!(verbose.out.contains("rule: The project in a wheel's name"), "{}", verbose.out);
    assert!(
        verbose.out.contains("      ./Demo-1.0-cp312-cp312-win_amd64.whl\n"),
        "{}",
        verbose.out
    );
}

/// Every key that the JSON has is described, by its path.
#[test]
fn the_json_is_documented() {
    let folder = folder();
    Sdist::new("demo", "1.0").write(folder.path());
    let ran = check(folder.path(), &[".", "--fix", "--dry-run", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let docs = fs::read_to_string(root().join("docs/check.md")).unwrap();
    let mut keys = Vec::new();
    collect(&report, "", &mut keys);
    assert!(keys.len() > 25, "{keys:?}");
    for key in keys {
        assert!(docs.contains(&format!("| `{key}` |")), "describe `{key}` in docs/check.md");
    }
}

fn collect(value: &serde_json::Value, path: &str, out: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                if !out.contains(&path) {
                    out.push(path.clone());
                }
                collect(value, &path, out);
            }
        }
        serde_json::Value::Array(all) => {
            for value in all {
                collect(value, &format!("{path}[]"), out);
            }
        }
        _ => {}
    }
}
