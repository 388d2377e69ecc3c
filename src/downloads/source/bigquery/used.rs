//! What a project was billed for queries so far, beside what a month is free.
//!
//! The list of jobs says it for free
//! ([jobs.list](https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/list)); the view
//! `INFORMATION_SCHEMA.JOBS` has the same and bills each look at it. The free part belongs to the
//! billing account, which may have other projects: what they use is not seen.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::{
    cost,
    rest::Rest,
    wire::{JobList, Listed},
};
use crate::{
    downloads::{Cost, SourceError},
    tables::DownloadRules,
};

/// Pages of jobs that are read; each has up to a thousand.
const PAGES: u32 = 20;

/// What was billed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Used {
    /// The project that pays
    pub project: String,
    /// Since when
    pub since: Timestamp,
    /// Bytes that were billed, with their list price were none of them free
    pub billed: Cost,
    /// Bytes that are free in a month
    pub free: u64,
    /// Queries that were billed
    pub queries: u64,
    /// Whether these are the queries of all accounts of the project, or those of this one alone
    pub all_accounts: bool,
    /// Whether there are more jobs than were looked at
    pub more: bool,
}

/// Ex) `since 2026-11-01 the project `me` was billed 9.00 GiB for 3 queries; 1.00 TiB a month are
/// free`
impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { project, since, billed, free, queries, all_accounts, more } = self;
        let since = since.to_zoned(jiff::tz::TimeZone::UTC).date();
        let at_least = if *more { "at least " } else { "" };
        let queries =
            if *queries == 1 { "1 query".to_owned() } else { format!("{queries} queries") };
        write!(
            f,
            "since {since} the project `{project}` was billed {at_least}{} for {queries}; {} a \
             month are free for its billing account",
            cost::bytes(billed.bytes),
            cost::bytes(*free)
        )?;
        if !all_accounts {
            f.write_str(" (queries of this account alone: it may not list those of others)")?;
        }
        Ok(())
    }
}

/// Adds up the jobs of a project since a time.
pub(super) fn used(
    rest: &Rest<'_>,
    project: &str,
    since: Timestamp,
    rules: &DownloadRules,
) -> Result<Used, SourceError> {
    let (list, all_accounts) = match Sum::of(rest, since, true) {
        Ok(list) => (list, true),
        // Whoever may run queries may see his own, and not always those of others.
        Err(SourceError::Refused { .. }) => (Sum::of(rest, since, false)?, false),
        Err(error) => return Err(error),
    };
    Ok(Used {
        project: project.to_owned(),
        since,
        billed: Cost { bytes: list.bytes, dollars: cost::of_query(list.bytes, rules).dollars },
        free: cost::tib(rules.query_free_tib),
        queries: list.queries,
        all_accounts,
        more: list.more,
    })
}

#[derive(Default)]
struct Sum {
    bytes: u64,
    queries: u64,
    more: bool,
}

impl Sum {
    fn of(rest: &Rest<'_>, since: Timestamp, all: bool) -> Result<Self, SourceError> {
        let mut sum = Self::default();
        let mut token: Option<String> = None;
        for _ in 0..PAGES {
            let page: JobList = rest.jobs(since.as_millisecond(), all, token.as_deref())?;
            for billed in page.jobs.iter().filter_map(Listed::billed).filter(|bytes| *bytes > 0) {
                sum.bytes = sum.bytes.saturating_add(billed);
                sum.queries += 1;
            }
            token = page.next_page_token.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(sum);
            }
        }
        Ok(Self { more: true, ..sum })
    }
}
