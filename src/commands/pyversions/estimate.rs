//! `relkit pyversions --dry-run`: what BigQuery would read and cost, and what is used of this month.

use super::{Context, Exit, Failure, Request, asking::Sources};
use crate::downloads::Wanted;
#[cfg(feature = "bigquery")]
use crate::{
    commands::files,
    downloads::{
        Dimension, Window,
        cache::widened,
        source::bigquery::{Estimate, Used},
    },
};

/// The format's name and version. A change that a reader could notice gets a new number.
#[cfg(feature = "bigquery")]
const SCHEMA: &str = "relkit.pyversions-estimate/1";

/// The questions that would be asked. `month` is null where nobody says what was billed, and `why`
/// is not then.
#[cfg(feature = "bigquery")]
#[derive(serde::Serialize)]
struct ReportV1 {
    schema: &'static str,
    questions: Vec<QuestionV1>,
    month: Option<Used>,
    why: Option<String>,
}

/// One question; it would be refused where `estimate.parts` is 0.
#[cfg(feature = "bigquery")]
#[derive(serde::Serialize)]
struct QuestionV1 {
    project: String,
    days: Window,
    by: Vec<Dimension>,
    estimate: Estimate,
}

/// Asks for the bounds and prints them; nothing is billed.
#[cfg(feature = "bigquery")]
pub(super) fn run(
    sources: &Sources<'_>,
    all: &[Wanted],
    request: &Request,
    context: &mut Context,
) -> Result<Exit, Failure> {
    use super::Format;

    if !matches!(request.format, Format::Table | Format::Json) {
        return Err(Failure::new("--dry-run is text or JSON")
            .hint("leave out --format, or take --format json"));
    }
    let (source, _) = sources.bare_bigquery()?;
    let mut questions = Vec::new();
    for wanted in all {
        let history = wanted.history.filter(|_| sources.wants_history);
        for asked in widened(&Wanted { history, ..wanted.clone() }) {
            questions.push(QuestionV1 {
                project: asked.project.to_string(),
                days: asked.window,
                estimate: source.estimate(&asked)?,
                by: asked.dimensions.into_iter().collect(),
            });
        }
    }
    let since = context.as_of().first_of_month().to_zoned(jiff::tz::TimeZone::UTC);
    let used = since
        .map_err(|error| error.to_string())
        .and_then(|since| source.used(since.timestamp()).map_err(|error| error.to_string()));
    let text = match (request.format, used) {
        (Format::Json, used) => {
            let (month, why) = match used {
                Ok(used) => (Some(used), None),
                Err(why) => (None, Some(why)),
            };
            let report = ReportV1 { schema: SCHEMA, questions, month, why };
            serde_json::to_string_pretty(&report)? + "\n"
        }
        (_, used) => {
            let line = |it: &QuestionV1| format!("{}, {}: {}\n", it.project, it.days, it.estimate);
            let month = used.map_or_else(
                |why| format!("what was billed this month is not known: {why}"),
                |used| used.to_string(),
            );
            questions.iter().map(line).collect::<String>() + &month + "\n"
        }
    };
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(Exit::Fine)
}

#[cfg(not(feature = "bigquery"))]
pub(super) fn run(
    _: &Sources<'_>,
    _: &[Wanted],
    _: &Request,
    _: &mut Context,
) -> Result<Exit, Failure> {
    Err(Failure::new("this relkit was built without BigQuery")
        .hint("build it with --features bigquery"))
}
