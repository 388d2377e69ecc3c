//! Rows of PyPI's table in Parquet.
//!
//! What is not needed is not decoded: row groups are left out by their statistics and by the
//! dictionary of their projects, pages by the page index; the project is compared once a value of a
//! dictionary, then the time where a row group is not wholly inside the window, and the columns of
//! the dimensions are read for the rows that are left. Row groups are read in parallel, and each
//! thread holds one batch.

mod batch;
mod guard;
mod layout;
mod prune;

use std::{fs::File, path::Path, sync::Arc};

use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{
            ArrowPredicate, ArrowPredicateFn, ArrowReaderMetadata, ArrowReaderOptions,
            ParquetRecordBatchReaderBuilder, RowFilter,
        },
    },
    basic::Compression,
    errors::ParquetError,
    file::metadata::{ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, RowGroupMetaData},
};
use rayon::prelude::*;

use self::{batch::Asked, guard::quietly, layout::Layout};
pub(in crate::downloads) use self::{guard::guarded, layout::dictionaries};
use super::{bounded::MANY_BAD, columns::Field, found::Found};
use crate::downloads::{
    Dimension, SourceError, Wanted, Window,
    aggregate::{TooMany, days_of},
};

/// Rows that are decoded at a time.
const BATCH: usize = 8192;

/// Why a file cannot be read on.
#[derive(Debug, thiserror::Error)]
pub(in crate::downloads) enum Bad {
    #[error(transparent)]
    Parquet(#[from] ParquetError),
    #[error(transparent)]
    Arrow(#[from] arrow_schema::ArrowError),
    #[error(transparent)]
    Open(#[from] std::io::Error),
    #[error(transparent)]
    Full(#[from] TooMany),
    #[error("{0}")]
    Odd(String),
}

/// How files are opened: types are those of Parquet itself, not those of the program that wrote it.
fn options() -> ArrowReaderOptions {
    ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_page_index_policy(PageIndexPolicy::Optional)
}

/// Reads the end of a file, where it says what it holds.
pub(in crate::downloads) fn open(path: &Path) -> Result<ArrowReaderMetadata, SourceError> {
    let file =
        File::open(path).map_err(|source| SourceError::Read { path: path.to_owned(), source })?;
    guarded(path, || {
        let metadata = ArrowReaderMetadata::load(&file, options())?;
        // The reader takes it for granted that these are not negative.
        let mut chunks =
            metadata.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
        let negative = |chunk: &ColumnChunkMetaData| {
            chunk.compressed_size() < 0
                || chunk.data_page_offset() < 0
                || chunk.dictionary_page_offset().is_some_and(|offset| offset < 0)
        };
        match chunks.find(|chunk| negative(chunk)) {
            None => Ok(metadata),
            Some(chunk) => Err(Bad::Odd(format!(
                "the Parquet file is damaged: the column `{}` lies nowhere",
                chunk.column_path().string()
            ))),
        }
    })
}

/// Takes the rows that are wanted. `empty` makes groups without rows.
pub(super) fn read<'a>(
    path: &Path,
    metadata: &ArrowReaderMetadata,
    wanted: &Wanted,
    empty: &(dyn Fn() -> Found<'a> + Sync),
) -> Result<Found<'a>, SourceError> {
    guarded(path, || {
        let nothing = empty();
        let layout = Layout::of(metadata, nothing.dimensions()).map_err(Bad::Odd)?;
        let task = Task::new(path, layout, wanted)?;
        let groups: Vec<(usize, bool)> = task.row_groups();
        let found = groups
            .par_iter()
            .try_fold(empty, |found, (at, inside)| quietly(|| task.row_group(found, *at, *inside)))
            .try_reduce(empty, |one, other| Ok(one.merge(other)?));
        let mut found = found?;
        found.columns = found.columns.with(task.layout.columns);
        task.say_days(&mut found);
        task.say_bad(&mut found)?;
        if found.is_empty() {
            task.say_projects(&mut found)?;
        }
        Ok(found)
    })
}

/// Refuses what is packed by a method that is not built in.
fn known(chunk: &ColumnChunkMetaData) -> Result<(), Bad> {
    match chunk.compression() {
        Compression::UNCOMPRESSED
        | Compression::SNAPPY
        | Compression::GZIP(_)
        | Compression::ZSTD(_) => Ok(()),
        other => Err(Bad::Odd(format!(
            "the Parquet file is compressed by {}: expected snappy, gzip, zstd or none",
            format!("{other:?}").to_lowercase().split('(').next().unwrap_or_default()
        ))),
    }
}

/// One file and what is wanted of it.
struct Task<'t> {
    path: &'t Path,
    layout: Layout,
    metadata: ArrowReaderMetadata,
    project: String,
    asked: Asked,
}

impl<'t> Task<'t> {
    fn new(path: &'t Path, layout: Layout, wanted: &Wanted) -> Result<Self, Bad> {
        let options = options().with_schema(layout.schema.clone());
        let metadata = ArrowReaderMetadata::try_new(layout.metadata.clone(), options)?;
        let days = |window: Window| (days_of(window.first), days_of(window.last));
        let groups = metadata.metadata().row_groups().iter();
        let look = layout.leaf(Field::Time).is_some_and(|leaf| {
            leaf.monthly || groups.clone().any(|group| prune::days(group, leaf).is_none())
        });
        for chunk in groups.flat_map(RowGroupMetaData::columns) {
            known(chunk)?;
        }
        Ok(Self {
            path,
            layout,
            metadata,
            project: wanted.project.normalized(),
            asked: Asked { days: days(wanted.days()), window: days(wanted.window), look },
        })
    }

    fn file(&self) -> &Arc<ParquetMetaData> {
        self.metadata.metadata()
    }

    /// The row groups that may hold rows, and whether each lies wholly in the window.
    fn row_groups(&self) -> Vec<(usize, bool)> {
        let groups = self.file().row_groups().iter().enumerate();
        groups
            .filter_map(|(at, group)| {
                if let Some(leaf) = self.layout.leaf(Field::Project)
                    && !prune::may_hold(group, leaf.index, &self.project)
                {
                    return None;
                }
                let Some(leaf) = self.layout.leaf(Field::Time) else { return Some((at, true)) };
                match prune::days(group, leaf).filter(|_| !self.asked.look) {
                    None => Some((at, false)),
                    Some(days) => {
                        let (first, last) = self.asked.days;
                        let overlaps = days.first <= last && days.last >= first;
                        let inside = days.first >= first && days.last <= last && days.all;
                        overlaps.then_some((at, inside))
                    }
                }
            })
            .collect()
    }

    /// Takes the rows of one row group.
    fn row_group<'a>(
        &self,
        mut found: Found<'a>,
        at: usize,
        inside: bool,
    ) -> Result<Found<'a>, Bad> {
        // Each has a file of its own: clones of one share its position.
        let file = Arc::new(File::open(self.path)?);
        let mask =
            |leaves: Vec<usize>| ProjectionMask::leaves(self.metadata.parquet_schema(), leaves);
        let project = self.layout.leaf(Field::Project);
        let time = self.layout.leaf(Field::Time);
        if let Some(leaf) = project
            && let Some(names) = prune::dictionary(&file, self.file().row_group(at), leaf.index)?
            && !names.has(self.project.as_bytes())
        {
            return Ok(found);
        }
        let file = File::open(self.path)?;
        let mut builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_row_groups(vec![at])
                .with_batch_size(BATCH);
        let tells_days = found.dimensions().contains(&Dimension::Day);
        let read: Vec<Field> = self.layout.read_last(tells_days || self.asked.look);
        let leaves = read.iter().filter_map(|field| Some(self.layout.leaf(*field)?.index));
        builder = builder.with_projection(mask(leaves.collect()));
        let mut predicates: Vec<Box<dyn ArrowPredicate>> = Vec::new();
        if let Some(leaf) = project {
            if let Some(pages) = prune::pages(&self.metadata, at, leaf, &self.project) {
                if !pages.selects_any() {
                    return Ok(found);
                }
                builder = builder.with_row_selection(pages);
            }
            let (leaf, name) = (leaf.clone(), self.project.clone());
            predicates
                .push(Box::new(ArrowPredicateFn::new(mask(vec![leaf.index]), move |batch| {
                    batch::is(&batch, &leaf, &name)
                })));
        }
        if let (Some(leaf), false) = (time, inside || self.asked.look) {
            let (leaf, days) = (leaf.clone(), self.asked.days);
            predicates
                .push(Box::new(ArrowPredicateFn::new(mask(vec![leaf.index]), move |batch| {
                    batch::within(&batch, &leaf, days)
                })));
        }
        if !predicates.is_empty() {
            builder = builder.with_row_filter(RowFilter::new(predicates));
        }
        for batch in builder.build()? {
            batch::take(&batch?, &self.layout, self.asked, &mut found)?;
        }
        Ok(found)
    }

    /// Notes the days that the file covers, by its statistics. Without them the rows were looked at.
    fn say_days(&self, found: &mut Found) {
        let Some(leaf) = self.layout.leaf(Field::Time).filter(|_| !self.asked.look) else { return };
        let groups = self.file().row_groups().iter();
        for days in groups.filter_map(|group| prune::days(group, leaf)) {
            found.saw_day(days.first);
            found.saw_day(days.last);
        }
    }

    /// Says how many rows were left out; most of many are too many.
    fn say_bad(&self, found: &mut Found) -> Result<(), Bad> {
        let Some(leaf) = self.layout.leaf(Field::Downloads).filter(|_| found.bad > 0) else {
            return Ok(());
        };
        let (bad, all, column) = (found.bad, found.rows, leaf.path.join("."));
        let said = format!("{bad} of {all} rows have no number of downloads in `{column}`");
        if bad >= all || bad >= MANY_BAD && bad > all - bad {
            return Err(Bad::Odd(said));
        }
        found.notes.push(format!("{said}: they are left out"));
        Ok(())
    }

    /// Notes which projects there are, where that is cheap: from the dictionaries.
    fn say_projects(&self, found: &mut Found) -> Result<(), Bad> {
        let Some(leaf) = self.layout.leaf(Field::Project) else { return Ok(()) };
        let file = Arc::new(File::open(self.path)?);
        for group in self.file().row_groups().iter().take(32) {
            if let Some(names) = prune::dictionary(&file, group, leaf.index)? {
                if names.has(self.project.as_bytes()) {
                    found.rows += 1;
                    return Ok(());
                }
                let names = names.iter().filter_map(|name| std::str::from_utf8(name).ok());
                found.projects.extend(names.take(10_000).map(str::to_owned));
            } else {
                found.projects.extend(prune::bounds(group, leaf.index));
            }
        }
        Ok(())
    }
}
