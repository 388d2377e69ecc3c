//! What is advised of a suite's start.

use serde::Serialize;

use crate::{report::visible, smoke::Advice};

/// The advice for people.
pub fn startup_text(advice: &Advice) -> String {
    let mut out = String::new();
    let mut say = |line: &str| out.push_str(&format!("{}\n", visible(line)));
    let pytest = advice.pytest.as_deref().unwrap_or("(unknown)");
    let second = |way: &str| advice.seconds.get(way).copied().flatten();
    match (second("all"), second("chosen"), second("without")) {
        (Some(all), Some(chosen), Some(without)) => {
            let ratio =
                advice.ratio.map(|it| format!(": {it:.1} times as fast")).unwrap_or_default();
            say(&format!("pytest {pytest} has collected after"));
            say(&format!("  {all:.2} s with every plugin that is installed"));
            say(&format!("  {chosen:.2} s with those that the suite needs{ratio}"));
            say(&format!("  {without:.2} s with none"));
        }
        _ => say(&format!("pytest {pytest} was not measured")),
    }
    match advice.verdict.as_str() {
        "same" => say("tests, outcomes and markers are the same with the chosen plugins"),
        "nothing to gain" => {
            say("every plugin that is installed is needed: there is nothing to gain")
        }
        "differs" => say("no choice of plugins leaves the suite the same:"),
        other => say(other),
    }
    for (kind, tests) in advice.differs.iter().filter(|(_, tests)| !tests.is_empty()) {
        let tests: Vec<String> = tests.iter().map(spelled).collect();
        say(&format!("  {kind}: {}", tests.join(", ")));
    }
    for needed in &advice.evidence {
        let from = from(needed.project.as_ref());
        say(&format!("needed: {}{from}: {}", needed.name, needed.why.join("; ")));
    }
    for lost in &advice.lost {
        let does = if lost.does.is_empty() { String::new() } else { ": ".to_owned() };
        let from = from(lost.project.as_ref());
        say(&format!("lost:   {}{from}{does}{}", lost.name, lost.does.join("; ")));
    }
    if !advice.unstable.is_empty() {
        say(&format!("unlike in two runs alike, and left out: {}", advice.unstable.join(", ")));
    }
    if advice.verdict == "same" {
        if let Some(option) = &advice.option {
            say(&format!("add to addopts: {option}"));
        }
        let variables = advice.environment.iter().map(|(name, value)| format!("{name}='{value}'"));
        say(&format!("or set: {}", variables.collect::<Vec<_>>().join(" ")));
    }
    if advice.strict_markers == Some(false) {
        say("hint: with --strict-markers a plugin that goes missing is an error, not a warning");
    }
    out
}

fn from(project: Option<&String>) -> String {
    project.map(|project| format!(" ({project})")).unwrap_or_default()
}

fn spelled(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The advice for programs, `relkit.smoke.startup/1`.
#[derive(Serialize)]
struct AdviceV1<'a> {
    schema: &'static str,
    verdict: &'a str,
    pytest: Option<&'a str>,
    seconds: &'a std::collections::BTreeMap<String, Option<f64>>,
    ratio: Option<f64>,
    plugins: Vec<PluginV1<'a>>,
    lost: Vec<PluginV1<'a>>,
    unstable: &'a [String],
    option: Option<&'a str>,
    environment: &'a std::collections::BTreeMap<String, String>,
    strict_markers: Option<bool>,
}

/// A plugin: why it is needed, or what goes with it.
#[derive(Serialize)]
struct PluginV1<'a> {
    name: &'a str,
    project: Option<&'a str>,
    words: &'a [String],
}

/// One JSON object on several lines, with a newline at its end.
pub fn startup_json(advice: &Advice) -> serde_json::Result<String> {
    let needed = advice.evidence.iter().map(|needed| PluginV1 {
        name: &needed.name,
        project: needed.project.as_deref(),
        words: &needed.why,
    });
    let lost = advice.lost.iter().map(|lost| PluginV1 {
        name: &lost.name,
        project: lost.project.as_deref(),
        words: &lost.does,
    });
    let whole = AdviceV1 {
        schema: "relkit.smoke.startup/1",
        verdict: &advice.verdict,
        pytest: advice.pytest.as_deref(),
        seconds: &advice.seconds,
        ratio: advice.ratio,
        plugins: needed.collect(),
        lost: lost.collect(),
        unstable: &advice.unstable,
        option: advice.option.as_deref(),
        environment: &advice.environment,
        strict_markers: advice.strict_markers,
    };
    let mut text = serde_json::to_string_pretty(&whole)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_to_add_are_printed() {
        let advice: Advice = serde_json::from_value(serde_json::json!({
            "verdict": "same", "pytest": "9.2.0", "ratio": 4.4, "strict_markers": false,
            "seconds": { "all": 1.68, "chosen": 0.38, "without": 0.23 },
            "evidence": [{ "name": "pytest_mock", "project": "pytest-mock", "why": ["fixture mocker"] }],
            "lost": [{ "name": "randomly", "project": "pytest-randomly", "does": ["orders tests"] }],
            "option": "--disable-plugin-autoload -p pytest_mock",
            "environment": { "PYTEST_ADDOPTS": "-p pytest_mock", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1" },
        }))
        .unwrap();
        insta::assert_snapshot!(startup_text(&advice), @"
        pytest 9.2.0 has collected after
          1.68 s with every plugin that is installed
          0.38 s with those that the suite needs: 4.4 times as fast
          0.23 s with none
        tests, outcomes and markers are the same with the chosen plugins
        needed: pytest_mock (pytest-mock): fixture mocker
        lost:   randomly (pytest-randomly): orders tests
        add to addopts: --disable-plugin-autoload -p pytest_mock
        or set: PYTEST_ADDOPTS='-p pytest_mock' PYTEST_DISABLE_PLUGIN_AUTOLOAD='1'
        hint: with --strict-markers a plugin that goes missing is an error, not a warning
        ");
    }
}
