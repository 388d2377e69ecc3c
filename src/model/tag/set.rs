//! One tag, and the compressed tag set of a file name.

use std::{collections::BTreeSet, fmt, str::FromStr};

use super::{AbiTag, PlatformTag, PythonTag};
use crate::model::{ParseError, spelled::serde_as_text};

/// One tag in lower case, refused when it is empty or has a character that no tag has.
pub(super) fn part(text: &str, what: &'static str) -> Result<String, ParseError> {
    if text.is_empty() {
        return Err(ParseError::new(what, text, text, "expected at least one character"));
    }
    if let Some(odd) = text.chars().find(|c| matches!(c, '-' | '.' | '/' | '\\') || c.is_control())
    {
        return Err(ParseError::new(what, text, &odd.to_string(), "cannot stand in a tag"));
    }
    Ok(text.to_ascii_lowercase())
}

/// One tag triple. Ex) `cp314-cp314t-manylinux_2_28_x86_64`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// Implementation and version
    pub python: PythonTag,
    /// Binary interface
    pub abi: AbiTag,
    /// Operating system and architecture
    pub platform: PlatformTag,
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.python, self.abi, self.platform)
    }
}

impl FromStr for Tag {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let set: TagSet = text.parse()?;
        match (&set.pythons[..], &set.abis[..], &set.platforms[..]) {
            ([python], [abi], [platform]) => {
                Ok(Self { python: python.clone(), abi: abi.clone(), platform: platform.clone() })
            }
            _ => {
                Err(ParseError::new("tag", text, text, "expected one tag, found a compressed set"))
            }
        }
    }
}

serde_as_text!(Tag);

/// A compressed tag set: three sets, each in the order in which it was written.
///
/// Ex) `cp315-abi3.abi3t-manylinux_2_17_x86_64.manylinux2014_x86_64`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TagSet {
    /// Python tags, at least one
    pub pythons: Vec<PythonTag>,
    /// ABI tags, at least one
    pub abis: Vec<AbiTag>,
    /// Platform tags, at least one
    pub platforms: Vec<PlatformTag>,
}

impl TagSet {
    /// No file name holds more parts than this in one of the three sets; more is an attack.
    const MOST_PARTS: usize = 64;

    /// A set of one tag.
    pub fn single(tag: Tag) -> Self {
        Self { pythons: vec![tag.python], abis: vec![tag.abi], platforms: vec![tag.platform] }
    }

    /// Whether free-threaded interpreters take it for one of its ABIs: `cp314t`, `abi3t`.
    pub fn is_free_threaded(&self) -> bool {
        self.abis.iter().any(|abi| match abi {
            AbiTag::Abi3t => true,
            AbiTag::CPython { flags, .. } => flags.threaded,
            _ => false,
        })
    }

    /// From the three parts of a file name, each possibly a set; `whole` is for messages.
    pub(crate) fn from_parts(
        [pythons, abis, platforms]: [&str; 3],
        what: &'static str,
        whole: &str,
    ) -> Result<Self, ParseError> {
        fn split<T: FromStr<Err = ParseError>>(
            text: &str,
            what: &'static str,
            whole: &str,
        ) -> Result<Vec<T>, ParseError> {
            if text.split('.').count() > TagSet::MOST_PARTS {
                let why = format!("expected at most {} tags in one set", TagSet::MOST_PARTS);
                return Err(ParseError::new(what, whole, text, why));
            }
            text.split('.')
                .map(|part| {
                    part.parse().map_err(|error: ParseError| {
                        ParseError::new(what, whole, text, error.why())
                    })
                })
                .collect()
        }
        Ok(Self {
            pythons: split(pythons, what, whole)?,
            abis: split(abis, what, whole)?,
            platforms: split(platforms, what, whole)?,
        })
    }

    /// Every tag that the set stands for: the product of its three sets, in the order written.
    pub fn expand(&self) -> impl Iterator<Item = Tag> + '_ {
        self.pythons.iter().flat_map(move |python| {
            self.abis.iter().flat_map(move |abi| {
                self.platforms.iter().map(move |platform| Tag {
                    python: python.clone(),
                    abi: abi.clone(),
                    platform: platform.clone(),
                })
            })
        })
    }

    /// The smallest set that stands for exactly `tags`, sorted, or `None` where no product does.
    pub fn compress(tags: &[Tag]) -> Option<Self> {
        let wanted: BTreeSet<&Tag> = tags.iter().collect();
        let mut pythons: Vec<_> = tags.iter().map(|tag| tag.python.clone()).collect();
        let mut abis: Vec<_> = tags.iter().map(|tag| tag.abi.clone()).collect();
        let mut platforms: Vec<_> = tags.iter().map(|tag| tag.platform.clone()).collect();
        pythons.sort_by_cached_key(ToString::to_string);
        abis.sort_by_cached_key(ToString::to_string);
        platforms.sort_by_cached_key(ToString::to_string);
        pythons.dedup();
        abis.dedup();
        platforms.dedup();
        let set = Self { pythons, abis, platforms };
        let size = set.pythons.len() * set.abis.len() * set.platforms.len();
        (size > 0 && size == wanted.len()).then_some(set)
    }
}

/// Writes the members of one set, joined by dots.
fn joined<T: fmt::Display>(f: &mut fmt::Formatter<'_>, parts: &[T]) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(".")?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

impl fmt::Display for TagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        joined(f, &self.pythons)?;
        f.write_str("-")?;
        joined(f, &self.abis)?;
        f.write_str("-")?;
        joined(f, &self.platforms)
    }
}

impl FromStr for TagSet {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut parts = text.split('-');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(python), Some(abi), Some(platform), None) => {
                Self::from_parts([python, abi, platform], "tag", text)
            }
            _ => Err(ParseError::new("tag", text, text, "expected PYTHON-ABI-PLATFORM")),
        }
    }
}

serde_as_text!(TagSet);
