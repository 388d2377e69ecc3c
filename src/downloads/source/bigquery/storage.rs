//! Rows of a table as Arrow, by the Storage Read API.
//!
//! The messages and the stub are those of the crate `bigquery-storage` 0.1.2, of 2021: its own
//! client has no resume and no retry, so that only what is generated from Google's definitions is
//! used, over [`Channel`]. The crate `googleapis-tonic-google-cloud-bigquery-storage-v1` has the
//! same names from today's definitions, for tonic 0.14: it can take the place of it, in this file
//! and in [`h2`](crate::net::h2) alone.
//!
//! A stream that is cut goes on at the row behind the last one that came
//! ([ReadRows](https://cloud.google.com/bigquery/docs/reference/storage/rpc/google.cloud.bigquery.storage.v1#readrowsrequest)).

use std::{future::Future, thread, time::Duration};

use arrow_array::RecordBatch;
use bigquery_storage::googleapis::{
    ArrowSchema, CreateReadSessionRequest, DataFormat, ReadRowsRequest, ReadSession,
    big_query_read_client::BigQueryReadClient,
    read_rows_response::Rows,
    read_session::{Schema, TableReadOptions},
};
use tonic::{Code, Request, Status};

use super::{decode::decode, session::Session};
use crate::{
    downloads::SourceError,
    net::{Cause, Connection, NetError, h2::Channel},
};

/// Time for one message of a stream; large tables begin late.
const MESSAGE: Duration = Duration::from_mins(1);
/// Tries in a row that may fail without a row.
const TRIES: u32 = 4;
/// Cuts of one stream at most, however many rows come between them.
const CUTS: u32 = 100;

/// What is read.
#[derive(Debug)]
pub(super) struct Reading {
    /// Ex) `projects/p/datasets/d/tables/t`
    pub(super) table: String,
    /// The columns, by dots where they lie in others; empty for all
    pub(super) fields: Vec<String>,
    /// A condition of GoogleSQL on rows; empty for all
    pub(super) restriction: String,
}

/// Why a call gave nothing.
enum Failure {
    /// The next try may go well
    Passing(SourceError),
    /// It will not
    Final(SourceError),
}

/// Gives the rows of a table to `take`, and returns how many they are.
pub(super) fn read(
    session: &Session,
    reading: &Reading,
    take: &mut dyn FnMut(&RecordBatch) -> Result<(), SourceError>,
) -> Result<u64, SourceError> {
    let mut reader = Reader { session, stub: None };
    let opened = {
        let mut failures = 0;
        loop {
            match reader.open(reading) {
                Ok(opened) => break opened,
                Err(Failure::Passing(_)) if failures + 1 < TRIES => {
                    reader.pause(failures);
                    failures += 1;
                }
                Err(Failure::Passing(error) | Failure::Final(error)) => return Err(error),
            }
        }
    };
    let Some(Schema::ArrowSchema(ArrowSchema { serialized_schema: schema })) = opened.schema else {
        return Err(malformed("the session has no schema of Arrow"));
    };
    let mut rows = 0;
    for stream in &opened.streams {
        rows += reader.stream(&stream.name, &schema, take)?;
    }
    Ok(rows)
}

struct Reader<'a> {
    session: &'a Session<'a>,
    stub: Option<BigQueryReadClient<Channel>>,
}

impl Reader<'_> {
    /// Opens a session that reads the table as it is now.
    fn open(&mut self, reading: &Reading) -> Result<ReadSession, Failure> {
        let options = TableReadOptions {
            selected_fields: reading.fields.clone(),
            row_restriction: reading.restriction.clone(),
        };
        let message = CreateReadSessionRequest {
            parent: format!("projects/{}", self.session.project),
            read_session: Some(ReadSession {
                table: reading.table.clone(),
                data_format: DataFormat::Arrow as i32,
                read_options: Some(options),
                ..ReadSession::default()
            }),
            max_stream_count: 1,
        };
        let request = routed(message, "read_session.table", &reading.table)?;
        let mut stub = self.stub()?;
        let answer = self.within(async move { stub.create_read_session(request).await });
        Ok(answer?.into_inner())
    }

    /// Reads one stream to its end, however often it is cut.
    fn stream(
        &mut self,
        name: &str,
        schema: &[u8],
        take: &mut dyn FnMut(&RecordBatch) -> Result<(), SourceError>,
    ) -> Result<u64, SourceError> {
        let (mut offset, mut failures) = (0, 0);
        for _ in 0..CUTS {
            let before = offset;
            let error = match self.rest_of_stream(name, schema, &mut offset, take) {
                Ok(()) => return Ok(offset),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing(error)) => error,
            };
            failures = if offset > before { 0 } else { failures + 1 };
            if failures >= TRIES {
                return Err(error);
            }
            self.pause(failures);
        }
        Err(malformed(&format!("the stream of rows was cut {CUTS} times")))
    }

    /// The rows from `offset` on; it counts those that `take` has got.
    fn rest_of_stream(
        &mut self,
        name: &str,
        schema: &[u8],
        offset: &mut u64,
        take: &mut dyn FnMut(&RecordBatch) -> Result<(), SourceError>,
    ) -> Result<(), Failure> {
        let at = i64::try_from(*offset)
            .map_err(|_| Failure::Final(malformed("the stream has too many rows")))?;
        let message = ReadRowsRequest { read_stream: name.to_owned(), offset: at };
        let request = routed(message, "read_stream", name)?;
        let mut stub = self.stub()?;
        let answer = self.within(async move { stub.read_rows(request).await });
        let mut messages = answer?.into_inner();
        while let Some(message) = self.within(messages.message())? {
            let Some(Rows::ArrowRecordBatch(batch)) = message.rows else { continue };
            let batches = decode(schema, &batch.serialized_record_batch)
                .map_err(|error| Failure::Final(malformed(&error.to_string())))?;
            let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
            if message.row_count > 0 && u64::try_from(message.row_count) != Ok(rows as u64) {
                let why = format!("a message of {} rows has {rows}", message.row_count);
                return Err(Failure::Final(malformed(&why)));
            }
            for batch in &batches {
                take(batch).map_err(Failure::Final)?;
            }
            *offset += rows as u64;
        }
        Ok(())
    }

    /// The stub over a connection that is dialled where there is none, with a token of now.
    fn stub(&mut self) -> Result<BigQueryReadClient<Channel>, Failure> {
        if let Some(stub) = &self.stub {
            return Ok(stub.clone());
        }
        let Session { runtime, settings, storage, .. } = *self.session;
        let token = self.session.token().map_err(Failure::Final)?;
        let channel = runtime
            .within(settings.connect.saturating_mul(2), Channel::dial(storage, settings))
            .unwrap_or_else(|| Err(self.silent()))
            .map_err(|error| {
                let passing = !error.is_permanent();
                let error = SourceError::Net(error);
                if passing { Failure::Passing(error) } else { Failure::Final(error) }
            })?;
        let bearer = format!("Bearer {token}").parse();
        let bearer: tonic::metadata::AsciiMetadataValue =
            bearer.map_err(|_| Failure::Final(malformed("the token has strange characters")))?;
        #[allow(clippy::result_large_err, reason = "the stub asks for this type")]
        let sign = move |mut request: Request<()>| {
            request.metadata_mut().insert("authorization", bearer.clone());
            Ok(request)
        };
        let stub = BigQueryReadClient::with_interceptor(channel, sign);
        self.stub = Some(stub.clone());
        Ok(stub)
    }

    /// One call, or one message, within its time.
    fn within<T>(&self, call: impl Future<Output = Result<T, Status>>) -> Result<T, Failure> {
        match self.session.runtime.within(MESSAGE, call) {
            None => Err(Failure::Passing(SourceError::Net(self.silent()))),
            Some(Err(status)) => Err(self.failure(&status)),
            Some(Ok(answer)) => Ok(answer),
        }
    }

    fn silent(&self) -> NetError {
        self.net(Connection::TimedOut(MESSAGE))
    }

    fn net(&self, why: Connection) -> NetError {
        let address = self.session.storage.clone();
        NetError { address, cause: Cause::Connection(why), tries: 1 }
    }

    /// Drops the connection, which may be the cause, and waits a little.
    fn pause(&mut self, failures: u32) {
        self.stub = None;
        thread::sleep(self.session.pause.saturating_mul(1 << failures.min(6)));
    }

    /// What a status means ([codes](https://grpc.io/docs/guides/status-codes/)).
    fn failure(&self, status: &Status) -> Failure {
        let said: String = status.message().chars().take(500).collect();
        let refused = |message: String, hint: &str| {
            Failure::Final(SourceError::Refused { message, hint: hint.to_owned() })
        };
        match status.code() {
            // Unknown and internal are what a cut connection looks like from inside the stub.
            Code::Unavailable
            | Code::Internal
            | Code::Unknown
            | Code::Aborted
            | Code::Cancelled
            | Code::DeadlineExceeded
            | Code::ResourceExhausted => {
                Failure::Passing(SourceError::Net(self.net(Connection::Other(said))))
            }
            Code::PermissionDenied => refused(
                format!("the Storage Read API gives no access: {said}"),
                "the account needs the role `BigQuery Read Session User`",
            ),
            Code::NotFound => refused(
                format!("the Storage Read API does not find the table: {said}"),
                "is the Storage Read API enabled for the project?",
            ),
            Code::Unauthenticated => Failure::Final(SourceError::NoCredentials {
                message: format!("the Storage Read API does not accept the token: {said}"),
                hint: "sign in anew with `gcloud auth application-default login`".to_owned(),
            }),
            code => Failure::Final(malformed(&format!("{code:?}: {said}"))),
        }
    }
}

/// A message with the header by which Google finds the server of a resource. The stubs of 2021 do
/// not write it ([AIP-4222](https://google.aip.dev/client-libraries/4222)).
fn routed<T>(message: T, name: &str, value: &str) -> Result<Request<T>, Failure> {
    let mut request = Request::new(message);
    let value = format!("{name}={value}").parse();
    let value = value.map_err(|_| Failure::Final(malformed("a name has strange characters")))?;
    request.metadata_mut().insert("x-goog-request-params", value);
    Ok(request)
}

fn malformed(why: &str) -> SourceError {
    SourceError::Malformed { place: "the Storage Read API".to_owned(), why: why.to_owned() }
}
