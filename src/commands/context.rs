//! What every command is given besides its own arguments.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::Terminal;
use crate::tables::Tables;

/// The streams, the tables and the day.
pub struct Context {
    /// Where to print
    pub terminal: Terminal,
    /// Where tables come from
    pub tables: Tables,
    /// `--as-of`
    pub as_of: Option<Date>,
}

impl Context {
    /// The day to judge by: as asked, else today in UTC.
    pub fn as_of(&self) -> Date {
        self.as_of.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
    }
}
