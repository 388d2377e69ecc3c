//! Findings for people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::CheckReport;
use crate::{
    report::visible,
    rules::{Finding, Level},
};

/// Findings grouped by file, then a line that sums up. Carries colour: the stream strips it where
/// it is not wanted.
pub fn text(report: &CheckReport) -> String {
    let mut out = String::new();
    let bold = Style::new().bold();
    let mut file = None;
    for finding in &report.findings {
        if file != Some(&finding.file) {
            if file.is_some() {
                out.push('\n');
            }
            file = Some(&finding.file);
            put(&mut out, format_args!("{bold}{}{bold:#}\n", visible(&finding.file)));
        }
        one(&mut out, finding);
    }
    if !report.findings.is_empty() {
        out.push('\n');
    }
    put(&mut out, format_args!("{}\n", report.summary()));
    out
}

fn one(out: &mut String, finding: &Finding) {
    let Finding { level, code, .. } = finding;
    let style = style(*level);
    put(out, format_args!("  {style}{level}[{code}]{style:#}: "));
    if let Some(member) = &finding.member {
        put(out, format_args!("{}: ", visible(member)));
    }
    put(out, format_args!("{}\n", visible(&finding.message)));
    for line in &finding.evidence {
        put(out, format_args!("    {}\n", visible(line)));
    }
    let hint = AnsiColor::Green.on_default().bold();
    put(out, format_args!("    {hint}hint{hint:#}: {}\n", visible(&finding.hint)));
}

fn style(level: Level) -> Style {
    let color = match level {
        Level::Error => AnsiColor::Red,
        Level::Warning => AnsiColor::Yellow,
        Level::Info => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

/// Writing to a string cannot fail.
fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_grouped_by_file() {
        let text =
            anstream::adapter::strip_str(&text(&crate::report::check::example())).to_string();
        insta::assert_snapshot!(text, @r"
        dist/demo-1.0-py3-none-any.whl
          error[REC005]: demo,1.py: its SHA-256 differs
            RECORD: 100%
            content: 50%
            hint: build it again
          info[NAM002]: a \u{1b}[31mname
            hint: build it again

        demo==1.0
          warning[REL006]: 2 wheels and no sdist
            hint: build it again

        1 file: 1 error, 1 warning, 1 info; 1 file could not be read
        ");
    }

    #[test]
    fn all_is_well_is_said() {
        let mut report = crate::report::check::example();
        report.findings.clear();
        report.files.truncate(1);
        assert_eq!(text(&report), "1 file, no findings\n");
    }

    #[test]
    fn what_was_not_checked_is_said() {
        use crate::report::check::Extent;
        let mut report = crate::report::check::example();
        report.findings.clear();
        report.files[0].extent = Extent::Metadata;
        report.files[1].extent = Extent::Name;
        report.files[1].error = None;
        insta::assert_snapshot!(text(&report), @"2 files, no findings; not checked: contents of 2 files, metadata of 1 file");
    }
}
