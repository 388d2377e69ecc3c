//! What programs read: CSV, JSON, SVG.

use std::collections::BTreeSet;

use jiff::civil::date;
use relkit::{
    model::PythonVersion,
    report::downloads::{Monthly, csv, json, svg},
};
use serde_json::Value;

use super::{
    sample::{self, full, pythons, report},
    three,
};

#[test]
fn spreadsheets_read_csv() {
    let pythons = pythons();
    let table = csv(&report(&pythons, vec![full(), three().remove(0)])).unwrap();
    insta::assert_snapshot!(table, @r#"
    project,dimension,value,downloads,percent,percent_of_known,source,first,last
    demo,python,3.15,812344,0.761888,0.771660,bigquery,2026-10-25,2026-11-21
    demo,python,3.14,21532001,20.194614,20.453631,bigquery,2026-10-25,2026-11-21
    demo,python,3.13,26354506,24.717586,25.034614,bigquery,2026-10-25,2026-11-21
    demo,python,3.12,20862015,19.566242,19.817199,bigquery,2026-10-25,2026-11-21
    demo,python,3.11,15066706,14.130889,14.312132,bigquery,2026-10-25,2026-11-21
    demo,python,3.10,9754751,9.148868,9.266212,bigquery,2026-10-25,2026-11-21
    demo,python,3.9,5217960,4.893864,4.956633,bigquery,2026-10-25,2026-11-21
    demo,python,3.8,3267008,3.064089,3.103389,bigquery,2026-10-25,2026-11-21
    demo,python,3.7,1803189,1.691190,1.712881,bigquery,2026-10-25,2026-11-21
    demo,python,3.6,402111,0.377135,0.381972,bigquery,2026-10-25,2026-11-21
    demo,python,3.5,8656,0.008118,0.008222,bigquery,2026-10-25,2026-11-21
    demo,python,2.7,191020,0.179155,0.181453,bigquery,2026-10-25,2026-11-21
    demo,python,pre-release,40112,0.037621,,bigquery,2026-10-25,2026-11-21
    demo,python,other,93,0.000087,,bigquery,2026-10-25,2026-11-21
    demo,python,unknown,1310020,1.228653,,bigquery,2026-10-25,2026-11-21
    demo,system,</script><img src=http://example.invalid/x>,4,0.000004,0.000004,bigquery,2026-10-25,2026-11-21
    demo,system,<script>document.title='broken'</script>,1,0.000001,0.000001,bigquery,2026-10-25,2026-11-21
    demo,system,'=cmd|' /C calc'!A0,2,0.000002,0.000002,bigquery,2026-10-25,2026-11-21
    demo,system,Darwin,6000000,5.627335,5.660376,bigquery,2026-10-25,2026-11-21
    demo,system,Linux,88000000,82.534240,83.018851,bigquery,2026-10-25,2026-11-21
    demo,system,Windows,12000000,11.254669,11.320752,bigquery,2026-10-25,2026-11-21
    demo,system,"a & ""b"" 'c'",3,0.000003,0.000003,bigquery,2026-10-25,2026-11-21
    demo,system,x|y `z` [l](http://example.invalid) @team,5,0.000005,0.000005,bigquery,2026-10-25,2026-11-21
    demo,system,\u{202e}\u{1b}[31mred,6,0.000006,0.000006,bigquery,2026-10-25,2026-11-21
    demo,system,unknown,622394,0.583737,,bigquery,2026-10-25,2026-11-21
    old,python,3.14,1,11.111111,11.111111,file,,
    old,python,3.8,3,33.333333,33.333333,file,,
    old,python,2.7,5,55.555556,55.555556,file,,
    "#);
}

/// The keys that a value has, with their types; of lists the first element.
fn keys(path: &str, value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, it)| keys(&format!("{path}.{key}"), it, out));
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
#[expect(clippy::too_many_lines, reason = "every key of the format is named")]
fn programs_read_json() {
    let pythons = pythons();
    let text = json(&report(&pythons, vec![full(), three().remove(2)])).unwrap();
    assert_eq!(text, json(&report(&pythons, vec![full(), three().remove(2)])).unwrap());
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut found = BTreeSet::new();
    keys("", &whole, &mut found);
    insta::assert_snapshot!(found.into_iter().collect::<Vec<_>>().join("\n"), @"
    .as_of: text
    .projects[].advice.files.enough: boolean
    .projects[].advice.files.limit: number
    .projects[].advice.files.others: integer
    .projects[].advice.files.rows[].bytes: integer
    .projects[].advice.files.rows[].downloads: integer
    .projects[].advice.files.rows[].kind: text
    .projects[].advice.files.rows[].name: text
    .projects[].advice.files.rows[].percent: number
    .projects[].advice.files.rows[].rare: boolean
    .projects[].advice.files.total: integer
    .projects[].advice.files: null
    .projects[].advice.floors[].arch: text
    .projects[].advice.floors[].downloads: integer
    .projects[].advice.floors[].family: text
    .projects[].advice.floors[].notes[]: text
    .projects[].advice.floors[].recommended[].coverage: number
    .projects[].advice.floors[].recommended[].name: null
    .projects[].advice.floors[].recommended[].name: text
    .projects[].advice.floors[].tags[].covers: number
    .projects[].advice.floors[].tags[].leaves_out[]: text
    .projects[].advice.floors[].tags[].name: text
    .projects[].advice.free_threaded.at_most: number
    .projects[].advice.free_threaded.either: integer
    .projects[].advice.free_threaded.other: integer
    .projects[].advice.free_threaded.percent: number
    .projects[].advice.free_threaded.threaded: integer
    .projects[].advice.free_threaded: null
    .projects[].advice.lines[]: text
    .projects[].advice.sdist.downloads: integer
    .projects[].advice.sdist.notes[]: text
    .projects[].advice.sdist.rows[].cpu: text
    .projects[].advice.sdist.rows[].downloads: integer
    .projects[].advice.sdist.rows[].libc: text
    .projects[].advice.sdist.rows[].percent: number
    .projects[].advice.sdist.rows[].percent_of_sdist: number
    .projects[].advice.sdist.rows[].python: null
    .projects[].advice.sdist.rows[].python: text
    .projects[].advice.sdist.rows[].sentence: text
    .projects[].advice.sdist.rows[].served: text
    .projects[].advice.sdist.rows[].system: text
    .projects[].advice.sdist.rows[].without[]: text
    .projects[].advice.sdist.total: integer
    .projects[].advice.sdist: null
    .projects[].forecast[].bands[].high: number
    .projects[].forecast[].bands[].low: number
    .projects[].forecast[].bands[].median: number
    .projects[].forecast[].bands[].month: text
    .projects[].forecast[].python: text
    .projects[].forecast[].under[].first: text
    .projects[].forecast[].under[].last: text
    .projects[].forecast[].under[].percent: number
    .projects[].gates[].condition: text
    .projects[].gates[].found: text
    .projects[].gates[].outcome: text
    .projects[].name: text
    .projects[].notes[]: text
    .projects[].origin.cached: boolean
    .projects[].origin.completeness: text
    .projects[].origin.cost.bytes: integer
    .projects[].origin.cost.dollars: number
    .projects[].origin.cost: null
    .projects[].origin.counted.installers: null
    .projects[].origin.counted.installers: text
    .projects[].origin.counted.rule: text
    .projects[].origin.notes[]: text
    .projects[].origin.place: text
    .projects[].origin.source: text
    .projects[].origin.top: integer
    .projects[].origin.top: null
    .projects[].origin.window.days: integer
    .projects[].origin.window.first: text
    .projects[].origin.window.last: text
    .projects[].origin.window: null
    .projects[].series[].months[].month: text
    .projects[].series[].months[].percent: number
    .projects[].series[].python: text
    .projects[].splits[].dimension: text
    .projects[].splits[].known: integer
    .projects[].splits[].rows[].downloads: integer
    .projects[].splits[].rows[].end_of_life: null
    .projects[].splits[].rows[].end_of_life: text
    .projects[].splits[].rows[].kind: text
    .projects[].splits[].rows[].percent: number
    .projects[].splits[].rows[].percent_of_known: null
    .projects[].splits[].rows[].percent_of_known: number
    .projects[].splits[].rows[].value: text
    .projects[].splits[].total: integer
    .projects[].verdict.left_behind: number
    .projects[].verdict.newest_release: text
    .projects[].verdict.notes[]: text
    .projects[].verdict.now: text
    .projects[].verdict.requires_python: text
    .projects[].verdict.rows[].action: text
    .projects[].verdict.rows[].at_most: boolean
    .projects[].verdict.rows[].change_in_year: null
    .projects[].verdict.rows[].change_in_year: number
    .projects[].verdict.rows[].cost.bytes: null
    .projects[].verdict.rows[].cost.files: integer
    .projects[].verdict.rows[].cost.jobs: integer
    .projects[].verdict.rows[].cost.minutes: integer
    .projects[].verdict.rows[].crossing.first: text
    .projects[].verdict.rows[].crossing.last: text
    .projects[].verdict.rows[].crossing: null
    .projects[].verdict.rows[].dates.bugfix_end: text
    .projects[].verdict.rows[].dates.end_of_life: text
    .projects[].verdict.rows[].dates.nep29: text
    .projects[].verdict.rows[].dates.released: text
    .projects[].verdict.rows[].dates.spec0: text
    .projects[].verdict.rows[].dates: null
    .projects[].verdict.rows[].planned: boolean
    .projects[].verdict.rows[].planned: null
    .projects[].verdict.rows[].python: text
    .projects[].verdict.rows[].reasons[]: text
    .projects[].verdict.rows[].share: number
    .projects[].verdict.rows[].share_of_newest_release: null
    .projects[].verdict.rows[].share_of_newest_release: number
    .projects[].verdict.rows[].supported: boolean
    .projects[].verdict.saving.bytes: integer
    .projects[].verdict.saving.files: integer
    .projects[].verdict.saving.jobs: integer
    .projects[].verdict.saving.minutes: integer
    .projects[].verdict.summary: text
    .projects[].verdict: null
    .projects[].window.days: integer
    .projects[].window.first: text
    .projects[].window.last: text
    .projects[].window: null
    .schema: text
    ");
    let split = &whole["projects"][0]["splits"][0];
    let rows = split["rows"].as_array().unwrap();
    let sum = |key: &str| rows.iter().filter_map(|row| row[key].as_f64()).sum::<f64>();
    assert!((sum("downloads") - split["total"].as_f64().unwrap()).abs() < 0.5);
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
    insta::assert_snapshot!(format!("{head}{shapes}"), @r#"
    <svg xmlns="http://www.w3.org/2000/svg" class="rk" role="img" width="820" height="191" viewBox="0 0 820 191" aria-labelledby="chart-title chart-text">
    <title id="chart-title">Downloads by Python: old</title>
    <desc id="chart-text">old: downloads by Python: 3.14: 11.11 %, 1 download, ends 2030-10-01; 3.8: 33.33 %, 3 downloads, ended 2024-10-07; 2.7: 55.56 %, 5 downloads, ended 2020-01-01</desc>

    <rect class="rk-ground" width="100%" height="100%"/>
    <g transform="translate(0 8)">
    <text class="rk-title" x="16" y="30">old: downloads by Python</text>
    <text class="rk-muted rk-small" x="16" y="50">source: file · days unknown · 9 downloads · installers unknown · of the top 10 alone</text>
    <rect class="rk-bar" x="16" y="64" width="11" height="11" rx="2"/>
    <text class="rk-muted rk-small" x="32" y="74">supported</text>
    <rect class="rk-ended" x="108.38" y="64" width="11" height="11" rx="2"/>
    <text class="rk-muted rk-small" x="124.38" y="74">past its end of life</text>
    <text class="rk-muted rk-small" x="620" y="74" text-anchor="end">share</text>
    <text class="rk-muted rk-small" x="708" y="74" text-anchor="end">downloads</text>
    <text class="rk-muted rk-small" x="804" y="74" text-anchor="end">end of life</text>
    <text class="rk-text rk-num" x="46" y="99" text-anchor="end">3.14</text>
    <rect class="rk-track" x="56" y="86" width="494" height="17" rx="2"/>
    <rect class="rk-bar" x="56" y="86" width="98.8" height="17" rx="2"><title>3.14: 11.11 %, 1 download, ends 2030-10-01</title></rect>
    <text class="rk-text rk-num" x="620" y="99" text-anchor="end">11.11 %</text>
    <text class="rk-muted rk-num" x="708" y="99" text-anchor="end">1</text>
    <text class="rk-muted rk-num" x="804" y="99" text-anchor="end">2030-10-01</text>
    <text class="rk-text rk-num" x="46" y="126" text-anchor="end">3.8</text>
    <rect class="rk-track" x="56" y="113" width="494" height="17" rx="2"/>
    <rect class="rk-ended" x="56" y="113" width="296.4" height="17" rx="2"><title>3.8: 33.33 %, 3 downloads, ended 2024-10-07</title></rect>
    <text class="rk-text rk-num" x="620" y="126" text-anchor="end">33.33 %</text>
    <text class="rk-muted rk-num" x="708" y="126" text-anchor="end">3</text>
    <text class="rk-muted rk-num" x="804" y="126" text-anchor="end">2024-10-07</text>
    <text class="rk-text rk-num" x="46" y="153" text-anchor="end">2.7</text>
    <rect class="rk-track" x="56" y="140" width="494" height="17" rx="2"/>
    <rect class="rk-ended" x="56" y="140" width="494" height="17" rx="2"><title>2.7: 55.56 %, 5 downloads, ended 2020-01-01</title></rect>
    <text class="rk-text rk-num" x="620" y="153" text-anchor="end">55.56 %</text>
    <text class="rk-muted rk-num" x="708" y="153" text-anchor="end">5</text>
    <text class="rk-muted rk-num" x="804" y="153" text-anchor="end">2020-01-01</text>
    </g>
    </svg>
    "#);
}

/// The months of nine Pythons: an old one that was large, a new one that grows, seven between.
fn nine() -> Vec<Monthly> {
    let month = |python, shares: [f64; 2]| Monthly {
        python: PythonVersion::new(3, python),
        months: [date(2025, 10, 1), date(2026, 10, 1)].into_iter().zip(shares).collect(),
    };
    let between = (7..=13).map(|minor| month(minor, [7.0, 14.0]));
    [month(6, [50.0, 0.3]), month(14, [0.0, 2.6])].into_iter().chain(between).collect()
}

#[test]
fn lines_are_drawn_by_their_last_share() {
    let pythons = pythons();
    let mut project = three().remove(0);
    project.series = nine();
    let picture = svg(&report(&pythons, vec![project]));
    assert!(picture.contains("3.14  2.60 %"), "{picture}");
    assert!(!picture.contains("3.6  0.30 %"), "{picture}");
    assert!(picture.contains("1 lower Python not drawn"), "{picture}");
}

#[test]
fn nothing_has_no_bar() {
    let pythons = pythons();
    let picture = svg(&report(&pythons, vec![sample::plain("some", &[("3.2", 0), ("3.14", 5)])]));
    assert!(picture.contains(">3.14</text>") && !picture.contains(">3.2</text>"), "{picture}");
}
