//! Objects of JSON as rows, nested like the table or flat, and pairs of a Python and a number.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{columns::Field, rows::Row};

/// Reads one object into a row.
pub(super) struct IntoRow<'r> {
    pub(super) row: &'r mut Row,
}

impl<'de> DeserializeSeed<'de> for IntoRow<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        self.row.clear();
        from.deserialize_any(Whole { row: self.row })
    }
}

/// A row: an object, or a pair. Ex) `["3.10", 26354506]`
struct Whole<'r> {
    row: &'r mut Row,
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, a row of the table, or a pair of a Python and a number")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Object { row: self.row, path: &mut String::new() }.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let python = items.next_element::<Option<String>>()?;
        let downloads = items.next_element::<u64>()?;
        let Some((python, downloads)) = python.zip(downloads) else {
            return Err(A::Error::invalid_length(1, &self));
        };
        if items.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::invalid_length(3, &self));
        }
        self.row.set(Field::Python, 0, python.as_deref().unwrap_or_default());
        self.row.set(Field::Downloads, 0, &downloads.to_string());
        Ok(())
    }
}

/// An object at a path.
struct Object<'r> {
    row: &'r mut Row,
    path: &'r mut String,
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, a row of the table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let before = self.path.len();
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if before > 0 {
                self.path.push('_');
            }
            self.path.push_str(&key);
            map.next_value_seed(Cell { row: self.row, path: self.path })?;
            self.path.truncate(before);
        }
        Ok(())
    }
}

/// A value at a path: a cell, or an object with cells.
struct Cell<'r> {
    row: &'r mut Row,
    path: &'r mut String,
}

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl Cell<'_> {
    fn set(self, text: &str) {
        if let Some((field, rank)) = Field::of(self.path)
            && self.row.wants(field, rank)
        {
            self.row.set(field, rank, text);
        }
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a column")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.set(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.set(&value.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.set(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.set(&value.to_string());
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.set(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.set("");
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        if self.path.len() > 256 {
            let mut map = map;
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        Object { row: self.row, path: self.path }.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
