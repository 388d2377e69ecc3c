//! What to do where the server says no.

use super::body::exception;
use crate::{downloads::SourceError, net::NetError};

/// Why the server says no, where it does so itself.
pub(super) fn refusal(place: &str, error: NetError) -> SourceError {
    match error.body().and_then(exception) {
        Some(said) => refused(place, &said),
        None => error.into(),
    }
}

/// What the server says, and what to do by its number.
///
/// Source: [the numbers of its errors](https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp).
pub(super) fn refused(place: &str, said: &str) -> SourceError {
    let code = said.strip_prefix("Code: ").and_then(|rest| rest.split(['.', ',']).next());
    let hint = match code.and_then(|code| code.parse::<u16>().ok()) {
        // A table, a database, a column or a function is not there.
        Some(46 | 47 | 60 | 81) => {
            "is it a server with ClickPy's database `pypi`? the address is that of downloads.toml, \
             or of RELKIT_CLICKHOUSE_URL"
        }
        // The user, the password, the rights.
        Some(164 | 192..=194 | 497 | 516) => {
            "the server does not let this user read `pypi`: \
             RELKIT_CLICKHOUSE_URL=https://USER:PASSWORD@HOST/"
        }
        // Time, memory, rows, bytes, queries at once, quota.
        Some(158..=160 | 201 | 202 | 241 | 307 | 396) => {
            "it is a limit of the server: fewer days, later, or --source pypistats"
        }
        _ => "another source: --source pypistats",
    };
    SourceError::Refused { message: format!("{place} answers {said}"), hint: hint.to_owned() }
}
