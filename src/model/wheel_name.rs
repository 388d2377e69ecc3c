//! Wheel file names.

use std::{cmp::Ordering, fmt, str::FromStr};

use super::{
    ParseError, ProjectName, TagSet, Version, python_version::digit_number, spelled::serde_as_text,
};

const WHAT: &str = "wheel file name";

/// The build tag of a wheel: a number, then any text. Ex) `1`, `2local`
///
/// Rule: [file name convention](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention):
/// it must start with a digit; it breaks ties, a wheel without one being the lowest.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BuildTag {
    number: u64,
    text: String,
}

impl BuildTag {
    fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some(Self { number: digit_number(&text[..end])?, text: text.to_owned() })
    }

    /// The part behind the number.
    fn suffix(&self) -> &str {
        self.text.trim_start_matches(|c: char| c.is_ascii_digit())
    }
}

impl Ord for BuildTag {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.number, self.suffix(), &self.text).cmp(&(other.number, other.suffix(), &other.text))
    }
}

impl PartialOrd for BuildTag {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for BuildTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A wheel's file name: `{name}-{version}(-{build tag})?-{python}-{abi}-{platform}.whl`
///
/// Keeps the text as it was written, so that rules can compare it with the normalised form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WheelName {
    text: String,
    /// The project, as written
    pub name: ProjectName,
    /// The version, parsed
    pub version: Version,
    /// The build tag, if there is one
    pub build: Option<BuildTag>,
    /// The compressed tag set
    pub tags: TagSet,
}

impl WheelName {
    /// The name part as written, before normalisation.
    pub fn raw_name(&self) -> &str {
        self.name.as_str()
    }

    /// The version part as written, before normalisation.
    pub fn raw_version(&self) -> &str {
        self.text.split('-').nth(1).unwrap_or_default()
    }

    /// `{name}-{version}` as written: what the `.dist-info` folder must be called.
    pub fn stem(&self) -> String {
        format!("{}-{}", self.raw_name(), self.raw_version())
    }
}

impl FromStr for WheelName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let fail = |part: &str, why: String| ParseError::new(WHAT, text, part, why);
        let stem = text
            .strip_suffix(".whl")
            .ok_or_else(|| fail(text, "expected the ending `.whl`".into()))?;
        let parts: Vec<&str> = stem.split('-').collect();
        let (name, version, build, tags) = match parts[..] {
            [name, version, python, abi, platform] => {
                (name, version, None, [python, abi, platform])
            }
            [name, version, build, python, abi, platform] => {
                (name, version, Some(build), [python, abi, platform])
            }
            _ => {
                let why = format!("expected 5 or 6 parts joined by `-`, found {}", parts.len());
                return Err(fail(text, why));
            }
        };
        // packaging's parser and PyPI both refuse `__`: it cannot come from normalisation.
        if name.contains("__") {
            return Err(fail(name, "expected a project name without `__`".into()));
        }
        let project =
            name.parse().map_err(|error: ParseError| fail(name, error.why().to_owned()))?;
        let version_parsed = version
            .parse()
            .map_err(|_| fail(version, "expected a version as PEP 440 has it".into()))?;
        let build = build
            .map(|build| {
                BuildTag::parse(build).ok_or_else(|| {
                    fail(build, "expected a build tag that starts with a digit".into())
                })
            })
            .transpose()?;
        let tags = TagSet::from_parts(tags, WHAT, text)?;
        Ok(Self { text: text.to_owned(), name: project, version: version_parsed, build, tags })
    }
}

impl fmt::Display for WheelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

serde_as_text!(WheelName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_names_parse() {
        let text = "psutil-7.2.2-cp36-abi3-manylinux2010_x86_64.manylinux_2_12_x86_64.whl";
        let name: WheelName = text.parse().unwrap();
        assert_eq!(name.to_string(), text);
        assert_eq!(name.stem(), "psutil-7.2.2");
        assert_eq!(name.tags.expand().count(), 2);
        let with_build: WheelName = "x-1.0-2a-py3-none-any.whl".parse().unwrap();
        assert_eq!(with_build.build.unwrap().to_string(), "2a");
    }

    #[test]
    fn errors_name_the_part_and_the_whole() {
        let why = |text: &str| text.parse::<WheelName>().unwrap_err().to_string();
        insta::assert_snapshot!(why("a-1.whl"), @"invalid wheel file name `a-1.whl`: expected 5 or 6 parts joined by `-`, found 2");
        insta::assert_snapshot!(why("a.zip"), @"invalid wheel file name `a.zip`: expected the ending `.whl`");
        insta::assert_snapshot!(why("a__b-1-py3-none-any.whl"), @"invalid wheel file name `a__b-1-py3-none-any.whl`: `a__b`: expected a project name without `__`");
        insta::assert_snapshot!(why("a-one-py3-none-any.whl"), @"invalid wheel file name `a-one-py3-none-any.whl`: `one`: expected a version as PEP 440 has it");
        insta::assert_snapshot!(why("a-1-py3-none-any-x86v3.whl"), @"invalid wheel file name `a-1-py3-none-any-x86v3.whl`: `py3`: expected a build tag that starts with a digit");
        insta::assert_snapshot!(why("a-1-py3--any.whl"), @"invalid wheel file name `a-1-py3--any.whl`: expected at least one character");
        insta::assert_snapshot!(why("a-1-py3.-none-any.whl"), @"invalid wheel file name `a-1-py3.-none-any.whl`: `py3.`: expected at least one character");
    }

    #[test]
    fn build_tags_order_by_number_then_text() {
        let build = |text| BuildTag::parse(text).unwrap();
        assert!(build("10") > build("9") && build("1b") > build("1a") && build("1a") > build("1"));
    }
}
