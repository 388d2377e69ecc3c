//! Findings for programs.

use serde::Serialize;

use super::{CheckReport, Extent};

/// The format's name and version. A change that a reader could notice gets a new number.
const SCHEMA: &str = "relkit.check/1";

/// The whole answer.
#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    files: Vec<FileV1<'a>>,
    findings: Vec<FindingV1<'a>>,
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
        })
        .collect();
    let report = ReportV1 { schema: SCHEMA, files, findings };
    let mut text = serde_json::to_string_pretty(&report)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_frozen() {
        let mut report = crate::report::check::example();
        report.findings.truncate(1);
        insta::assert_snapshot!(json(&report).unwrap(), @r#"
        {
          "schema": "relkit.check/1",
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
              "hint": "build it again"
            }
          ]
        }
        "#);
    }
}
