//! Findings as GitHub annotations.

use super::CheckReport;
use crate::{report::visible, rules::Level};

/// One workflow command a line, for each finding and each file that could not be read.
///
/// Rule: [workflow commands](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands):
/// `%`, CR and LF are escaped everywhere, `:` and `,` in properties.
pub fn github(report: &CheckReport) -> String {
    let mut out = String::new();
    for file in &report.files {
        if let Some(error) = &file.error {
            out.push_str(&command(Level::Error, &file.path, "relkit", error));
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
        out.push_str(&command(finding.level, &finding.file, finding.code, &message));
    }
    out
}

fn command(level: Level, file: &str, title: &str, message: &str) -> String {
    let name = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let (file, title, message) = (property(file), property(title), data(message));
    format!("::{name} file={file},title={title}::{message}\n")
}

fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("%0A")
}

/// A log is shown on terminals too, so that no other control character may pass.
fn line(text: &str) -> String {
    let parts: Vec<String> = text.split('\r').map(visible).collect();
    parts.join("\r").replace('%', "%25").replace('\r', "%0D")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
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
    fn nothing_breaks_out_of_a_command() {
        let line = command(Level::Error, "C:\\a,b\n::x", "T", "100%\r\n::error::forged\u{1b}");
        assert_eq!(
            line,
            "::error file=C%3A\\a%2Cb%0A%3A%3Ax,title=T::100%25%0D%0A::error::forged\\u{1b}\n"
        );
    }
}
