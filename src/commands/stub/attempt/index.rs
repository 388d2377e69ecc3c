//! A package index on loopback, for the time of one command.
//!
//! Whoever is told to use it as a proxy gets nothing from elsewhere either.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// Bytes of a request that are read.
const REQUEST: u64 = 64 << 10;

/// How long one waits for a client.
const PATIENCE: Duration = Duration::from_secs(20);

/// Connections at one time; more are closed at once.
const CONNECTIONS: usize = 64;

/// A file that the index serves.
#[derive(Debug, Clone)]
pub(super) struct Served {
    /// The normalised name of the project
    pub project: String,
    /// The name of the file
    pub file: String,
    /// `data-requires-python` of its link
    pub requires_python: Option<String>,
    /// What it is
    pub content: Content,
}

/// What a file is, in memory or on disk.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// In memory
    Bytes(Vec<u8>),
    /// On disk, read when it is asked for
    File(PathBuf),
}

/// The index; it ends with its value.
pub(super) struct Index {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Index {
    /// Serves the files.
    pub(super) fn serve(files: Vec<Served>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let (end, site) = (Arc::clone(&stop), Arc::new(Site::of(files)));
        let thread = thread::spawn(move || {
            let open = Arc::new(AtomicUsize::new(0));
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                if open.fetch_add(1, Ordering::SeqCst) >= CONNECTIONS {
                    open.fetch_sub(1, Ordering::SeqCst);
                    continue;
                }
                let (site, open) = (Arc::clone(&site), Arc::clone(&open));
                thread::spawn(move || {
                    // A client that goes away is no fault.
                    let _ = site.answer(&stream);
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Self { address, stop, thread: Some(thread) })
    }

    /// Ex) `http://127.0.0.1:4321`
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Pages and files by their paths.
struct Site {
    pages: BTreeMap<String, String>,
    files: BTreeMap<String, Content>,
}

impl Site {
    /// Rule: [Simple repository API](https://packaging.python.org/en/latest/specifications/simple-repository-api/),
    /// HTML form
    fn of(served: Vec<Served>) -> Self {
        let mut links: BTreeMap<String, String> = BTreeMap::new();
        let mut files = BTreeMap::new();
        for Served { project, file, requires_python, content } in served {
            let requires = requires_python
                .map_or(String::new(), |it| format!(" data-requires-python=\"{}\"", escaped(&it)));
            let path = format!("/files/{project}/{file}");
            let (link, text) = (escaped(&path), escaped(&file));
            *links.entry(project).or_default() +=
                &format!("<a href=\"{link}\"{requires}>{text}</a><br/>\n");
            files.insert(path, content);
        }
        let all = links.keys().map(|name| format!("<a href=\"/simple/{name}/\">{name}</a><br/>\n"));
        let mut pages = BTreeMap::from([("/simple".to_owned(), page(&all.collect::<String>()))]);
        pages.extend(links.iter().map(|(name, rows)| (format!("/simple/{name}"), page(rows))));
        Self { pages, files }
    }

    /// Answers one request and closes.
    fn answer(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream.take(REQUEST));
        let mut line = String::new();
        reader.read_line(&mut line)?;
        // All of the head is read: what is left unread makes the system reset the connection.
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let (status, kind, body) = self.found(method, target);
        let mut stream = stream;
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n"
        )?;
        if method != "HEAD" {
            stream.write_all(&body)?;
        }
        stream.flush()
    }

    /// Status, type and body for a request.
    fn found(&self, method: &str, target: &str) -> (&'static str, &'static str, Vec<u8>) {
        const HTML: &str = "text/html; charset=utf-8";
        const BINARY: &str = "application/octet-stream";
        if !matches!(method, "GET" | "HEAD") || !target.starts_with('/') {
            return ("403 Forbidden", HTML, b"this index asks no other".to_vec());
        }
        let path = target.split(['?', '#']).next().unwrap_or_default();
        if let Some(page) = self.pages.get(path.trim_end_matches('/')) {
            return ("200 OK", HTML, page.clone().into_bytes());
        }
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let content = match self.files.get(path.as_ref()) {
            Some(Content::Bytes(bytes)) => Some(bytes.clone()),
            Some(Content::File(path)) => fs::read(path).ok(),
            None => None,
        };
        match content {
            Some(bytes) => ("200 OK", BINARY, bytes),
            None => ("404 Not Found", HTML, b"not here".to_vec()),
        }
    }
}

fn page(rows: &str) -> String {
    format!("<!DOCTYPE html>\n<html><body>\n{rows}</body></html>\n")
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(index: &Index, request: &str) -> String {
        let mut stream = TcpStream::connect(index.address).unwrap();
        stream.write_all(format!("{request} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn pages_and_files_are_served_and_nothing_else() {
        let served = Served {
            project: "demo".to_owned(),
            file: "demo-1.tar.gz".to_owned(),
            requires_python: Some(">=3.9,<4".to_owned()),
            content: Content::Bytes(b"bytes".to_vec()),
        };
        let index = Index::serve(vec![served]).unwrap();
        let page = ask(&index, "GET /simple/demo/");
        let link = "<a href=\"/files/demo/demo-1.tar.gz\" data-requires-python=\"&gt;=3.9,&lt;4\">";
        assert!(page.contains(link), "{page}");
        assert!(ask(&index, "GET /simple/").contains("/simple/demo/"));
        assert!(ask(&index, "GET /files/demo/demo-1.tar.gz").ends_with("\r\n\r\nbytes"));
        assert!(
            ask(&index, "HEAD /files/demo/demo-1.tar.gz")
                .ends_with("Content-Length: 5\r\nConnection: close\r\n\r\n")
        );
        assert!(ask(&index, "GET /files/demo/../../etc/passwd").starts_with("HTTP/1.1 404"));
        assert!(ask(&index, "GET http://example.invalid/").starts_with("HTTP/1.1 403"));
        assert!(ask(&index, "CONNECT example.invalid:443").starts_with("HTTP/1.1 403"));
        let address = index.address;
        drop(index);
        assert!(TcpStream::connect(address).is_err());
    }
}
