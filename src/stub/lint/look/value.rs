//! What an expression of a setup.py is, as far as that can be told without running it.

use tree_sitter::Node;

/// Stands in a text for what is only known when the file runs.
pub(crate) const HOLE: char = '\u{fffc}';

/// Longer texts and lists are not followed.
pub(super) const LONGEST: usize = 64 << 10;

/// What an unknown value hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Doubt(u8);

impl Doubt {
    /// The operating system or the machine
    pub(crate) const PLATFORM: Self = Self(2);
    /// `sys.argv`
    pub(crate) const ARGV: Self = Self(4);
    /// Anything else
    pub(crate) const OTHER: Self = Self(8);

    /// Both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The same, or anything else where nothing is known of what it hangs on.
    pub(super) const fn or_other(self) -> Self {
        if self.0 == 0 { Self::OTHER } else { self }
    }

    /// Whether it hangs on this among others.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// How a text is written: what `sys.exit` makes of it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// `"..."`
    Plain,
    /// `u"..."`, or all where `unicode_literals` is imported
    Unicode,
    /// `b"..."`
    Bytes,
}

/// A text; [`HOLE`] stands for what is not known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "its text, and what is known of it")]
pub(crate) struct Text {
    /// The characters
    pub(crate) text: String,
    /// How it is written
    pub(crate) sort: Sort,
    /// Where it begins, from 1
    pub(crate) line: usize,
}

impl Text {
    /// Whether all of it is known.
    pub(crate) fn is_whole(&self) -> bool {
        !self.text.contains(HOLE)
    }
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'t> {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// A whole number
    Int(i64),
    /// A text
    Text(Text),
    /// A tuple, a list or a set
    List(Vec<Value<'t>>),
    /// A dictionary with known keys
    Dict(Vec<(Value<'t>, Value<'t>)>),
    /// What a module or the language brings, by its full name. Ex) `sys.exit`, `builtins.print`
    Path(String),
    /// A function of the file
    Function(Node<'t>),
    /// A class of the file
    Class(Node<'t>),
    /// A method that is looked up and not called yet
    Method(Box<Value<'t>>, String),
    /// An exception by its class, with its arguments
    Exception(String, Vec<Value<'t>>),
    /// Not known
    Unknown(Doubt),
}

impl<'t> Value<'t> {
    /// Nothing is known.
    pub(super) const fn unknown() -> Self {
        Self::Unknown(Doubt::OTHER)
    }

    /// A text that stands nowhere in the file.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(Text { text: text.into(), sort: Sort::Plain, line: 0 })
    }

    /// What it is unknown by.
    pub(super) fn doubt(&self) -> Doubt {
        match self {
            Self::Unknown(doubt) => *doubt,
            Self::List(items) => items.iter().fold(Doubt::default(), |a, b| a.and(b.doubt())),
            Self::Text(text) if text.is_whole() => Doubt::default(),
            Self::Text(_) | Self::Path(_) => Doubt::OTHER,
            Self::Method(of, _) => of.doubt(),
            _ => Doubt::default(),
        }
    }

    /// Whether it counts as true; the doubt where that is not known.
    pub(super) fn truth(&self) -> Result<bool, Doubt> {
        Ok(match self {
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Text(text) if text.text.chars().any(|c| c != HOLE) => true,
            Self::Text(text) if !text.text.is_empty() => return Err(Doubt::OTHER),
            Self::None | Self::Text(_) => false,
            Self::List(items) => !items.is_empty(),
            Self::Dict(items) => !items.is_empty(),
            // A module counts as true; what stands in it need not.
            Self::Path(path) if path.contains('.') => return Err(Doubt::OTHER),
            Self::Unknown(doubt) => return Err(*doubt),
            _ => true,
        })
    }

    /// A number, where it is one.
    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    /// A text, where it is one.
    pub(super) fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The parts, where it is a list or a text.
    pub(super) fn items(&self) -> Option<Vec<Value<'t>>> {
        match self {
            Self::List(items) => Some(items.clone()),
            Self::Dict(pairs) => Some(pairs.iter().map(|(key, _)| key.clone()).collect()),
            Self::Text(text) if text.is_whole() => {
                Some(text.text.chars().map(Self::text).collect())
            }
            _ => None,
        }
    }

    /// The characters that `str` would make of it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::None => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(value) => value.to_string(),
            Self::Text(text) => text.text.clone(),
            _ => HOLE.to_string(),
        }
    }
}

/// Whether two values are equal.
pub(super) fn equal(left: &Value<'_>, right: &Value<'_>) -> Result<bool, Doubt> {
    match (left, right) {
        (Value::Unknown(doubt), other) | (other, Value::Unknown(doubt)) => {
            Err(doubt.and(other.doubt()))
        }
        (Value::Text(a), Value::Text(b)) if a.is_whole() && b.is_whole() => Ok(a.text == b.text),
        (Value::List(a), Value::List(b)) if a.len() != b.len() => Ok(false),
        (Value::List(a), Value::List(b)) => {
            let mut doubt = None;
            for (a, b) in a.iter().zip(b) {
                match equal(a, b) {
                    Ok(true) => {}
                    Ok(false) => return Ok(false),
                    Err(why) => doubt = Some(why),
                }
            }
            doubt.map_or(Ok(true), Err)
        }
        (Value::Path(a), Value::Path(b)) if a == b => Ok(true),
        (Value::Text(_), Value::Text(_)) | (Value::Path(_), _) | (_, Value::Path(_)) => {
            Err(Doubt::OTHER)
        }
        _ => match (left.int(), right.int()) {
            (Some(a), Some(b)) => Ok(a == b),
            _ => Ok(left == right),
        },
    }
}

/// How two values are ordered, as Python has it for numbers, texts and lists.
pub(super) fn order(left: &Value<'_>, right: &Value<'_>) -> Result<std::cmp::Ordering, Doubt> {
    use std::cmp::Ordering;
    let doubt = left.doubt().and(right.doubt());
    let unknown = if doubt == Doubt::default() { Doubt::OTHER } else { doubt };
    if let (Some(a), Some(b)) = (left.int(), right.int()) {
        return Ok(a.cmp(&b));
    }
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => {
            let known = |text: &Text| text.text.split(HOLE).next().unwrap_or("").to_owned();
            let (a_known, b_known) = (known(a), known(b));
            if a.is_whole() && b.is_whole() {
                return Ok(a.text.cmp(&b.text));
            }
            // What differs before the first hole decides.
            let differ = a_known.chars().zip(b_known.chars()).find(|(a, b)| a != b);
            differ.map(|(a, b)| a.cmp(&b)).ok_or(unknown)
        }
        (Value::List(a), Value::List(b)) => {
            for (a, b) in a.iter().zip(b) {
                if equal(a, b)? {
                    continue;
                }
                return order(a, b);
            }
            Ok(a.len().cmp(&b.len()))
        }
        (Value::None, Value::None) => Ok(Ordering::Equal),
        _ => Err(unknown),
    }
}
