//! The oldest system that the wheels of an identifier reach.

use super::{Environment, PlanError, PlanTables, cibw::CibwOption, maturin};
use crate::{
    model::{BuildIdentifier, BuildPlatform, Platform, SystemVersion},
    project::{
        Fact, Project,
        cibuildwheel::settings,
        config::{Builder, MatrixConfig, Variant},
    },
};

/// The oldest system of an identifier's wheels: the variant's, else what `systems` says, else what
/// `[tool.cibuildwheel]` says, else cibuildwheel's default. On macOS and iOS no wheel reaches further
/// back than its interpreter.
pub(super) fn floor(
    project: &Project,
    config: &MatrixConfig,
    tables: &PlanTables,
    id: &BuildIdentifier,
    variant: Option<&Variant>,
) -> Option<Platform> {
    let default = tables.identifiers.floor(*id)?;
    let own = own(config, id.platform, variant).map(|fact| fact.value);
    let said = own.or_else(|| stated(project, id)).and_then(|system| system.on(id.platform));
    if config.builder.value == Builder::Maturin {
        return Some(maturin::floor(&tables.backends, id.platform, said, default));
    }
    Some(match (said, default) {
        (Some(said), Platform::Macos { .. } | Platform::Ios { .. }) => said.max(default),
        (Some(said), _) => said,
        (None, default) => default,
    })
}

/// What the configuration of relkit says.
fn own(
    config: &MatrixConfig,
    platform: BuildPlatform,
    variant: Option<&Variant>,
) -> Option<Fact<SystemVersion>> {
    match variant {
        Some(variant) => Some(Fact::new(variant.system, variant.place.clone())),
        None => config.systems.get(&platform).cloned(),
    }
}

/// What `[tool.cibuildwheel]` says: the name of an image, or a deployment target.
fn stated(project: &Project, id: &BuildIdentifier) -> Option<SystemVersion> {
    let variable = match id.platform {
        BuildPlatform::Manylinux(_) | BuildPlatform::Musllinux(_) => {
            let option = CibwOption::image(id)?;
            let image = project.cibuildwheel.option(option.as_str(), id.platform.os(), None)?;
            return image_system(&image.value);
        }
        BuildPlatform::Macos(_) => "MACOSX_DEPLOYMENT_TARGET",
        BuildPlatform::Ios(_) => "IPHONEOS_DEPLOYMENT_TARGET",
        _ => return None,
    };
    let environment = project.cibuildwheel.build_options(id).environment?.value;
    let value = settings(&environment).into_iter().rev().find_map(|word| {
        let value = word.strip_prefix(variable)?.strip_prefix('=')?;
        Some(value.trim_matches(['"', '\'']).to_owned())
    })?;
    let mut numbers = value.split('.').map(str::parse);
    let (major, minor) = (numbers.next()?.ok()?, numbers.next().unwrap_or(Ok(0)).ok()?);
    Some(match id.platform {
        BuildPlatform::Macos(_) => SystemVersion::Macos(major, minor),
        _ => SystemVersion::Ios(major, minor),
    })
}

/// The system that an image is for, as its name says. Ex) `quay.io/pypa/manylinux_2_34_x86_64:1`
fn image_system(image: &str) -> Option<SystemVersion> {
    let name = image.rsplit('/').next()?;
    if name.starts_with("manylinux2014") {
        return Some(SystemVersion::Manylinux(2, 17));
    }
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let mut parts = name.splitn(3, '_');
    let (family, major, minor) = (parts.next()?, parts.next()?, digits(parts.next()?));
    format!("{family}_{major}_{minor}").parse().ok()
}

/// Tells cibuildwheel about the system of a variant or of `systems`.
pub(super) fn set(
    env: &mut Environment,
    config: &MatrixConfig,
    tables: &PlanTables,
    ids: &[BuildIdentifier],
    variant: Option<&Variant>,
) -> Result<(), PlanError> {
    let Some(platform) = ids.first().map(|id| id.platform) else { return Ok(()) };
    let Some(Fact { value: system, place }) = own(config, platform, variant) else {
        return Ok(());
    };
    if system.on(platform).is_none() {
        return Err(PlanError::SystemElsewhere { system, platform, place });
    }
    match platform {
        BuildPlatform::Manylinux(_) | BuildPlatform::Musllinux(_) => {
            let known = tables.identifiers.platform(platform).map_or(&[][..], |row| &row.images);
            if !known.contains(&system) {
                let known = known.iter().map(ToString::to_string).collect();
                return Err(PlanError::NoImage { system, platform, place, known });
            }
            for option in ids.iter().filter_map(CibwOption::image) {
                env.set(option, system.to_string());
            }
        }
        BuildPlatform::Macos(_) => {
            let target = format!("MACOSX_DEPLOYMENT_TARGET={}", system.dotted());
            env.add(CibwOption::Environment, &target);
        }
        BuildPlatform::Ios(_) => {
            let target = format!("IPHONEOS_DEPLOYMENT_TARGET={}", system.dotted());
            env.add(CibwOption::Environment, &target);
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_name_their_system() {
        let system = |image: &str| image_system(image).map(|it| it.to_string());
        assert_eq!(system("manylinux2014").as_deref(), Some("manylinux2014"));
        assert_eq!(system("musllinux_1_2").as_deref(), Some("musllinux_1_2"));
        let whole = "quay.io/pypa/manylinux_2_34_x86_64:2026.10.21-1";
        assert_eq!(system(whole).as_deref(), Some("manylinux_2_34"));
        assert_eq!(system("ghcr.io/demo/builder:3"), None);
    }
}
