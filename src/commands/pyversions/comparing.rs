//! `relkit pyversions --compare-sources`: all sources side by side.

use super::{Context, Exit, Failure, Format, Request, asking::Sources};
use crate::{
    commands::{bar::with_line, files},
    downloads::{Dimension, Wanted, compare::Comparison},
    report::downloads,
};

/// Asks all sources and prints what they say.
pub(super) fn run(
    sources: &Sources<'_>,
    all: &[Wanted],
    request: &Request,
    context: &mut Context,
) -> Result<Exit, Failure> {
    let asked = sources.all()?;
    let mut comparisons = Vec::new();
    for wanted in all {
        // What no keyless source crosses would only be left out of the comparison.
        let wanted = Wanted { dimensions: [Dimension::Python].into(), ..wanted.clone() };
        let answers = asked.iter().map(|source| {
            let line = format!("asking {} for {}", source.name(), wanted.project);
            let answer = with_line(&context.terminal, &line, || source.answer(&wanted, &|_| {}));
            (source.name(), answer)
        });
        let answers = answers.collect();
        let project = wanted.project.clone();
        comparisons.push(Comparison::of(project, wanted.window, answers, request.sorting));
    }
    let text = match request.format {
        Format::Table => downloads::compare_text(&comparisons),
        Format::Json => downloads::compare_json(&comparisons)?,
        Format::Csv => downloads::compare_csv(&comparisons).map_err(|error| Failure::of(&error))?,
        Format::Markdown => downloads::compare_markdown(&comparisons),
        Format::Html | Format::Svg | Format::Png => {
            return Err(Failure::new("--compare-sources is text, JSON, CSV or Markdown")
                .hint("leave out --format, or take --format markdown"));
        }
    };
    files::deliver(request.output.as_deref(), &text, context)?;
    // One source alone compares nothing, and its name is printed with why the others do not answer.
    let alone = comparisons.iter().any(|comparison| comparison.columns.len() < 2);
    Ok(if alone { Exit::Failed } else { Exit::Fine })
}
