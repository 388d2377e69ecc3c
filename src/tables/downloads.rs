//! `downloads.toml`: where download counts are asked for, what that costs, and who counts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Table;

/// Services, prices and installers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DownloadRules {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// Programs that install for people and for CI, in lower case
    pub counted: Vec<String>,
    /// Programs that copy an index, in lower case
    pub mirrors: Vec<String>,
    /// Where pypistats.org answers
    pub pypistats: String,
    /// Where ClickHouse's public data answers
    pub clickhouse: String,
    /// Where BigQuery answers
    pub bigquery: String,
    /// Where BigQuery's Storage Read API answers, by gRPC
    pub bigquery_storage: String,
    /// US dollars for 2^40 bytes that a query reads
    pub query_dollars_per_tib: f64,
    /// Bytes that are billed at least for each table of a query
    pub query_least_bytes: u64,
    /// 2^40 bytes that queries read for free in a month
    pub query_free_tib: f64,
    /// US dollars for 2^40 bytes that the Storage Read API reads
    pub storage_dollars_per_tib: f64,
}

impl Table for DownloadRules {
    const FILE: &'static str = "downloads.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/downloads.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }
}
