//! Batches of columns on their way to groups.

use std::collections::HashMap;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray, StructArray,
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
    Dimension,
    aggregate::{Groups, Key, MOST_PARTS},
    clean,
    source::file::{columns::Field, found::Found, time::Days},
};

/// One column of a batch, with the structures around it.
struct Column<'b> {
    array: &'b ArrayRef,
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
        Ok(Self { array, around })
    }

    fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row) || self.around.iter().any(|parent| parent.is_null(row))
    }

    fn texts(&self) -> Result<Texts<'_, 'b>, ArrowError> {
        if let Some(flags) = self.array.as_boolean_opt() {
            return Ok(Texts::Flags { column: self, flags });
        }
        let odd = || ArrowError::SchemaError("expected a dictionary of texts".to_owned());
        let dictionary = self.array.as_dictionary_opt::<Int32Type>().ok_or_else(odd)?;
        let values = dictionary.values().as_string_opt::<i32>().ok_or_else(odd)?;
        Ok(Texts::Texts { column: self, keys: dictionary.keys(), values })
    }

    /// The days since 1970; [`None`] for rows without one.
    fn days(&self, kind: Kind) -> Result<Vec<Option<i32>>, ArrowError> {
        let rows = 0..self.array.len();
        match kind {
            Kind::Text => {
                let (texts, mut days) = (self.texts()?, Days::default());
                Ok(rows.map(|row| days.of(texts.value(texts.code(row)?)?)).collect())
            }
            Kind::Day => {
                let days = self.array.as_primitive::<Date32Type>();
                Ok(rows.map(|row| (!self.is_null(row)).then(|| days.value(row))).collect())
            }
            Kind::Moment(units) => {
                let moments = moments(self.array)?;
                let day = |row: usize| i32::try_from(moments[row].div_euclid(units)).ok();
                Ok(rows.map(|row| (!self.is_null(row)).then(|| day(row)).flatten()).collect())
            }
            Kind::Flag | Kind::Number => Err(ArrowError::SchemaError("expected a time".to_owned())),
        }
    }
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
enum Texts<'c, 'b> {
    Texts { column: &'c Column<'b>, keys: &'b Int32Array, values: &'b StringArray },
    Flags { column: &'c Column<'b>, flags: &'b BooleanArray },
}

impl Texts<'_, '_> {
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
        let moments = moments(column.array)?.iter().map(inside).collect::<Vec<bool>>();
        if column.array.null_count() == 0 {
            return Ok(BooleanArray::from(moments));
        }
    }
    let days = column.days(leaf.kind)?;
    Ok(days
        .into_iter()
        .map(|day| Some(day.is_some_and(|day| (first..=last).contains(&day))))
        .collect())
}

/// Adds the rows of a batch to the groups.
pub(super) fn take(batch: &RecordBatch, layout: &Layout, found: &mut Found) -> Result<(), Bad> {
    let column = |field: Field| -> Result<Option<Column>, ArrowError> {
        layout.leaf(field).map(|leaf| Column::of(batch, leaf)).transpose()
    };
    let downloads = column(Field::Downloads)?.map(|column| numbers(&column)).transpose()?;
    let passes = |field: Field, such: &dyn Fn(Option<&str>) -> bool| {
        let Some(column) = column(field)? else { return Ok(None) };
        let texts = column.texts()?;
        let verdicts: Vec<bool> = (0..texts.codes()).map(|code| such(texts.value(code))).collect();
        let none = such(None);
        let verdict = |row| texts.code(row).map_or(none, |code| verdicts[code]);
        Ok::<_, ArrowError>(Some((0..batch.num_rows()).map(verdict).collect::<Vec<bool>>()))
    };
    let counting = found.groups.counting();
    let installs = passes(Field::Installer, &|name| counting.counts(name))?;
    let is_file = passes(Field::File, &|name| !name.is_some_and(clean::is_sidecar))?;

    let dimensions = found.groups.dimensions().to_vec();
    let mut numbers_of: Vec<Vec<u32>> = Vec::with_capacity(dimensions.len());
    for (place, dimension) in dimensions.iter().enumerate() {
        numbers_of.push(match (dimension, layout.leaf(Field::Time)) {
            (Dimension::Day, Some(leaf)) => {
                let days = Column::of(batch, leaf)?.days(leaf.kind)?;
                days.into_iter().map(|day| Groups::day(day.unwrap_or_default())).collect()
            }
            (Dimension::Day, None) => vec![0; batch.num_rows()],
            _ => {
                let columns: Result<Vec<Option<Column>>, ArrowError> =
                    Field::parts(*dimension).iter().map(|field| column(*field)).collect();
                coded(batch.num_rows(), &columns?, place, &mut found.groups)?
            }
        });
    }
    for row in 0..batch.num_rows() {
        let count = downloads.as_ref().map_or(1, |downloads| downloads[row]);
        if is_file.as_ref().is_some_and(|is_file| !is_file[row]) {
            continue;
        }
        if installs.as_ref().is_some_and(|installs| !installs[row]) {
            found.other_installers = found.other_installers.saturating_add(count);
            continue;
        }
        let mut key = Key::default();
        for (number, of) in key.iter_mut().zip(&numbers_of) {
            *number = of[row];
        }
        found.groups.add(key, count)?;
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

/// Numbers of downloads.
fn numbers(column: &Column) -> Result<Vec<u64>, Bad> {
    macro_rules! each {
        ($kind:ty) => {{
            let numbers = column.array.as_primitive::<$kind>();
            let number = |row: usize| match column.is_null(row) {
                true => Err(Bad::Odd("a row has no number of downloads".to_owned())),
                false => u64::try_from(numbers.value(row)).map_err(|_| {
                    Bad::Odd(format!("{} is no number of downloads", numbers.value(row)))
                }),
            };
            (0..numbers.len()).map(number).collect()
        }};
    }
    match column.array.data_type() {
        DataType::Int8 => each!(Int8Type),
        DataType::Int16 => each!(Int16Type),
        DataType::Int32 => each!(Int32Type),
        DataType::Int64 => each!(Int64Type),
        DataType::UInt8 => each!(UInt8Type),
        DataType::UInt16 => each!(UInt16Type),
        DataType::UInt32 => each!(UInt32Type),
        DataType::UInt64 => each!(UInt64Type),
        other => Err(Bad::Odd(format!("{other} is no number of downloads"))),
    }
}
