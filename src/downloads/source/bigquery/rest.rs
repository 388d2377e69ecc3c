//! Queries by the REST API: dry run, run, wait, and the rows as pages.

use std::{thread, time::Duration};

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::{
    fault::{self, Fault},
    query::Query,
    session::Session,
    wire::{Cell, Job, JobList, JobReference, Results, Table},
};
use crate::{
    downloads::SourceError,
    net::{Address, Request},
};

const JSON: &str = "application/json";
/// How long the server may hold one answer back while a query runs.
const WAIT: Duration = Duration::from_secs(10);
/// How often a running query is asked after, which makes ten minutes.
const POLLS: u32 = 60;
/// Tries of a question that is refused for this moment.
const TRIES: u32 = 3;
/// Rows of a page; the server makes it less where they are long.
const PAGE: u32 = 10_000;
/// Pages at most.
const PAGES: u32 = 1_000;

/// A query that has run.
#[derive(Debug)]
pub(super) struct Done {
    reference: JobReference,
    /// How many rows its result has
    pub(super) rows: u64,
    /// Bytes that are billed
    pub(super) billed: u64,
    /// Whether BigQuery had the result already
    pub(super) cached: bool,
    /// The table that holds the result for a day
    pub(super) table: Option<Table>,
}

/// The cells of one row.
pub(super) struct Cells<'a> {
    names: &'a [String],
    cells: &'a [Cell],
}

impl Cells<'_> {
    /// The cell of a column, where it has a value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let at = self.names.iter().position(|known| known == name)?;
        self.cells.get(at)?.v.as_deref()
    }
}

/// The REST API for one session.
pub(super) struct Rest<'a>(pub(super) &'a Session<'a>);

impl Rest<'_> {
    /// The upper bound of the bytes that a query reads. It is free.
    pub(super) fn dry_run(&self, query: &Query) -> Result<u64, SourceError> {
        let mut body = body(query);
        body["dryRun"] = json!(true);
        let results: Results = self.post("queries", &body)?;
        let results = self.sound(results)?;
        number(results.total_bytes_processed.as_deref())
            .ok_or_else(|| malformed("the dry run names no `totalBytesProcessed`"))
    }

    /// Runs a query that may bill this many bytes, and waits for its end.
    pub(super) fn run(&self, query: &Query, most: u64) -> Result<Done, SourceError> {
        let mut body = body(query);
        body["maximumBytesBilled"] = json!(most.to_string());
        body["timeoutMs"] = json!(WAIT.as_millis());
        body["maxResults"] = json!(0);
        // A question that is sent again because its answer was lost is not billed again.
        let digest = Sha256::digest(body.to_string());
        let id: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        body["requestId"] = json!(id);
        let results: Results = self.post("queries", &body)?;
        let mut results = self.sound(results)?;
        let reference = results.job_reference.take().filter(|it| !it.job_id.is_empty());
        let reference = reference.ok_or_else(|| malformed("the answer names no job"))?;
        let word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        if !word(&reference.job_id) || !reference.location.as_deref().is_none_or(word) {
            return Err(malformed("the id of the job has characters that none has"));
        }
        for _ in 0..POLLS {
            if results.job_complete {
                break;
            }
            let wait = format!("&maxResults=0&timeoutMs={}", WAIT.as_millis());
            results = self.sound(self.get(&of_job("queries", &reference, "", &wait))?)?;
        }
        if !results.job_complete {
            // Nobody waits for it any more. Whether that comes through changes nothing here.
            let cancel = of_job("jobs", &reference, "/cancel", "");
            let _ = self.post::<Json>(&cancel, &json!({}));
            return Err(SourceError::Refused {
                message: format!(
                    "the query runs for more than {} minutes",
                    WAIT.as_secs() * u64::from(POLLS) / 60
                ),
                hint: "ask for fewer days or fewer splits; the query was cancelled".to_owned(),
            });
        }
        let rows = number(results.total_rows.as_deref())
            .ok_or_else(|| malformed("the answer names no `totalRows`"))?;
        self.done(reference, rows)
    }

    /// What the finished job says of itself.
    fn done(&self, reference: JobReference, rows: u64) -> Result<Done, SourceError> {
        let job: Job = self.get(&of_job("jobs", &reference, "", ""))?;
        if let Some(fault) = job.status.and_then(|status| status.error_result) {
            return Err(fault.into_error(self.0.project));
        }
        let statistics = job.statistics.and_then(|it| it.query);
        let billed = statistics.as_ref().and_then(|it| number(it.total_bytes_billed.as_deref()));
        Ok(Done {
            reference,
            rows,
            billed: billed.unwrap_or(0),
            cached: statistics.is_some_and(|it| it.cache_hit),
            table: job.configuration.and_then(|it| it.query).and_then(|it| it.destination_table),
        })
    }

    /// A page of the finished jobs since a time in milliseconds, of all accounts or of this one.
    pub(super) fn jobs(
        &self,
        since: i64,
        all: bool,
        token: Option<&str>,
    ) -> Result<JobList, SourceError> {
        let more = token.map(|token| format!("&pageToken={}", escaped(token)));
        self.get(&format!(
            "jobs?allUsers={all}&projection=full&stateFilter=done&maxResults=1000\
             &minCreationTime={since}{}",
            more.unwrap_or_default()
        ))
    }

    /// Gives each row of a result to `take`.
    pub(super) fn pages(
        &self,
        done: &Done,
        take: &mut dyn FnMut(&Cells) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let (mut token, mut names, mut read) = (None::<String>, Vec::new(), 0);
        for _ in 0..PAGES {
            let mut more = format!("&maxResults={PAGE}&timeoutMs={}", WAIT.as_millis());
            if let Some(token) = &token {
                more += &format!("&pageToken={}", escaped(token));
            }
            let page = self.sound(self.get(&of_job("queries", &done.reference, "", &more))?)?;
            if let Some(schema) = page.schema {
                names = schema.fields.into_iter().map(|field| field.name).collect();
            }
            for cells in &page.rows {
                if cells.f.len() != names.len() {
                    return Err(malformed("a row has not as many cells as there are columns"));
                }
                take(&Cells { names: &names, cells: &cells.f })?;
                read += 1;
            }
            token = page.page_token.filter(|token| !token.is_empty());
            if token.is_none() {
                break;
            }
        }
        if read == done.rows {
            return Ok(());
        }
        Err(malformed(&format!("the pages have {read} rows, and the result has {}", done.rows)))
    }

    /// An answer without errors in it.
    fn sound(&self, mut results: Results) -> Result<Results, SourceError> {
        // Beside a result they are warnings.
        if results.errors.is_empty() || (results.job_complete && results.schema_is_there()) {
            return Ok(results);
        }
        Err(results.errors.swap_remove(0).into_error(self.0.project))
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, SourceError> {
        self.ask(path, None)
    }

    fn post<T: DeserializeOwned>(&self, path: &str, body: &Json) -> Result<T, SourceError> {
        self.ask(path, Some(body.to_string().as_bytes()))
    }

    /// One question; asked again where it is refused for this moment.
    fn ask<T: DeserializeOwned>(&self, path: &str, body: Option<&[u8]>) -> Result<T, SourceError> {
        let Session { client, project, pause, .. } = *self.0;
        let address = self.address(path)?;
        let mut tries = 1;
        loop {
            let token = self.0.token()?;
            let request = Request {
                address: &address,
                accept: JSON,
                body: body.map(|bytes| (JSON, bytes)),
                bearer: Some(&token),
                again: true,
            };
            match client.send(&request) {
                Ok(answer) => {
                    return serde_json::from_slice(&answer.body).map_err(|error| {
                        SourceError::Malformed {
                            place: address.to_string(),
                            why: error.to_string(),
                        }
                    });
                }
                Err(error) => match Fault::of(&error) {
                    Some(fault) if fault.is_passing() && error.is_permanent() && tries < TRIES => {
                        thread::sleep(pause * (1 << (tries - 1)));
                        tries += 1;
                    }
                    _ => return Err(fault::of_net(error, project)),
                },
            }
        }
    }

    fn address(&self, path: &str) -> Result<Address, SourceError> {
        let path = format!("bigquery/v2/projects/{}/{path}", self.0.project);
        self.0.rest.link(&path).map_err(|error| malformed(&error.to_string()))
    }
}

/// The path of a job, with the place where it runs.
fn of_job(what: &str, job: &JobReference, verb: &str, more: &str) -> String {
    let location = job.location.as_deref().unwrap_or_default();
    let at = if location.is_empty() { String::new() } else { format!("&location={location}") };
    let question = format!("{at}{more}").replacen('&', "?", 1);
    format!("{what}/{}{verb}{question}", job.job_id)
}

impl Results {
    fn schema_is_there(&self) -> bool {
        self.schema.as_ref().is_some_and(|schema| !schema.fields.is_empty())
    }
}

fn body(query: &Query) -> Json {
    json!({
        "query": query.text,
        "useLegacySql": false,
        "parameterMode": "NAMED",
        "queryParameters": query.parameters,
    })
}

/// A text as a value in an address.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn number(text: Option<&str>) -> Option<u64> {
    text?.parse().ok()
}

fn malformed(why: &str) -> SourceError {
    SourceError::Malformed { place: "BigQuery".to_owned(), why: why.to_owned() }
}
