//! A limited API that is set for every build, where the build is free-threaded.
//!
//! A setting in setup.cfg or pyproject.toml cannot depend on the interpreter. What a backend makes
//! of it on a free-threaded Python was read in its source:
//!
//! | backend | 3.14t | 3.15t |
//! | --- | --- | --- |
//! | setuptools 84.2.1, `bdist_wheel` | stops | `cpXY-abi3.abi3t` with the XY of the setting |
//! | meson-python 0.22.1 | stops | `cp315-abi3.abi3t` |
//! | maturin, scikit-build-core 1.1.2 | the version's own wheel | the version's own wheel |

use super::candidates::Candidate;
use crate::{
    model::PythonVersion,
    project::{
        Backend, Fact, Floor, Project, Switch, WheelKind,
        cibuildwheel::Selector,
        config::{Lane, MatrixConfig, OneFloor},
    },
};

/// PEP 803 begins here.
const FIRST_ABI3T: PythonVersion = PythonVersion::new(3, 15);

/// Why a free-threaded build with the limited API is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// The backend stops: this interpreter has no stable ABI
    Stops,
    /// The wheel would carry this tag, which older Pythons would install although it does not run
    /// there
    WrongTag(String),
    /// The build gives an `abi3.abi3t` wheel, and the configuration wants none
    NotWanted,
}

/// The floor of the `abi3.abi3t` wheel that free-threaded builds give by themselves.
pub(super) fn implied(project: &Project, config: &MatrixConfig) -> Option<Fact<PythonVersion>> {
    if config.config_settings.contains_key(&Lane::FreeThreaded) || is_off(project) {
        return None;
    }
    let always = |floor: &&Floor| floor.switch == Switch::Always;
    let floor = project.limited_api.abi3.iter().find(always)?;
    let version = match project.backend.value {
        Backend::Setuptools => floor.version,
        Backend::MesonPython => FIRST_ABI3T,
        _ => return None,
    };
    (version >= FIRST_ABI3T).then(|| Fact::new(version, floor.place.clone()))
}

/// `abi3t = false`.
fn is_off(project: &Project) -> bool {
    project.layer.matrix.abi3t.as_ref().is_some_and(|fact| fact.value == OneFloor::Off)
}

/// What keeps an identifier from being built, and the floor that does. relkit's own settings for
/// the family are taken to mend it.
pub(super) fn hindrance(
    project: &Project,
    config: &MatrixConfig,
    candidate: &Candidate,
) -> Option<(Hindrance, Floor)> {
    let id = &candidate.id;
    let mended = |lane: Lane| config.config_settings.contains_key(&lane);
    let extension = project.wheel == WheelKind::Extension;
    if !id.threaded || !extension || mended(Lane::FreeThreaded) {
        return None;
    }
    let applies = |floor: &&Floor| match &floor.switch {
        Switch::Always | Switch::Cibuildwheel(None) => true,
        Switch::Cibuildwheel(Some(select)) => Selector::new(select, None).matches(&id.to_string()),
        Switch::Feature(_) => false,
    };
    let floor = project.limited_api.abi3.iter().find(applies)?;
    let found = |hindrance| Some((hindrance, floor.clone()));
    let setuptools = match project.backend.value {
        Backend::Setuptools => true,
        Backend::MesonPython => false,
        _ => return None,
    };
    if id.python < FIRST_ABI3T {
        return found(Hindrance::Stops);
    }
    let planned = config.abi3t.as_ref().filter(|fact| fact.value <= id.python);
    if planned.is_some_and(|fact| mended(Lane::Abi3t(fact.value))) {
        return None;
    }
    if setuptools && floor.version < FIRST_ABI3T {
        let tag = format!("cp{}-abi3.abi3t", floor.version.nodot());
        return found(Hindrance::WrongTag(tag));
    }
    if planned.is_none() { found(Hindrance::NotWanted) } else { None }
}
