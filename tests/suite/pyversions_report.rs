//! Download reports in every format; pages and pictures as a real browser shows them.

mod browser;
mod people;
mod programs;
mod sample;

use relkit::report::downloads::{ProjectReport, View, csv, json, markdown, svg, text};
use sample::{plain, pythons, report};

fn three() -> Vec<ProjectReport> {
    vec![
        plain("old", &[("2.7", 5), ("3.8", 3), ("3.14", 1)]),
        plain("new", &[("3.15", 1), ("3.14", 999_999)]),
        plain("none", &[]),
    ]
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
