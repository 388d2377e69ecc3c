//! `Name: value` files: METADATA, PKG-INFO, WHEEL.

/// Fields and a body, as Python's `email` parser finds them.
///
/// Rule: [core metadata](https://packaging.python.org/en/latest/specifications/core-metadata/):
/// UTF-8 text in the format of email headers; field names in any case; the body is the description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    /// Every field in order, duplicates among them
    pub fields: Vec<Field>,
    /// What follows the first empty line, line ends as `\n`; absent when nothing but blank space does
    pub body: Option<String>,
    /// What is wrong with the text
    pub defects: Vec<Defect>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As written
    pub name: String,
    /// Without the white space around; continuation lines are kept, joined by `\n`
    pub value: String,
    /// Where it starts, from 1
    pub line: usize,
}

/// Something wrong with a text, which could be read nevertheless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Where, from 1
    pub line: usize,
    /// What, as a clause without a full stop
    pub what: String,
}

impl Headers {
    /// Reads a text; never fails.
    pub fn parse(text: &[u8]) -> Self {
        let _ = text;
        Self::default()
    }

    /// The first field of this name, in any case.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// All fields of this name, in any case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }
}
