//! BigQuery on loopback: the emulator from PyPI with the public table, a REST server that stands
//! before it where it lacks something, and a Storage Read API that cuts its streams.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use relkit::net::{Client, Request};
use serde_json::{Value, json};

use super::python::{environment_of, root};

/// The servers that the suite started; they end when it does, with the pipe that it holds.
pub(crate) struct Emulator {
    /// Where the REST API answers
    pub(crate) rest: String,
    /// Where the Storage Read API answers
    pub(crate) storage: String,
    /// Where the token servers and the metadata server answer
    pub(crate) tokens: String,
    /// The folder with `rows.ndjson` and the files of credentials
    pub(crate) folder: PathBuf,
    _process: Child,
}

/// The environment with the emulator and pypinfo.
fn environment() -> PathBuf {
    environment_of("tests/oracles/bigquery/requirements.txt", "target/bigquery/environment")
}

/// A program of that environment, with a home of its own.
pub(crate) fn program(name: &str) -> Command {
    let scripts = environment().join(if cfg!(windows) { "Scripts" } else { "bin" });
    let home = root().join("target/bigquery/home");
    std::fs::create_dir_all(&home).unwrap();
    let mut command = Command::new(scripts.join(name));
    command.env("HOME", &home).env("USERPROFILE", &home).current_dir(&home);
    command
}

/// The emulator, started by the first test that asks for it.
pub(crate) fn emulator() -> &'static Emulator {
    static STARTED: OnceLock<Emulator> = OnceLock::new();
    STARTED.get_or_init(|| {
        let folder = root().join("target/bigquery/run");
        let mut process = program("python")
            .arg(root().join("tests/oracles/bigquery/serve.py"))
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("the emulator does not come up: {error}: {line}"));
        let text = |name: &str| ready[name].as_str().unwrap().to_owned();
        Emulator {
            rest: text("rest"),
            storage: text("storage"),
            tokens: text("tokens"),
            folder,
            _process: process,
        }
    })
}

/// One question to a [`Front`].
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// Ex) `POST`
    pub(crate) method: String,
    /// Path and question. Ex) `/bigquery/v2/projects/me/queries`
    pub(crate) path: String,
    /// The `Authorization` header
    pub(crate) authorization: String,
    /// The body, where it is JSON
    pub(crate) body: Value,
}

impl Call {
    /// Whether it is the question that runs a query.
    pub(crate) fn runs(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/queries") && self.body["dryRun"] != true
    }
}

/// Status, headers, body.
pub(crate) type Reply = (u16, Vec<String>, Vec<u8>);

/// An answer of JSON.
pub(crate) fn reply(status: u16, body: &Value) -> Reply {
    (status, Vec::new(), body.to_string().into_bytes())
}

/// A refusal in Google's form.
pub(crate) fn refusal(status: u16, reason: &str, message: &str) -> Reply {
    let errors = json!([{"reason": reason, "message": message}]);
    reply(status, &json!({"error": {"code": status, "message": message, "errors": errors}}))
}

/// A REST server that answers by a function.
pub(crate) struct Front {
    pub(crate) url: String,
    calls: Arc<Mutex<Vec<Call>>>,
    stop: Arc<AtomicBool>,
    address: SocketAddr,
}

impl Front {
    pub(crate) fn new(answer: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (calls, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (log, end, answer) = (Arc::clone(&calls), Arc::clone(&stop), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || {
                    let stream = stream.unwrap();
                    if let Some(call) = heard(&stream) {
                        log.lock().unwrap().push(call.clone());
                        give(stream, answer(&call));
                    }
                });
            }
        });
        Self { url: format!("http://{address}"), calls, stop, address }
    }

    /// What was asked so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The queries that were run.
    pub(crate) fn runs(&self) -> Vec<Call> {
        self.calls().into_iter().filter(Call::runs).collect()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn heard(stream: &TcpStream) -> Option<Call> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => value.trim().clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(Call { method, path, authorization, body })
}

fn give(mut stream: TcpStream, (status, headers, body): Reply) {
    let mut head = format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n",
        body.len()
    );
    for header in headers {
        head += &format!("{header}\r\n");
    }
    let _ = stream.write_all(&[head.as_bytes(), b"\r\n", &body].concat());
}

/// What the emulator answers to a question.
pub(crate) fn through(call: &Call) -> Reply {
    let address = format!("{}{}", emulator().rest, call.path).parse().unwrap();
    let bytes = call.body.to_string();
    let body = (call.method == "POST").then_some(("application/json", bytes.as_bytes()));
    let request = Request {
        address: &address,
        accept: "application/json",
        body,
        bearer: Some("none"),
        again: true,
    };
    match Client::default().send(&request) {
        Ok(answer) => (200, Vec::new(), answer.body),
        Err(error) => {
            let body = error.body().unwrap_or_default().to_vec();
            (error.status().unwrap_or(502), Vec::new(), body)
        }
    }
}

/// The same, with the table of the result that the emulator names and does not keep: it is made
/// there by the same query, so that the Storage Read API has it.
pub(crate) fn with_results(call: &Call) -> Reply {
    let answer = through(call);
    if call.runs() && answer.0 == 200 {
        let job: Value = serde_json::from_slice(&answer.2).unwrap();
        let id = job["jobReference"]["jobId"].as_str().unwrap();
        let mut again = call.clone();
        let query = call.body["query"].as_str().unwrap();
        again.body["query"] =
            json!(format!("CREATE OR REPLACE TABLE `me._bqemu_anonymous.anon{id}` AS {query}"));
        again.body["requestId"] = Value::Null;
        let made = through(&again);
        assert_eq!(made.0, 200, "{}", String::from_utf8_lossy(&made.2));
    }
    answer
}
