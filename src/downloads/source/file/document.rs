//! One document of JSON: a result of pypinfo, of pypistats.org, of `ClickHouse`, or an array of rows.
//!
//! Rows are taken while they are read. pypistats.org says at the end what its rows are, so these
//! few are kept.

use std::{
    fmt,
    io::{BufRead, Read},
};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    bounded::Tally,
    columns::Field,
    json::IntoRow,
    rows::{Row, Rows},
};
use crate::downloads::SourceError;

/// Bytes of a document.
const MOST_BYTES: u64 = 256 << 20;
/// Rows of pypistats.org that are kept: 180 days of some dozens of categories are 10,000.
const MOST_KEPT: usize = 1_000_000;
/// Keys that are kept for messages.
const MOST_KEYS: usize = 8;

/// What a document was.
#[derive(Debug)]
pub(super) enum Document {
    /// Rows, which were taken; how many, and what to say of bad ones
    Rows { form: Form, rows: u64, package: Option<String>, notes: Vec<String> },
    /// A result of pypistats.org; `note` tells of bad rows, of which there are so many
    Pypistats {
        package: Option<String>,
        kind: String,
        rows: Vec<Daily>,
        bad: u64,
        note: Option<String>,
    },
}

/// Where the rows stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Under `rows`, as pypinfo prints them
    Pypinfo,
    /// Under `data`, or in an array
    Plain,
}

/// A row of pypistats.org.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Daily {
    pub(super) category: String,
    pub(super) date: Option<String>,
    pub(super) downloads: u64,
}

/// Reads a document.
pub(super) fn read(
    place: &str,
    from: Box<dyn BufRead>,
    rows: &mut Rows,
) -> Result<Document, SourceError> {
    let mut taker = Taker {
        place,
        rows,
        tally: Tally::of("row"),
        kept: Vec::new(),
        count: 0,
        sum: 0,
        stopped: None,
    };
    let mut head = Head::default();
    let mut reader = serde_json::Deserializer::from_reader(from.take(MOST_BYTES));
    let went = Top { taker: &mut taker, head: &mut head }.deserialize(&mut reader);
    if let Some(error) = taker.stopped {
        return Err(error);
    }
    let malformed = |line: Option<usize>, why: String| SourceError::Malformed {
        place: line.map_or_else(|| place.to_owned(), |line| format!("{place}:{line}")),
        why,
    };
    went.map_err(|error| {
        let kind = if error.is_eof() { "the JSON ends too early" } else { "expected JSON" };
        malformed(Some(error.line()), format!("{kind}: {error}"))
    })?;
    reader.end().map_err(|error| {
        let most = super::form::HEAD;
        let why = format!(
            "expected the end of the document; of JSON lines the first has {most} bytes at most"
        );
        malformed(Some(error.line()), why)
    })?;
    let Some(form) = head.form else {
        let why = match head.kind.as_deref() {
            Some(kind) if kind.contains("recent") => {
                "sums of pypistats.org tell nothing apart: expected its `python_minor` or `system`"
                    .to_owned()
            }
            _ => format!(
                "expected rows under `rows` (pypinfo) or `data` (pypistats.org); the keys are {}",
                head.keys.join(", ")
            ),
        };
        return Err(malformed(None, why));
    };
    match head.kind {
        Some(kind) if !taker.kept.is_empty() || kind.ends_with("_downloads") => {
            let bad = taker.tally.bad();
            let note = taker.tally.finish(place, taker.rows)?;
            Ok(Document::Pypistats { package: head.package, kind, rows: taker.kept, bad, note })
        }
        _ => {
            let mut notes: Vec<String> =
                taker.tally.finish(place, taker.rows)?.into_iter().collect();
            if let Some(filter) = &head.filter {
                notes.push(format!("the file says of its rows: {}", super::rows::cut(filter)));
            }
            if let Some(total) = head.total.filter(|total| *total != taker.sum) {
                notes.push(format!(
                    "the file says that there are {total} downloads, and its rows have {}",
                    taker.sum
                ));
            }
            Ok(Document::Rows { form, rows: taker.count, package: head.package, notes })
        }
    }
}

/// Takes rows and keeps those of pypistats.org.
struct Taker<'t, 'a> {
    place: &'t str,
    rows: &'t mut Rows<'a>,
    tally: Tally,
    kept: Vec<Daily>,
    count: u64,
    /// The downloads of all rows
    sum: u64,
    stopped: Option<SourceError>,
}

impl Taker<'_, '_> {
    /// Whether to go on.
    fn take(&mut self, row: &Row) -> bool {
        self.count += 1;
        let downloads = row.get(Field::Downloads).and_then(|text| text.parse::<u64>().ok());
        self.sum = self.sum.saturating_add(downloads.unwrap_or(0));
        let went = match row.get(Field::Category) {
            None if !row.columns().has(Field::Category) => self.rows.take(row),
            category => match row.get(Field::Downloads).unwrap_or_default().parse() {
                Ok(downloads) if self.kept.len() < MOST_KEPT => {
                    let date = row.get(Field::Time).map(str::to_owned);
                    let category = category.unwrap_or_default().to_owned();
                    self.kept.push(Daily { category, date, downloads });
                    Ok(())
                }
                Ok(_) => Err(super::rows::BadRow::Odd(format!("more than {MOST_KEPT} rows"))),
                Err(_) => Err(super::rows::BadRow::Odd("`downloads` is no number".to_owned())),
            },
        };
        self.stopped = self.tally.row(self.place, self.count, went).err();
        self.stopped.is_none()
    }
}

/// What a document says beside its rows.
#[derive(Debug, Default)]
struct Head {
    package: Option<String>,
    kind: Option<String>,
    form: Option<Form>,
    /// What a table that somebody keeps says of its rows
    filter: Option<String>,
    /// The sum of its rows, as it says
    total: Option<u64>,
    keys: Vec<String>,
}

/// The document itself.
struct Top<'v, 't, 'a> {
    taker: &'v mut Taker<'t, 'a>,
    head: &'v mut Head,
}

impl<'de> DeserializeSeed<'de> for Top<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result with rows, or an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        self.head.form = Some(Form::Plain);
        Items { taker: self.taker, found: &mut false }.visit_seq(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "rows" | "data" => {
                    let mut found = false;
                    map.next_value_seed(Items { taker: self.taker, found: &mut found })?;
                    if found {
                        let form = if key == "rows" { Form::Pypinfo } else { Form::Plain };
                        self.head.form = Some(form);
                    }
                }
                "package" => self.head.package = text(map.next_value()?),
                "filter" => self.head.filter = text(map.next_value()?),
                "total" => self.head.total = map.next_value::<serde_json::Value>()?.as_u64(),
                "type" => self.head.kind = text(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            if self.head.keys.len() < MOST_KEYS {
                self.head.keys.push(format!("`{}`", super::rows::cut(&key)));
            }
        }
        Ok(())
    }
}

fn text(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text),
        _ => None,
    }
}

/// The rows, where they are rows: `ClickHouse` writes their number under `rows`.
struct Items<'v, 't, 'a> {
    taker: &'v mut Taker<'t, 'a>,
    found: &'v mut bool,
}

impl<'de> DeserializeSeed<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        *self.found = true;
        let mut row = Row::default();
        while items.next_element_seed(IntoRow { row: &mut row })?.is_some() {
            if !self.taker.take(&row) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
