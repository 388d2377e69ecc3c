//! Trials as the XML of `JUnit`.

use std::fmt::Write;

use super::{SmokeReport, details, lane};
use crate::{
    report::escape::xml,
    smoke::{Case, Outcome, Trial},
};

/// One `testsuite` a lane and one `testcase` an answer. What was not tried is a skipped case; what had
/// to be and was not, or could not be installed, a failed one.
///
/// Source: the schema that Jenkins and GitLab read, `testsuites` > `testsuite` > `testcase` >
/// `failure` or `skipped`.
pub fn junit(report: &SmokeReport) -> String {
    let mut out = String::from(BEGIN);
    for trial in &report.trials {
        suite(&mut out, trial);
    }
    if !report.untried.is_empty() {
        let count = report.untried.len();
        let name = "files that no interpreter takes";
        open_suite(&mut out, name, (count, 0, count), 0.0);
        for (file, why) in &report.untried {
            open_case(&mut out, name, file, 0.0);
            skipped(&mut out, why);
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    if !report.missing.is_empty() {
        let count = report.missing.len();
        let name = "required interpreters";
        open_suite(&mut out, name, (count, count, 0), 0.0);
        for (wanted, why) in &report.missing {
            open_case(&mut out, "require", wanted, 0.0);
            failure(&mut out, "required", &format!("{wanted} was not tried: {why}"), &[]);
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    if !report.orphans.is_empty() {
        let count = report.orphans.len();
        let name = "processes that hid from their trials";
        open_suite(&mut out, name, (count, count, 0), 0.0);
        for command in &report.orphans {
            open_case(&mut out, name, command, 0.0);
            failure(&mut out, "left-running", "it was ended", &[]);
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str(END);
    out
}

const BEGIN: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"relkit smoke\">\n";
const END: &str = "</testsuites>\n";

/// A report of a single case, with the word, the reason and the details of its failure if it has failed.
pub(super) fn single(
    suite: &str,
    case: &str,
    seconds: f64,
    failed: Option<(&str, &str, &[String])>,
) -> String {
    let mut out = String::from(BEGIN);
    open_suite(&mut out, suite, (1, usize::from(failed.is_some()), 0), seconds);
    open_case(&mut out, suite, case, seconds);
    if let Some((kind, why, details)) = failed {
        failure(&mut out, kind, why, details);
    }
    out.push_str("    </testcase>\n  </testsuite>\n");
    out.push_str(END);
    out
}

fn suite(out: &mut String, trial: &Trial) {
    let name = format!("{} on {}", trial.release, lane(trial));
    match &trial.outcome {
        Outcome::Tried { cases, seconds, .. } => {
            let failed = cases.iter().filter(|case| !case.verdict.is_pass()).count();
            open_suite(out, &name, (cases.len(), failed, 0), *seconds);
            for one in cases {
                case(out, &name, one);
            }
        }
        Outcome::NotTried(why) => {
            let failed = usize::from(why.is_failure());
            open_suite(out, &name, (1, failed, 1 - failed), 0.0);
            open_case(out, &name, "install", 0.0);
            if why.is_failure() {
                failure(out, why.as_str(), &why.to_string(), &[]);
            } else {
                skipped(out, &why.to_string());
            }
            out.push_str("    </testcase>\n");
        }
    }
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, suite: &str, case: &Case) {
    let name = format!("{}: {}", case.gate, case.subject);
    open_case(out, suite, &name, case.seconds);
    if !case.verdict.is_pass() {
        failure(out, case.verdict.as_str(), &case.verdict.to_string(), &details(case));
    }
    out.push_str("    </testcase>\n");
}

fn open_suite(out: &mut String, name: &str, counts: (usize, usize, usize), seconds: f64) {
    let (tests, failures, skipped) = counts;
    let name = xml(name);
    put(
        out,
        format_args!(
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" \
             skipped=\"{skipped}\" time=\"{seconds:.3}\">\n"
        ),
    );
}

fn open_case(out: &mut String, class: &str, name: &str, seconds: f64) {
    let (class, name) = (xml(class), xml(name));
    put(
        out,
        format_args!(
            "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{seconds:.3}\">\n"
        ),
    );
}

fn skipped(out: &mut String, why: &str) {
    put(out, format_args!("      <skipped message=\"{}\"/>\n", xml(why)));
}

fn failure(out: &mut String, kind: &str, message: &str, notes: &[String]) {
    let (kind, message, notes) = (xml(kind), xml(message), xml(&notes.join("\n")));
    put(
        out,
        format_args!("      <failure type=\"{kind}\" message=\"{message}\">{notes}</failure>\n"),
    );
}

/// Writing to a string cannot fail.
fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_a_lane_and_a_case_an_answer() {
        let mut report = crate::report::smoke::example();
        if let Outcome::Tried { cases, .. } = &mut report.trials[0].outcome {
            cases.remove(2);
        }
        insta::assert_snapshot!(junit(&report), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="relkit smoke">
          <testsuite name="demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0)" tests="3" failures="2" errors="0" skipped="0" time="1.500">
            <testcase classname="demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0)" name="import: demo" time="0.250">
            </testcase>
            <testcase classname="demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0)" name="import: demo._core" time="0.000">
              <failure type="missing-library" message="library libx.so.1 is missing">ImportError: libx.so.1: &lt;no&gt; &amp; &quot;such&quot; �[31mfile</failure>
            </testcase>
            <testcase classname="demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0)" name="leak: demo:f" time="0.000">
              <failure type="leak" message="leaks heap +32 B a call">  run          heap     calls  average a call&#10;    1          +640        20  heap +32.0&#10;    2         +1280        40  heap +32.0</failure>
            </testcase>
          </testsuite>
          <testsuite name="demo 1.0 on cp27-manylinux_2_36_x86_64 (Python 3.13.0)" tests="1" failures="0" errors="0" skipped="1" time="0.000">
            <testcase classname="demo 1.0 on cp27-manylinux_2_36_x86_64 (Python 3.13.0)" name="install" time="0.000">
              <skipped message="no file is for it"/>
            </testcase>
          </testsuite>
          <testsuite name="files that no interpreter takes" tests="1" failures="0" errors="0" skipped="1" time="0.000">
            <testcase classname="files that no interpreter takes" name="dist/demo-1.0-cp314-cp314t-linux_x86_64.whl" time="0.000">
              <skipped message="no interpreter here takes it"/>
            </testcase>
          </testsuite>
          <testsuite name="required interpreters" tests="1" failures="1" errors="0" skipped="0" time="0.000">
            <testcase classname="require" name="cp314t" time="0.000">
              <failure type="required" message="cp314t was not tried: no such interpreter was found"></failure>
            </testcase>
          </testsuite>
          <testsuite name="processes that hid from their trials" tests="1" failures="1" errors="0" skipped="0" time="0.000">
            <testcase classname="processes that hid from their trials" name="sleep 600" time="0.000">
              <failure type="left-running" message="it was ended"></failure>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }
}
