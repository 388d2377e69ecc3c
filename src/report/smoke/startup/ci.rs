//! The advice where CI systems show results: a single case, or a single annotation.

use super::{StartupReport, differences};
use crate::report::{
    smoke::junit::single,
    workflow_command::{data, property},
};

/// The name of the suite and of the annotation; it is the same on every machine.
const START: &str = "start of pytest";
const CASE: &str = "with the plugins that the suite needs";

/// One `testcase`, in the schema of [`junit`](super::super::junit()): it passes where there is no finding.
/// Its time is that of the start.
pub fn startup_junit(report: &StartupReport) -> String {
    let seconds = report.seconds("chosen").unwrap_or_default();
    let finding = report.finding();
    let details = details(report);
    let failed = finding.as_ref().map(|(word, why)| (*word, why.as_str(), details.as_slice()));
    single(START, CASE, seconds, failed)
}

/// One workflow command: an error for the finding, else a notice with what was measured.
pub fn startup_github(report: &StartupReport) -> String {
    let (level, title, mut lines) = match report.finding() {
        Some((word, why)) => ("error", word, vec![format!("{START}: {why}")]),
        None => ("notice", START, passed(report)),
    };
    if level == "error" {
        lines.extend(details(report));
    }
    format!("::{level} title={}::{}\n", property(title), data(&lines.join("\n")))
}

/// What the failure is about, one test or line of pytest a line.
fn details(report: &StartupReport) -> Vec<String> {
    let mut lines = differences(&report.advice);
    lines.extend(report.advice.words.iter().cloned());
    lines
}

/// What was measured, and what to add.
fn passed(report: &StartupReport) -> Vec<String> {
    let seconds = |way: &str| {
        report.seconds(way).map_or_else(|| "never".to_owned(), |seconds| format!("{seconds:.2} s"))
    };
    let (all, chosen) = (seconds("all"), seconds("chosen"));
    let advice = &report.advice;
    if advice.verdict != "same" {
        return vec![format!("{all}: every plugin that is installed is needed")];
    }
    let first = format!("{all} with every plugin, {chosen} with those that the suite needs");
    let option = advice.option.iter().map(|option| format!("add to addopts: {option}"));
    std::iter::once(first).chain(option).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::tests::report, *};

    #[test]
    fn a_start_that_is_fine_passes() {
        let fine = report(&json!({}), Some(0.5));
        insta::assert_snapshot!(startup_junit(&fine), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="relkit smoke">
          <testsuite name="start of pytest" tests="1" failures="0" errors="0" skipped="0" time="0.380">
            <testcase classname="start of pytest" name="with the plugins that the suite needs" time="0.380">
            </testcase>
          </testsuite>
        </testsuites>
        "#);
        insta::assert_snapshot!(startup_github(&fine), @"::notice title=start of pytest::1.68 s with every plugin, 0.38 s with those that the suite needs%0Aadd to addopts: --disable-plugin-autoload -p pytest_mock");
        let nothing = report(&json!({ "verdict": "nothing to gain" }), None);
        insta::assert_snapshot!(startup_github(&nothing), @"::notice title=start of pytest::1.68 s: every plugin that is installed is needed");
    }

    #[test]
    fn each_finding_is_one_failure() {
        let slow = report(&json!({}), Some(0.2));
        insta::assert_snapshot!(startup_junit(&slow), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="relkit smoke">
          <testsuite name="start of pytest" tests="1" failures="1" errors="0" skipped="0" time="0.380">
            <testcase classname="start of pytest" name="with the plugins that the suite needs" time="0.380">
              <failure type="too-slow" message="the start takes 0.38 s with the plugins that are needed, and may take 0.20 s"></failure>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
        let differs = json!({ "verdict": "differs", "differs": { "lost": ["a.py::test<x>"] } });
        let differs = report(&differs, None);
        let text = startup_junit(&differs);
        assert!(text.contains(">lost: a.py::test&lt;x&gt;</failure>"), "{text}");
        insta::assert_snapshot!(startup_github(&differs), @"::error title=differs::start of pytest: no choice of plugins leaves the suite the same without loading all of them%0Alost: a.py::test<x>");
        let failed =
            json!({ "verdict": "failed", "error": "there are no tests", "words": ["a", "b"] });
        insta::assert_snapshot!(startup_github(&report(&failed, None)), @"::error title=failed::start of pytest: there are no tests%0Aa%0Ab");
    }
}
