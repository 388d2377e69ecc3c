//! The least that a test of a wheel does.

use crate::{model::ProjectName, project::config::ModuleName};

/// One line of Python code that imports the modules.
pub fn code(modules: &[ModuleName], _project: &ProjectName, _gil: bool) -> String {
    let modules: Vec<&str> = modules.iter().map(ModuleName::as_str).collect();
    if modules.is_empty() { "pass".to_owned() } else { format!("import {}", modules.join(", ")) }
}
