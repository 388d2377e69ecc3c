//! Findings as GitHub annotations.

use super::CheckReport;
use crate::{
    report::{
        visible,
        workflow_command::{data, property},
    },
    rules::Level,
};

/// GitHub shows so many annotations of each level for one step, and drops the rest unseen.
///
/// Source: actions/toolkit, `docs/problem-matchers.md`: 10 errors and 10 warnings a step. Notices
/// are taken to be counted likewise.
const SHOWN: usize = 10;

/// One workflow command a line, for each finding and each file that could not be read. Beyond the
/// ten of a level that GitHub shows the last says how many more there are, and the rest are plain
/// lines of the log.
///
/// Rule: [workflow commands](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands):
/// `%`, CR and LF are escaped everywhere, `:` and `,` in properties.
pub fn github(report: &CheckReport) -> String {
    let mut of_level: [Vec<(&str, &str, String)>; 3] = Default::default();
    let mut order = Vec::new();
    let mut add = |level: Level, file, title, message| {
        order.push(level);
        of_level[level as usize].push((file, title, message));
    };
    for file in &report.files {
        if let Some(error) = &file.error {
            add(Level::Error, &*file.path, "relkit", error.clone());
        }
    }
    for finding in &report.findings {
        let mut message = String::new();
        if let Some(member) = &finding.member {
            message = format!("{member}: ");
        }
        message.push_str(&finding.message);
        for line in &finding.evidence {
            message.push('\n');
            message.push_str(line);
        }
        message.push_str("\nhint: ");
        message.push_str(&finding.hint);
        add(finding.level, &finding.file, finding.code, message);
    }
    let mut out = String::new();
    let mut told = [0; 3];
    for level in order {
        let all = &of_level[level as usize];
        let number = told[level as usize];
        told[level as usize] += 1;
        let (file, title, message) = &all[number];
        let fits = all.len() <= SHOWN || number + 1 < SHOWN;
        if fits {
            out.push_str(&command(level, file, title, message));
            continue;
        }
        if number + 1 == SHOWN {
            let more = all.len() - number;
            let said = format!(
                "{more} more of level {level} stand in the log of this step: GitHub shows {SHOWN}"
            );
            out.push_str(&format!("::{}::{}\n", name(level), data(&said)));
        }
        out.push_str(&format!("{level}[{title}] {}: {}\n", visible(file), visible(message)));
    }
    out
}

/// What GitHub calls a level.
const fn name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    }
}

fn command(level: Level, file: &str, title: &str, message: &str) -> String {
    let (file, title, message) = (property(file), property(title), data(message));
    format!("::{} file={file},title={title}::{message}\n", name(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_finding() {
        let mut report = crate::report::check::example();
        report.findings.remove(1);
        insta::assert_snapshot!(github(&report), @r"
        ::error file=dist/x.whl,title=relkit::the file is empty
        ::error file=dist/demo-1.0-py3-none-any.whl,title=REC005::demo,1.py: its SHA-256 differs%0ARECORD: 100%25%0Acontent: 50%25%0Ahint: build it again
        ::warning file=demo==1.0,title=REL006::2 wheels and no sdist%0Ahint: build it again
        ");
    }

    #[test]
    fn what_github_would_drop_is_counted_and_stays_in_the_log() {
        let commands = |files| {
            let text = github(&crate::report::check::repeated(files));
            let errors = text.lines().filter(|line| line.starts_with("::error")).count();
            (errors, text)
        };
        assert_eq!(commands(10).0, 10);
        let (errors, text) = commands(13);
        assert_eq!(errors, 10);
        insta::assert_snapshot!(text.lines().rev().take(5).last().unwrap(), @"::error::4 more of level error stand in the log of this step: GitHub shows 10");
        let last = r"error[REC005] dist/demo-1.0-cp312-abi3-any.whl: demo,1.py: its SHA-256 differs\nRECORD: 100%\ncontent: 50%\nhint: build it again";
        assert_eq!(text.lines().next_back(), Some(last));
    }

    #[test]
    fn nothing_breaks_out_of_a_command() {
        let line = command(Level::Error, "C:\\a,b\n::x", "T", "100%\r\n::error::forged\u{1b}");
        assert_eq!(
            line,
            "::error file=C%3A\\a%2Cb%0A%3A%3Ax,title=T::100%25%0D%0A::error::forged\\u{1b}\n"
        );
    }
}
