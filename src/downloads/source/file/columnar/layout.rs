//! Where the columns are and of which types.

use std::sync::Arc;

use arrow_schema::{
    DataType, Field as ArrowField, Fields as ArrowFields, Schema, SchemaRef, TimeUnit,
};
use parquet::{arrow::arrow_reader::ArrowReaderMetadata, file::metadata::ParquetMetaData};

use crate::downloads::{
    Dimension,
    source::file::{
        columns::{FIELDS, Field, Fields},
        found::columns_of,
    },
};

/// The columns of a file that are needed.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) metadata: Arc<ParquetMetaData>,
    /// The file's types with texts as dictionaries, so that a text is looked at once a dictionary
    /// and not once a row
    pub(super) schema: SchemaRef,
    pub(super) columns: Fields,
    leaves: [Option<Leaf>; FIELDS],
    dimensions: Vec<Dimension>,
}

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Its number among the leaves of the schema
    pub(super) index: usize,
    /// Its name, part by part
    pub(super) path: Vec<String>,
    pub(super) kind: Kind,
    /// A time stands for its month
    pub(super) monthly: bool,
    rank: usize,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Flag,
    /// So many units of time a day
    Moment(i64),
    /// Days since 1970
    Day,
    Number,
}

impl Layout {
    /// The columns for these dimensions; the error says what is there instead.
    pub(super) fn of(
        metadata: &ArrowReaderMetadata,
        dimensions: &[Dimension],
    ) -> Result<Self, String> {
        let mut leaves: [Option<Leaf>; FIELDS] = std::array::from_fn(|_| None);
        let mut columns = Fields::default();
        let descriptor = metadata.parquet_schema();
        for (index, column) in descriptor.columns().iter().enumerate() {
            let name = column.path().string();
            let Some((field, rank)) = Field::of(&name) else { continue };
            let place = &mut leaves[field as usize];
            if place.as_ref().is_some_and(|leaf| leaf.rank <= rank) || !needs(field, dimensions) {
                continue;
            }
            let path = column.path().parts().to_vec();
            let Some(kind) = kind(field, &name, type_of(metadata.schema(), &path))? else {
                continue;
            };
            columns.insert(field);
            let monthly = field.is_monthly(rank);
            *place = Some(Leaf { index, path, kind, monthly, rank });
        }
        odd(metadata.schema().fields(), "", dimensions)?;
        if !dimensions.is_empty() && !dimensions.iter().any(|dimension| columns.tell(*dimension)) {
            let there = descriptor.columns().iter().take(40);
            let there: Vec<String> =
                there.map(|column| format!("`{}`", column.path().string())).collect();
            return Err(format!(
                "expected the columns {}; there are {}",
                columns_of(dimensions),
                there.join(", ")
            ));
        }
        Ok(Self {
            metadata: metadata.metadata().clone(),
            schema: dictionaries(metadata.schema()),
            columns,
            leaves,
            dimensions: dimensions.to_vec(),
        })
    }

    pub(super) fn leaf(&self, field: Field) -> Option<&Leaf> {
        self.leaves[field as usize].as_ref()
    }

    /// The fields that are read of the rows that are left.
    pub(super) fn read_last(&self, days: bool) -> Vec<Field> {
        let dimensions = self.dimensions.iter().filter(|dimension| **dimension != Dimension::Day);
        let parts = dimensions.flat_map(|dimension| Field::parts(*dimension)).copied();
        let mut fields: Vec<Field> = parts
            .chain([Field::Installer, Field::File, Field::Downloads, Field::Source])
            .chain(days.then_some(Field::Time))
            .filter(|field| self.leaf(*field).is_some())
            .collect();
        fields.sort_by_key(|field| *field as usize);
        fields.dedup();
        fields
    }
}

fn needs(field: Field, dimensions: &[Dimension]) -> bool {
    let filters = [
        Field::Project,
        Field::Time,
        Field::Installer,
        Field::File,
        Field::Downloads,
        Field::Source,
    ];
    filters.contains(&field)
        || dimensions.iter().any(|dimension| Field::parts(*dimension).contains(&field))
}

/// Looks for columns that ought to tell something and cannot by their type: lists by a known name,
/// and `details` that is no structure.
fn odd(fields: &ArrowFields, before: &str, dimensions: &[Dimension]) -> Result<(), String> {
    for field in fields {
        let name = format!("{before}{}", field.name());
        match field.data_type() {
            DataType::Struct(fields) => odd(fields, &format!("{name}."), dimensions)?,
            DataType::Null => {}
            DataType::List(_) | DataType::Map(..)
                if Field::of(&name).is_some_and(|(field, _)| needs(field, dimensions)) =>
            {
                return Err(format!("the column `{name}` is a list: expected one value a row"));
            }
            found if name == "details" => {
                return Err(format!(
                    "the column `details` is {found}: expected a structure with `python` and others"
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The type of a column; [`None`] where it lies in a list.
fn type_of<'s>(schema: &'s Schema, path: &[String]) -> Option<&'s DataType> {
    let (first, rest) = path.split_first()?;
    let mut kind = schema.field_with_name(first).ok()?.data_type();
    for name in rest {
        let DataType::Struct(fields) = kind else { return None };
        kind = fields.find(name)?.1.data_type();
    }
    Some(kind)
}

/// What a column holds; [`None`] where it is empty by its type.
fn kind(field: Field, name: &str, found: Option<&DataType>) -> Result<Option<Kind>, String> {
    let expected = match field {
        Field::Time => "a timestamp, a date or text",
        Field::Downloads => "integers",
        Field::Ci => "booleans or text",
        _ => "text",
    };
    let Some(found) = found else {
        return Err(format!("the column `{name}` is a list: expected {expected}"));
    };
    Ok(Some(match (field, found) {
        (_, DataType::Null) => return Ok(None),
        (Field::Time, DataType::Timestamp(unit, _)) => Kind::Moment(match unit {
            TimeUnit::Second => 86_400,
            TimeUnit::Millisecond => 86_400_000,
            TimeUnit::Microsecond => 86_400_000_000,
            TimeUnit::Nanosecond => 86_400_000_000_000,
        }),
        (Field::Time, DataType::Date32) => Kind::Day,
        (Field::Downloads, found) if found.is_integer() => Kind::Number,
        (Field::Ci, DataType::Boolean) => Kind::Flag,
        (Field::Downloads, _) => {
            return Err(format!("the column `{name}` is {found}: expected {expected}"));
        }
        (_, DataType::Utf8 | DataType::Binary) => Kind::Text,
        (Field::Python | Field::Version, DataType::Float32 | DataType::Float64) => {
            return Err(format!(
                "the column `{name}` is {found}: expected text, as 3.1 and 3.10 are the same number"
            ));
        }
        _ => return Err(format!("the column `{name}` is {found}: expected {expected}")),
    }))
}

/// The schema with texts as dictionaries.
pub(in crate::downloads) fn dictionaries(schema: &Schema) -> SchemaRef {
    fn one(field: &ArrowField) -> ArrowField {
        let kind = match field.data_type() {
            DataType::Utf8 | DataType::Binary => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            DataType::Struct(fields) => DataType::Struct(each(fields)),
            other => other.clone(),
        };
        ArrowField::new(field.name(), kind, field.is_nullable())
            .with_metadata(field.metadata().clone())
    }
    fn each(fields: &ArrowFields) -> ArrowFields {
        fields.iter().map(|field| one(field)).collect()
    }
    Arc::new(Schema::new_with_metadata(each(schema.fields()), schema.metadata().clone()))
}
