//! A first relkit.toml: of a project at hand, or of a release that is to be made again.

mod first;
mod toml;

use serde::Serialize;

use super::{RenderError, engine};
use crate::{
    matrix::infer::{Inferred, InferredVariant, Unexplained},
    project::config::{MatrixConfig, WheelChoice},
};
pub use first::first;
use toml::{key, list, text};

/// A file of tables with comments.
#[derive(Debug, Default, Serialize)]
struct Document {
    /// On top of the file, each line without its `#`
    comment: Vec<String>,
    /// The tables
    tables: Vec<Table>,
}

/// One table.
#[derive(Debug, Default, Serialize)]
struct Table {
    /// Above its name
    comment: Vec<String>,
    /// Ex) `matrix.systems`; empty for the file itself
    name: String,
    /// Its keys
    entries: Vec<Entry>,
}

/// One key with its value.
#[derive(Debug, Serialize)]
struct Entry {
    /// Above it
    comment: Vec<String>,
    /// Ex) `free-threaded = false`
    text: String,
}

impl Table {
    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    fn add(&mut self, comment: &str, text: String) {
        let comment = if comment.is_empty() { Vec::new() } else { vec![comment.to_owned()] };
        self.entries.push(Entry { comment, text });
    }
}

fn written(document: &Document) -> Result<String, RenderError> {
    engine::render("init/relkit.toml", include_str!("../../templates/init/relkit.toml"), document)
}

/// What the project says without a configuration of relkit's: it is not written again.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What is planned without one
    pub config: &'a MatrixConfig,
    /// The kind of wheel, where the project says it
    pub kind: Option<WheelChoice>,
}

/// The configuration that makes a release again. `release` is NAME==VERSION; `requires` is
/// the Requires-Python of its files, where no project at hand has one.
pub fn release(
    release: &str,
    requires: Option<&str>,
    inferred: &Inferred,
    said: Option<Said<'_>>,
) -> Result<String, RenderError> {
    let mut comment = vec![
        format!("Makes the files of {release} again."),
        format!("To compare: relkit matrix --against {release}"),
    ];
    if let Some(requires) = requires {
        comment.push(format!("Its requires-python `{requires}` has to stand in pyproject.toml."));
    }
    comment.extend(differences(&inferred.unexplained));
    let mut tables = vec![matrix(inferred, said)];
    if !inferred.systems.is_empty() {
        let mut systems = Table::named("matrix.systems");
        systems.comment =
            vec!["The oldest system, where it is not cibuildwheel's choice".to_owned()];
        for (platform, system) in &inferred.systems {
            systems.add("", format!("{platform} = {}", text(&system.to_string())));
        }
        tables.push(systems);
    }
    tables.extend(inferred.variants.iter().map(variant));
    tables.retain(|table| !table.entries.is_empty());
    written(&Document { comment, tables })
}

/// The files that are not made as they are, by reason.
fn differences(unexplained: &[Unexplained]) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for item in unexplained {
        match reasons.iter_mut().find(|(why, _)| *why == item.why) {
            Some((_, files)) => files.push(&item.file),
            None => reasons.push((&item.why, vec![&item.file])),
        }
    }
    if reasons.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "But for these:".to_owned()];
    for (why, files) in reasons {
        lines.push(format!("- {why}"));
        lines.extend(files.iter().map(|file| format!("    {file}")));
    }
    lines
}

fn matrix(inferred: &Inferred, said: Option<Said<'_>>) -> Table {
    let config = said.map(|said| said.config);
    let mut table = Table::named("matrix");
    let kind_known = said.and_then(|said| said.kind) == Some(inferred.kind);
    let extension = inferred.kind == WheelChoice::Extension;
    if extension {
        let floors: Vec<_> = config
            .map_or_else(Vec::new, |config| config.abi3.iter().map(|fact| fact.value).collect());
        if floors != inferred.abi3 {
            let names: Vec<String> = inferred.abi3.iter().map(ToString::to_string).collect();
            let value = match &names[..] {
                [] => "false".to_owned(),
                [one] => text(one),
                _ => list("", &names),
            };
            table.add("The oldest Python of each abi3 wheel", key("abi3", &value));
        }
        let floor = config.and_then(|config| config.abi3t.as_ref()).map(|fact| fact.value);
        if floor != inferred.abi3t {
            let value =
                inferred.abi3t.map_or_else(|| "false".to_owned(), |it| text(&it.to_string()));
            table.add("The oldest Python of the abi3.abi3t wheel (PEP 803)", key("abi3t", &value));
        }
    }
    let usual = config.map_or(&[][..], |config| &config.enable);
    if inferred.enable != usual && inferred.kind != WheelChoice::Pure {
        let names: Vec<String> = inferred.enable.iter().map(ToString::to_string).collect();
        let comment = "What cibuildwheel builds on demand";
        table.add(comment, key("enable", &list("enable", &names)));
    }
    if !inferred.free_threaded {
        table.add("", key("free-threaded", "false"));
    }
    if !inferred.platforms.is_empty()
        && config.is_none_or(|config| config.platforms != inferred.platforms)
    {
        let names: Vec<String> = inferred.platforms.iter().map(ToString::to_string).collect();
        table.add("", key("platforms", &list("platforms", &names)));
    }
    if !inferred.skip.is_empty() {
        table.add("What the release leaves out", key("skip", &list("skip", &inferred.skip)));
    }
    if !inferred.unpicked.is_empty() {
        let comment = "Both halves have wheels of their own, which installers prefer";
        table.add(comment, key("unpicked", &list("unpicked", &inferred.unpicked)));
    }
    if !inferred.untested.is_empty() {
        let comment = "No hosted runner can run these";
        table.add(comment, key("untested", &list("untested", &inferred.untested)));
    }
    if !kind_known {
        table.add("", key("wheel", &text(inferred.kind.as_str())));
    }
    table
}

fn variant(variant: &InferredVariant) -> Table {
    let mut table = Table::named(&format!("matrix.variants.{}", toml::bare(&variant.name)));
    table.comment = vec![
        "The same builds for another system. What else makes them differ, file names do not tell:"
            .to_owned(),
        "see `environment` and `config-settings`.".to_owned(),
    ];
    let names: Vec<String> = variant.platforms.iter().map(ToString::to_string).collect();
    table.add("", key("platforms", &list("platforms", &names)));
    if let Some(skip) = &variant.skip {
        table.add("In place of `skip` above", key("skip", &list("skip", skip)));
    }
    table.add("", key("system", &text(&variant.system.to_string())));
    table
}
