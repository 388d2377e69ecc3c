//! Which build backend makes the wheels.

use std::fmt;

/// A build backend as far as relkit treats them apart.
///
/// Rule: [`build-backend`](https://packaging.python.org/en/latest/specifications/pyproject-toml/#declaring-build-system-dependencies-the-build-system-table)
/// names an importable object; a project without it is built by setuptools (PEP 517).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Backend {
    /// Ex) `setuptools.build_meta`
    Setuptools,
    /// Ex) `maturin`
    Maturin,
    /// Ex) `mesonpy`
    MesonPython,
    /// Ex) `scikit_build_core.build`
    ScikitBuildCore,
    /// Ex) `hatchling.build`
    Hatchling,
    /// Ex) `flit_core.buildapi`
    Flit,
    /// Ex) `poetry.core.masonry.api`
    Poetry,
    /// Ex) `pdm.backend`
    Pdm,
    /// Anything else, as it is written. Ex) `uv_build`
    Other(String),
}

impl Backend {
    /// The backend that this value of `build-backend` names.
    pub fn of(build_backend: &str) -> Self {
        let module = build_backend.split([':', '.']).next().unwrap_or_default();
        match module {
            "setuptools" => Self::Setuptools,
            "maturin" => Self::Maturin,
            "mesonpy" => Self::MesonPython,
            "scikit_build_core" => Self::ScikitBuildCore,
            "hatchling" => Self::Hatchling,
            "flit_core" | "flit" => Self::Flit,
            "poetry" => Self::Poetry,
            "pdm" => Self::Pdm,
            _ => Self::Other(build_backend.to_owned()),
        }
    }

    /// Whether it exists to build compiled code and does so for every project.
    pub const fn always_native(&self) -> bool {
        matches!(self, Self::Maturin | Self::MesonPython | Self::ScikitBuildCore)
    }
}

/// The name under which the backend is installed.
impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Setuptools => "setuptools",
            Self::Maturin => "maturin",
            Self::MesonPython => "meson-python",
            Self::ScikitBuildCore => "scikit-build-core",
            Self::Hatchling => "hatchling",
            Self::Flit => "flit-core",
            Self::Poetry => "poetry-core",
            Self::Pdm => "pdm-backend",
            Self::Other(text) => text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backends_are_known_by_their_module() {
        for (text, backend) in [
            ("setuptools.build_meta", Backend::Setuptools),
            ("setuptools.build_meta:__legacy__", Backend::Setuptools),
            ("maturin", Backend::Maturin),
            ("mesonpy", Backend::MesonPython),
            ("scikit_build_core.build", Backend::ScikitBuildCore),
            ("hatchling.build", Backend::Hatchling),
            ("flit_core.buildapi", Backend::Flit),
            ("poetry.core.masonry.api", Backend::Poetry),
            ("pdm.backend", Backend::Pdm),
            ("uv_build", Backend::Other("uv_build".to_owned())),
            ("maturin_like", Backend::Other("maturin_like".to_owned())),
        ] {
            assert_eq!(Backend::of(text), backend, "{text}");
        }
    }
}
