//! Downloads joined with the files of a release: which wheels nobody fetches, and which users of
//! the sdist would take a wheel.

mod advice;
mod gaps;
mod machine;
mod threaded;
mod unfetched;

pub use advice::WheelAdvice;
pub use gaps::{Gap, Gaps, Served, gaps};
pub use threaded::{ThreadedUse, free_threaded};
pub use unfetched::{FileUse, WheelUse, wheel_use};
