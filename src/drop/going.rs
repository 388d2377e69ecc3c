//! Which Pythons go, and which stay.

use crate::model::PythonVersion;

/// The Pythons that a project lets go. What goes is older than all that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    dropped: Vec<PythonVersion>,
    kept: Vec<PythonVersion>,
}

/// Why these Pythons cannot go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoingError {
    /// Nothing is to go
    #[error("no Python is named")]
    Nothing,
    /// Nothing would stay
    #[error("no Python would stay: {last} is the newest that is supported")]
    Last {
        /// The newest that was supported
        last: PythonVersion,
    },
    /// An older one stays
    #[error("{older} is older than {version} and stays")]
    Middle {
        /// The one to go
        version: PythonVersion,
        /// The oldest that stays
        older: PythonVersion,
    },
    /// It is not there to be dropped
    #[error("{0} was never supported")]
    Never(PythonVersion),
}

impl Going {
    /// `dropped` out of `supported`, what the project supports or did before an unfinished drop.
    pub fn new(dropped: &[PythonVersion], supported: &[PythonVersion]) -> Result<Self, GoingError> {
        let sorted = |versions: &[PythonVersion]| {
            let mut versions = versions.to_vec();
            versions.sort_unstable();
            versions.dedup();
            versions
        };
        let (dropped, supported) = (sorted(dropped), sorted(supported));
        if let Some(never) = dropped.iter().find(|version| !supported.contains(version)) {
            return Err(GoingError::Never(*never));
        }
        let newest = dropped.last().ok_or(GoingError::Nothing)?;
        let kept: Vec<_> = supported.into_iter().filter(|it| !dropped.contains(it)).collect();
        let oldest = kept.first().ok_or(GoingError::Last { last: *newest })?;
        if oldest < newest {
            return Err(GoingError::Middle { version: *newest, older: *oldest });
        }
        Ok(Self { dropped, kept })
    }

    /// What goes, oldest first; at least one.
    pub fn dropped(&self) -> &[PythonVersion] {
        &self.dropped
    }

    /// What stays, oldest first; at least one.
    pub fn kept(&self) -> &[PythonVersion] {
        &self.kept
    }

    /// The oldest that stays: the new floor.
    pub fn floor(&self) -> PythonVersion {
        self.kept[0]
    }

    /// Whether this one goes, or went before: it is older than the floor.
    pub fn is_below(&self, version: PythonVersion) -> bool {
        version < self.floor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(text: &str) -> Vec<PythonVersion> {
        text.split_whitespace().map(|version| version.parse().unwrap()).collect()
    }

    fn going(dropped: &str, supported: &str) -> Result<Going, GoingError> {
        Going::new(&versions(dropped), &versions(supported))
    }

    #[test]
    fn the_oldest_go() {
        let it = going("3.9 2.7 3.9", "2.7 3.9 3.10 3.11").unwrap();
        assert_eq!(it.dropped(), versions("2.7 3.9"));
        assert_eq!((it.floor(), it.kept().len()), (PythonVersion::new(3, 10), 2));
    }

    #[test]
    fn refusals_say_why() {
        let why = |dropped, supported| going(dropped, supported).unwrap_err().to_string();
        insta::assert_snapshot!(why("", "3.9"), @"no Python is named");
        insta::assert_snapshot!(why("3.9", "3.9"), @"no Python would stay: 3.9 is the newest that is supported");
        insta::assert_snapshot!(why("3.10", "3.9 3.10 3.11"), @"3.9 is older than 3.10 and stays");
        insta::assert_snapshot!(why("2.7", "3.9 3.10"), @"2.7 was never supported");
    }
}
