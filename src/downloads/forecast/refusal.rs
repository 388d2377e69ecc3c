//! Why there is no forecast.

use crate::model::PythonVersion;

/// Why there is no forecast of a Python.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoForecast {
    /// The series is empty
    #[error("no whole month of downloads is known")]
    NoMonths,
    /// Nothing says how old it is
    #[error("no release date of Python {python} is known")]
    Unknown {
        /// Which one
        python: PythonVersion,
    },
    /// It grows as it likes
    #[error("Python {python} is less than {youngest} months old: too young to be foretold")]
    Young {
        /// Which one
        python: PythonVersion,
        /// From this age on others were observed
        youngest: u32,
    },
    /// No other was that old
    #[error("Python {python} is more than {oldest} months old: none that old was observed")]
    Old {
        /// Which one
        python: PythonVersion,
        /// Up to this age others were observed
        oldest: u32,
    },
    /// Too little is known
    #[error("{months} of the last 6 months are whole: a forecast needs {needed}")]
    FewMonths {
        /// So many
        months: u32,
        /// And so many should be
        needed: u32,
    },
    /// It is next to nothing
    #[error(
        "Python {python} has {share:.2} % ({downloads} downloads in the month): under {least} % or so few, chance decides"
    )]
    Noise {
        /// Which one
        python: PythonVersion,
        /// Its share, in percent
        share: f64,
        /// Its downloads in the last month
        downloads: u64,
        /// The share from which on others were observed, in percent
        least: f64,
    },
}
