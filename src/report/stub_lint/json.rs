//! For programs.

use serde::Serialize;

use super::Place;
use crate::stub::lint::{Lint, rule};

/// The format's name and version. A change that a reader could notice gets a new number.
const SCHEMA: &str = "relkit.stub.lint/1";

/// The whole answer. `clean` is false where anything but notes was found or could not be told;
/// `refused` are the Pythons that it was judged for, and `named` says whether a flag or the file
/// names them.
#[derive(Serialize)]
struct LintV1<'a> {
    schema: &'static str,
    input: &'a str,
    clean: bool,
    refused: Vec<String>,
    named: bool,
    findings: Vec<FlawV1<'a>>,
    unclear: Vec<UnclearV1<'a>>,
    not_checked: &'a [String],
}

/// One finding; `severity` is `error`, `warning` or `note`, `file` the path in the input.
#[derive(Serialize)]
struct FlawV1<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'static str,
    file: &'a str,
    line: usize,
    message: &'a str,
    hint: &'a str,
}

/// What could not be told.
#[derive(Serialize)]
struct UnclearV1<'a> {
    file: &'a str,
    line: usize,
    what: &'a str,
}

/// One JSON object on several lines, with a newline at its end.
pub fn json(lint: &Lint, place: &Place) -> serde_json::Result<String> {
    let findings = lint.flaws.iter().map(|flaw| FlawV1 {
        code: flaw.code,
        name: rule(flaw.code).map_or("", |rule| rule.name),
        severity: flaw.severity.as_str(),
        file: &flaw.file,
        line: flaw.line,
        message: &flaw.message,
        hint: &flaw.mend,
    });
    let unclear =
        lint.unclear.iter().map(|it| UnclearV1 { file: &it.file, line: it.line, what: &it.what });
    let mut text = serde_json::to_string_pretty(&LintV1 {
        schema: SCHEMA,
        input: &place.input,
        clean: lint.is_clean(),
        refused: lint.refused.iter().map(ToString::to_string).collect(),
        named: lint.named,
        findings: findings.collect(),
        unclear: unclear.collect(),
        not_checked: &lint.not_checked,
    })?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_frozen() {
        let text = json(&super::super::example(), &Place::of("setup.py", false)).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], "relkit.stub.lint/1");
        assert_eq!(value["findings"][0]["name"], "raises-exception");
        let keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        insta::assert_snapshot!(keys.join(" "), @"clean findings input named not_checked refused schema unclear");
    }
}
