//! A report in the format that was asked for.

use super::{Context, Failure, Format, Request};
use crate::{
    advice::{Outcome, Settled},
    commands::files,
    render,
    report::downloads::{self, DownloadsReport, Gate, View},
};

/// Writes the report, or prints it.
pub(super) fn deliver(
    report: &DownloadsReport<'_>,
    request: &Request,
    context: &mut Context,
) -> Result<(), Failure> {
    let view = match request.rows {
        None => View::default(),
        Some(0) => View::ALL,
        rows => View { rows },
    };
    let text = match request.format {
        Format::Table => downloads::text(report, view),
        Format::Json => downloads::json(report)?,
        Format::Csv => downloads::csv(report).map_err(|error| Failure::of(&error))?,
        Format::Markdown => downloads::markdown(report, view),
        Format::Html => render::report::html(&downloads::page(report, view)?)?,
        Format::Svg => downloads::svg(report),
        Format::Png => {
            let bytes = downloads::png(report, SCALE).map_err(|error| {
                let hint = error.hint().map(Into::into);
                Failure { hint, ..Failure::of(&error) }
            })?;
            let path = request.output.as_deref().ok_or_else(no_text)?;
            return files::save(path, &bytes, context);
        }
    };
    files::deliver(request.output.as_deref(), &text, context)
}

/// A picture is not printed.
pub(super) fn no_text() -> Failure {
    Failure::new("a PNG is no text to print").hint("name a file with -o")
}

/// Pixels for each unit of a picture: sharp on today's screens.
const SCALE: f32 = 2.0;

/// A condition as it is reported.
pub(super) fn gate(outcome: &Outcome) -> Gate {
    Gate {
        condition: outcome.condition.clone(),
        found: outcome.sentence.clone(),
        outcome: match outcome.settled {
            Settled::Holds => downloads::Outcome::Failed,
            Settled::HoldsNot => downloads::Outcome::Passed,
            Settled::Unsettled => downloads::Outcome::Unknown,
        },
    }
}
