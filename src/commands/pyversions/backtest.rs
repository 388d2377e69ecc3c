//! `relkit pyversions --backtest FILE`: a history -> how well forecasts would have done.

use std::path::Path;

use super::{Context, Exit, Failure, Format, Request};
use crate::{
    commands::files,
    downloads::backtest::{Backtest, Rules},
    report::downloads,
    tables::{DownloadsAgeing, Pythons},
};

/// Reads the history and prints the errors.
pub(super) fn run(path: &Path, request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let ageing: DownloadsAgeing = context.tables.load()?;
    let pythons: Pythons = context.tables.load()?;
    let history = crate::downloads::source::file::history(path, &pythons)?;
    let test = Backtest::run(&history, &ageing, &pythons, &Rules::of(&ageing));
    let text = match request.format {
        Format::Table => downloads::backtest(&test),
        Format::Json => serde_json::to_string_pretty(&test)? + "\n",
        _ => {
            return Err(Failure::new("--backtest is text or JSON")
                .hint("leave out --format, or take --format json"));
        }
    };
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(Exit::Fine)
}
