//! Findings for programs.

use serde::Serialize;

use super::{
    CheckReport, Extent,
    summary::{by_rule, mendable},
};
use crate::rules::Level;

/// The format's name and version. A change that a reader could notice gets a new number.
const SCHEMA: &str = "relkit.check/1";

/// The whole answer.
#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    summary: SummaryV1,
    rules: Vec<RuleV1>,
    files: Vec<FileV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    fixes: Vec<FixV1<'a>>,
}

/// How many of what.
#[derive(Serialize)]
struct SummaryV1 {
    files: usize,
    checked: usize,
    partly: usize,
    unread: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    fixable: usize,
}

/// What one rule found; `level` is the worst of it.
#[derive(Serialize)]
struct RuleV1 {
    code: &'static str,
    name: &'static str,
    level: &'static str,
    findings: usize,
    files: usize,
    fixable: usize,
}

/// A file that was to be checked; `checked` says that all of it was, `extent` how much was
/// (`contents`, `metadata`, `name`; null where nothing was), `error` why nothing was.
#[derive(Serialize)]
struct FileV1<'a> {
    path: &'a str,
    checked: bool,
    extent: Option<&'static str>,
    error: Option<&'a str>,
}

/// A finding; `member` is null where the file as a whole is meant.
#[derive(Serialize)]
struct FindingV1<'a> {
    code: &'a str,
    level: &'static str,
    file: &'a str,
    member: Option<&'a str>,
    message: &'a str,
    evidence: &'a [String],
    hint: &'a str,
    fixable: bool,
}

/// What `--fix` did with a file, or would do (`written` is false); `refused` says why it did not.
#[derive(Serialize)]
struct FixV1<'a> {
    file: &'a str,
    to: Option<&'a str>,
    written: bool,
    refused: Option<&'a str>,
    changes: Vec<ChangeV1<'a>>,
}

/// One thing that was mended; `member` is null for the file's name.
#[derive(Serialize)]
struct ChangeV1<'a> {
    code: &'a str,
    member: Option<&'a str>,
    message: &'a str,
    details: &'a [String],
}

/// One JSON object on several lines, with a newline at its end.
pub fn json(report: &CheckReport) -> serde_json::Result<String> {
    let files = report
        .files
        .iter()
        .map(|file| FileV1 {
            path: &file.path,
            checked: file.error.is_none() && file.extent == Extent::Contents,
            extent: file.error.is_none().then(|| file.extent.as_str()),
            error: file.error.as_deref(),
        })
        .collect();
    let findings = report
        .findings
        .iter()
        .map(|finding| FindingV1 {
            code: finding.code,
            level: finding.level.as_str(),
            file: &finding.file,
            member: finding.member.as_deref(),
            message: &finding.message,
            evidence: &finding.evidence,
            hint: &finding.hint,
            fixable: report.is_mendable(finding),
        })
        .collect();
    let whole = ReportV1 {
        schema: SCHEMA,
        summary: summary(report),
        rules: rules(report),
        files,
        findings,
        fixes: fixes(report),
    };
    let mut text = serde_json::to_string_pretty(&whole)?;
    text.push('\n');
    Ok(text)
}

fn summary(report: &CheckReport) -> SummaryV1 {
    let (files, read) = (report.files.len(), report.checked());
    let partly = report.short_of(&[Extent::Metadata, Extent::Name]);
    SummaryV1 {
        files,
        checked: read - partly,
        partly,
        unread: files - read,
        errors: report.count(Level::Error),
        warnings: report.count(Level::Warning),
        infos: report.count(Level::Info),
        fixable: mendable(report),
    }
}

fn rules(report: &CheckReport) -> Vec<RuleV1> {
    let rows = by_rule(report).into_iter();
    rows.map(|row| RuleV1 {
        code: row.code,
        name: row.name,
        level: row.level.as_str(),
        findings: row.findings,
        files: row.files,
        fixable: row.mendable,
    })
    .collect()
}

fn fixes(report: &CheckReport) -> Vec<FixV1<'_>> {
    let fixes = report.fixes.iter();
    fixes
        .map(|fix| FixV1 {
            file: &fix.file,
            to: fix.to.as_deref(),
            written: fix.written,
            refused: fix.refused.as_deref(),
            changes: fix
                .mends
                .iter()
                .map(|mend| ChangeV1 {
                    code: mend.code,
                    member: mend.member.as_deref(),
                    message: &mend.message,
                    details: &mend.details,
                })
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_frozen() {
        let mut report = crate::report::check::example();
        report.findings.truncate(1);
        report.fixes = vec![crate::report::check::Fix {
            file: "dist/y.whl".to_owned(),
            to: Some("dist/fixed/y.whl".to_owned()),
            written: true,
            refused: None,
            mends: vec![crate::repair::Mend {
                code: "TAG001",
                member: None,
                message: "tags sorted".to_owned(),
                details: Vec::new(),
            }],
        }];
        insta::assert_snapshot!(json(&report).unwrap(), @r#"
        {
          "schema": "relkit.check/1",
          "summary": {
            "files": 2,
            "checked": 1,
            "partly": 0,
            "unread": 1,
            "errors": 1,
            "warnings": 0,
            "infos": 0,
            "fixable": 1
          },
          "rules": [
            {
              "code": "REC005",
              "name": "record-hash-differs",
              "level": "error",
              "findings": 1,
              "files": 1,
              "fixable": 1
            }
          ],
          "files": [
            {
              "path": "dist/demo-1.0-py3-none-any.whl",
              "checked": true,
              "extent": "contents",
              "error": null
            },
            {
              "path": "dist/x.whl",
              "checked": false,
              "extent": null,
              "error": "the file is empty"
            }
          ],
          "findings": [
            {
              "code": "REC005",
              "level": "error",
              "file": "dist/demo-1.0-py3-none-any.whl",
              "member": "demo,1.py",
              "message": "its SHA-256 differs",
              "evidence": [
                "RECORD: 100%",
                "content: 50%"
              ],
              "hint": "build it again",
              "fixable": true
            }
          ],
          "fixes": [
            {
              "file": "dist/y.whl",
              "to": "dist/fixed/y.whl",
              "written": true,
              "refused": null,
              "changes": [
                {
                  "code": "TAG001",
                  "member": null,
                  "message": "tags sorted",
                  "details": []
                }
              ]
            }
          ]
        }
        "#);
    }
}
