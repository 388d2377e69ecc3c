//! `--check`: whether a generated file is what would be written today.

use std::path::Path;

use similar::TextDiff;

use crate::{
    commands::{Context, Exit, Failure, files},
    matrix::header_line,
};

/// Compares what would be written with what is there. Line endings do not count: git may change
/// them on Windows. Nor does the line with relkit's version and the inputs, as long as all else is
/// equal: a new version in pyproject.toml changes it, and no job.
pub(super) fn check(
    path: &Path,
    fresh: &str,
    again: &str,
    context: &mut Context,
) -> Result<Exit, Failure> {
    let old = files::read_text(path)?.replace("\r\n", "\n");
    if old == fresh {
        context.terminal.note(format_args!("{} is fresh", path.display()));
        return Ok(Exit::Fine);
    }
    if let (Some(was), Some(is)) = (header_line(&old), header_line(fresh))
        && old.replacen(was, is, 1) == fresh
    {
        let name = path.display();
        context.terminal.note(format_args!("{name} is fresh but for its head:"));
        context.terminal.note(format_args!("made by {}", was.trim_start_matches("# ")));
        context.terminal.note(format_args!("today it is {}", is.trim_start_matches("# ")));
        return Ok(Exit::Fine);
    }
    let name = path.display().to_string();
    let diff = TextDiff::from_lines(old.as_str(), fresh);
    let diff = diff.unified_diff().header(&name, "relkit matrix").to_string();
    context.terminal.print(diff)?;
    context.terminal.flush()?;
    context
        .terminal
        .warn(format_args!("{name} is stale: write it anew with `relkit matrix{again} -o {name}`"));
    Ok(Exit::Findings)
}
