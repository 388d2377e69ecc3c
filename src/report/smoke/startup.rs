//! What is advised of a suite's start.

mod ci;
mod json;

pub use ci::{startup_github, startup_junit};
pub use json::startup_json;

use crate::{report::visible, smoke::Advice};

/// The advice, and what it is held to.
#[derive(Debug, Clone, Default)]
pub struct StartupReport {
    /// The interpreter that has pytest
    pub python: String,
    /// What was found
    pub advice: Advice,
    /// How many seconds the start may take with the plugins that are needed
    pub at_most: Option<f64>,
}

impl StartupReport {
    /// What is wrong, if anything: its word, and why.
    pub fn finding(&self) -> Option<(&'static str, String)> {
        if let Some(error) = &self.advice.error {
            return Some(("failed", error.clone()));
        }
        if self.advice.verdict == "differs" {
            let why = "no choice of plugins leaves the suite the same without loading all of them";
            return Some(("differs", why.to_owned()));
        }
        let most = self.at_most?;
        match self.seconds("chosen") {
            Some(seconds) if seconds <= most => None,
            Some(seconds) => {
                let why = format!(
                    "the start takes {seconds:.2} s with the plugins that are needed, and may take \
                     {most:.2} s"
                );
                Some(("too-slow", why))
            }
            None => Some(("not-measured", "the start could not be measured".to_owned())),
        }
    }

    fn seconds(&self, way: &str) -> Option<f64> {
        self.advice.seconds.get(way).copied().flatten()
    }
}

const NEEDED: &str = "with those that the suite needs";

/// The least gain that is more than the noise of a start.
const NOTICED: f64 = 1.05;

/// The advice for people.
pub fn startup_text(report: &StartupReport) -> String {
    let mut lines = measured(report);
    let advice = &report.advice;
    lines.push(String::new());
    match advice.verdict.as_str() {
        "same" => {
            lines
                .push(format!("the tests, their outcomes and their markers are the same {NEEDED}"));
        }
        "nothing to gain" => {
            lines.push(
                "every plugin that is installed is needed: there is nothing to gain".to_owned(),
            );
        }
        _ => {}
    }
    for needed in &advice.evidence {
        let from = from(needed.project.as_ref());
        lines.push(format!("needed: {}{from}: {}", needed.name, needed.why.join("; ")));
    }
    for lost in &advice.lost {
        let mut does = lost.does.clone();
        if !lost.autouse.is_empty() {
            does.push(format!("gives each test {}", lost.autouse.join(", ")));
        }
        if does.is_empty() {
            does.push("does nothing by itself".to_owned());
        }
        let from = from(lost.project.as_ref());
        lines.push(format!("lost:   {}{from}: {}", lost.name, does.join("; ")));
    }
    if advice.order == Some(false) {
        lines.push(
            "note: the order of the tests was not the same in two runs with every plugin"
                .to_owned(),
        );
    }
    if !advice.unstable.is_empty() {
        let tests = advice.unstable.join(", ");
        lines.push(format!(
            "note: not the same in two runs with every plugin, and left out: {tests}"
        ));
    }
    if advice.verdict == "same" {
        lines.push(String::new());
        lines.extend(advice.option.iter().map(|option| format!("add to addopts: {option}")));
        let or = if advice.option.is_some() { "or set" } else { "set" };
        lines.push(format!("{or}: {}", variables(advice)));
    }
    if advice.strict_markers == Some(false) {
        lines.push(
            "hint: with --strict-markers a plugin that goes missing is an error, not a warning"
                .to_owned(),
        );
    }
    if let Some((word, why)) = report.finding() {
        lines.push(String::new());
        lines.push(format!("error[{word}]: {why}"));
        lines.extend(differences(advice).into_iter().map(|line| format!("  {line}")));
    }
    lines.iter().map(|line| format!("{}\n", visible(line))).collect()
}

/// The tests that are not the same, one a line.
fn differences(advice: &Advice) -> Vec<String> {
    let tests = |(kind, tests): (&String, &Vec<serde_json::Value>)| -> Vec<String> {
        tests.iter().map(|test| format!("{kind}: {}", spelled(test))).collect()
    };
    advice.differs.iter().flat_map(tests).collect()
}

/// What the start costs each way.
fn measured(report: &StartupReport) -> Vec<String> {
    let advice = &report.advice;
    let pytest = advice.pytest.as_deref().unwrap_or("(unknown)");
    let mut lines = vec![format!("pytest {pytest} of {} has collected the tests", report.python)];
    let ways = [
        ("all", "with every plugin that is installed"),
        ("chosen", NEEDED),
        ("without", "with none"),
    ];
    for (way, words) in ways {
        let ratio = advice.ratio.filter(|_| way == "chosen");
        let ratio = ratio.map(|it| {
            if it < NOTICED { ": no faster".to_owned() } else { format!(": {it:.1} times as fast") }
        });
        let ratio = ratio.unwrap_or_default();
        lines.push(match report.seconds(way) {
            Some(seconds) => format!("  after {seconds:.2} s {words}{ratio}"),
            None => format!("  never {words}"),
        });
    }
    lines
}

/// The variables as a shell takes them.
fn variables(advice: &Advice) -> String {
    let quoted = |value: &str| {
        if value.chars().all(|c| c.is_ascii_alphanumeric()) {
            value.to_owned()
        } else {
            format!("'{}'", value.replace('\'', "'\\''"))
        }
    };
    let all = advice.environment.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
    all.collect::<Vec<_>>().join(" ")
}

fn from(project: Option<&String>) -> String {
    project.map(|project| format!(" ({project})")).unwrap_or_default()
}

/// A test by its id; where its outcome or markers differ, with both.
fn spelled(value: &serde_json::Value) -> String {
    let plain =
        |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value.get("id") {
        Some(id) => {
            let [before, after] = ["before", "after"].map(|key| plain(&value[key]));
            format!("{}: {before}, and {after} without", plain(id))
        }
        None => plain(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn report(more: &serde_json::Value, at_most: Option<f64>) -> StartupReport {
        let mut advice = serde_json::json!({
            "verdict": "same", "pytest": "9.2.0", "ratio": 4.4, "strict_markers": false, "order": false,
            "seconds": { "all": 1.68, "chosen": 0.38, "without": null },
            "evidence": [{ "name": "pytest_mock", "project": "pytest-mock", "why": ["fixture mocker"] }],
            "lost": [
                { "name": "randomly", "project": "pytest-randomly", "does": ["orders tests"] },
                { "name": "faker", "project": "faker", "autouse": ["faker_seed"] },
                { "name": "xdist" },
            ],
            "option": "--disable-plugin-autoload -p pytest_mock",
            "environment": { "PYTEST_ADDOPTS": "-p pytest_mock", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1" },
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            advice[key] = value.clone();
        }
        let advice = serde_json::from_value(advice).unwrap();
        StartupReport { python: "/venv/bin/python".to_owned(), advice, at_most }
    }

    #[test]
    fn the_lines_to_add_are_printed() {
        let report = report(&serde_json::json!({}), Some(0.5));
        assert_eq!(report.finding(), None);
        insta::assert_snapshot!(startup_text(&report), @"
        pytest 9.2.0 of /venv/bin/python has collected the tests
          after 1.68 s with every plugin that is installed
          after 0.38 s with those that the suite needs: 4.4 times as fast
          never with none

        the tests, their outcomes and their markers are the same with those that the suite needs
        needed: pytest_mock (pytest-mock): fixture mocker
        lost:   randomly (pytest-randomly): orders tests
        lost:   faker (faker): gives each test faker_seed
        lost:   xdist: does nothing by itself
        note: the order of the tests was not the same in two runs with every plugin

        add to addopts: --disable-plugin-autoload -p pytest_mock
        or set: PYTEST_ADDOPTS='-p pytest_mock' PYTEST_DISABLE_PLUGIN_AUTOLOAD=1
        hint: with --strict-markers a plugin that goes missing is an error, not a warning
        ");
    }

    #[test]
    fn a_pytest_without_the_option_is_told_the_variables() {
        let old = serde_json::json!({ "pytest": "8.3.5", "option": null, "ratio": 0.94 });
        let text = startup_text(&report(&old, None));
        let line = "set: PYTEST_ADDOPTS='-p pytest_mock' PYTEST_DISABLE_PLUGIN_AUTOLOAD=1";
        assert!(text.lines().any(|found| found == line), "{text}");
        let line = "  after 0.38 s with those that the suite needs: no faster";
        assert!(text.lines().any(|found| found == line), "{text}");
    }

    #[test]
    fn a_start_that_is_too_slow_is_a_finding() {
        let report = report(&serde_json::json!({}), Some(0.2));
        let last = startup_text(&report).lines().last().unwrap().to_owned();
        insta::assert_snapshot!(last, @"error[too-slow]: the start takes 0.38 s with the plugins that are needed, and may take 0.20 s");
        let none = serde_json::json!({ "seconds": {} });
        assert_eq!(self::report(&none, Some(0.2)).finding().unwrap().0, "not-measured");
        assert_eq!(self::report(&none, None).finding(), None);
        assert!(startup_json(&report).unwrap().contains(r#""fine": false"#));
    }

    #[test]
    fn a_suite_that_is_not_the_same_is_a_finding() {
        let differs = serde_json::json!({
            "verdict": "differs", "evidence": [], "lost": [],
            "differs": {
                "lost": ["test_a.py::test_x"], "new": [],
                "outcomes": [{ "id": "test_a.py::test_y", "before": "passed", "after": "failed" }],
            },
        });
        let text = startup_text(&report(&differs, None));
        insta::assert_snapshot!(text.split_once("\n\n").unwrap().1, @"
        note: the order of the tests was not the same in two runs with every plugin
        hint: with --strict-markers a plugin that goes missing is an error, not a warning

        error[differs]: no choice of plugins leaves the suite the same without loading all of them
          lost: test_a.py::test_x
          outcomes: test_a.py::test_y: passed, and failed without
        ");
    }
}
