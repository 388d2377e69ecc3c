//! A TOML value that knows its key and its line, so that each reading can fail with both.

use std::{fmt::Display, str::FromStr};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Fact, Place, ProjectError, source::Source};
use crate::model::ParseError;

/// A TOML table with its full name.
#[derive(Clone)]
pub(super) struct Table<'a> {
    source: &'a Source,
    /// Ex) `tool.relkit.matrix`; empty for the whole file
    pub(super) name: String,
    values: &'a DeTable<'a>,
}

/// A value of a table, or of a list in one.
#[derive(Clone)]
pub(super) struct Node<'a> {
    source: &'a Source,
    /// Ex) `tool.relkit.matrix.platforms`
    pub(super) name: String,
    key: &'a str,
    start: usize,
    value: &'a DeValue<'a>,
}

impl<'a> Table<'a> {
    /// The table of a whole file.
    pub(super) fn root(source: &'a Source, values: &'a DeTable<'a>) -> Self {
        Self { source, name: String::new(), values }
    }

    fn child(&self, key: &'a str, start: usize, value: &'a Spanned<DeValue<'a>>) -> Node<'a> {
        let name =
            if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) };
        Node { source: self.source, name, key, start, value: value.get_ref() }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        let (found, value) = self.values.get_key_value(key)?;
        Some(self.child(found.get_ref(), found.span().start, value))
    }

    /// Every value, in the order of the file.
    pub(super) fn entries(&self) -> Vec<Node<'a>> {
        let mut entries: Vec<_> = self
            .values
            .iter()
            .map(|(key, value)| self.child(key.get_ref(), key.span().start, value))
            .collect();
        entries.sort_by_key(|entry| entry.start);
        entries
    }

    /// The table below these keys; `None` when one of them is missing.
    pub(super) fn path(&self, keys: &[&str]) -> Result<Option<Self>, ProjectError> {
        let mut table = self.clone();
        for key in keys {
            match table.get(key) {
                Some(node) => table = node.table()?,
                None => return Ok(None),
            }
        }
        Ok(Some(table))
    }

    /// The value below these keys, if each on the way is a table that has it.
    pub(super) fn find(&self, keys: &[&str]) -> Option<Node<'a>> {
        let (last, tables) = keys.split_last()?;
        let mut table = self.clone();
        for key in tables {
            table = table.get(key)?.table().ok()?;
        }
        table.get(last)
    }

    /// A string.
    pub(super) fn text(&self, key: &str) -> Result<Option<Fact<String>>, ProjectError> {
        self.get(key).map(|node| Ok(node.fact(node.text()?.to_owned()))).transpose()
    }

    /// A list of strings; empty when the key is missing.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<Fact<String>>, ProjectError> {
        let Some(node) = self.get(key) else { return Ok(Vec::new()) };
        node.items()?.iter().map(|item| Ok(item.fact(item.text()?.to_owned()))).collect()
    }

    /// A string that is parsed.
    pub(super) fn parsed<T: FromStr<Err = ParseError>>(
        &self,
        key: &str,
    ) -> Result<Option<Fact<T>>, ProjectError> {
        self.get(key).map(|node| Ok(node.fact(node.parsed()?))).transpose()
    }

    /// True or false.
    pub(super) fn boolean(&self, key: &str) -> Result<Option<Fact<bool>>, ProjectError> {
        self.get(key).map(|node| Ok(node.fact(node.boolean()?))).transpose()
    }
}

impl<'a> Node<'a> {
    /// The last part of its name.
    pub(super) fn key(&self) -> &'a str {
        self.key
    }

    /// The line of its key, or of itself in a list.
    pub(super) fn place(&self) -> Place {
        self.source.place(self.start)
    }

    /// A fact at this place.
    pub(super) fn fact<T>(&self, value: T) -> Fact<T> {
        Fact::new(value, self.place())
    }

    /// The failure of this value.
    pub(super) fn wrong(&self, why: impl Display) -> ProjectError {
        let why = why.to_string();
        ProjectError::Value { place: self.place(), key: self.name.clone(), why, hint: None }
    }

    fn expected(&self, what: &str) -> ProjectError {
        self.wrong(format!("expected {what}, found {}", kind(self.value)))
    }

    /// Its table.
    pub(super) fn table(&self) -> Result<Table<'a>, ProjectError> {
        let values = self.value.as_table().ok_or_else(|| self.expected("a table"))?;
        Ok(Table { source: self.source, name: self.name.clone(), values })
    }

    /// Its string.
    pub(super) fn text(&self) -> Result<&'a str, ProjectError> {
        self.value.as_str().ok_or_else(|| self.expected("a string"))
    }

    /// Its string, parsed.
    pub(super) fn parsed<T: FromStr<Err = ParseError>>(&self) -> Result<T, ProjectError> {
        self.text()?.parse().map_err(|error| self.wrong(error))
    }

    /// Its truth.
    pub(super) fn boolean(&self) -> Result<bool, ProjectError> {
        self.value.as_bool().ok_or_else(|| self.expected("true or false"))
    }

    /// Its whole number.
    pub(super) fn integer(&self) -> Result<i64, ProjectError> {
        let integer = self.value.as_integer().ok_or_else(|| self.expected("a whole number"))?;
        let parsed = i64::from_str_radix(integer.as_str(), integer.radix());
        parsed.map_err(|_| self.wrong(format!("`{integer}` is too large")))
    }

    /// The values of its list.
    pub(super) fn items(&self) -> Result<Vec<Self>, ProjectError> {
        self.list().ok_or_else(|| self.expected("a list"))
    }

    /// The values of its list, if it is one.
    pub(super) fn list(&self) -> Option<Vec<Self>> {
        let item = |value: &'a Spanned<DeValue<'a>>| Self {
            source: self.source,
            name: self.name.clone(),
            key: self.key,
            start: value.span().start,
            value: value.get_ref(),
        };
        Some(self.value.as_array()?.iter().map(item).collect())
    }

    /// The TOML value itself.
    pub(super) fn value(&self) -> &'a DeValue<'a> {
        self.value
    }
}

/// What a value is, with its article.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(true) => "true",
        DeValue::Boolean(false) => "false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
