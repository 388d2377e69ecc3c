//! Reads `[tool.cibuildwheel]`. Options that relkit does not know are kept, not judged.

use std::{collections::BTreeMap, path::Path};

use super::{Cibuildwheel, Inherit, Options, Override, Selector, archs, setting::Setting};
use crate::{
    model::BuildOs,
    project::{
        ProjectError,
        node::{Node, Table},
        source::{Files, Folder},
    },
    tables::EnableGroup,
};

impl Cibuildwheel {
    /// Reads the table from a file that `--config-file` names, in a project's folder; `None` when
    /// there is no such file. `{package}/` stands for the folder.
    pub fn open(folder: &Path, file: &str) -> Result<Option<Self>, ProjectError> {
        let inner = file.strip_prefix("{package}/").unwrap_or(file);
        let Some(source) = Folder(folder.to_owned()).text(inner)? else { return Ok(None) };
        let table = source.toml().map_err(|error| error.within(folder))?;
        Self::read(&source.root(&table)).map(Some).map_err(|error| error.within(folder))
    }

    /// Reads the table from a whole pyproject.toml.
    pub(in crate::project) fn read(pyproject: &Table<'_>) -> Result<Self, ProjectError> {
        let Some(tool) = pyproject.path(&["tool"])? else { return Ok(Self::default()) };
        let Some(node) = tool.get("cibuildwheel") else { return Ok(Self::default()) };
        let table = node.table()?;
        let mut whole = Self { place: Some(node.place()), ..Self::default() };
        for entry in table.entries() {
            if entry.key() == "overrides" {
                for item in entry.items()? {
                    whole.overrides.push(read_override(&item)?);
                }
            } else if let Ok(os) = entry.key().parse::<BuildOs>() {
                whole.platforms.insert(os, read_options(&entry.table()?.entries())?);
            }
        }
        let known = |key: &str| key == "overrides" || key.parse::<BuildOs>().is_ok();
        let own: Vec<_> = table.entries().into_iter().filter(|entry| !known(entry.key())).collect();
        whole.global = read_options(&own)?;
        Ok(whole)
    }
}

fn read_options(entries: &[Node<'_>]) -> Result<Options, ProjectError> {
    let mut options = Options::default();
    for entry in entries {
        if entry.key() == "inherit" {
            options.inherit = read_inherit(entry)?;
            continue;
        }
        if holds_tables(entry) {
            options.tables.push(entry.fact(entry.key().to_owned()));
            continue;
        }
        let setting = Setting::read(entry)?;
        match entry.key() {
            "enable" => {
                for word in words(entry, &setting)?.split_whitespace().filter(|it| *it != "all") {
                    enable_group(entry, word)?;
                }
            }
            "archs" => archs::check(entry, &words(entry, &setting)?)?,
            _ => {}
        }
        options.settings.insert(entry.key().to_owned(), entry.fact(setting));
    }
    Ok(options)
}

fn read_override(item: &Node<'_>) -> Result<Override, ProjectError> {
    let table = item.table()?;
    let select = table.get("select").ok_or_else(|| item.wrong("expected a `select`"))?;
    let select_text = match select.list() {
        Some(items) => {
            let texts: Vec<_> = items.iter().map(Node::text).collect::<Result<_, _>>()?;
            texts.join(" ")
        }
        None => select.text()?.to_owned(),
    };
    if select_text.trim().is_empty() {
        return Err(select.wrong("expected at least one pattern"));
    }
    let entries: Vec<_> =
        table.entries().into_iter().filter(|entry| entry.key() != "select").collect();
    let options = read_options(&entries)?;
    Ok(Override { select: Selector::new(&select_text, Some(select.place())), select_text, options })
}

/// A table of `option = "append"`, or a string `option: append; other` as of cibuildwheel 4.3.
fn read_inherit(node: &Node<'_>) -> Result<BTreeMap<String, Inherit>, ProjectError> {
    let rule = |node: &Node<'_>, text: &str| match text {
        "none" => Ok(Inherit::None),
        "append" => Ok(Inherit::Append),
        "prepend" => Ok(Inherit::Prepend),
        _ => Err(node.wrong(format!("expected none, append or prepend, found `{text}`"))),
    };
    if node.value().is_table() {
        let entries = node.table()?.entries();
        return entries
            .iter()
            .map(|entry| Ok((entry.key().to_owned(), rule(entry, entry.text()?)?)))
            .collect();
    }
    let parts = node.text()?.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (option, text) = part.split_once(':').unwrap_or((part, "append"));
            Ok((option.trim().to_owned(), rule(node, text.trim())?))
        })
        .collect()
}

/// The words of an option that takes no table.
fn words(node: &Node<'_>, setting: &Setting) -> Result<String, ProjectError> {
    match setting {
        Setting::Text(text) => Ok(text.clone()),
        Setting::List(items) => Ok(items.join(" ")),
        Setting::Table(_) => Err(node.wrong("expected a string or a list, found a table")),
    }
}

/// A group by its name, as cibuildwheel stops at an unknown one; the hint is for the one that cibuildwheel 4.0 took away.
pub(in crate::project) fn enable_group(
    node: &Node<'_>,
    word: &str,
) -> Result<EnableGroup, ProjectError> {
    word.parse().map_err(|error| match node.wrong(error) {
        ProjectError::Value { place, key, why, .. } if word == "cpython-freethreading" => {
            let hint = "remove it: since cibuildwheel 4.0 free-threaded builds need no group";
            ProjectError::Value { place, key, why, hint: Some(hint) }
        }
        error => error,
    })
}

/// Whether a table holds tables, as the tables of platforms do and those of options do not.
fn holds_tables(entry: &Node<'_>) -> bool {
    let Ok(table) = entry.table() else { return false };
    table.entries().iter().any(|inner| inner.value().is_table())
}
