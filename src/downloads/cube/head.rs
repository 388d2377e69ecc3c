//! What a cube says of itself, without its rows.

use std::path::Path;

use jiff::Timestamp;

use super::{about, open};
use crate::downloads::{Counted, Dimension, Origin, SourceError, Window};

/// The metadata of a cube.
#[derive(Debug, Clone)]
pub(in crate::downloads) struct Head {
    /// When the source was asked
    pub(in crate::downloads) asked: Option<Timestamp>,
    /// The days that it covers
    pub(in crate::downloads) window: Option<Window>,
    /// Whose downloads are in it
    pub(in crate::downloads) counted: Counted,
    /// The dimensions of each counts
    pub(in crate::downloads) cubes: Vec<Vec<Dimension>>,
}

/// Reads the metadata; [`None`] for other Parquet files.
pub(in crate::downloads) fn head(path: &Path) -> Result<Option<Head>, SourceError> {
    let Some(about) = about(path, &open(path)?)? else { return Ok(None) };
    let origin = Origin::from(about.origin);
    Ok(Some(Head {
        asked: about.asked,
        window: origin.window,
        counted: origin.counted,
        cubes: about.cubes,
    }))
}
