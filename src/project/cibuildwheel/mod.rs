//! `[tool.cibuildwheel]`: what it says for a platform and for a build identifier.
//!
//! Layers from weak to strong: the table itself, the table of the platform, each of
//! `[[tool.cibuildwheel.overrides]]` that selects the identifier. A later layer replaces an option
//! unless `inherit` says to append or prepend. relkit reads no environment variables here: the
//! generated workflow sets those that matter.

mod archs;
mod read;
mod selector;
mod setting;
mod unknown;

use std::collections::BTreeMap;

pub use selector::Selector;
pub use setting::Setting;
pub use unknown::UnknownOption;

pub(super) use self::read::enable_group;
use self::setting::Format;
use super::{Fact, Place};
use crate::{
    model::{BuildIdentifier, BuildOs},
    tables::EnableGroup,
};

/// The whole table as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cibuildwheel {
    /// The line of the table; `None` when there is none
    pub place: Option<Place>,
    /// Options of the table itself
    pub global: Options,
    /// `[tool.cibuildwheel.linux]` and the like
    pub platforms: BTreeMap<BuildOs, Options>,
    /// `[[tool.cibuildwheel.overrides]]`, in order
    pub overrides: Vec<Override>,
}

/// The options of one layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// By their names in the file. Ex) `test-command`
    pub settings: BTreeMap<String, Fact<Setting>>,
    /// Keys whose tables hold tables, as no option's do. Ex) a misspelt `[tool.cibuildwheel.lnux]`
    pub tables: Vec<Fact<String>>,
    /// What happens to the value of the weaker layers; not listed is [`Inherit::None`]
    pub inherit: BTreeMap<String, Inherit>,
}

/// Options for the identifiers that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Which identifiers
    pub select: Selector,
    /// The same as written
    pub select_text: String,
    /// The options
    pub options: Options,
}

/// What a layer does with the value of the weaker ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inherit {
    /// `none`: replaces it
    None,
    /// `append`: comes after it
    Append,
    /// `prepend`: comes before it
    Prepend,
}

/// What decides which identifiers are built, with cibuildwheel's defaults applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Identifiers to build; `*` when nothing is said
    pub build: Selector,
    /// Identifiers to leave out; none when nothing is said
    pub skip: Selector,
    /// Identifiers not to test; none when nothing is said
    pub test_skip: Selector,
    /// Groups that are off unless they are named here
    pub enable: Vec<Fact<EnableGroup>>,
    /// Architectures; `auto` when nothing is said
    pub archs: Vec<String>,
}

/// The options of one build that a plan looks at, each as the text of its environment variable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// Runs after the wheel is installed
    pub test_command: Option<Fact<String>>,
    /// Ex) `build[uv]`
    pub build_frontend: Option<Fact<String>>,
    /// Ex) `build-args=--features=pyo3/abi3-py311`
    pub config_settings: Option<Fact<String>>,
    /// Ex) `CFLAGS="-O2"`
    pub environment: Option<Fact<String>>,
}

impl Cibuildwheel {
    /// The text of an option for a platform, and for an identifier where the overrides count.
    ///
    /// The place is that of the strongest layer that adds to it. Options that choose identifiers
    /// (`build`, `skip`, `archs`, ...) are read without one, as cibuildwheel does.
    pub fn option(
        &self,
        name: &str,
        os: BuildOs,
        identifier: Option<&BuildIdentifier>,
    ) -> Option<Fact<String>> {
        let identifier = identifier.map(ToString::to_string);
        let format = Format::of(name);
        let overrides = self.overrides.iter().filter_map(|layer| {
            let selected = identifier.as_ref().is_some_and(|text| layer.select.matches(text));
            selected.then_some(&layer.options)
        });
        let layers = [&self.global].into_iter().chain(self.platforms.get(&os)).chain(overrides);
        layers.fold(None, |weaker: Option<Fact<String>>, layer| {
            let Some(setting) = layer.settings.get(name) else { return weaker };
            let own = setting.value.flat(format);
            let before = weaker.map(|fact| fact.value).unwrap_or_default();
            let inherit = layer.inherit.get(name).copied().unwrap_or(Inherit::None);
            let text = match inherit {
                Inherit::None => own,
                Inherit::Append => format.merge(&before, &own),
                Inherit::Prepend => format.merge(&own, &before),
            };
            Some(Fact::new(text, setting.place.clone()))
        })
    }

    /// What decides which identifiers are built on a platform.
    pub fn selection(&self, os: BuildOs) -> Selection {
        let selector = |name: &str, default: &str| match self
            .option(name, os, None)
            .filter(|fact| !fact.is_empty())
        {
            Some(fact) => Selector::new(&fact.value, Some(fact.place)),
            None => Selector::new(default, None),
        };
        let words = |name: &str| self.option(name, os, None).filter(|fact| !fact.trim().is_empty());
        let enable = words("enable").map(|fact| {
            let groups = fact.split_whitespace().flat_map(groups_of);
            groups.map(|group| Fact::new(group, fact.place.clone())).collect()
        });
        let archs = words("archs")
            .map(|fact| fact.replace(',', " ").split_whitespace().map(str::to_owned).collect());
        Selection {
            build: selector("build", "*"),
            skip: selector("skip", ""),
            test_skip: selector("test-skip", ""),
            enable: enable.unwrap_or_default(),
            archs: archs.unwrap_or_else(|| vec!["auto".to_owned()]),
        }
    }

    /// The options of one build.
    pub fn build_options(&self, identifier: &BuildIdentifier) -> BuildOptions {
        let option = |name| self.option(name, identifier.platform.os(), Some(identifier));
        BuildOptions {
            test_command: option("test-command"),
            build_frontend: option("build-frontend"),
            config_settings: option("config-settings"),
            environment: option("environment"),
        }
    }

    /// Every value of an option in any layer, with the override's selection where it has one.
    pub(super) fn everywhere<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (Option<&'a str>, Fact<String>)> + 'a {
        let plain = [&self.global].into_iter().chain(self.platforms.values());
        plain
            .map(|options| (None, options))
            .chain(self.overrides.iter().map(|layer| (Some(&*layer.select_text), &layer.options)))
            .filter_map(move |(select, options)| {
                let setting = options.settings.get(name)?;
                let text = setting.value.flat(Format::of(name));
                Some((select, Fact::new(text, setting.place.clone())))
            })
    }
}

/// What an option says when `after` is appended to what it said `before`, as `inherit` appends.
pub fn append(option: &str, before: &str, after: &str) -> String {
    Format::of(option).merge(before, after)
}

/// The settings in a text of `config-settings`, each with its name and value as written.
pub fn settings(text: &str) -> Vec<&str> {
    setting::words(text)
}

/// The groups that a word of `enable` stands for; an unknown one was refused when it was read.
fn groups_of(word: &str) -> Vec<EnableGroup> {
    if word == "all" { EnableGroup::ALL.to_vec() } else { word.parse().into_iter().collect() }
}
