//! Trials as GitHub annotations.

use super::{SmokeReport, bad, details, lane};
use crate::{
    report::workflow_command::{data, property},
    smoke::Outcome,
};

/// One workflow command a line for each answer that is no pass, and a notice for each file that nobody
/// tried.
pub fn github(report: &SmokeReport) -> String {
    let mut out = String::new();
    let mut tell = |level: &str, file: Option<&str>, title: &str, message: &str| {
        let file = file.map(|file| format!("file={},", property(file))).unwrap_or_default();
        out.push_str(&format!("::{level} {file}title={}::{}\n", property(title), data(message)));
    };
    for (file, why) in &report.untried {
        tell("notice", Some(file), "not-tried", why);
    }
    let mut say =
        |file: Option<&str>, title: &str, message: &str| tell("error", file, title, message);
    for trial in &report.trials {
        let on = format!("{} on {}", trial.release, lane(trial));
        let file = trial.file.as_deref();
        if let Outcome::NotTried(why) = &trial.outcome
            && why.is_failure()
        {
            say(file, why.as_str(), &format!("{on}: {why}"));
        }
        for case in bad(trial) {
            let mut message = format!("{on}: {} {}: {}", case.gate, case.subject, case.verdict);
            for line in details(case) {
                message.push('\n');
                message.push_str(&line);
            }
            say(file, case.verdict.as_str(), &message);
        }
    }
    for (wanted, why) in &report.missing {
        say(None, "required", &format!("{wanted} was not tried: {why}"));
    }
    for command in &report.orphans {
        say(
            None,
            "left-running",
            &format!("a process that hid from its trial was ended: {command}"),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_failure() {
        insta::assert_snapshot!(github(&crate::report::smoke::example()), @r#"
        ::notice file=dist/demo-1.0-cp314-cp314t-linux_x86_64.whl,title=not-tried::no interpreter here takes it
        ::error file=dist/demo-1.0-cp313-cp313-linux_x86_64.whl,title=missing-library::demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0): import demo._core: library libx.so.1 is missing%0AImportError: libx.so.1: <no> & "such" \u{1b}[31mfile
        ::error file=dist/demo-1.0-cp313-cp313-linux_x86_64.whl,title=crashed::demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0): import demo._bad: crashed with SIGSEGV
        ::error file=dist/demo-1.0-cp313-cp313-linux_x86_64.whl,title=leak::demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0): leak demo:f: leaks heap +32 B a call%0A  run          heap     calls  average a call%0A    1          +640        20  heap +32.0%0A    2         +1280        40  heap +32.0
        ::error title=required::cp314t was not tried: no such interpreter was found
        ::error title=left-running::a process that hid from its trial was ended: sleep 600
        "#);
    }
}
