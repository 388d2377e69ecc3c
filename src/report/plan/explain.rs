//! Why identifiers are in or out, as text and as JSON.

use serde::Serialize;

use super::label;
use crate::{
    matrix::{
        How,
        explain::{Absence, Explanation, InstalledFile, TestRun, Verdict},
    },
    report::visible,
};

/// For people: one paragraph an identifier.
pub fn text(explanations: &[Explanation]) -> String {
    let paragraphs: Vec<String> = explanations.iter().map(paragraph).collect();
    paragraphs.join("\n")
}

fn paragraph(it: &Explanation) -> String {
    let variant = it.variant.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
    match &it.verdict {
        Verdict::In(files) => {
            let files: String = files.iter().map(|file| presence(&it.id, file)).collect();
            format!("{}{variant}: in\n{files}", it.id)
        }
        Verdict::Out(absence) => format!("{}{variant}: out, {}", it.id, reasons(absence)),
    }
}

fn reasons(absence: &Absence) -> String {
    let mut out = visible(&absence.why) + "\n";
    // A place that the reason names already is not said twice.
    let named = |place: &str| absence.why.contains(&format!("({place})"));
    for it in absence.by.iter().filter(|it| !named(&it.place)) {
        out.push_str(&format!("  {}: {}\n", visible(&it.place), visible(&it.says)));
    }
    if let Some(hint) = &absence.hint {
        out.push_str(&format!("  hint: {}\n", visible(hint)));
    }
    out
}

fn presence(id: &str, file: &InstalledFile) -> String {
    let at = file.place.as_ref().map_or_else(String::new, |place| format!(" ({place})"));
    // A place that the reason names already is not said twice.
    let at = if file.why.contains(at.trim()) { String::new() } else { at };
    let mut out = format!("  installs {}\n    {}{at}\n", file.file, file.why);
    let builder = file.builder.to_string();
    let by = if builder == id { String::new() } else { format!(" by {builder}") };
    let on = file.runner.as_ref().map_or_else(String::new, |it| format!(" on {}", label(it)));
    out.push_str(&format!("  built{by} in job {}{on}\n", file.job));
    for test in &file.tests {
        let TestRun { job, runner, command, .. } = test;
        let command = visible(command.trim());
        let on = label(runner);
        out.push_str(&format!("  tested in job {job} on {on}\n    {command}\n"));
    }
    if let Some(why) = &file.untested {
        out.push_str(&format!("  not tested: {}\n", visible(&why.to_string())));
    }
    if let Some(why) = &file.not_smoked {
        out.push_str(&format!("  not tried by relkit smoke: {why}\n"));
    }
    out
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    schema: &'static str,
    identifiers: Vec<Identifier<'a>>,
}

#[derive(Debug, Serialize)]
struct Identifier<'a> {
    id: &'a str,
    variant: Option<String>,
    /// `in` or `out`
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Vec<File<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absence: Option<Out<'a>>,
}

#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names of the output")]
struct File<'a> {
    file: &'a str,
    lane: String,
    why: &'a str,
    place: Option<String>,
    builder: String,
    job: &'a str,
    runner: Option<&'a str>,
    qemu: Option<&'a str>,
    targets: Vec<String>,
    tests: Vec<Test<'a>>,
    untested: Option<String>,
    /// Why no job tries it; missing where one does, or none are asked for
    #[serde(skip_serializing_if = "Option::is_none")]
    not_smoked: Option<String>,
}

#[derive(Debug, Serialize)]
struct Test<'a> {
    job: &'a str,
    runner: &'a str,
    qemu: Option<&'a str>,
    how: Option<&'static str>,
    command: &'a str,
}

#[derive(Debug, Serialize)]
struct Out<'a> {
    kind: &'static str,
    why: &'a str,
    by: Vec<Evidence<'a>>,
    hint: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Evidence<'a> {
    place: &'a str,
    says: &'a str,
}

/// As JSON: `relkit.explain/1`.
pub fn json(explanations: &[Explanation]) -> Result<String, serde_json::Error> {
    let identifiers = explanations.iter().map(identifier).collect();
    let document = Document { schema: "relkit.explain/1", identifiers };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn identifier(it: &Explanation) -> Identifier<'_> {
    let variant = it.variant.as_ref().map(ToString::to_string);
    let (verdict, files, absence) = match &it.verdict {
        Verdict::In(files) => ("in", Some(files.iter().map(File::of).collect()), None),
        Verdict::Out(absence) => ("out", None, Some(Out::of(absence))),
    };
    Identifier { id: &it.id, variant, verdict, files, absence }
}

impl<'a> File<'a> {
    fn of(it: &'a InstalledFile) -> Self {
        let test = |test: &'a TestRun| Test {
            job: &test.job,
            runner: &test.runner.label,
            qemu: test.runner.qemu.as_deref(),
            how: test.how.map(How::as_str),
            command: &test.command,
        };
        Self {
            file: &it.file,
            lane: it.lane.to_string(),
            why: &it.why,
            place: it.place.as_ref().map(ToString::to_string),
            builder: it.builder.to_string(),
            job: &it.job,
            runner: it.runner.as_ref().map(|runner| runner.label.as_str()),
            qemu: it.runner.as_ref().and_then(|runner| runner.qemu.as_deref()),
            targets: it.targets.iter().map(ToString::to_string).collect(),
            tests: it.tests.iter().map(test).collect(),
            untested: it.untested.as_ref().map(ToString::to_string),
            not_smoked: it.not_smoked.as_ref().map(ToString::to_string),
        }
    }
}

impl<'a> Out<'a> {
    fn of(it: &'a Absence) -> Self {
        let by = it.by.iter().map(|by| Evidence { place: &by.place, says: &by.says }).collect();
        Self { kind: it.kind, why: &it.why, by, hint: it.hint.as_deref() }
    }
}
