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
    insta::assert_snapshot!(plain, @r#"
    demo: 106,622,492 downloads
      source      bigquery (bigquery-public-data.pypi.file_downloads), from the cache
      days        2026-10-25 to 2026-11-21 (28 days)
      installers  those that install for people and CI; no mirrors, no browsers
      rows        all
      no version  1.23 % unknown, <0.01 % other, 0.04 % pre-release
      cost        4.65 GiB billed, 0.03 USD by the list price

    python        downloads     share  of known  end of life
    3.15            812,344    0.76 %    0.77 %       2031-10-01  ▊
    3.14         21,532,001   20.19 %   20.45 %       2030-10-01  ███████████████████▋
    3.13         26,354,506   24.72 %   25.03 %       2029-10-01  ████████████████████████
    3.12         20,862,015   19.57 %   19.82 %       2028-10-01  ███████████████████
    3.11         15,066,706   14.13 %   14.31 %       2027-10-01  █████████████▊
    3.10          9,754,751    9.15 %    9.27 %  past 2026-10-01  ████████▉
    3.9           5,217,960    4.89 %    4.96 %  past 2025-10-31  ████▊
    3.8           3,267,008    3.06 %    3.10 %  past 2024-10-07  ███
    3.7           1,803,189    1.69 %    1.71 %  past 2023-06-27  █▋
    3.6             402,111    0.38 %    0.38 %  past 2021-12-23  ▍
    3.5               8,656    0.01 %    0.01 %  past 2020-09-30  ▏
    2.7             191,020    0.18 %    0.18 %  past 2020-01-01  ▏
    pre-release      40,112    0.04 %                             ▏
    other                93   <0.01 %                             ▏
    unknown       1,310,020    1.23 %                             █▎

    system                                        downloads     share  of known
    </script><img src=http://example.invalid/x>           4   <0.01 %   <0.01 %  ▏
    <script>document.title='broken'</script>              1   <0.01 %   <0.01 %  ▏
    =cmd|' /C calc'!A0                                    2   <0.01 %   <0.01 %  ▏
    Darwin                                        6,000,000    5.63 %    5.66 %  █▋
    Linux                                        88,000,000   82.53 %   83.02 %  ████████████████████████
    Windows                                      12,000,000   11.25 %   11.32 %  ███▎
    a & "b" 'c'                                           3   <0.01 %   <0.01 %  ▏
    x|y `z` [l](http://example.invalid) @team             5   <0.01 %   <0.01 %  ▏
    \u{202e}\u{1b}[31mred                                 6   <0.01 %   <0.01 %  ▏
    unknown                                         622,394    0.58 %            ▏

    share by month
      3.15  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▃▃▃▃▄▄▅▅▆▇█  0.11 % in 2023-11, 5.34 % in 2026-10
      3.14  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▃▃▃▄▄▅▆▆▇█  0.24 % in 2023-11, 26.10 % in 2026-10
      3.13  ▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▃▃▄▄▄▅▆▆▇▇▇███████  0.65 % in 2023-11, 35.24 % in 2026-10
      3.12  ▁▂▂▂▂▂▂▂▃▃▄▄▄▅▆▆▇▇▇██████████████▇▇▆  2.38 % in 2023-11, 26.10 % in 2026-10
      3.11  ▄▄▅▅▆▆▇▇▇█████████████▇▇▇▆▆▅▅▄▄▃▃▃▂▂  12.60 % in 2023-11, 5.34 % in 2026-10
      3.10  ████████████▇▇▇▆▆▅▅▄▄▃▃▃▂▂▂▂▂▂▁▁▁▁▁▁  34.19 % in 2023-11, 1.20 % in 2026-10
      3.9   ███▇▇▆▆▅▅▄▄▃▃▃▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  34.19 % in 2023-11, 0.39 % in 2026-10
      3.8   █▇▆▅▄▄▃▃▃▃▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  12.60 % in 2023-11, 0.16 % in 2026-10
      3.7   █▇▆▆▅▄▄▄▃▃▃▃▃▂▂▂▂▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁  2.38 % in 2023-11, 0.08 % in 2026-10
      3.6   █▇▇▆▆▅▅▄▄▄▄▃▃▃▃▃▃▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▁▁  0.65 % in 2023-11, 0.04 % in 2026-10

    forecast (8 in 10 cases lie in the range)
      3.8   2027-10: 0.03 % to 0.13 %, median 0.06 %; under 1 % between 2027-08 and 2028-05
      3.9   2027-10: 0.06 % to 0.32 %, median 0.14 %
      3.10  2027-10: 0.20 % to 1.00 %, median 0.44 %
      3.11  2027-10: 0.87 % to 4.45 %, median 1.96 %
      3.12  2027-10: 4.27 % to 21.77 %, median 9.60 %

    verdict as of 2026-11-22
      drop   3.9   past its end of life; saves 7 wheels & 4 jobs
      watch  3.10  past its end of life; 9.14 % of downloads
      keep   3.11

    requires-python = ">=3.10" is recommended

    gates
      failed   fail if 3.8 > 1%: 3.8 has 3.06 %
      passed   fail if 2.7 > 1%: 2.7 has 0.18 %
      unknown  fail if 3.4 > 1%: the source does not say

    wheels
      nobody fetched demo-1.0-cp39-cp39-win32.whl
      1.20 % of downloads are of the sdist: most on Linux ppc64le <glibc>

    notes
      the source <b>says</b> so & more
      compare only what one source says @team
    "#);
    let few = text(&report(&pythons, vec![full()]), View { rows: Some(3) });
    assert!(few.contains("9 more") && few.lines().count() < plain.lines().count());
    let all = text(&report(&pythons, vec![full()]), View::ALL);
    assert!(!all.contains(" more  "));
}

#[test]
fn projects_stand_side_by_side() {
    let pythons = pythons();
    let whole = text(&report(&pythons, three()), View::default());
    insta::assert_snapshot!(anstream::adapter::strip_str(&whole).to_string(), @"
    old: 9 downloads
      source      file (counts.json)
      days        unknown: the source does not say
      installers  unknown: the source does not say
      rows        the 10 largest alone: shares are of their sum, not of all downloads
      no version  none

    python  downloads     share  end of life
    3.14            1   11.11 %       2030-10-01  ████▊
    3.8             3   33.33 %  past 2024-10-07  ██████████████▍
    2.7             5   55.56 %  past 2020-01-01  ████████████████████████

    new: 1,000,000 downloads
      source      file (counts.json)
      days        unknown: the source does not say
      installers  unknown: the source does not say
      rows        the 10 largest alone: shares are of their sum, not of all downloads
      no version  none

    python  downloads     share  end of life
    3.15            1   <0.01 %       2031-10-01  ▏
    3.14      999,999  100.00 %       2030-10-01  ████████████████████████

    none: 0 downloads
      source      file (counts.json)
      days        unknown: the source does not say
      installers  unknown: the source does not say
      rows        the 10 largest alone: shares are of their sum, not of all downloads
      no version  none

    python: no downloads

    python       old       new      none
    3.15           -   <0.01 %         -
    3.14     11.11 %  100.00 %         -
    3.8      33.33 %         -         -
    2.7      55.56 %         -         -
    ");
}

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

#[test]
fn issues_and_pull_requests_show_markdown() {
    let pythons = pythons();
    insta::assert_snapshot!(markdown(&report(&pythons, vec![full()]), View::default()), @r#"
    ### demo: 106,622,492 downloads

    - source: bigquery (bigquery-public-data.pypi.file&#95;downloads), from the cache
    - days: 2026-10-25 to 2026-11-21 (28 days)
    - installers: those that install for people and CI; no mirrors, no browsers
    - rows: all
    - no version: 1.23 % unknown, &#60;0.01 % other, 0.04 % pre-release
    - cost: 4.65 GiB billed, 0.03 USD by the list price

    | python | downloads | share | of known | end of life |
    | --- | ---: | ---: | ---: | --- |
    | 3.15 | 812,344 | 0.76 % | 0.77 % | 2031-10-01 |
    | 3.14 | 21,532,001 | 20.19 % | 20.45 % | 2030-10-01 |
    | 3.13 | 26,354,506 | 24.72 % | 25.03 % | 2029-10-01 |
    | 3.12 | 20,862,015 | 19.57 % | 19.82 % | 2028-10-01 |
    | 3.11 | 15,066,706 | 14.13 % | 14.31 % | 2027-10-01 |
    | 3.10 | 9,754,751 | 9.15 % | 9.27 % | **past** 2026-10-01 |
    | 3.9 | 5,217,960 | 4.89 % | 4.96 % | **past** 2025-10-31 |
    | 3.8 | 3,267,008 | 3.06 % | 3.10 % | **past** 2024-10-07 |
    | 3.7 | 1,803,189 | 1.69 % | 1.71 % | **past** 2023-06-27 |
    | 3.6 | 402,111 | 0.38 % | 0.38 % | **past** 2021-12-23 |
    | 3.5 | 8,656 | 0.01 % | 0.01 % | **past** 2020-09-30 |
    | 2.7 | 191,020 | 0.18 % | 0.18 % | **past** 2020-01-01 |
    | pre-release | 40,112 | 0.04 % |  |  |
    | other | 93 | &#60;0.01 % |  |  |
    | unknown | 1,310,020 | 1.23 % |  |  |

    | system | downloads | share | of known |
    | --- | ---: | ---: | ---: |
    | &#60;/script&#62;&#60;img src=http&#58;//example.invalid/x&#62; | 4 | &#60;0.01 % | &#60;0.01 % |
    | &#60;script&#62;document.title=&#39;broken&#39;&#60;/script&#62; | 1 | &#60;0.01 % | &#60;0.01 % |
    | =cmd&#124;&#39; /C calc&#39;&#33;A0 | 2 | &#60;0.01 % | &#60;0.01 % |
    | Darwin | 6,000,000 | 5.63 % | 5.66 % |
    | Linux | 88,000,000 | 82.53 % | 83.02 % |
    | Windows | 12,000,000 | 11.25 % | 11.32 % |
    | a &#38; &#34;b&#34; &#39;c&#39; | 3 | &#60;0.01 % | &#60;0.01 % |
    | x&#124;y &#96;z&#96; &#91;l&#93;(http&#58;//example.invalid) &#64;team | 5 | &#60;0.01 % | &#60;0.01 % |
    | &#92;u&#123;202e&#125;&#92;u&#123;1b&#125;&#91;31mred | 6 | &#60;0.01 % | &#60;0.01 % |
    | unknown | 622,394 | 0.58 % |  |

    **Verdict** as of 2026-11-22

    | python | | why |
    | --- | --- | --- |
    | 3.9 | drop | past its end of life; saves 7 wheels &#38; 4 jobs |
    | 3.10 | watch | past its end of life; 9.14 % of downloads |
    | 3.11 | keep |  |

    Recommended: `requires-python = ">=3.10"`

    **Forecast**

    - 3.8: 2027-10: 0.03 % to 0.13 %, median 0.06 %; under 1 % between 2027-08 and 2028-05
    - 3.9: 2027-10: 0.06 % to 0.32 %, median 0.14 %
    - 3.10: 2027-10: 0.20 % to 1.00 %, median 0.44 %
    - 3.11: 2027-10: 0.87 % to 4.45 %, median 1.96 %
    - 3.12: 2027-10: 4.27 % to 21.77 %, median 9.60 %

    **Gates**

    - failed: fail if 3.8 &#62; 1%: 3.8 has 3.06 %
    - passed: fail if 2.7 &#62; 1%: 2.7 has 0.18 %
    - unknown: fail if 3.4 &#62; 1%: the source does not say

    **Wheels**

    - nobody fetched demo-1.0-cp39-cp39-win32.whl
    - 1.20 % of downloads are of the sdist: most on Linux ppc64le &#60;glibc&#62;

    **Notes**

    - the source &#60;b&#62;says&#60;/b&#62; so &#38; more
    - compare only what one source says &#64;team
    "#);
    let several = markdown(&report(&pythons, three()), View::default());
    insta::assert_snapshot!(several.split_once("### old").unwrap().0, @"
    ### Share of each Python

    | python | old | new | none |
    | --- | ---: | ---: | ---: |
    | 3.15 | - | &#60;0.01 % | - |
    | 3.14 | 11.11 % | 100.00 % | - |
    | 3.8 | 33.33 % | - | - |
    | 2.7 | 55.56 % | - | - |
    ");
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
fn programs_read_json() {
    let pythons = pythons();
    let text = json(&report(&pythons, vec![full(), three().remove(2)])).unwrap();
    assert_eq!(text, json(&report(&pythons, vec![full(), three().remove(2)])).unwrap());
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut found = BTreeSet::new();
    keys("", &whole, &mut found);
    insta::assert_snapshot!(found.into_iter().collect::<Vec<_>>().join("\n"), @"
    .as_of: text
    .projects[].advice[]: text
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
    .projects[].verdict.requires_python: text
    .projects[].verdict.rows[].action: text
    .projects[].verdict.rows[].python: text
    .projects[].verdict.rows[].reasons[]: text
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
