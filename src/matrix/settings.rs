//! What a run tells the build backend, beside what the project tells it.

use super::{PlanError, files::PlannedFile};
use crate::project::{
    Project,
    cibuildwheel::settings,
    config::{Lane, MatrixConfig},
};

/// The text of `CIBW_CONFIG_SETTINGS`, which is appended to the project's own; empty for nothing.
///
/// Appending replaces a setting of the same name. Where the project has one, for example other
/// `build-args`, its words stand here again, and a backend gets both as a list. That needs the
/// same words for every identifier that builds in the run.
pub(super) fn of_run(
    project: &Project,
    config: &MatrixConfig,
    files: &[PlannedFile],
) -> Result<String, PlanError> {
    let Some((lane, ours)) = files.iter().find_map(|file| {
        config.config_settings.get(&file.lane).map(|text| (file.lane, text.to_string()))
    }) else {
        return Ok(String::new());
    };
    let name = |word: &str| word.split_once('=').map_or(word, |(name, _)| name).to_owned();
    let names: Vec<String> = settings(&ours).into_iter().map(name).collect();
    let mut kept: Option<String> = None;
    for file in files {
        let own = project.cibuildwheel.build_options(&file.builder).config_settings;
        let own = own.map(|fact| fact.value).unwrap_or_default();
        let again: Vec<&str> =
            settings(&own).into_iter().filter(|word| names.contains(&name(word))).collect();
        let again = again.join(" ");
        match &kept {
            Some(known) if *known != again => return Err(differs(lane, &names)),
            _ => kept = Some(again),
        }
    }
    let own = kept.filter(|text| !text.is_empty());
    Ok(own.into_iter().chain([ours]).collect::<Vec<_>>().join(" "))
}

fn differs(lane: Lane, names: &[String]) -> PlanError {
    PlanError::SettingsDiffer { lane, names: names.join(" ") }
}
