//! Download counts: from a source to shares, trends and forecasts.
//!
//! ```text
//! Wanted -> Source -> Answer (Origin + cubes of Counts) -> Shares | Series -> Forecast
//! ```
//!
//! Architecture invariants:
//! - A number never travels without its [`Origin`]: source, days, installers counted, whether the
//!   rows are complete.
//! - Sources clean what they read on the way in ([`clean`]), so that a count has one spelling for
//!   each value and groups stay few however many rows are read.
//! - What a source does not tell apart is absent from its [`Counts`], never guessed.

pub mod aggregate;
mod answer;
pub mod backtest;
pub mod cache;
pub mod clean;
pub mod compare;
mod counts;
#[cfg(feature = "parquet")]
pub mod cube;
mod dimension;
mod error;
pub mod forecast;
mod history;
mod installers;
mod month;
mod series;
mod share;
pub mod source;
mod value;
mod wanted;
mod window;

pub use answer::{Answer, Completeness, Cost, Counted, Origin, Unread};
pub use counts::Counts;
pub use dimension::Dimension;
pub use error::SourceError;
pub use forecast::{Forecast, NoForecast, Outlook};
pub use history::{History, Track};
pub use installers::Installers;
pub use month::Month;
pub use series::{Point, Series};
pub use share::{Share, Shares, Sorting};
pub use value::Value;
pub use wanted::Wanted;
pub use window::Window;
