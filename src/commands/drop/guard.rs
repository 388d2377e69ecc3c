//! The guard in setup.py: what users of a dropped Python see whose pip does not read
//! Requires-Python.

use std::collections::BTreeMap;

use super::Request;
use crate::{
    commands::Failure,
    drop::{Going, edit::Edited},
    project::Project,
    report::drop::Guard,
};

/// Puts the guard into setup.py, where there is one and a release is known that users can take.
pub(super) fn put(
    request: &Request,
    _project: &Project,
    _going: &Going,
    last: Option<&str>,
    files: &BTreeMap<String, String>,
    _edited: &mut Vec<Edited>,
) -> Result<Guard, Failure> {
    if request.no_stub {
        return Ok(Guard::No("--no-stub is given".to_owned()));
    }
    if !files.contains_key("setup.py") {
        return Ok(Guard::No("there is no setup.py to refuse in".to_owned()));
    }
    let Some(_last) = last else {
        return Ok(Guard::No(
            "no last release is known: give --last VERSION, or --history".to_owned(),
        ));
    };
    Ok(Guard::No("it cannot be put in yet".to_owned()))
}
