//! `relkit.stub.trial/1`. The form stays; fields may be added.

use serde::Serialize;

use super::Trial;

/// The attempts as JSON.
pub fn json(trial: &Trial) -> Result<String, serde_json::Error> {
    let document = TrialV1 {
        schema: "relkit.stub.trial/1",
        sdist: &trial.file,
        message_lines: MessageV1 { fewest: trial.message.0, most: trial.message.1 },
        requires_python: trial.requires_python.as_deref(),
        served_beside: &trial.beside,
        summary: SummaryV1 {
            seen: trial.seen(),
            tried: trial.tried(),
            untried: trial.rows.len() - trial.tried(),
        },
        attempts: trial
            .rows
            .iter()
            .map(|row| AttemptV1 {
                installer: &row.installer,
                python: row.python.as_deref(),
                verdict: row.verdict.code(),
                line: row.line,
                lines: row.lines,
                exit: row.exit,
                note: row.note.as_deref(),
            })
            .collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[derive(Serialize)]
struct TrialV1<'a> {
    schema: &'static str,
    sdist: &'a str,
    message_lines: MessageV1,
    /// What the index told; `null` where it told nothing
    requires_python: Option<&'a str>,
    served_beside: &'a [String],
    summary: SummaryV1,
    attempts: Vec<AttemptV1<'a>>,
}

/// Where Pythons have messages of their own, these differ.
#[derive(Serialize)]
struct MessageV1 {
    fewest: usize,
    most: usize,
}

/// `untried` counts for nothing: what is not there, not refused, or did not start.
#[derive(Serialize)]
struct SummaryV1 {
    seen: usize,
    tried: usize,
    untried: usize,
}

#[derive(Serialize)]
struct AttemptV1<'a> {
    installer: &'a str,
    /// `null` where it is not known
    python: Option<&'a str>,
    /// `seen`, `traceback`, `broken`, `unseen`, `succeeded`, `timed-out`, `too-much-output`,
    /// `not-started`, `not-served`, `not-refused` or `not-found`
    verdict: &'static str,
    /// From 1; `null` where it was not shown
    line: Option<usize>,
    /// Lines of output in all
    lines: usize,
    /// `null` where it did not end by itself
    exit: Option<i32>,
    note: Option<&'a str>,
}
