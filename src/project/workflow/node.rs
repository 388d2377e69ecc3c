//! A value of a workflow with the line that it stands on, also after it went through an expression.

/// A value and its line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Counted from 1
    pub(super) line: u32,
    /// What stands there
    pub(super) value: Value,
}

/// What YAML and expressions can say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file
    Map(Vec<(Key, Node)>),
    /// What only a run can tell: the expression as written
    Unknown(String),
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) line: u32,
    pub(super) text: String,
}

impl Node {
    pub(super) const fn new(line: u32, value: Value) -> Self {
        Self { line, value }
    }

    /// The value of a key; GitHub spells keys of a workflow in lower case.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, node)| node)
    }

    /// A key and its value.
    pub(super) fn entry(&self, key: &str) -> Option<(&Key, &Self)> {
        self.entries().iter().find(|(known, _)| known.text == key).map(|(key, node)| (key, node))
    }

    /// The entries of a mapping; none of anything else.
    pub(super) fn entries(&self) -> &[(Key, Self)] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The items of a list, or the value itself where a list may be written as one word.
    pub(super) fn one_or_more(&self) -> Vec<&Self> {
        match &self.value {
            Value::List(items) => items.iter().collect(),
            Value::Null => Vec::new(),
            _ => vec![self],
        }
    }

    /// A scalar as GitHub puts it into a text; `None` for lists, mappings and what is unknown.
    pub(super) fn text(&self) -> Option<String> {
        Some(match &self.value {
            Value::Null => String::new(),
            Value::Bool(truth) => truth.to_string(),
            // A version that was not quoted is a number: 3.10 is written as 3.1.
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::List(_) | Value::Map(_) | Value::Unknown(_) => return None,
        })
    }

    /// How many values it has, itself and those within.
    pub(super) fn size(&self) -> usize {
        1 + match &self.value {
            Value::List(items) => items.iter().map(Self::size).sum(),
            Value::Map(entries) => entries.iter().map(|(_, node)| node.size()).sum(),
            _ => 0,
        }
    }

    /// The bytes of its texts, keys included, and one for every other value.
    pub(super) fn length(&self) -> usize {
        match &self.value {
            Value::Text(text) | Value::Unknown(text) => text.len(),
            Value::List(items) => items.iter().map(Self::length).sum(),
            Value::Map(entries) => {
                entries.iter().map(|(key, node)| key.text.len() + node.length()).sum()
            }
            _ => 1,
        }
    }

    /// How many lists and mappings stand within each other.
    pub(super) fn depth(&self) -> usize {
        match &self.value {
            Value::List(items) => 1 + items.iter().map(Self::depth).max().unwrap_or(0),
            Value::Map(entries) => {
                1 + entries.iter().map(|(_, node)| node.depth()).max().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// What it is, with its article.
    pub(super) const fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
            Value::Unknown(_) => "an expression",
        }
    }
}
