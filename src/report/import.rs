//! A comparison with an existing workflow, as text and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::visible;
use crate::{
    matrix::import::{Difference, Effect, Import, ImportedRun},
    model::{BuildIdentifier, BuildPlatform},
    project::{Fact, Place},
};

/// The comparison for people: what each job builds, then the differences, the worst first.
pub fn text(import: &Import) -> String {
    let mut out = String::new();
    for run in &import.runs {
        out.push_str(&run_lines(run));
    }
    if !import.runs.is_empty() {
        out.push_str(&format!(
            "identifiers as cibuildwheel {} chooses them\n",
            import.cibuildwheel
        ));
    }
    for effect in Effect::ALL {
        let own: Vec<&Difference> =
            import.differences.iter().filter(|it| it.effect() == *effect).collect();
        if own.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{}\n", heading(*effect)));
        for difference in own {
            out.push_str(&difference_lines(difference));
        }
    }
    out
}

/// What an effect is called above its differences.
const fn heading(effect: Effect) -> &'static str {
    match effect {
        Effect::Broken => "broken: does not work today",
        Effect::Lost => "lost: built by the workflow, not by relkit's plan",
        Effect::Gained => "gained: built by relkit's plan, not by the workflow",
        Effect::Changed => "changed: done in another way",
        Effect::Unknown => "unknown: could not be evaluated",
    }
}

fn run_lines(run: &ImportedRun) -> String {
    let row = if run.row.is_empty() { String::new() } else { format!(" ({})", run.row) };
    let on = match &run.labels[..] {
        [] => String::new(),
        labels => format!(" on {}", labels.join(" ")),
    };
    let when = run
        .condition
        .as_ref()
        .map_or_else(String::new, |fact| format!(", if {}", shortened(&fact.value)));
    let mut out = visible(&format!("{}: {}{row}{on}{when}", run.place, run.job)) + "\n";
    for line in identifiers(&run.builds) {
        out.push_str(&format!("  {line}\n"));
    }
    for fact in &run.unknown {
        out.push_str(&format!("  unknown: {} ({})\n", visible(&fact.value), fact.place));
    }
    if run.builds.is_empty() && run.unknown.is_empty() {
        out.push_str("  nothing\n");
    }
    out
}

/// Conditions may go over many lines.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn difference_lines(difference: &Difference) -> String {
    let mut out = format!("  {}: {}\n", difference.place, visible(&difference.there));
    for line in identifiers(&difference.identifiers) {
        out.push_str(&format!("      {line}\n"));
    }
    out.push_str(&format!("    relkit {}\n", visible(&difference.relkit)));
    out
}

/// Identifiers in short: platforms that have the same interpreters on one line.
fn identifiers(ids: &[BuildIdentifier]) -> Vec<String> {
    let mut platforms: Vec<(BuildPlatform, Vec<String>)> = Vec::new();
    for id in ids {
        match platforms.iter_mut().find(|(known, _)| *known == id.platform) {
            Some((_, names)) => names.push(id.interpreter_part()),
            None => platforms.push((id.platform, vec![id.interpreter_part()])),
        }
    }
    let mut lines: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (platform, names) in platforms {
        match lines.iter_mut().find(|(_, known)| *known == names) {
            Some((same, _)) => same.push(platform.to_string()),
            None => lines.push((vec![platform.to_string()], names)),
        }
    }
    lines
        .iter()
        .map(|(platforms, names)| format!("{}: {}", platforms.join(" "), names.join(" ")))
        .collect()
}

/// The comparison as JSON: `relkit.import/1`. The form stays; fields may be added.
pub fn json(import: &Import) -> Result<String, serde_json::Error> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for difference in &import.differences {
        *counts.entry(difference.effect().as_str()).or_default() += 1;
    }
    let document = Document {
        schema: "relkit.import/1",
        workflow: &import.file,
        cibuildwheel: &import.cibuildwheel,
        complete: import.complete(),
        loses: import.loses(),
        counts,
        runs: import.runs.iter().map(Run::of).collect(),
        differences: import.differences.iter().map(Entry::of).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    schema: &'static str,
    workflow: &'a str,
    /// The release by whose rules the identifiers were chosen
    cibuildwheel: &'a str,
    /// Whether every run of cibuildwheel could be evaluated
    complete: bool,
    /// Whether there is a difference that is broken or lost: exit status 1
    loses: bool,
    /// Differences of each effect
    counts: BTreeMap<&'static str, usize>,
    runs: Vec<Run<'a>>,
    differences: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Run<'a> {
    job: &'a str,
    row: &'a str,
    #[serde(flatten)]
    place: At<'a>,
    runs_on: &'a [String],
    builds: Vec<String>,
    unknown: Vec<Unknown<'a>>,
    condition: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Unknown<'a> {
    what: &'a str,
    #[serde(flatten)]
    place: At<'a>,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    code: &'static str,
    effect: &'static str,
    #[serde(flatten)]
    place: At<'a>,
    there: &'a str,
    relkit: &'a str,
    identifiers: Vec<String>,
}

#[derive(Debug, Serialize)]
struct At<'a> {
    file: &'a str,
    line: Option<u32>,
}

impl<'a> At<'a> {
    fn of(place: &'a Place) -> Self {
        Self { file: &place.file, line: place.line }
    }
}

impl<'a> Run<'a> {
    fn of(run: &'a ImportedRun) -> Self {
        let unknown =
            |fact: &'a Fact<String>| Unknown { what: &fact.value, place: At::of(&fact.place) };
        Self {
            job: &run.job,
            row: &run.row,
            place: At::of(&run.place),
            runs_on: &run.labels,
            builds: run.builds.iter().map(ToString::to_string).collect(),
            unknown: run.unknown.iter().map(unknown).collect(),
            condition: run.condition.as_ref().map(|fact| fact.value.as_str()),
        }
    }
}

impl<'a> Entry<'a> {
    fn of(difference: &'a Difference) -> Self {
        Self {
            code: difference.kind.as_str(),
            effect: difference.effect().as_str(),
            place: At::of(&difference.place),
            there: &difference.there,
            relkit: &difference.relkit,
            identifiers: difference.identifiers.iter().map(ToString::to_string).collect(),
        }
    }
}
