//! One value of `[tool.cibuildwheel]` and the text that cibuildwheel makes of it.

use toml::de::DeValue;

use crate::project::{ProjectError, node::Node};

/// A value as it is written: cibuildwheel takes strings, lists and tables for most options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A string, a number or a truth value
    Text(String),
    /// A list
    List(Vec<String>),
    /// A table, in the order of the file; a value that is a list stands as several entries
    Table(Vec<(String, String)>),
}

/// How an option's list or table becomes the one text of its environment variable.
///
/// Source: the options of [cibuildwheel](https://cibuildwheel.pypa.io/en/stable/options/), each of
/// which says what its lists and tables mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Joined by spaces: `build`, `skip`, `enable`, `archs`
    Words,
    /// Quoted for a shell, then joined by spaces: `test-requires`, `test-sources`
    Quoted,
    /// Joined by ` && `: every command
    Commands,
    /// Joined by commas: `test-extras`
    Commas,
    /// `NAME="VALUE"`: `environment`, `test-environment`
    Environment,
    /// `name=value`, quoted: `config-settings`
    Settings,
    /// `name: value`, joined by `; `: `build-frontend`, `container-engine`
    Parameters,
}

impl Format {
    /// The format of an option.
    pub(super) fn of(option: &str) -> Self {
        match option {
            "test-requires" | "test-sources" | "audit-requires" | "xbuild-tools" => Self::Quoted,
            "test-extras" => Self::Commas,
            "environment" | "test-environment" => Self::Environment,
            "config-settings" => Self::Settings,
            "build-frontend"
            | "container-engine"
            | "dependency-versions"
            | "test-runtime"
            | "xbuild-files" => Self::Parameters,
            "repair-wheel-command" => Self::Commands,
            _ if option.starts_with("before-") || option.ends_with("-command") => Self::Commands,
            _ => Self::Words,
        }
    }

    /// Two values with `inherit`, the earlier first. A setting of the later one replaces that of
    /// the same name in the earlier, as cibuildwheel does.
    pub(super) fn merge(self, before: &str, after: &str) -> String {
        if self != Self::Settings {
            return self.join(before, after);
        }
        let name = |word: &str| word.split_once('=').map_or(word, |(name, _)| name).to_owned();
        let later = words(after);
        let kept: Vec<&str> = words(before)
            .into_iter()
            .filter(|word| !later.iter().any(|other| name(other) == name(word)))
            .collect();
        self.join(&kept.join(" "), after)
    }

    /// Two texts one after the other.
    fn join(self, before: &str, after: &str) -> String {
        if before.is_empty() || after.is_empty() {
            return format!("{before}{after}");
        }
        let between = match self {
            Self::Words | Self::Quoted | Self::Environment | Self::Settings => " ",
            Self::Commands => " && ",
            Self::Commas => ",",
            Self::Parameters => "; ",
        };
        format!("{before}{between}{after}")
    }
}

impl Setting {
    /// Reads a value. A table or list within a list is not what cibuildwheel takes.
    pub(super) fn read(node: &Node<'_>) -> Result<Self, ProjectError> {
        if let Some(text) = scalar(node.value()) {
            return Ok(Self::Text(text));
        }
        if node.list().is_some() {
            return Ok(Self::List(scalars(node)?));
        }
        let mut entries = Vec::new();
        for entry in node.table()?.entries() {
            let key = entry.key().to_owned();
            match scalar(entry.value()) {
                Some(value) => entries.push((key, value)),
                None => {
                    entries.extend(scalars(&entry)?.into_iter().map(|value| (key.clone(), value)));
                }
            }
        }
        Ok(Self::Table(entries))
    }

    /// The text that cibuildwheel makes of it.
    pub(super) fn flat(&self, format: Format) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(items) => items.iter().fold(String::new(), |whole, item| match format {
                Format::Quoted => format.join(&whole, &quote(item)),
                _ => format.join(&whole, item),
            }),
            Self::Table(entries) => {
                entries.iter().fold(String::new(), |whole, (key, value)| match format {
                    Format::Environment => format.join(&whole, &format!("{key}=\"{value}\"")),
                    Format::Parameters => format.join(&whole, &format!("{key}:{}", quote(value))),
                    _ => format.join(&whole, &format!("{key}={}", quote(value))),
                })
            }
        }
    }
}

/// The words of a text, where quoted spaces separate none.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut quote = None;
    let split = |c: char| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c.is_whitespace()
    };
    text.split(split).filter(|word| !word.is_empty()).collect()
}

/// A word as a POSIX shell reads it back unchanged.
fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./-_".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\"'\"'"))
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(integer) => integer.to_string(),
        // As Python writes them: the value goes through `str`.
        DeValue::Boolean(true) => "True".to_owned(),
        DeValue::Boolean(false) => "False".to_owned(),
        _ => return None,
    })
}

fn scalars(node: &Node<'_>) -> Result<Vec<String>, ProjectError> {
    node.items()?
        .iter()
        .map(|item| scalar(item.value()).map_or_else(|| item.text().map(str::to_owned), Ok))
        .collect()
}
