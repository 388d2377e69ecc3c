//! Batches of columns on their way to groups.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, DictionaryArray, Int32Array, RecordBatch,
    StringArray, StructArray,
    cast::AsArray,
    types::{
        Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
        TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
        UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{ArrowError, DataType, TimeUnit};

use super::{
    Bad,
    layout::{Kind, Layout, Leaf},
};
use crate::downloads::{
    Dimension, Track,
    aggregate::{Groups, Key, MOST_PARTS},
    clean,
    source::file::{
        columns::Field,
        found::Found,
        rows::MOST_DOWNLOADS,
        time::{Days, Time},
    },
};

/// One column of a batch, with the structures around it.
struct Column<'b> {
    array: ArrayRef,
    around: Vec<&'b StructArray>,
}

impl<'b> Column<'b> {
    fn of(batch: &'b RecordBatch, leaf: &Leaf) -> Result<Self, ArrowError> {
        let gone = || ArrowError::SchemaError(format!("no column `{}`", leaf.path.join(".")));
        let (first, rest) = leaf.path.split_first().ok_or_else(gone)?;
        let mut array = batch.column_by_name(first).ok_or_else(gone)?;
        let mut around = Vec::new();
        for name in rest {
            let parent = array.as_struct_opt().ok_or_else(gone)?;
            if parent.null_count() > 0 {
                around.push(parent);
            }
            array = parent.column_by_name(name).ok_or_else(gone)?;
        }
        Ok(Self { array: checked(array, leaf)?, around })
    }

    fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row) || self.around.iter().any(|parent| parent.is_null(row))
    }

    fn texts(&self) -> Result<Texts<'_>, ArrowError> {
        if let Some(flags) = self.array.as_boolean_opt() {
            return Ok(Texts::Flags { column: self, flags });
        }
        let odd = || {
            let kind = self.array.data_type();
            ArrowError::SchemaError(format!("expected a dictionary of texts, not {kind}"))
        };
        let dictionary = self.array.as_dictionary_opt::<Int32Type>().ok_or_else(odd)?;
        let values = dictionary.values().as_string_opt::<i32>().ok_or_else(odd)?;
        Ok(Texts::Texts { column: self, keys: dictionary.keys(), values })
    }

    /// The times; [`None`] for rows without one.
    fn times(&self, leaf: &Leaf) -> Result<Vec<Option<Time>>, ArrowError> {
        let rows = 0..self.array.len();
        let time = |day: i32| if leaf.monthly { Time::month(day) } else { Some(Time::day(day)) };
        match leaf.kind {
            Kind::Text => {
                let (texts, mut days) = (self.texts()?, Days::default());
                let text = |row| texts.value(texts.code(row)?);
                Ok(rows.map(|row| days.time(text(row)?, leaf.monthly)).collect())
            }
            Kind::Day => {
                let days = self.array.as_primitive::<Date32Type>();
                let day = |row: usize| (!self.is_null(row)).then(|| days.value(row));
                Ok(rows.map(|row| time(day(row)?)).collect())
            }
            Kind::Moment(units) => {
                let moments = moments(&self.array)?;
                let day = |row: usize| i32::try_from(moments[row].div_euclid(units)).ok();
                let day = |row: usize| (!self.is_null(row)).then(|| day(row)).flatten();
                Ok(rows.map(|row| time(day(row)?)).collect())
            }
            Kind::Flag | Kind::Number => Err(ArrowError::SchemaError("expected a time".to_owned())),
        }
    }
}

/// Texts that the file only says to be bytes, as texts: they come as a dictionary of bytes, or as
/// none.
fn checked(array: &ArrayRef, leaf: &Leaf) -> Result<ArrayRef, ArrowError> {
    let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(ArrowError::SchemaError(format!(
            "the column `{}` is no UTF-8: expected text",
            leaf.path.join(".")
        ))),
    };
    let all = |bytes: &BinaryArray| {
        let texts = bytes.iter().map(|bytes| bytes.map(text).transpose());
        texts.collect::<Result<Vec<Option<String>>, ArrowError>>()
    };
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Ok(Arc::new(texts.iter().collect::<DictionaryArray<Int32Type>>()));
    }
    if let Some(bytes) = array.as_binary_opt::<i32>() {
        let texts = all(bytes)?;
        let texts = texts.iter().map(Option::as_deref);
        return Ok(Arc::new(texts.collect::<DictionaryArray<Int32Type>>()));
    }
    let dictionary = array.as_dictionary_opt::<Int32Type>();
    let bytes = dictionary.and_then(|it| Some((it, it.values().as_binary_opt::<i32>()?)));
    if let Some((dictionary, bytes)) = bytes {
        let texts: ArrayRef = Arc::new(StringArray::from(all(bytes)?));
        return Ok(Arc::new(DictionaryArray::try_new(dictionary.keys().clone(), texts)?));
    }
    Ok(array.clone())
}

fn moments(array: &ArrayRef) -> Result<&[i64], ArrowError> {
    Ok(match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => {
            array.as_primitive::<TimestampSecondType>().values()
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            array.as_primitive::<TimestampMillisecondType>().values()
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            array.as_primitive::<TimestampMicrosecondType>().values()
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            array.as_primitive::<TimestampNanosecondType>().values()
        }
        other => return Err(ArrowError::SchemaError(format!("{other} is no time"))),
    })
}

/// Texts by codes: rows of one text have one code within a batch.
enum Texts<'c> {
    Texts { column: &'c Column<'c>, keys: &'c Int32Array, values: &'c StringArray },
    Flags { column: &'c Column<'c>, flags: &'c BooleanArray },
}

impl Texts<'_> {
    fn code(&self, row: usize) -> Option<usize> {
        match self {
            Self::Texts { column, keys, .. } => {
                if column.is_null(row) {
                    None
                } else {
                    usize::try_from(keys.value(row)).ok()
                }
            }
            Self::Flags { column, flags } => {
                (!column.is_null(row)).then(|| usize::from(flags.value(row)))
            }
        }
    }

    /// How many codes there are.
    fn codes(&self) -> usize {
        match self {
            Self::Texts { values, .. } => values.len(),
            Self::Flags { .. } => 2,
        }
    }

    fn value(&self, code: usize) -> Option<&str> {
        match self {
            Self::Texts { values, .. } => {
                let known = code < values.len() && !values.is_null(code);
                known
                    .then(|| values.value(code))
                    .filter(|text| !matches!(*text, "" | "None" | "null" | "NULL" | "\\N"))
            }
            Self::Flags { .. } => Some(if code == 0 { "false" } else { "true" }),
        }
    }
}

/// Which rows have this text.
pub(super) fn is(batch: &RecordBatch, leaf: &Leaf, text: &str) -> Result<BooleanArray, ArrowError> {
    let column = Column::of(batch, leaf)?;
    let texts = column.texts()?;
    let hits: Vec<usize> =
        (0..texts.codes()).filter(|code| texts.value(*code) == Some(text)).collect();
    Ok(match (&texts, hits.as_slice()) {
        (_, []) => BooleanArray::from(vec![false; batch.num_rows()]),
        (Texts::Texts { keys, .. }, [hit]) if column.around.is_empty() => {
            let hit = i32::try_from(*hit).unwrap_or(-1);
            BooleanArray::from_unary(*keys, |key| key == hit)
        }
        _ => (0..batch.num_rows())
            .map(|row| Some(texts.code(row).is_some_and(|code| hits.contains(&code))))
            .collect(),
    })
}

/// Which rows lie in these days, both included.
pub(super) fn within(
    batch: &RecordBatch,
    leaf: &Leaf,
    (first, last): (i32, i32),
) -> Result<BooleanArray, ArrowError> {
    let column = Column::of(batch, leaf)?;
    if let (Kind::Moment(units), true) = (leaf.kind, column.around.is_empty()) {
        let from = i64::from(first).saturating_mul(units);
        let to = (i64::from(last) + 1).saturating_mul(units);
        let inside = |moment: &i64| (from..to).contains(moment);
        let moments = moments(&column.array)?.iter().map(inside).collect::<Vec<bool>>();
        if column.array.null_count() == 0 {
            return Ok(BooleanArray::from(moments));
        }
    }
    let inside = |time: Option<Time>| time.is_some_and(|it| it.first >= first && it.last <= last);
    Ok(column.times(leaf)?.into_iter().map(|time| Some(inside(time))).collect())
}

/// Which days are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The first and the last one that is read
    pub(super) days: (i32, i32),
    /// Those of which is said what does not count
    pub(super) window: (i32, i32),
    /// Rows of other days may be there, and all are noted: no statistics say which there are
    pub(super) look: bool,
}

/// Adds the rows of a batch to the groups.
pub(super) fn take(
    batch: &RecordBatch,
    layout: &Layout,
    asked: Asked,
    found: &mut Found,
) -> Result<(), Bad> {
    let column = |field: Field| -> Result<Option<Column>, ArrowError> {
        layout.leaf(field).map(|leaf| Column::of(batch, leaf)).transpose()
    };
    let downloads = column(Field::Downloads)?.map(|column| numbers(&column)).transpose()?;
    let counting = found.counting();
    let installers = column(Field::Installer)?;
    let installers = installers.as_ref().map(Column::texts).transpose()?;
    let installs: Option<Vec<bool>> = installers.as_ref().map(|texts| {
        let counts = |code| counting.counts(texts.value(code));
        let verdicts: Vec<bool> = (0..texts.codes()).map(counts).collect();
        let none = counting.counts(None);
        (0..batch.num_rows())
            .map(|row| texts.code(row).map_or(none, |code| verdicts[code]))
            .collect()
    });
    let files = column(Field::File)?;
    let files = files.as_ref().map(Column::texts).transpose()?;
    let sidecars: Option<Vec<bool>> = files.as_ref().map(|texts| {
        let is = |code| texts.value(code).is_some_and(clean::is_sidecar);
        let verdicts: Vec<bool> = (0..texts.codes()).map(is).collect();
        (0..batch.num_rows())
            .map(|row| texts.code(row).is_some_and(|code| verdicts[code]))
            .collect()
    });
    let tells_days = found.dimensions().contains(&Dimension::Day);
    let times = match layout.leaf(Field::Time) {
        Some(leaf) if tells_days || asked.look => Some(Column::of(batch, leaf)?.times(leaf)?),
        _ => None,
    };
    let sources = column(Field::Source)?;
    let sources = sources.as_ref().map(Column::texts).transpose()?;
    let codes = sources.as_ref().map_or(0, Texts::codes);
    // Rows without a source, then those of each.
    for code in std::iter::once(None).chain((0..codes).map(Some)) {
        let of = |row: usize| sources.as_ref().and_then(|texts| texts.code(row));
        let rows: Vec<usize> = match &sources {
            None => (0..batch.num_rows()).collect(),
            Some(_) => (0..batch.num_rows()).filter(|row| of(*row) == code).collect(),
        };
        let name = sources.as_ref().zip(code).and_then(|(texts, code)| texts.value(code));
        let track = Track { source: name.unwrap_or_default().to_owned(), ..Track::default() };
        let mut counted = Vec::with_capacity(rows.len());
        for row in rows {
            let mut in_window = true;
            if let Some(times) = &times {
                let Some(time) = times[row] else { continue };
                found.saw(&track, time);
                let holds = |(first, last)| first <= time.first && time.last <= last;
                if !holds(asked.days) {
                    continue;
                }
                in_window = holds(asked.window);
            }
            let count = downloads.as_ref().map_or(Some(1), |downloads| downloads[row]);
            let Some(count) = count else {
                found.bad += 1;
                continue;
            };
            if sidecars.as_ref().is_some_and(|sidecars| sidecars[row]) {
                let sum = &mut found.left_out.sidecars;
                *sum = sum.saturating_add(if in_window { count } else { 0 });
            } else if installs.as_ref().is_some_and(|installs| !installs[row]) {
                if in_window {
                    let texts = installers.as_ref();
                    let name = texts.and_then(|texts| texts.value(texts.code(row)?));
                    found.left_out.program(name, count, counting);
                }
            } else {
                counted.push((row, count));
            }
        }
        if counted.is_empty() {
            continue;
        }
        let full = || Bad::Odd("there are too many sources".to_owned());
        let groups = &mut found.part(&track).ok_or_else(full)?.groups;
        let dimensions = groups.dimensions().to_vec();
        let mut numbers_of: Vec<Vec<u32>> = Vec::with_capacity(dimensions.len());
        for (place, dimension) in dimensions.iter().enumerate() {
            numbers_of.push(if *dimension == Dimension::Day {
                let day = |time: &Option<Time>| Groups::day(time.map_or(0, |time| time.first));
                times.as_ref().map_or_else(
                    || vec![0; batch.num_rows()],
                    |times| times.iter().map(day).collect(),
                )
            } else {
                let columns: Result<Vec<Option<Column>>, ArrowError> =
                    Field::parts(*dimension).iter().map(|field| column(*field)).collect();
                coded(batch.num_rows(), &columns?, place, groups)?
            });
        }
        for (row, count) in counted {
            let mut key = Key::default();
            for (number, of) in key.iter_mut().zip(&numbers_of) {
                *number = of[row];
            }
            groups.add(key, count)?;
        }
    }
    found.rows += batch.num_rows() as u64;
    Ok(())
}

/// The numbers of a dimension's values; each combination of texts is looked at once a batch.
fn coded(
    rows: usize,
    columns: &[Option<Column>],
    place: usize,
    groups: &mut Groups,
) -> Result<Vec<u32>, ArrowError> {
    let texts: Result<Vec<Option<Texts>>, ArrowError> =
        columns.iter().map(|column| column.as_ref().map(Column::texts).transpose()).collect();
    let texts = texts?;
    let mut scratch = String::new();
    let mut number = |codes: [Option<usize>; MOST_PARTS]| {
        let mut raw = [None; MOST_PARTS];
        for ((raw, texts), code) in raw.iter_mut().zip(&texts).zip(codes) {
            *raw = texts.as_ref().zip(code).and_then(|(texts, code)| texts.value(code));
        }
        groups.number(place, &raw[..texts.len()], &mut scratch)
    };
    if let [Some(texts)] = texts.as_slice() {
        let mut known: Vec<Option<u32>> = vec![None; texts.codes() + 1];
        return Ok((0..rows)
            .map(|row| {
                let code = texts.code(row);
                let slot = &mut known[code.map_or(0, |code| code + 1)];
                *slot.get_or_insert_with(|| number([code, None, None]))
            })
            .collect());
    }
    let mut known: HashMap<[Option<usize>; MOST_PARTS], u32> = HashMap::new();
    Ok((0..rows)
        .map(|row| {
            let mut codes = [None; MOST_PARTS];
            for (code, texts) in codes.iter_mut().zip(&texts) {
                *code = texts.as_ref().and_then(|texts| texts.code(row));
            }
            *known.entry(codes).or_insert_with(|| number(codes))
        })
        .collect())
}

/// Numbers of downloads; [`None`] for rows without one.
fn numbers(column: &Column) -> Result<Vec<Option<u64>>, Bad> {
    macro_rules! each {
        ($kind:ty) => {{
            let numbers = column.array.as_primitive::<$kind>();
            let number = |row: usize| {
                let number = u64::try_from(numbers.value(row)).ok();
                number.filter(|number| !column.is_null(row) && *number <= MOST_DOWNLOADS)
            };
            (0..numbers.len()).map(number).collect()
        }};
    }
    Ok(match column.array.data_type() {
        DataType::Int8 => each!(Int8Type),
        DataType::Int16 => each!(Int16Type),
        DataType::Int32 => each!(Int32Type),
        DataType::Int64 => each!(Int64Type),
        DataType::UInt8 => each!(UInt8Type),
        DataType::UInt16 => each!(UInt16Type),
        DataType::UInt32 => each!(UInt32Type),
        DataType::UInt64 => each!(UInt64Type),
        other => return Err(Bad::Odd(format!("{other} is no number of downloads"))),
    })
}
