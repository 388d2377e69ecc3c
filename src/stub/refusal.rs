//! A refusal: what is refused, why, and what users are told to take.

use super::{Kind, Link, Releases, VersionPattern};
use crate::{
    model::{ProjectName, PythonVersion, RequiresPython, Version},
    project::{Fact, Place},
    tables::Pythons,
};

/// A refusal whose parts fit each other.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The project
    pub name: ProjectName,
    /// The release that refuses
    pub version: Version,
    /// Why, and for whom; Pythons stand in order and once
    pub kind: Kind,
    /// The first release without the Pythons that are refused
    pub since: Version,
    /// The release that users are told to take
    pub last: Option<VersionPattern>,
    /// Where they read more
    pub url: Option<Link>,
}

/// Why a refusal would harm or mislead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusalError {
    /// Not in the table
    #[error("there is no Python {0}")]
    Unknown(PythonVersion),
    /// The project still supports it
    #[error("{place}: requires-python `{range}` still allows Python {python}")]
    Supported {
        /// The Python that is to be refused
        python: PythonVersion,
        /// What the project says. Ex) `>=2.7`
        range: String,
        /// Where it says so
        place: Place,
    },
    /// A message without a way out
    #[error("no release is named that users of Python {0} can take")]
    NoWayOut(PythonVersion),
    /// The command would get the refusal again
    #[error("`=={last}` takes {version} too, which is refused")]
    Circle {
        /// What users are told to take
        last: VersionPattern,
        /// The release that refuses
        version: Version,
    },
    /// The way out lies ahead
    #[error("{last} is not older than {since}, the first without them")]
    Ahead {
        /// What users are told to take
        last: VersionPattern,
        /// The first release that refuses
        since: Version,
    },
    /// The refusing release would be one that still supports them
    #[error("{since} is newer than {version}, the release that refuses")]
    Later {
        /// The first release without them
        since: Version,
        /// The release that refuses
        version: Version,
    },
    /// The list of releases has no such one
    #[error("no release of {name} is {last}")]
    NeverReleased {
        /// The project
        name: ProjectName,
        /// What users are told to take
        last: VersionPattern,
    },
    /// The new name is the old one
    #[error("{0} is the name that it has already")]
    SameName(ProjectName),
}

impl RefusalError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(_) => None,
            Self::Supported { .. } => {
                Some("`relkit drop` lets it go in all files; --force refuses it all the same")
            }
            Self::NoWayOut(_) => Some(
                "--last '6.1.*' names the last good release; --message FILE says something else",
            ),
            Self::Circle { .. } => Some("name the releases before it, such as --last '6.1.*'"),
            Self::Ahead { .. } => Some("--since is the first release that refuses"),
            Self::Later { .. } => Some("--release is the version of the sdist"),
            Self::NeverReleased { .. } => Some("name one of the list, such as --last '6.1.*'"),
            Self::SameName(_) => Some("--renamed-to is the new name"),
        }
    }
}

/// What is known about the project.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The Pythons there are
    pub pythons: &'a Pythons,
    /// What the project supports, where it says
    pub requires_python: Option<&'a Fact<RequiresPython>>,
    /// The releases there are, where they are known
    pub releases: Option<&'a Releases>,
    /// Whether the message is the maintainer's own, which names what it wants
    pub own_message: bool,
    /// Whether a Python that is still supported may be refused
    pub force: bool,
}

impl Refusal {
    /// Checks that the parts fit each other and the project.
    pub fn checked(mut self, known: &Known<'_>) -> Result<Self, RefusalError> {
        match &mut self.kind {
            Kind::Dropped(pythons) => {
                pythons.sort_unstable();
                pythons.dedup();
            }
            Kind::Renamed(new) if *new == self.name => {
                return Err(RefusalError::SameName(new.clone()));
            }
            _ => {}
        }
        if matches!(self.kind, Kind::Dropped(_)) && self.since > self.version {
            let (since, version) = (self.since, self.version);
            return Err(RefusalError::Later { since, version });
        }
        for python in self.pythons() {
            if known.pythons.get(*python).is_none() {
                return Err(RefusalError::Unknown(*python));
            }
            let supports = known.requires_python.filter(|range| range.allows_some(*python));
            if let Some(range) = supports.filter(|_| !known.force) {
                return Err(RefusalError::Supported {
                    python: *python,
                    range: range.to_string(),
                    place: range.place.clone(),
                });
            }
            if self.last.is_none() && !known.own_message {
                return Err(RefusalError::NoWayOut(*python));
            }
        }
        if let Some(last) = &self.last {
            self.check_way_out(last, known.releases)?;
        }
        Ok(self)
    }

    fn check_way_out(
        &self,
        last: &VersionPattern,
        releases: Option<&Releases>,
    ) -> Result<(), RefusalError> {
        let refused = [&self.version, &self.since];
        if let Some(version) = refused.into_iter().find(|version| last.matches(version)) {
            return Err(RefusalError::Circle { last: last.clone(), version: version.clone() });
        }
        if *last.floor() >= self.since {
            return Err(RefusalError::Ahead { last: last.clone(), since: self.since.clone() });
        }
        if releases.is_some_and(|releases| releases.newest(last).is_none()) {
            return Err(RefusalError::NeverReleased {
                name: self.name.clone(),
                last: last.clone(),
            });
        }
        Ok(())
    }

    /// The Pythons that are refused, where it is Pythons.
    pub fn pythons(&self) -> &[PythonVersion] {
        match &self.kind {
            Kind::Dropped(pythons) => pythons,
            _ => &[],
        }
    }

    /// What stands before `.tar.gz`, and is the folder in it. Ex) `psutil-7.0.0`
    ///
    /// Rule: [PEP 625](https://peps.python.org/pep-0625/).
    pub fn stem(&self) -> String {
        format!("{}-{}", self.name.file_name_form(), self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    fn refusal(kind: Kind, last: Option<&str>) -> Refusal {
        Refusal {
            name: "psutil".parse().unwrap(),
            version: "7.1.0".parse().unwrap(),
            kind,
            since: "7.0.0".parse().unwrap(),
            last: last.map(|text| text.parse().unwrap()),
            url: None,
        }
    }

    fn dropped(versions: &str) -> Kind {
        Kind::Dropped(versions.split(' ').map(|it| it.parse().unwrap()).collect())
    }

    fn checked(refusal: Refusal, requires: Option<&str>) -> Result<Refusal, RefusalError> {
        let pythons: Pythons = Tables::embedded().load().unwrap();
        let requires = requires.map(|text| {
            Fact::new(text.parse::<RequiresPython>().unwrap(), Place::line("pyproject.toml", 3))
        });
        let releases = Releases::parse("6.1.0\n7.0.0\n").unwrap();
        refusal.checked(&Known {
            pythons: &pythons,
            requires_python: requires.as_ref(),
            releases: Some(&releases),
            own_message: false,
            force: false,
        })
    }

    #[test]
    fn pythons_are_put_in_order() {
        let it = checked(refusal(dropped("3.6 2.7 3.6"), Some("6.1.*")), Some(">=3.7")).unwrap();
        assert_eq!(it.kind, dropped("2.7 3.6"));
        assert_eq!(it.stem(), "psutil-7.1.0");
        checked(refusal(Kind::Withdrawn, None), None).unwrap();
    }

    #[test]
    fn what_misleads_is_refused() {
        let why =
            |kind, last, requires| checked(refusal(kind, last), requires).unwrap_err().to_string();
        insta::assert_snapshot!(why(dropped("3.99"), Some("6.1.*"), None), @"there is no Python 3.99");
        insta::assert_snapshot!(why(dropped("3.8"), Some("6.1.*"), Some(">=3.8")), @"pyproject.toml:3: requires-python `>=3.8` still allows Python 3.8");
        insta::assert_snapshot!(why(dropped("2.7"), None, None), @"no release is named that users of Python 2.7 can take");
        insta::assert_snapshot!(why(dropped("2.7"), Some("7.*"), None), @"`==7.*` takes 7.1.0 too, which is refused");
        insta::assert_snapshot!(why(dropped("2.7"), Some("7.0.*"), None), @"`==7.0.*` takes 7.0.0 too, which is refused");
        insta::assert_snapshot!(why(dropped("2.7"), Some("7.0.5"), None), @"7.0.5 is not older than 7.0.0, the first without them");
        insta::assert_snapshot!(why(dropped("2.7"), Some("6.2.*"), None), @"no release of psutil is 6.2.*");
        insta::assert_snapshot!(why(Kind::Renamed("PSUtil".parse().unwrap()), None, None), @"PSUtil is the name that it has already");
    }
}
