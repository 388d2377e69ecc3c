//! A web server on loopback that answers as it is told, one answer a connection.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// What the server does with one connection.
pub(crate) enum Answer {
    /// Sends these bytes
    Bytes(Vec<u8>),
    /// Sends these bytes, then one more every so often, this many times
    Drip(Vec<u8>, Duration, u32),
    /// Closes it without a word
    Close,
    /// Sends these bytes, then resets the connection
    Reset(Vec<u8>),
    /// Sends these bytes, then says nothing more until the client goes away
    Hold(Vec<u8>),
}

/// A server; it ends with its value.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Gives the answers in this order, and closes what comes behind the last one.
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::with(|_| answers)
    }

    /// Answers each request, of which it sees the head, in whatever order they come.
    pub(crate) fn answering(mut answer: impl FnMut(&str, &str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, stop) = (Arc::new(Mutex::default()), Arc::new(AtomicBool::new(false)));
        let (log, end) = (Arc::clone(&seen), Arc::clone(&stop));
        let url = format!("http://{address}");
        let thread = thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                let head = head(&stream, &log);
                give(stream, answer(&url, &head));
            }
        });
        Self { address, seen, stop, thread: Some(thread) }
    }

    /// The same, for answers that name the server.
    pub(crate) fn with<I: IntoIterator<Item = Answer>>(answers: impl FnOnce(&str) -> I) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let answers: Vec<Answer> = answers(&format!("http://{address}")).into_iter().collect();
        let (seen, stop) = (Arc::new(Mutex::default()), Arc::new(AtomicBool::new(false)));
        let (log, end) = (Arc::clone(&seen), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let mut answers = answers.into_iter();
            while let Ok((stream, _)) = listener.accept() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                let answer = answers.next().unwrap_or(Answer::Close);
                match answer {
                    // What was sent and not read makes the system reset what is closed.
                    Answer::Reset(_) => start(&stream, &log),
                    _ => drop(head(&stream, &log)),
                }
                give(stream, answer);
            }
        });
        Self { address, seen, stop, thread: Some(thread) }
    }

    /// Ex) `http://127.0.0.1:4321`
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far: their lines up to the empty one, header names in lower case; then, of
    /// a request that has one, an empty line and its body.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads the first byte of the request and no more.
fn start(mut stream: &TcpStream, log: &Mutex<Vec<String>>) {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let _ = stream.read(&mut [0]);
    log.lock().unwrap().push(String::new());
}

/// Reads the request, notes it, and gives its head.
fn head(stream: &TcpStream, log: &Mutex<Vec<String>>) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap().take(1 << 20));
    let lines = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let head: Vec<String> = lines
        .enumerate()
        .map(|(at, line)| match line.split_once(':') {
            Some((name, value)) if at > 0 => format!("{}:{value}", name.to_ascii_lowercase()),
            _ => line,
        })
        .collect();
    let length = head.iter().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let head = head.join("\n");
    let body =
        if length > 0 { format!("\n\n{}", String::from_utf8_lossy(&body)) } else { String::new() };
    log.lock().unwrap().push(head.clone() + &body);
    head
}

/// Gives the answer. A client that goes away is no fault.
fn give(mut stream: TcpStream, answer: Answer) {
    match answer {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        Answer::Drip(bytes, pause, times) => {
            let mut sent = stream.write_all(&bytes);
            for _ in 0..times {
                thread::sleep(pause);
                sent = sent.and_then(|()| stream.write_all(b"x"));
                if sent.is_err() {
                    break;
                }
            }
        }
        Answer::Close => {}
        Answer::Reset(bytes) => {
            let _ = stream.write_all(&bytes);
            return;
        }
        Answer::Hold(bytes) => {
            let _ = stream.write_all(&bytes);
            let _ = stream.read_to_end(&mut Vec::new());
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}

/// An answer with a status, headers and a body.
pub(crate) fn answer(status: u16, headers: &[&str], body: &[u8]) -> Answer {
    let mut bytes = format!(
        "HTTP/1.1 {status} Status\r\nContent-Length: {}\r\nConnection: close\r\n",
        body.len()
    );
    for header in headers {
        bytes += header;
        bytes += "\r\n";
    }
    Answer::Bytes([bytes.as_bytes(), b"\r\n", body].concat())
}

/// A page of the Simple API in its JSON form.
pub(crate) fn json(body: &str) -> Answer {
    answer(200, &["Content-Type: application/vnd.pypi.simple.v1+json"], body.as_bytes())
}

/// A page of the Simple API in its HTML form.
pub(crate) fn html(body: &str) -> Answer {
    answer(200, &["Content-Type: text/html; charset=UTF-8"], body.as_bytes())
}
