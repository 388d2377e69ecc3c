//! The rules of `relkit check` and `relkit stub --lint` for programs.

use serde::Serialize;

use crate::{
    repair,
    rules::{Rule, family},
    stub::lint as refusals,
};

/// The format's name and version. A change that a reader could notice gets a new number.
const SCHEMA: &str = "relkit.rules/1";

/// The whole answer.
#[derive(Serialize)]
struct RulesV1<'a> {
    schema: &'static str,
    rules: Vec<RuleV1<'a>>,
}

/// One rule; `docs` is Markdown, and `level` that of a finding unless the finding has its own.
#[derive(Serialize)]
struct RuleV1<'a> {
    code: &'a str,
    name: &'a str,
    family: &'a str,
    about: &'a str,
    level: &'static str,
    fixable: bool,
    summary: &'a str,
    docs: &'a str,
}

/// One JSON object on several lines, with a newline at its end.
pub fn json(rules: &[&Rule], of_refusals: &[&refusals::Rule]) -> serde_json::Result<String> {
    let rules = rules.iter().map(|rule| RuleV1 {
        code: rule.code,
        name: rule.name,
        family: rule.family(),
        about: family(rule.code),
        level: rule.level.as_str(),
        fixable: repair::CODES.contains(&rule.code),
        summary: rule.summary,
        docs: rule.docs.trim(),
    });
    let of_refusals = of_refusals.iter().map(|rule| RuleV1 {
        code: rule.code,
        name: rule.name,
        family: &rule.code[..3],
        about: refusals::FAMILY,
        level: rule.severity.as_str(),
        fixable: false,
        summary: rule.summary,
        docs: rule.docs.trim(),
    });
    let rules = rules.chain(of_refusals);
    let mut text =
        serde_json::to_string_pretty(&RulesV1 { schema: SCHEMA, rules: rules.collect() })?;
    text.push('\n');
    Ok(text)
}
