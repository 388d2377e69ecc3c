//! What a run tells the build backend, beside what the project tells it.

use super::{PlanError, files::PlannedFile};
use crate::project::{
    Project,
    cibuildwheel::{append, settings},
    config::{Lane, MatrixConfig, Variant},
};

/// The text of `CIBW_CONFIG_SETTINGS`, which is appended to the project's own; empty for nothing.
///
/// Appending replaces a setting of the same name. Where the project has one, for example other
/// `build-args`, its words stand here again, and a backend gets both as a list. That needs the
/// same words for every identifier that builds in the run.
pub(super) fn of_run(
    project: &Project,
    config: &MatrixConfig,
    variant: Option<&Variant>,
    files: &[PlannedFile],
) -> Result<String, PlanError> {
    let of_variant = variant.map_or("", |variant| &variant.config_settings);
    let of_lane = files
        .iter()
        .find_map(|file| Some((file.lane, config.config_settings.get(&file.lane)?.as_str())));
    let (lane, ours) = match (of_lane, files.first()) {
        (Some((lane, ours)), _) => (lane, append("config-settings", ours, of_variant)),
        (None, Some(file)) if !of_variant.is_empty() => (file.lane, of_variant.to_owned()),
        _ => return Ok(String::new()),
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
