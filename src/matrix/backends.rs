//! Tools that cannot build what the configuration asks for.

use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifiers};

use super::PlanError;
use crate::{
    model::PythonVersion,
    project::{
        Fact, Place, Project, WheelKind,
        config::{Lane, MatrixConfig},
    },
    tables::{AbiTool, Backends},
};

/// Refuses a stable ABI that one of the build requirements cannot make.
///
/// Only what is written counts: a tool that `CMake` finds is not seen. Settings of relkit's own for
/// the family are taken to mend it.
pub(super) fn check(
    project: &Project,
    config: &MatrixConfig,
    table: &Backends,
) -> Result<(), PlanError> {
    if project.wheel != WheelKind::Extension {
        return Ok(());
    }
    let abi3 = config.abi3.iter().map(|floor| (Lane::Abi3(floor.value), floor));
    let abi3t = config.abi3t.iter().map(|floor| (Lane::Abi3t(floor.value), floor));
    for (lane, floor) in abi3.chain(abi3t).filter(|(lane, _)| !mended(project, *lane)) {
        for (tool, place, text) in tools(project, table) {
            let able = match lane {
                Lane::Abi3t(_) => knows_abi3t(tool, text),
                _ => tool.abi3_from.is_some_and(|from| from <= floor.value),
            };
            if !able {
                return Err(PlanError::ToolCannot {
                    lane,
                    floor: floor.place.clone(),
                    tool: tool.name.clone(),
                    place: place.clone(),
                    from: tool.abi3_from.filter(|_| matches!(lane, Lane::Abi3(_))),
                    since: tool.abi3t_since.clone().filter(|_| matches!(lane, Lane::Abi3t(_))),
                    evidence: tool.evidence.clone(),
                });
            }
        }
    }
    Ok(())
}

/// The floor, unless one of the build requirements cannot make `abi3.abi3t`.
pub(super) fn possible(
    project: &Project,
    table: &Backends,
    implied: Fact<PythonVersion>,
) -> Option<Fact<PythonVersion>> {
    let lane = Lane::Abi3t(implied.value);
    let able = tools(project, table).all(|(tool, _, text)| knows_abi3t(tool, text));
    (able || mended(project, lane)).then_some(implied)
}

/// Whether `config-settings` of `[tool.relkit.matrix]` name the family.
fn mended(project: &Project, lane: Lane) -> bool {
    let written = project.layer.matrix.config_settings.as_ref();
    written.is_some_and(|fact| fact.value.contains_key(&lane))
}

/// The build requirements that the table knows, each with its line and what follows its name.
fn tools<'a>(
    project: &'a Project,
    table: &'a Backends,
) -> impl Iterator<Item = (&'a AbiTool, &'a Place, &'a str)> {
    project.build_requires.iter().filter_map(|fact| {
        let text = fact.value.trim();
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        let name = name.to_ascii_lowercase().replace(['_', '.'], "-");
        Some((table.tool(&name)?, &fact.place, rest))
    })
}

/// Whether a release that is allowed makes `abi3.abi3t`. A requirement that cannot be read allows
/// every release.
fn knows_abi3t(tool: &AbiTool, requirement: &str) -> bool {
    let Some(since) = tool.abi3t_since.as_deref().and_then(|it| Version::from_str(it).ok()) else {
        return false;
    };
    let text = requirement.split(';').next().unwrap_or_default();
    let text = text.rsplit(']').next().unwrap_or_default().trim();
    let Ok(allowed) = VersionSpecifiers::from_str(text) else { return true };
    allowed.iter().all(|clause| {
        let version = clause.version();
        match clause.operator() {
            Operator::LessThan => *version > since,
            Operator::LessThanEqual
            | Operator::Equal
            | Operator::EqualStar
            | Operator::ExactEqual
            | Operator::TildeEqual => *version >= since || clause.contains(&since),
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_decides_which_releases_count() {
        let tool = AbiTool {
            name: "maturin".to_owned(),
            abi3_from: None,
            abi3t_since: Some("1.14.0".to_owned()),
            evidence: String::new(),
        };
        for (text, knows) in [
            ("", true),
            (">=1.0,<2.0", true),
            ("[zig]>=1.15", true),
            ("<1.14", false),
            ("~=1.13.0", false),
            ("~=1.13", true),
            ("==1.12.*", false),
            ("==1.16.0; python_version >= '3.9'", true),
            ("what is this", true),
        ] {
            assert_eq!(knows_abi3t(&tool, text), knows, "{text}");
        }
    }
}
