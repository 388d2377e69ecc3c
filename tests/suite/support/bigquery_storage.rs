//! A Storage Read API that does what it is told: rows from an offset on, and streams that are cut.

use std::{
    net::Ipv4Addr,
    pin::Pin,
    sync::{Arc, Mutex, mpsc},
    task::{Context, Poll},
    thread,
};

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use bigquery_storage::googleapis::{
    ArrowRecordBatch, ArrowSchema, CreateReadSessionRequest, ReadRowsRequest, ReadRowsResponse,
    ReadSession, ReadStream, SplitReadStreamRequest, SplitReadStreamResponse,
    big_query_read_server::{BigQueryRead, BigQueryReadServer},
    read_rows_response::Rows,
    read_session::Schema,
};
use tonic::{Request, Response, Status, codegen::futures_core::Stream, transport::Server};

/// What becomes of one call of `ReadRows`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    /// All rows come
    Whole,
    /// So many messages come, then the stream is cut
    Cut(usize),
    /// It is refused
    Refused,
}

/// A server; it ends with its value.
pub(crate) struct Storage {
    pub(crate) url: String,
    /// Offset and bearer of each call of `ReadRows`
    pub(crate) calls: Arc<Mutex<Vec<(i64, String)>>>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Storage {
    /// Serves rows of day, python and downloads, one a message, by these turns; behind the last one
    /// all comes whole.
    pub(crate) fn new(rows: &[(&str, &str, i64)], turns: &[Turn]) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let (schema, messages) = messages(rows);
        let fake =
            Fake { schema, messages, turns: Mutex::new(turns.to_vec()), calls: Arc::clone(&calls) };
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
                let listener = listener.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let service = BigQueryReadServer::new(fake);
                let server = Server::builder().add_service(service);
                let stopped = async { drop(stopped.await) };
                server.serve_with_incoming_shutdown(Incoming(listener), stopped).await.unwrap();
            });
        });
        let url = format!("http://{}", told.recv().unwrap());
        Self { url, calls, stop: Some(stop) }
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// The schema's message, ended as some servers end it, and one message a row.
fn messages(rows: &[(&str, &str, i64)]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let text = |text: &str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
    let batch = |(day, python, downloads): &(&str, &str, i64)| {
        let downloads = Arc::new(Int64Array::from(vec![*downloads])) as ArrayRef;
        let columns = [("day", text(day)), ("python", text(python)), ("downloads", downloads)];
        RecordBatch::try_from_iter(columns).unwrap()
    };
    let (mut head, mut marked) = (Vec::new(), Vec::new());
    let first = batch(&rows[0]);
    drop(StreamWriter::try_new(&mut head, &first.schema()).unwrap());
    StreamWriter::try_new(&mut marked, &first.schema()).unwrap().finish().unwrap();
    let one = |row| {
        let (mut whole, batch) = (Vec::new(), batch(row));
        StreamWriter::try_new(&mut whole, &batch.schema()).unwrap().write(&batch).unwrap();
        whole.split_off(head.len())
    };
    let messages = rows.iter().map(one).collect();
    (marked, messages)
}

struct Fake {
    schema: Vec<u8>,
    messages: Vec<Vec<u8>>,
    turns: Mutex<Vec<Turn>>,
    calls: Arc<Mutex<Vec<(i64, String)>>>,
}

#[tonic::async_trait]
impl BigQueryRead for Fake {
    async fn create_read_session(
        &self,
        request: Request<CreateReadSessionRequest>,
    ) -> Result<Response<ReadSession>, Status> {
        let routing = request.metadata().get("x-goog-request-params");
        let table = request.get_ref().read_session.as_ref().unwrap().table.clone();
        assert_eq!(routing.unwrap().to_str().unwrap(), format!("read_session.table={table}"));
        let schema = ArrowSchema { serialized_schema: self.schema.clone() };
        Ok(Response::new(ReadSession {
            table,
            schema: Some(Schema::ArrowSchema(schema)),
            streams: vec![ReadStream { name: "one".to_owned() }],
            ..ReadSession::default()
        }))
    }

    type ReadRowsStream = Answers;

    async fn read_rows(
        &self,
        request: Request<ReadRowsRequest>,
    ) -> Result<Response<Answers>, Status> {
        let bearer = request.metadata().get("authorization").unwrap().to_str().unwrap().to_owned();
        let offset = request.get_ref().offset;
        self.calls.lock().unwrap().push((offset, bearer));
        let turn = {
            let mut turns = self.turns.lock().unwrap();
            if turns.is_empty() { Turn::Whole } else { turns.remove(0) }
        };
        let from = usize::try_from(offset).unwrap();
        #[allow(clippy::result_large_err, reason = "the stub asks for this type")]
        let answer = |batch: &Vec<u8>| {
            let rows = ArrowRecordBatch { serialized_record_batch: batch.clone(), row_count: 1 };
            Ok(ReadRowsResponse {
                row_count: 1,
                rows: Some(Rows::ArrowRecordBatch(rows)),
                ..ReadRowsResponse::default()
            })
        };
        let mut answers: Vec<_> = self.messages[from..].iter().map(answer).collect();
        match turn {
            Turn::Whole => {}
            Turn::Cut(messages) => {
                answers.truncate(messages);
                answers.push(Err(Status::unavailable("the server goes away")));
            }
            Turn::Refused => {
                return Err(Status::permission_denied("bigquery.readsessions.getData"));
            }
        }
        Ok(Response::new(Answers(answers.into_iter())))
    }

    async fn split_read_stream(
        &self,
        _: Request<SplitReadStreamRequest>,
    ) -> Result<Response<SplitReadStreamResponse>, Status> {
        Err(Status::unimplemented("nobody splits"))
    }
}

/// Messages, then perhaps an error.
pub(crate) struct Answers(std::vec::IntoIter<Result<ReadRowsResponse, Status>>);

impl Stream for Answers {
    type Item = Result<ReadRowsResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// Connections as they come.
struct Incoming(tokio::net::TcpListener);

impl Stream for Incoming {
    type Item = std::io::Result<tokio::net::TcpStream>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_accept(context).map(|accepted| Some(accepted.map(|(stream, _)| stream)))
    }
}
