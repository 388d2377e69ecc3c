//! Texts as they must be written so that each CI system and shell gives them back unchanged.
//!
//! All CI systems read YAML, and each then looks for expressions of its own in the strings.

use minijinja::{Error, ErrorKind, Value};
use serde::Serialize;

/// A YAML flow value: JSON is a subset of YAML 1.2, and no plain scalar is misread (`on`, `1.10`).
pub(super) fn yaml(value: &Value) -> Result<String, Error> {
    json(value)
}

/// A YAML flow value where GitHub Actions evaluates expressions: those in the texts are none.
pub(super) fn github(value: &Value) -> Result<String, Error> {
    json(value).map(|text| text.replace("${{", "${{ '${{' }}"))
}

/// A string of Azure Pipelines, where `${{` begins an expression. In an expression a string
/// literal doubles its quotes.
///
/// Source: [template expressions](https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions),
/// "Escape a value".
pub(super) fn azure(text: &str) -> Result<String, Error> {
    if text.contains("${{") {
        json(&format!("${{{{ '{}' }}}}", text.replace('\'', "''")))
    } else {
        json(&text)
    }
}

/// A string of CircleCI.
pub(super) fn circleci(text: &str) -> Result<String, Error> {
    json(&circleci_text(text))
}

/// A text of CircleCI's configuration, where `<<` begins a parameter.
///
/// Source: [reusable configuration](https://circleci.com/docs/reference/reusing-config/), "Escaping
/// parameters".
pub(super) fn circleci_text(text: &str) -> String {
    text.replace("<<", "\\<<")
}

/// The value of a variable of GitLab, where `$` begins another variable.
///
/// Source: [`variables:expand`](https://docs.gitlab.com/ci/yaml/#variablesexpand).
pub(super) fn gitlab(text: &str) -> Result<String, Error> {
    let value = json(&text)?;
    Ok(if text.contains('$') { format!("{{ value: {value}, expand: false }}") } else { value })
}

/// One word of a POSIX shell command.
pub(super) fn posix(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// One string of PowerShell, which takes typographic quotes for quotes.
pub(super) fn power_shell(value: &str) -> String {
    let mut out = String::from("'");
    for c in value.chars() {
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
    out
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_ci_systems_stay_text() {
        let text = "it's ${{ x }} << y >> $Z \"q\"";
        assert_eq!(azure(text).unwrap(), r#""${{ 'it''s ${{ x }} << y >> $Z \"q\"' }}""#);
        assert_eq!(circleci(text).unwrap(), r#""it's ${{ x }} \\<< y >> $Z \"q\"""#);
        assert_eq!(
            gitlab(text).unwrap(),
            r#"{ value: "it's ${{ x }} << y >> $Z \"q\"", expand: false }"#
        );
        assert_eq!(gitlab("plain: 1.10").unwrap(), "\"plain: 1.10\"");
    }

    #[test]
    fn shells_take_one_word() {
        assert_eq!(posix("it's $(x)"), r"'it'\''s $(x)'");
        assert_eq!(power_shell("it's ’$x"), "'it''s ’’$x'");
    }
}
