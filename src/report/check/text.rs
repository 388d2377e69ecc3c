//! Findings for people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{
    CheckReport, Fix,
    folded::{Folded, by_file, folded},
    plural,
    summary::{by_rule, mendable},
};
use crate::{
    report::visible,
    rules::{Level, rule},
};

/// Evidence whose labels are longer is not lined up.
const LONGEST_LABEL: usize = 24;

/// Findings grouped by file, then a table by rule and a line that sums up. What many files share
/// is told once, unless `verbose`, which also says what each rule is about. Carries colour: the
/// stream strips it where it is not wanted.
pub fn text(report: &CheckReport, verbose: bool) -> String {
    let mut out = String::new();
    let bold = Style::new().bold();
    for fix in &report.fixes {
        fixed(&mut out, fix);
    }
    for (number, group) in by_file(&folded(&report.findings)).enumerate() {
        if number > 0 {
            out.push('\n');
        }
        put(&mut out, format_args!("{bold}{}{bold:#}\n", visible(&group[0].finding.file)));
        for one in group {
            finding(&mut out, one, report.is_mendable(one.finding), verbose);
        }
    }
    if !report.findings.is_empty() {
        out.push('\n');
        table(&mut out, report);
    }
    out.push_str(&report.summary());
    let mendable = mendable(report);
    if mendable > 0 {
        put(&mut out, format_args!("; [*] {mendable} mendable by --fix"));
    }
    out.push('\n');
    if !report.findings.is_empty() {
        out.push_str("`relkit explain CODE` says what a rule is about\n");
    }
    out
}

/// What was mended in a file, or why nothing was.
fn fixed(out: &mut String, fix: &Fix) {
    let bold = AnsiColor::Green.on_default().bold();
    let file = visible(&fix.file);
    if let Some(why) = &fix.refused {
        put(out, format_args!("{bold}not mended{bold:#} {file}: {}\n\n", visible(why)));
        return;
    }
    let verb = if fix.written { "mended" } else { "would mend" };
    let to = fix.to.as_deref().map_or_else(String::new, |to| format!(" as {}", visible(to)));
    put(out, format_args!("{bold}{verb}{bold:#} {file}{to}\n"));
    for mend in &fix.mends {
        let member = mend.member.as_deref().map_or_else(String::new, |it| visible(it) + ": ");
        put(out, format_args!("  {}: {member}{}\n", mend.code, visible(&mend.message)));
        for line in &mend.details {
            put(out, format_args!("    {}\n", visible(line)));
        }
    }
    out.push('\n');
}

fn finding(out: &mut String, one: &Folded<'_>, mendable: bool, verbose: bool) {
    let finding = one.finding;
    let style = style(finding.level);
    let mark = if mendable { " [*]" } else { "" };
    put(out, format_args!("  {style}{}[{}]{style:#}{mark}: ", finding.level, finding.code));
    if let Some(member) = &finding.member {
        put(out, format_args!("{}: ", visible(member)));
    }
    put(out, format_args!("{}\n", visible(&finding.message)));
    for line in evidence(&finding.evidence) {
        put(out, format_args!("    {line}\n"));
    }
    let hint = AnsiColor::Green.on_default().bold();
    put(out, format_args!("    {hint}hint{hint:#}: {}\n", visible(&finding.hint)));
    if let Some(rule) = rule(finding.code).filter(|_| verbose) {
        put(out, format_args!("    rule: {} ({})\n", rule.summary, rule.name));
    }
    if !one.others.is_empty() {
        put(out, format_args!("    and {}\n", plural(one.others.len(), "more file")));
    }
    for other in one.others.iter().filter(|_| verbose) {
        put(out, format_args!("      {}\n", visible(other)));
    }
}

/// The lines of evidence, fit to be shown, `label: value` with their values in one column.
fn evidence(lines: &[String]) -> Vec<String> {
    let split = |line: &String| {
        let (label, value) = line.split_once(": ")?;
        (label.chars().count() <= LONGEST_LABEL).then(|| (visible(label), visible(value)))
    };
    let pairs: Option<Vec<_>> = lines.iter().map(split).collect();
    let Some(pairs) = pairs else { return lines.iter().map(|line| visible(line)).collect() };
    let wide = pairs.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0) + 1;
    pairs.iter().map(|(label, value)| format!("{:<wide$} {value}", format!("{label}:"))).collect()
}

/// One line a rule: level, code, findings, files, name.
fn table(out: &mut String, report: &CheckReport) {
    let rows = by_rule(report);
    let wide = rows.iter().map(|row| row.findings.to_string().len()).max().unwrap_or(0);
    for row in rows {
        let style = style(row.level);
        let files = plural(row.files, "place");
        put(
            out,
            format_args!(
                "{style}{:<7}{style:#}  {}  {:>wide$} in {files:<11}{}\n",
                row.level, row.code, row.findings, row.name
            ),
        );
    }
    out.push('\n');
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
    use crate::repair::Mend;

    fn plain(report: &CheckReport, verbose: bool) -> String {
        anstream::adapter::strip_str(&text(report, verbose)).to_string()
    }

    #[test]
    fn findings_are_grouped_by_file() {
        insta::assert_snapshot!(plain(&crate::report::check::example(), false), @r"
        dist/demo-1.0-py3-none-any.whl
          error[REC005] [*]: demo,1.py: its SHA-256 differs
            RECORD:  100%
            content: 50%
            hint: build it again
          info[NAM002]: a \u{1b}[31mname
            hint: build it again

        demo==1.0
          warning[REL006]: 2 wheels and no sdist
            hint: build it again

        error    REC005  1 in 1 place    record-hash-differs
        warning  REL006  1 in 1 place    sdist-missing
        info     NAM002  1 in 1 place    wheel-project-not-normalized

        1 file: 1 error, 1 warning, 1 info; 1 file could not be read; [*] 1 mendable by --fix
        `relkit explain CODE` says what a rule is about
        ");
    }

    #[test]
    fn what_files_share_is_told_once() {
        let report = crate::report::check::repeated(3);
        insta::assert_snapshot!(plain(&report, false), @r"
        dist/demo-1.0-cp30-abi3-any.whl
          error[REC005]: demo,1.py: its SHA-256 differs
            RECORD:  100%
            content: 50%
            hint: build it again
            and 2 more files

        dist/demo-1.0-cp31-abi3-any.whl
          info[NAM002]: a \u{1b}[31mname
            hint: build it again

        error    REC005  3 in 3 places   record-hash-differs
        info     NAM002  1 in 1 place    wheel-project-not-normalized

        3 files: 3 errors, 1 info
        `relkit explain CODE` says what a rule is about
        ");
        let all = plain(&report, true);
        assert!(all.contains("    and 2 more files\n      dist/demo-1.0-cp31-abi3-any.whl\n"));
        assert!(all.contains("    rule: A file has not the hash that RECORD gives for it (record"));
    }

    #[test]
    fn mends_are_listed() {
        let mut report = crate::report::check::example();
        report.findings.clear();
        report.files.truncate(1);
        let mend = Mend {
            code: "REC003",
            member: Some("x.dist-info/RECORD".to_owned()),
            message: "2 rows added".to_owned(),
            details: vec!["a\u{7}.py".to_owned()],
        };
        let fix = Fix {
            file: "dist/x.whl".to_owned(),
            to: Some("dist/fixed/x.whl".to_owned()),
            written: false,
            mends: vec![mend],
            refused: None,
        };
        let refused = Fix { refused: Some("it is signed".to_owned()), ..fix.clone() };
        report.fixes = vec![fix, refused];
        insta::assert_snapshot!(plain(&report, false), @r"
        would mend dist/x.whl as dist/fixed/x.whl
          REC003: x.dist-info/RECORD: 2 rows added
            a\u{7}.py

        not mended dist/x.whl: it is signed

        1 file, no findings
        ");
    }

    #[test]
    fn all_is_well_is_said() {
        let mut report = crate::report::check::example();
        report.findings.clear();
        report.files.truncate(1);
        assert_eq!(text(&report, true), "1 file, no findings\n");
    }

    #[test]
    fn columns_are_kept_where_all_lines_have_labels() {
        let lines =
            |all: &[&str]| evidence(&all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(lines(&["a: 1", "long: 2"]), ["a:    1", "long: 2"]);
        assert_eq!(lines(&["a: 1", "no label"]), ["a: 1", "no label"]);
    }

    #[test]
    fn what_was_not_checked_is_said() {
        use crate::report::check::Extent;
        let mut report = crate::report::check::example();
        report.findings.clear();
        report.files[0].extent = Extent::Metadata;
        report.files[1].extent = Extent::Name;
        report.files[1].error = None;
        insta::assert_snapshot!(text(&report, true), @"2 files, no findings; not checked: contents of 2 files, metadata of 1 file");
    }
}
