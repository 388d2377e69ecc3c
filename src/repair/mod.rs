//! Wheels mended where that is safe: a plan from the facts, and a new archive from the plan.
//!
//! Architecture invariants:
//! - What is safe follows from the archive itself: RECORD from the content of undamaged members,
//!   the tags and the build tag in WHEEL from the file name, spelling and order from the
//!   specification. Nothing is guessed, and where two places contradict each other in substance
//!   nothing is mended ([`Refusal`]).
//! - No member is compressed again: bytes, order, times, modes and methods stay. The frame of the
//!   archive (local headers, directory, end record) is written anew, without extra fields.
//! - The same wheel gives the same bytes.

mod archive;
mod names;
mod plan;
mod record;
mod wheel_file;

pub use archive::{WriteError, writable, write};
pub use plan::{Plan, Refusal, plan};

/// The rules whose findings can be mended, in the order of the codes.
pub const CODES: &[&str] = &[
    "NAM002", "NAM005", "REC001", "REC002", "REC003", "REC004", "REC005", "REC006", "REC007",
    "REC008", "REC009", "REC010", "TAG001", "WHL002", "WHL004", "WHL005", "WHL006",
];

/// One thing that is mended in a wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The code of the rule that would complain of it. Ex) `REC003`
    pub code: &'static str,
    /// The member that changes; absent for the file's name
    pub member: Option<String>,
    /// What is done, on one line. Ex) `18 rows added`
    pub message: String,
    /// The places, a line each, the first few of them
    pub details: Vec<String>,
}

impl Mend {
    /// More lines than this help nobody; the rest is counted.
    const MOST: usize = 5;

    fn new(code: &'static str, member: Option<&str>, message: String, all: Vec<String>) -> Self {
        let mut details = all;
        if let Some(more) = details.len().checked_sub(Self::MOST).filter(|more| *more > 0) {
            details.truncate(Self::MOST);
            details.push(format!("and {more} more"));
        }
        Self { code, member: member.map(str::to_owned), message, details }
    }
}
