//! What a source is asked for.

use std::collections::BTreeSet;

use super::{Dimension, Installers, Window};
use crate::model::ProjectName;

/// One question: the downloads of a project, told apart by some dimensions.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whose downloads
    pub project: ProjectName,
    /// The days whose shares are asked for
    pub window: Window,
    /// Earlier days for trends: a source gives of them what it has for free, and BigQuery all of
    /// them, at its price
    pub history: Option<Window>,
    /// The dimensions. A source that cannot cross them all answers with several
    /// [`Counts`](super::Counts), and with the day in each where it knows it.
    pub dimensions: BTreeSet<Dimension>,
    /// Whose downloads count
    pub installers: Installers,
}

impl Wanted {
    /// All days, the history's included.
    pub fn days(&self) -> Window {
        self.history.map_or(self.window, |history| history.with(self.window))
    }
}
