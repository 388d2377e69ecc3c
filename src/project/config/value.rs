//! How a value of `[tool.relkit]` is read from TOML.

use std::{collections::BTreeMap, str::FromStr};

use super::{
    spelling::{Cron, Label, ModuleName, VariantName},
    values::{
        AbiFloors, Builder, Emulated, Lane, Megabytes, Minutes, OneFloor, PullRequest, Shard,
        WheelChoice,
    },
};
use crate::{
    model::{BuildPlatform, ParseError, PythonVersion, SupportPolicy, SystemVersion},
    project::{ProjectError, cibuildwheel::enable_group, node::Node},
    tables::EnableGroup,
};

/// A type that a key of the configuration can have.
pub(super) trait Value: Sized {
    /// Reads it, or says what is wrong with file and line.
    fn read(node: &Node<'_>) -> Result<Self, ProjectError>;
}

/// Types that are written as one string.
macro_rules! text_values {
    ($($name:ty),+) => {
        $(impl Value for $name {
            fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
                node.parsed()
            }
        })+
    };
}

text_values!(
    SupportPolicy,
    Lane,
    BuildPlatform,
    PythonVersion,
    SystemVersion,
    Cron,
    Label,
    ModuleName,
    VariantName,
    WheelChoice,
    Shard,
    Builder,
    PullRequest,
    Emulated
);

impl Value for EnableGroup {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        enable_group(node, node.text()?)
    }
}

impl Value for bool {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        node.boolean()
    }
}

impl Value for Minutes {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        let number = node.integer()?;
        let minutes = u16::try_from(number).ok().filter(|it| (1..=Self::MOST).contains(it));
        minutes.map(Self).ok_or_else(|| {
            node.wrong(format!("expected 1 to {} minutes, found {number}", Self::MOST))
        })
    }
}

impl Value for Megabytes {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        let number = node.integer()?;
        let size = u32::try_from(number).ok().filter(|it| (1..=Self::MOST).contains(it));
        size.map(Self).ok_or_else(|| {
            node.wrong(format!("expected 1 to {} megabytes, found {number}", Self::MOST))
        })
    }
}

impl<T: Value> Value for Vec<T> {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        node.items()?.iter().map(T::read).collect()
    }
}

impl<K: FromStr<Err = ParseError> + Ord, V: Value> Value for BTreeMap<K, V> {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        let entries = node.table()?.entries();
        let key = |entry: &Node<'_>| entry.key().parse().map_err(|error| entry.wrong(error));
        entries.iter().map(|entry| Ok((key(entry)?, V::read(entry)?))).collect()
    }
}

/// A version of Python not older than the first one with this stable ABI.
fn floor(node: &Node<'_>, first: PythonVersion, abi: &str) -> Result<PythonVersion, ProjectError> {
    let version: PythonVersion = node.parsed()?;
    if version < first {
        return Err(node.wrong(format!("{abi} begins with Python {first}, found {version}")));
    }
    Ok(version)
}

impl Value for AbiFloors {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        if node.value().as_bool() == Some(false) {
            return Ok(Self::Off);
        }
        let one = |node: &Node<'_>| floor(node, PythonVersion::new(3, 2), "abi3");
        let mut floors = match node.list() {
            Some(items) if items.is_empty() => return Err(node.wrong("the list is empty")),
            Some(items) => items.iter().map(one).collect::<Result<Vec<_>, _>>()?,
            None if node.value().is_str() => vec![one(node)?],
            None => {
                let why = "expected a version such as \"3.9\", a list of them, or false";
                return Err(node.wrong(why));
            }
        };
        floors.sort_unstable();
        floors.dedup();
        Ok(Self::From(floors))
    }
}

impl Value for OneFloor {
    fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        match node.value().as_bool() {
            Some(false) => Ok(Self::Off),
            None if node.value().is_str() => {
                Ok(Self::From(floor(node, PythonVersion::new(3, 15), "abi3t")?))
            }
            _ => Err(node.wrong("expected a version such as \"3.15\", or false")),
        }
    }
}
