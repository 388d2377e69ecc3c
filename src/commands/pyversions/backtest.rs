//! `relkit pyversions --backtest FILE`: a history -> how well forecasts would have done.

use std::{fs::File, io::BufReader, path::Path};

use super::{Context, Exit, Failure, Format, Request};
use crate::{
    commands::files,
    downloads::{
        History,
        backtest::{Backtest, Rules},
    },
    report::downloads,
    tables::{DownloadsAgeing, Pythons},
};

/// A history in CSV: one row a Python in a month or on a day.
fn history(path: &Path, pythons: &Pythons) -> Result<History, Failure> {
    let fail =
        |error: std::io::Error| Failure::new(format!("cannot read {}: {error}", path.display()));
    let file = File::open(path).map_err(fail)?;
    Ok(History::read(&path.display().to_string(), BufReader::new(file), pythons)?)
}

/// Reads the history and prints the errors.
pub(super) fn run(path: &Path, request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let ageing: DownloadsAgeing = context.tables.load()?;
    let pythons: Pythons = context.tables.load()?;
    let history = history(path, &pythons)?;
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
