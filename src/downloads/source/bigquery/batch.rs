//! Columns of a batch by their names, through structures.

use arrow_array::{
    Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray,
};

use crate::downloads::SourceError;

/// A column, with the structures that it lies in: where one of those is null, so is the value.
pub(super) struct Column {
    around: Vec<ArrayRef>,
    values: ArrayRef,
}

impl Column {
    /// The column of a path. Ex) `details.system.name`
    pub(super) fn find(batch: &RecordBatch, path: &str) -> Result<Self, SourceError> {
        let missing = |name: &str, known: Vec<&str>| {
            malformed(format!("no column `{name}` of `{path}`: there are {}", known.join(", ")))
        };
        let mut names = path.split('.');
        let first = names.next().unwrap_or_default();
        let Some(column) = batch.column_by_name(first) else {
            let schema = batch.schema();
            let known = schema.fields().iter().map(|field| field.name().as_str()).collect();
            return Err(missing(first, known));
        };
        let mut values = ArrayRef::clone(column);
        let mut around = Vec::new();
        for name in names {
            let inner = {
                let structure = values.as_any().downcast_ref::<StructArray>();
                let structure = structure.ok_or_else(|| {
                    malformed(format!("the column above `{name}` of `{path}` is no structure"))
                })?;
                match structure.column_by_name(name) {
                    Some(column) => ArrayRef::clone(column),
                    None => return Err(missing(name, structure.column_names())),
                }
            };
            around.push(std::mem::replace(&mut values, inner));
        }
        Ok(Self { around, values })
    }

    /// The same, of texts.
    pub(super) fn text<'a>(&'a self, path: &str) -> Result<Texts<'a>, SourceError> {
        self.typed::<StringArray>(path, "texts").map(|values| Texts { column: self, values })
    }

    /// Whole numbers.
    pub(super) fn numbers(&self, path: &str) -> Result<&Int64Array, SourceError> {
        self.typed(path, "whole numbers")
    }

    /// Points in time.
    pub(super) fn times(&self, path: &str) -> Result<&TimestampMicrosecondArray, SourceError> {
        self.typed(path, "times in microseconds")
    }

    /// Whether it is so.
    pub(super) fn truths(&self, path: &str) -> Result<&BooleanArray, SourceError> {
        self.typed(path, "truth values")
    }

    /// Whether a row has no value.
    pub(super) fn is_null(&self, row: usize) -> bool {
        self.values.is_null(row) || self.around.iter().any(|structure| structure.is_null(row))
    }

    fn typed<T: 'static>(&self, path: &str, what: &str) -> Result<&T, SourceError> {
        self.values.as_any().downcast_ref().ok_or_else(|| {
            let found = self.values.data_type();
            malformed(format!("the column `{path}` has {found}, and {what} were expected"))
        })
    }
}

/// A column of texts.
pub(super) struct Texts<'a> {
    column: &'a Column,
    values: &'a StringArray,
}

impl<'a> Texts<'a> {
    /// The text of a row.
    pub(super) fn get(&self, row: usize) -> Option<&'a str> {
        (!self.column.is_null(row)).then(|| self.values.value(row))
    }
}

fn malformed(why: String) -> SourceError {
    SourceError::Malformed { place: "the rows of BigQuery".to_owned(), why }
}
