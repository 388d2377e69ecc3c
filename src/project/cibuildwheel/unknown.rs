//! Options of `[tool.cibuildwheel]` that cibuildwheel does not have.

use std::fmt;

use super::{Cibuildwheel, Options};
use crate::{
    model::BuildOs,
    project::{Place, alike::nearest},
    tables::Identifiers,
};

/// A key that is no option. It is reported, and stops nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownOption {
    /// The line of the key
    pub place: Place,
    /// The key as it is written. Ex) `test-comand`
    pub name: String,
    /// The option that is most like it
    pub nearest: Option<String>,
    /// Whether cibuildwheel stops at it, as it does but in overrides, where it passes over it
    pub stops: bool,
}

impl fmt::Display for UnknownOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, name, nearest, stops } = self;
        let then = if *stops { "stops at it" } else { "passes over it" };
        let name = name.escape_debug();
        write!(f, "{place}: cibuildwheel has no option `{name}` and {then}")?;
        nearest.as_ref().map_or(Ok(()), |nearest| write!(f, ": did you mean `{nearest}`?"))
    }
}

impl Cibuildwheel {
    /// The keys that are no options of the cibuildwheel that the table describes, in the order of
    /// the layers and of the lines in each.
    pub fn unknown_options(&self, table: &Identifiers) -> Vec<UnknownOption> {
        let options: Vec<&str> = table.options.iter().map(String::as_str).collect();
        let platforms = BuildOs::ALL.iter().map(|os| os.as_str());
        let global: Vec<&str> =
            options.iter().copied().chain(platforms).chain(["inherit", "overrides"]).collect();
        let within: Vec<&str> = options.iter().copied().chain(["inherit"]).collect();
        let mut out = of_layer(&self.global, &global, true);
        for layer in self.platforms.values() {
            out.extend(of_layer(layer, &within, true));
        }
        for layer in &self.overrides {
            out.extend(of_layer(&layer.options, &within, false));
        }
        out
    }
}

/// The unknown keys of one layer.
fn of_layer(layer: &Options, known: &[&str], stops: bool) -> Vec<UnknownOption> {
    let plain = layer.settings.iter().map(|(name, fact)| (name, &fact.place));
    let tables = layer.tables.iter().map(|fact| (&fact.value, &fact.place));
    let mut out: Vec<_> = plain
        .chain(tables)
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, place)| UnknownOption {
            place: place.clone(),
            name: name.clone(),
            nearest: nearest(name, known).map(str::to_owned),
            stops,
        })
        .collect();
    out.sort_by(|a, b| a.place.cmp(&b.place));
    out
}
