//! Where counts come from.

#[cfg(feature = "bigquery")]
pub mod bigquery;
pub mod chain;
pub mod clickhouse;
pub mod file;
pub mod pypistats;
mod web;

use super::{Answer, SourceError, Wanted};

/// Something that knows download counts.
pub trait Source {
    /// Its name in `--source` and in reports: `pypistats`, `clickhouse`, `bigquery`, `file`.
    fn name(&self) -> &'static str;

    /// Answers a question. `progress` is told what is being done, for people who wait.
    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError>;
}
