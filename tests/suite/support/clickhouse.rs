//! ClickHouse, by way of chDB behind HTTP.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, ChildStdin, Command, Stdio},
    sync::OnceLock,
};

use relkit::net::{Address, Client, Request};

use super::python::{environment_of, root};

/// One server for the whole suite. It ends with the suite: its standard input closes then.
struct Running {
    port: u16,
    _stdin: ChildStdin,
    _child: Child,
}

/// Where the server answers for one of the users in `server.py`. Ex) `few-rows`
pub(crate) fn address(user: &str) -> Address {
    url(user).parse().unwrap()
}

/// The same as a text, with its password.
pub(crate) fn url(user: &str) -> String {
    format!("http://{user}:x@127.0.0.1:{}/", running().port)
}

/// Where it answers for whoever the question names.
pub(crate) fn anonymous() -> Address {
    format!("http://127.0.0.1:{}/", running().port).parse().unwrap()
}

/// What the database itself says, in columns parted by tabs.
pub(crate) fn query(sql: &str) -> Vec<Vec<String>> {
    let response = Client::default()
        .send(&Request {
            body: Some(("text/plain", sql.as_bytes())),
            ..Request::get(&address("plain"), "*/*")
        })
        .unwrap();
    let text = String::from_utf8(response.body).unwrap();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn running() -> &'static Running {
    static RUNNING: OnceLock<Running> = OnceLock::new();
    RUNNING.get_or_init(start)
}

fn start() -> Running {
    let environment =
        environment_of("tests/oracles/clickhouse/requirements.txt", "target/clickhouse");
    let scripts = root().join("tests/oracles/clickhouse");
    let work = root().join("target/clickhouse/run").join(std::process::id().to_string());
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(work.join("home")).unwrap();
    let python = environment.join(if cfg!(windows) { "Scripts" } else { "bin" }).join("python");
    let mut child = Command::new(python)
        .arg(scripts.join("server.py"))
        .arg(work.join("data"))
        .args([scripts.join("tables.sql"), scripts.join("rows.sql")])
        .env("HOME", work.join("home"))
        .current_dir(&work)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().parse().unwrap_or_else(|_| panic!("no port from server.py: {line:?}"));
    Running { port, _stdin: child.stdin.take().unwrap(), _child: child }
}
