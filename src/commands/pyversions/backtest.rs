//! `relkit pyversions --backtest FILE`: a history -> how well forecasts would have done.

use std::path::Path;

use super::{Context, Exit, Failure, Format, Request};
use crate::{
    commands::files,
    downloads::{
        backtest::{Backtest, Rules},
        source::file::FileSource,
    },
    report::downloads,
    tables::{DownloadRules, DownloadsAgeing, Pythons},
};

/// Reads the history and prints the errors.
pub(super) fn run(path: &Path, request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let ageing: DownloadsAgeing = context.tables.load()?;
    let pythons: Pythons = context.tables.load()?;
    let rules: DownloadRules = context.tables.load()?;
    let source = FileSource::new(path, &pythons, &rules);
    let history = source.history(&request.projects, &request.asking.installers)?;
    if history.is_empty() {
        return Err(Failure::new(format!("{} holds no whole month of any Python", path.display()))
            .hint("rows need a day or a month, a Python and a count"));
    }
    let tested = Backtest::run(&history, &ageing, &pythons, &Rules::of(&ageing));
    let text = match request.format {
        Format::Table => downloads::backtest(&tested),
        Format::Json => serde_json::to_string_pretty(&tested)? + "\n",
        _ => {
            return Err(Failure::new("--backtest is text or JSON")
                .hint("leave out --format, or take --format json"));
        }
    };
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(Exit::Fine)
}
