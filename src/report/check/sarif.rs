//! Findings as SARIF 2.1.0, for code scanning.
//!
//! Source: [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), and
//! what GitHub reads of it: [SARIF support](https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{CheckReport, CheckedFile, Extent};
use crate::{
    model::FileName,
    report::visible,
    rules::{Finding, Level, Rule, rule},
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One SARIF log with one run; `exit_code` is the status that the process ends with.
pub fn sarif(report: &CheckReport, exit_code: u8) -> serde_json::Result<String> {
    let codes: BTreeSet<&str> = report.findings.iter().map(|finding| finding.code).collect();
    let rules: Vec<&Rule> = codes.into_iter().filter_map(rule).collect();
    let index: HashMap<&str, usize> =
        rules.iter().enumerate().map(|(index, rule)| (rule.code, index)).collect();
    let releases = releases(&report.files);
    let mut seen = HashMap::new();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let mut result = result(finding, report.is_mendable(finding), &releases);
            if let Some(index) = index.get(finding.code) {
                result["ruleIndex"] = json!(index);
            }
            let print = fingerprint(finding);
            let time = seen.entry(print.clone()).or_insert(0_usize);
            *time += 1;
            let print = format!("{print}:{time}");
            result["partialFingerprints"] =
                json!({ "primaryLocationLineHash": print, "relkitFinding/v1": print });
            result
        })
        .collect();
    let notifications: Vec<Value> = report.files.iter().filter_map(notification).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "relkit",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_iter().map(described).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": report.files.iter().all(|file| file.error.is_none()),
                "exitCode": exit_code,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// A rule with its documentation.
fn described(rule: &Rule) -> Value {
    let docs = rule.docs.trim();
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "help": { "text": docs.replace("## ", ""), "markdown": docs },
        "defaultConfiguration": { "level": level(rule.level) },
        "properties": { "tags": [rule.family()] },
    })
}

/// A file that could not be read, or not in whole.
fn notification(file: &CheckedFile) -> Option<Value> {
    let (level, text) = match (&file.error, file.extent) {
        (Some(error), _) => ("error", visible(error)),
        (None, Extent::Contents) => return None,
        (None, Extent::Metadata) => ("note", "its contents were not checked".to_owned()),
        (None, Extent::Name) => ("note", "nothing but its name was checked".to_owned()),
    };
    Some(json!({
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&file.path) } } }],
    }))
}

fn result(finding: &Finding, mendable: bool, releases: &HashMap<String, &str>) -> Value {
    let mut text = visible(&finding.message);
    for line in &finding.evidence {
        text.push('\n');
        text.push_str(&visible(line));
    }
    text.push_str("\nhint: ");
    text.push_str(&visible(&finding.hint));
    json!({
        "ruleId": finding.code,
        "level": level(finding.level),
        "message": { "text": text },
        "locations": [location(finding, releases)],
        "properties": { "fixable": mendable },
    })
}

/// The file, or the member behind `!/`. A release is no file: it is named as such, and its first
/// file stands for it. GitHub wants a line of every place, and a binary file has but one.
fn location(finding: &Finding, releases: &HashMap<String, &str>) -> Value {
    let first = releases.get(&finding.file);
    let mut uri = uri(first.unwrap_or(&finding.file.as_str()));
    // A name with a line end is no part of an address, however it is escaped.
    if let Some(member) = finding.member.as_ref().filter(|it| !it.contains(char::is_control)) {
        uri.push_str("!/");
        uri.push_str(&escaped(member));
    }
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": 1 },
        },
    });
    if first.is_some() {
        location["logicalLocations"] =
            json!([{ "fullyQualifiedName": visible(&finding.file), "kind": "package" }]);
    }
    location
}

/// The first file of each release, by `NAME==VERSION`.
fn releases(files: &[CheckedFile]) -> HashMap<String, &str> {
    let mut releases = HashMap::new();
    for file in files {
        let name = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
        if let Ok(name) = name.parse::<FileName>() {
            let place = format!("{}=={}", name.project().normalized(), name.version());
            releases.entry(place).or_insert(file.path.as_str());
        }
    }
    releases
}

/// A path as a URI (RFC 3986): relative as it was given, or `file:///`.
fn uri(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let relative = path.strip_prefix("./").unwrap_or(&path);
    let drive = relative.as_bytes().get(1) == Some(&b':') && cfg!(windows);
    match (relative.starts_with('/'), drive) {
        (true, _) => format!("file://{}", escaped(relative)),
        (_, true) => format!("file:///{}", escaped(relative)),
        _ => escaped(relative),
    }
}

/// What is no unreserved character and no `/` is escaped: also `!`, which divides file and member,
/// and `:`, which would end a scheme.
fn escaped(path: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/+=@,".contains(byte);
    path.bytes().fold(String::new(), |mut out, byte| {
        if plain(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// The same in every run and in every folder: of the rule, the file's name, the member and the
/// message.
fn fingerprint(finding: &Finding) -> String {
    let file = finding.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [finding.code, file, finding.member.as_deref().unwrap_or(""), &finding.message] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./dist/a b-1.0+x.whl"), "dist/a%20b-1.0+x.whl");
        assert_eq!(uri("/tmp/ä.whl"), "file:///tmp/%C3%A4.whl");
        assert_eq!(escaped("a!/b:c%d?e#f"), "a%21/b%3Ac%25d%3Fe%23f");
    }

    #[test]
    fn a_result_has_place_text_and_fingerprint() {
        let report = crate::report::check::example();
        let text = sarif(&report, 2).unwrap();
        let log: Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        insta::assert_snapshot!(serde_json::to_string_pretty(&run["results"][0]).unwrap(), @r#"
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "dist/demo-1.0-py3-none-any.whl!/demo,1.py"
                },
                "region": {
                  "startLine": 1
                }
              }
            }
          ],
          "message": {
            "text": "its SHA-256 differs\nRECORD: 100%\ncontent: 50%\nhint: build it again"
          },
          "partialFingerprints": {
            "primaryLocationLineHash": "fa15ec972ab4bbcea7314d07a19fe550:1",
            "relkitFinding/v1": "fa15ec972ab4bbcea7314d07a19fe550:1"
          },
          "properties": {
            "fixable": true
          },
          "ruleId": "REC005",
          "ruleIndex": 1
        }
        "#);
        assert_eq!(run["invocations"][0]["exitCode"], 2);
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        let said = &run["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(said["message"]["text"], "the file is empty");
        let release = &run["results"][2]["locations"][0];
        assert_eq!(release["logicalLocations"][0]["fullyQualifiedName"], "demo==1.0");
        let uri = &release["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "dist/demo-1.0-py3-none-any.whl");
    }

    #[test]
    fn equal_findings_have_fingerprints_of_their_own() {
        let mut report = crate::report::check::example();
        report.findings = vec![report.findings[0].clone(), report.findings[0].clone()];
        let log: Value = serde_json::from_str(&sarif(&report, 1).unwrap()).unwrap();
        let print =
            |number: usize| log["runs"][0]["results"][number]["partialFingerprints"].clone();
        assert_ne!(print(0), print(1));
        // Where the file lies is no part of it.
        report.findings[0].file = "/elsewhere/demo-1.0-py3-none-any.whl".to_owned();
        let other: Value = serde_json::from_str(&sarif(&report, 1).unwrap()).unwrap();
        assert_eq!(other["runs"][0]["results"][0]["partialFingerprints"], print(0));
    }
}
