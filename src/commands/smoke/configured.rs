//! What `[tool.relkit.smoke]` adds to what was asked.

use std::{fmt::Display, path::Path, str::FromStr};

use super::{Request, Required};
use crate::{
    commands::Failure,
    project::{Fact, Layer, config::Label},
    smoke::Settings,
};

/// The settings and the required interpreters. Calls that are asked for replace those that are
/// written down; all else adds to them.
pub(super) fn resolve(request: &Request) -> Result<(Settings, Vec<Required>), Failure> {
    let layer = Layer::open(&request.project)?.smoke;
    let mut settings = request.settings.clone();
    if settings.leaks.is_empty() {
        settings.leaks = parsed("leaks", layer.leaks.as_ref())?;
    }
    let mut required = request.require.clone();
    for more in parsed("require", layer.require.as_ref())? {
        if !required.contains(&more) {
            required.push(more);
        }
    }
    settings.leaks_auto |= layer.leaks_auto.is_some_and(|fact| fact.value);
    settings.leaks_except.extend(parsed("leaks-except", layer.leaks_except.as_ref())?);
    let skip = layer.skip.into_iter().flat_map(|fact| fact.value);
    settings.skip.extend(skip.map(|name| name.as_str().to_owned()));
    settings.warnings |= layer.strict.is_some_and(|fact| fact.value);
    Ok((settings, required))
}

/// The interpreters that the configuration of a project requires.
pub(in crate::commands) fn required(project: &Path) -> Result<Vec<Required>, Failure> {
    parsed("require", Layer::open(project)?.smoke.require.as_ref())
}

fn parsed<T: FromStr<Err: Display>>(
    key: &str,
    labels: Option<&Fact<Vec<Label>>>,
) -> Result<Vec<T>, Failure> {
    let Some(fact) = labels else { return Ok(Vec::new()) };
    let read = |label: &Label| {
        label.as_str().parse().map_err(|error| {
            Failure::new(format!("{}: `tool.relkit.smoke.{key}`: {error}", fact.place))
        })
    };
    fact.value.iter().map(read).collect()
}
