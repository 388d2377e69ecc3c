//! Whose downloads count.

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::tables::DownloadRules;

/// The installers that are counted. Names are compared in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Installers {
    /// Those that install for people and CI: the list `counted` of `downloads.toml`. Mirrors,
    /// browsers and unknown programs are left out.
    #[default]
    Installing,
    /// All but mirrors
    WithoutMirrors,
    /// All, mirrors included
    Everything,
    /// These
    Only(BTreeSet<String>),
}

impl Installers {
    /// Whether downloads of this installer count; `None` is one that did not say its name.
    pub fn counts(&self, name: Option<&str>, rules: &DownloadRules) -> bool {
        let listed =
            |list: &[String], name: &str| list.iter().any(|known| known.eq_ignore_ascii_case(name));
        match (self, name) {
            (Self::Everything, _) => true,
            (Self::WithoutMirrors, name) => name.is_none_or(|name| !listed(&rules.mirrors, name)),
            (_, None) => false,
            (Self::Installing, Some(name)) => listed(&rules.counted, name),
            (Self::Only(names), Some(name)) => names.contains(&name.to_ascii_lowercase()),
        }
    }
}

impl FromStr for Installers {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "default" => Self::Installing,
            "without-mirrors" => Self::WithoutMirrors,
            "all" => Self::Everything,
            names => Self::Only(
                names
                    .split(',')
                    .map(|name| name.trim().to_ascii_lowercase())
                    .filter(|name| !name.is_empty())
                    .collect(),
            ),
        })
    }
}

impl fmt::Display for Installers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Installing => f.write_str("default"),
            Self::WithoutMirrors => f.write_str("without-mirrors"),
            Self::Everything => f.write_str("all"),
            Self::Only(names) => {
                f.write_str(&names.iter().map(String::as_str).collect::<Vec<_>>().join(","))
            }
        }
    }
}
