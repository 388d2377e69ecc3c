//! What need not be read, by statistics, dictionaries and the page index.

use std::{fs::File, sync::Arc};

use arrow_array::{Array, StringArray, cast::AsArray, types::Int32Type};
use parquet::{
    arrow::arrow_reader::{
        ArrowReaderMetadata, RowSelection, RowSelector, statistics::StatisticsConverter,
    },
    basic::Encoding,
    column::page::{Page, PageReader},
    file::{metadata::RowGroupMetaData, reader::SerializedPageReader, statistics::Statistics},
};

use super::{
    Bad,
    layout::{Kind, Leaf},
};

/// Whether a text can be in a column of a row group.
pub(super) fn may_hold(group: &RowGroupMetaData, column: usize, text: &str) -> bool {
    // The old fields were compared by signed bytes.
    let statistics =
        group.column(column).statistics().filter(|statistics| !statistics.is_min_max_deprecated());
    match statistics {
        Some(Statistics::ByteArray(range)) => {
            range.min_opt().is_none_or(|least| least.data() <= text.as_bytes())
                && range.max_opt().is_none_or(|most| most.data() >= text.as_bytes())
        }
        _ => true,
    }
}

/// The least and the greatest text of a column, for messages.
pub(super) fn bounds(group: &RowGroupMetaData, column: usize) -> Vec<String> {
    match group.column(column).statistics() {
        Some(Statistics::ByteArray(range)) => [range.min_opt(), range.max_opt()]
            .into_iter()
            .flatten()
            .map(|text| String::from_utf8_lossy(text.data()).into_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// The days of a row group.
pub(super) struct DaysOf {
    pub(super) first: i32,
    pub(super) last: i32,
    /// No row is without a time
    pub(super) all: bool,
}

/// The days of a row group, where its statistics say.
pub(super) fn days(group: &RowGroupMetaData, leaf: &Leaf) -> Option<DaysOf> {
    let statistics = group.column(leaf.index).statistics()?;
    let all = statistics.null_count_opt() == Some(0);
    match (statistics, leaf.kind) {
        (Statistics::Int64(range), Kind::Moment(units)) => {
            let day = |moment: i64| i32::try_from(moment.div_euclid(units)).ok();
            let (first, last) = (day(*range.min_opt()?)?, day(*range.max_opt()?)?);
            Some(DaysOf { first, last, all })
        }
        (Statistics::Int32(range), Kind::Day) => {
            Some(DaysOf { first: *range.min_opt()?, last: *range.max_opt()?, all })
        }
        _ => None,
    }
}

/// The values of a dictionary page.
pub(super) struct Names(Vec<u8>);

impl Names {
    /// Plain values: a length in four bytes, then the bytes
    /// ([Parquet's encodings](https://parquet.apache.org/docs/file-format/data-pages/encodings/)).
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            let (name, after) = after.split_at_checked(length)?;
            rest = after;
            Some(name)
        })
    }

    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.iter().any(|known| known == name)
    }
}

/// The dictionary of a column, where all of its pages use it.
pub(super) fn dictionary(
    file: &Arc<File>,
    group: &RowGroupMetaData,
    column: usize,
) -> Result<Option<Names>, Bad> {
    let chunk = group.column(column);
    let only =
        |encoding| chunk.page_encoding_stats_mask().is_some_and(|mask| mask.is_only(encoding));
    let all = only(Encoding::RLE_DICTIONARY) || only(Encoding::PLAIN_DICTIONARY);
    if chunk.dictionary_page_offset().is_none() || !all {
        return Ok(None);
    }
    let rows = usize::try_from(group.num_rows()).unwrap_or(0);
    let mut pages = SerializedPageReader::new(file.clone(), chunk, rows, None)?;
    Ok(match pages.get_next_page()? {
        Some(Page::DictionaryPage { buf, .. }) => Some(Names(buf.to_vec())),
        _ => None,
    })
}

/// The rows whose pages may hold a text, where the file has an index of its pages.
pub(super) fn pages(
    metadata: &ArrowReaderMetadata,
    group: usize,
    leaf: &Leaf,
    text: &str,
) -> Option<RowSelection> {
    // The converter knows columns of the outermost level alone.
    let [name] = leaf.path.as_slice() else { return None };
    let index = metadata.metadata().page_index()?;
    let rows = usize::try_from(metadata.metadata().row_group(group).num_rows()).ok()?;
    let converter =
        StatisticsConverter::try_new(name, metadata.schema(), metadata.parquet_schema()).ok()?;
    let least = texts(&converter.data_page_mins(index.as_ref(), [&group]).ok()?)?;
    let most = texts(&converter.data_page_maxes(index.as_ref(), [&group]).ok()?)?;
    let starts: Option<Vec<usize>> = index
        .page_locations(group, leaf.index)?
        .iter()
        .map(|page| usize::try_from(page.first_row_index).ok())
        .collect();
    let starts = starts?;
    if least.len() != starts.len() || most.len() != starts.len() || starts.first() != Some(&0) {
        return None;
    }
    let mut selectors = Vec::with_capacity(starts.len());
    for (at, start) in starts.iter().enumerate() {
        let length = starts.get(at + 1).copied().unwrap_or(rows).checked_sub(*start)?;
        let may = least.is_null(at)
            || most.is_null(at)
            || (least.value(at) <= text && most.value(at) >= text);
        selectors.push(if may { RowSelector::select(length) } else { RowSelector::skip(length) });
    }
    Some(RowSelection::from(selectors))
}

fn texts(array: &dyn Array) -> Option<StringArray> {
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Some(texts.clone());
    }
    let dictionary = array.as_dictionary_opt::<Int32Type>()?;
    let values = dictionary.values().as_string_opt::<i32>()?;
    let value = |key: i32| usize::try_from(key).ok().map(|key| values.value(key));
    Some(dictionary.keys().iter().map(|key| key.and_then(value)).collect())
}
