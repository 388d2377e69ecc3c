//! Why something is refused.

use std::str::FromStr;

use crate::model::{ParseError, ProjectName, PythonVersion, Version};

/// Why a release is refused, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// These Pythons are no longer supported; at least one
    Dropped(Vec<PythonVersion>),
    /// A system is not supported
    Platform(System),
    /// The project has another name now
    Renamed(ProjectName),
    /// There is nothing to install any more
    Withdrawn,
    /// There are wheels alone, which no pip older than this one takes
    Installer(Version),
}

/// A system that is refused. Ex) `AIX=aix`, `Solaris=sunos,solaris`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// As users call it
    pub name: String,
    /// What its `sys.platform` begins with, which the Python documentation asks to look at rather
    /// than the whole; at least one
    pub prefixes: Vec<String>,
}

impl FromStr for System {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        const LONGEST: usize = 40;
        let fail = |part: &str, why: &str| Err(ParseError::new("system", text, part, why));
        let Some((name, prefixes)) = text.rsplit_once('=') else {
            return fail(
                text,
                "expected NAME=SYS_PLATFORM such as AIX=aix or Windows=win32,cygwin",
            );
        };
        let shown = |c: char| c.is_ascii_graphic() || c == ' ';
        if name.trim() != name || name.is_empty() || !name.chars().all(shown) {
            return fail(name, "expected a name in ASCII without spaces around it");
        }
        if name.len() > LONGEST {
            return fail(name, "expected a name of at most 40 characters");
        }
        let prefixes: Vec<String> = prefixes.split(',').map(str::to_owned).collect();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if let Some(odd) = prefixes.iter().find(|it| it.is_empty() || !it.chars().all(plain)) {
            return fail(
                odd,
                "expected the beginning of a sys.platform: lower case letters and digits",
            );
        }
        Ok(Self { name: name.to_owned(), prefixes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_have_a_name_and_prefixes() {
        let system: System = "Windows (32 bit)=win32,cygwin".parse().unwrap();
        assert_eq!((&*system.name, system.prefixes.len()), ("Windows (32 bit)", 2));
    }

    #[test]
    fn odd_systems_are_refused() {
        let why = |text: &str| text.parse::<System>().unwrap_err().to_string();
        insta::assert_snapshot!(why("AIX"), @"invalid system `AIX`: expected NAME=SYS_PLATFORM such as AIX=aix or Windows=win32,cygwin");
        insta::assert_snapshot!(why("AIX=a\"b"), @r#"invalid system `AIX=a"b`: `a"b`: expected the beginning of a sys.platform: lower case letters and digits"#);
        insta::assert_snapshot!(why("\u{202e}=aix"), @"invalid system `\u{202e}=aix`: `\u{202e}`: expected a name in ASCII without spaces around it");
        assert!("AIX\nx=aix".parse::<System>().is_err() && "AIX=aix,".parse::<System>().is_err());
    }
}
