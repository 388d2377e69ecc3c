//! The REST API's messages, as far as they are read.
//!
//! Shapes: [jobs.query](https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query),
//! [jobs.getQueryResults](https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/getQueryResults),
//! [jobs.get](https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/get),
//! [jobs.list](https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/list). Numbers of 64 bits
//! are texts.

use serde::Deserialize;

use super::fault::Fault;

/// What `jobs.query` and `jobs.getQueryResults` answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Results {
    pub(super) job_reference: Option<JobReference>,
    #[serde(default)]
    pub(super) job_complete: bool,
    pub(super) total_rows: Option<String>,
    pub(super) total_bytes_processed: Option<String>,
    pub(super) schema: Option<Schema>,
    #[serde(default)]
    pub(super) rows: Vec<Row>,
    pub(super) page_token: Option<String>,
    #[serde(default)]
    pub(super) errors: Vec<Fault>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobReference {
    /// Empty for a dry run, which is no job
    #[serde(default)]
    pub(super) job_id: String,
    pub(super) location: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Schema {
    #[serde(default)]
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Field {
    pub(super) name: String,
}

/// One row: `{"f": [{"v": "3.14"}, {"v": null}, …]}`
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) f: Vec<Cell>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cell {
    pub(super) v: Option<String>,
}

/// What `jobs.get` answers.
#[derive(Debug, Deserialize)]
pub(super) struct Job {
    pub(super) configuration: Option<Configuration>,
    pub(super) statistics: Option<Statistics>,
    pub(super) status: Option<Status>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Configuration {
    pub(super) query: Option<QueryConfiguration>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueryConfiguration {
    pub(super) destination_table: Option<Table>,
}

/// A table by its three names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Table {
    #[serde(rename = "projectId")]
    pub(super) project: String,
    #[serde(rename = "datasetId")]
    pub(super) dataset: String,
    #[serde(rename = "tableId")]
    pub(super) name: String,
}

impl Table {
    /// The name as the Storage Read API takes it.
    pub(super) fn path(&self) -> String {
        let Self { project, dataset, name } = self;
        format!("projects/{project}/datasets/{dataset}/tables/{name}")
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Statistics {
    pub(super) query: Option<QueryStatistics>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueryStatistics {
    pub(super) total_bytes_billed: Option<String>,
    #[serde(default)]
    pub(super) cache_hit: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) error_result: Option<Fault>,
}

/// What `jobs.list` answers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobList {
    #[serde(default)]
    pub(super) jobs: Vec<Listed>,
    pub(super) next_page_token: Option<String>,
}

/// One job of the list.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    statistics: Option<Statistics>,
}

impl Listed {
    /// The bytes that a query billed; [`None`] of what is none, and of what did not run.
    pub(super) fn billed(&self) -> Option<u64> {
        self.statistics.as_ref()?.query.as_ref()?.total_bytes_billed.as_ref()?.parse().ok()
    }
}
