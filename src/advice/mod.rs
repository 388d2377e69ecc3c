//! What to do: counts, plan and dates put together.
//!
//! Pure functions: the day comes in, nothing is read or asked. Shares are in percent throughout.

mod amount;
mod facts;
mod fallback;
mod floors;
mod gate;
mod judge;
mod newest;
mod reasons;
mod saving;
#[cfg(test)]
mod tests;
mod verdict;
mod wheels;

pub use facts::{Facts, PythonFacts};
pub use fallback::{Fallback, Fallbacks, Taken, fallbacks};
pub use floors::{Floor, FloorRow, Floors, Recommended, glibc_and_musl, macos};
pub use gate::{Gate, GateError, Outcome, Settled};
pub use judge::Rules;
pub use newest::{Newest, newest};
pub use saving::{PlanCost, Planner};
pub use verdict::{Action, Dates, Reason, Verdict, VerdictRow, verdict};
pub use wheels::{
    FileUse, Gap, Gaps, Served, ThreadedUse, WheelAdvice, WheelUse, free_threaded, gaps, wheel_use,
};
