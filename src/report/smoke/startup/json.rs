//! The advice for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::StartupReport;

/// `relkit.smoke.startup/1`. `plugins` are needed, `lost` are not; seconds are to the end of the
/// collection, null where it is never reached.
#[derive(Serialize)]
struct AdviceV1<'a> {
    schema: &'static str,
    verdict: &'a str,
    fine: bool,
    problem: Option<String>,
    python: &'a str,
    pytest: Option<&'a str>,
    seconds: &'a BTreeMap<String, Option<f64>>,
    ratio: Option<f64>,
    at_most: Option<f64>,
    plugins: Vec<PluginV1<'a>>,
    lost: Vec<PluginV1<'a>>,
    differs: &'a BTreeMap<String, Vec<Value>>,
    unstable: &'a [String],
    same_order: Option<bool>,
    option: Option<&'a str>,
    environment: &'a BTreeMap<String, String>,
    strict_markers: Option<bool>,
}

/// A plugin: why it is needed, or what goes with it.
#[derive(Serialize)]
struct PluginV1<'a> {
    name: &'a str,
    project: Option<&'a str>,
    words: &'a [String],
    autouse: &'a [String],
}

/// One JSON object on several lines, with a newline at its end.
pub fn startup_json(report: &StartupReport) -> serde_json::Result<String> {
    let advice = &report.advice;
    let needed = advice.evidence.iter().map(|needed| PluginV1 {
        name: &needed.name,
        project: needed.project.as_deref(),
        words: &needed.why,
        autouse: &[],
    });
    let lost = advice.lost.iter().map(|lost| PluginV1 {
        name: &lost.name,
        project: lost.project.as_deref(),
        words: &lost.does,
        autouse: &lost.autouse,
    });
    let finding = report.finding();
    let whole = AdviceV1 {
        schema: "relkit.smoke.startup/1",
        verdict: &advice.verdict,
        fine: finding.is_none(),
        problem: finding.map(|(_, why)| why),
        python: &report.python,
        pytest: advice.pytest.as_deref(),
        seconds: &advice.seconds,
        ratio: advice.ratio,
        at_most: report.at_most,
        plugins: needed.collect(),
        lost: lost.collect(),
        differs: &advice.differs,
        unstable: &advice.unstable,
        same_order: advice.order,
        option: advice.option.as_deref(),
        environment: &advice.environment,
        strict_markers: advice.strict_markers,
    };
    let mut text = serde_json::to_string_pretty(&whole)?;
    text.push('\n');
    Ok(text)
}
