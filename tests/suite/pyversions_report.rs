//! Download reports in every format; pages and pictures as a real browser shows them.

mod browser;
mod sample;

use std::collections::BTreeSet;

use relkit::report::downloads::{View, csv, json, markdown, svg, text};
use sample::{full, plain, pythons, report};
use serde_json::Value;

fn three() -> Vec<relkit::report::downloads::ProjectReport> {
    vec![
        plain("old", &[("2.7", 5), ("3.8", 3), ("3.14", 1)]),
        plain("new", &[("3.15", 1), ("3.14", 999_999)]),
        plain("none", &[]),
    ]
}

#[test]
fn people_read_text() {
    let pythons = pythons();
    let whole = text(&report(&pythons, vec![full()]), View::default());
    let plain = anstream::adapter::strip_str(&whole).to_string();
    insta::assert_snapshot!(plain, @"");
    let few = text(&report(&pythons, vec![full()]), View { rows: Some(3) });
    assert!(few.contains("9 more") && few.lines().count() < plain.lines().count());
    let all = text(&report(&pythons, vec![full()]), View::ALL);
    assert!(!all.contains(" more  "));
}

#[test]
fn projects_stand_side_by_side() {
    let pythons = pythons();
    let whole = text(&report(&pythons, three()), View::default());
    insta::assert_snapshot!(anstream::adapter::strip_str(&whole).to_string(), @"");
}

#[test]
fn spreadsheets_read_csv() {
    let pythons = pythons();
    let table = csv(&report(&pythons, vec![full(), three().remove(0)])).unwrap();
    insta::assert_snapshot!(table, @"");
}

#[test]
fn issues_and_pull_requests_show_markdown() {
    let pythons = pythons();
    insta::assert_snapshot!(markdown(&report(&pythons, vec![full()]), View::default()), @"");
    let several = markdown(&report(&pythons, three()), View::default());
    insta::assert_snapshot!(several.split_once("### old").unwrap().0, @"");
}

/// The keys that a value has, with their types; of lists the first element.
fn keys(path: &str, value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, it)| keys(&format!("{path}.{key}"), it, out))
        }
        Value::Array(list) => list.iter().for_each(|it| keys(&format!("{path}[]"), it, out)),
        Value::Null => _ = out.insert(format!("{path}: null")),
        Value::Bool(_) => _ = out.insert(format!("{path}: boolean")),
        Value::Number(number) if number.is_u64() => _ = out.insert(format!("{path}: integer")),
        Value::Number(_) => _ = out.insert(format!("{path}: number")),
        Value::String(_) => _ = out.insert(format!("{path}: text")),
    }
}

#[test]
fn programs_read_json() {
    let pythons = pythons();
    let text = json(&report(&pythons, vec![full(), three().remove(2)])).unwrap();
    assert_eq!(text, json(&report(&pythons, vec![full(), three().remove(2)])).unwrap());
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut found = BTreeSet::new();
    keys("", &whole, &mut found);
    insta::assert_snapshot!(found.into_iter().collect::<Vec<_>>().join("\n"), @"");
    let split = &whole["projects"][0]["splits"][0];
    let rows = split["rows"].as_array().unwrap();
    let sum = |key: &str| rows.iter().filter_map(|row| row[key].as_f64()).sum::<f64>();
    assert_eq!(sum("downloads"), split["total"].as_f64().unwrap());
    assert!(
        (sum("percent") - 100.0).abs() < 1e-4 && (sum("percent_of_known") - 100.0).abs() < 1e-4
    );
    let nasty: Vec<&str> = whole["projects"][0]["splits"][1]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["value"].as_str().unwrap())
        .collect();
    assert!(sample::NASTY.iter().all(|name| nasty.contains(name)));
}

#[test]
fn charts_are_the_same_bytes_and_name_nothing_outside() {
    let pythons = pythons();
    let picture = svg(&report(&pythons, vec![full(), three().remove(0)]));
    assert_eq!(picture, svg(&report(&pythons, vec![full(), three().remove(0)])));
    let outside = picture.replace("http://www.w3.org/2000/svg", "");
    for word in ["http", "url(", "href", "@import", "<script", "NaN", "inf"] {
        assert!(!outside.contains(word), "{word}");
    }
    let small = svg(&report(&pythons, vec![three().remove(0)]));
    let (head, rest) = small.split_once("<style>").unwrap();
    let (_, shapes) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!(format!("{head}{shapes}"), @"");
}

#[test]
fn nothing_is_no_failure() {
    let pythons = pythons();
    for projects in [Vec::new(), vec![three().remove(2)]] {
        let report = report(&pythons, projects);
        assert!(svg(&report).ends_with("</svg>\n"));
        assert!(json(&report).unwrap().ends_with("}\n"));
        let _ = (
            text(&report, View::default()),
            markdown(&report, View::default()),
            csv(&report).unwrap(),
        );
    }
}
