//! What to do: counts, plan and dates put together.

mod verdict;

pub use verdict::{Action, Facts, PlanCost, PythonFacts, Reason, Verdict, VerdictRow, verdict};
