//! A package index on loopback: a page in JSON, files with ranges, and mishaps on demand.

use std::{
    collections::{BTreeMap, VecDeque},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    relkit::{Ran, TODAY, relkit},
    server::{Answer, Server, answer},
};

/// What goes wrong with one request of a file.
#[derive(Clone)]
pub(crate) enum Mishap {
    /// The connection is closed after so many bytes of the body
    Cut(usize),
    /// Ranges are not known: the whole file comes
    Whole,
    /// The range asked for is none of the file
    Unsatisfiable,
    /// Another part comes than was asked for
    Elsewhere,
    /// Other bytes of the same length come
    Wrong,
    /// Status, without a body
    Status(u16),
    /// The file has moved
    Moved(&'static str),
}

/// The index of one project.
#[derive(Default)]
pub(crate) struct Site {
    /// The project; `demo` unless it is another
    pub(crate) project: Option<&'static str>,
    /// Bodies by their paths
    pub(crate) bodies: BTreeMap<String, Vec<u8>>,
    /// What the page says of each file
    pub(crate) files: Vec<Value>,
    /// What goes wrong, request by request, by path
    pub(crate) mishaps: BTreeMap<String, VecDeque<Mishap>>,
    /// Whether files can be had in parts
    pub(crate) whole: bool,
}

/// The hexadecimal SHA-256 of a content.
pub(crate) fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes that no compression makes smaller.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    (0_u32..).flat_map(|number| Sha256::digest(number.to_le_bytes())).take(length).collect()
}

impl Site {
    /// An index that has these files.
    pub(crate) fn of(paths: &[PathBuf]) -> Self {
        let mut site = Self::default();
        for path in paths {
            site.add(path.file_name().unwrap().to_str().unwrap(), fs::read(path).unwrap());
        }
        site
    }

    /// Adds a file, with all that the page can state of it.
    pub(crate) fn add(&mut self, name: &str, content: Vec<u8>) {
        self.files.push(json!({
            "filename": name,
            "url": format!("../../files/{name}"),
            "hashes": {"sha256": sha256(&content)},
            "size": content.len(),
            "requires-python": ">=3.11",
        }));
        self.bodies.insert(format!("/files/{name}"), content);
    }

    /// Adds metadata beside a file.
    pub(crate) fn beside(&mut self, at: usize, metadata: &[u8]) {
        let name = self.files[at]["filename"].as_str().unwrap().to_owned();
        self.files[at]["core-metadata"] = json!({"sha256": sha256(metadata)});
        self.bodies.insert(format!("/files/{name}.metadata"), metadata.to_vec());
    }

    /// What goes wrong with the first requests of a file.
    pub(crate) fn mishaps(mut self, name: &str, mishaps: impl IntoIterator<Item = Mishap>) -> Self {
        self.mishaps.insert(format!("/files/{name}"), mishaps.into_iter().collect());
        self
    }

    /// Starts it.
    pub(crate) fn serve(mut self) -> Server {
        Server::answering(move |_, head| self.answer(head))
    }

    fn answer(&mut self, head: &str) -> Answer {
        let path = head.split(' ').nth(1).unwrap();
        let project = self.project.unwrap_or("demo");
        if path == format!("/simple/{project}/") {
            let page =
                json!({"meta": {"api-version": "1.1"}, "name": project, "files": self.files});
            let kind = "Content-Type: application/vnd.pypi.simple.v1+json";
            return answer(200, &[kind], page.to_string().as_bytes());
        }
        let Some(body) = self.bodies.get(path) else { return answer(404, &[], b"") };
        let mishap = self.mishaps.get_mut(path).and_then(VecDeque::pop_front);
        let range = head.lines().find_map(|line| line.strip_prefix("range: bytes="));
        let range = range.filter(|_| !self.whole && !matches!(mishap, Some(Mishap::Whole)));
        let given = match range {
            None => answer(200, &["ETag: \"demo\""], body),
            Some(range) => part(body, range, matches!(mishap, Some(Mishap::Elsewhere))),
        };
        match (mishap, given) {
            (Some(Mishap::Cut(after)), Answer::Bytes(mut bytes)) => {
                let start = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
                bytes.truncate(start + after);
                Answer::Bytes(bytes)
            }
            (Some(Mishap::Unsatisfiable), _) => answer(416, &[], b""),
            (Some(Mishap::Wrong), _) => answer(200, &[], &vec![b'x'; body.len()]),
            (Some(Mishap::Status(status)), _) => answer(status, &[], b""),
            (Some(Mishap::Moved(to)), _) => answer(302, &[&format!("Location: {to}")], b""),
            (_, given) => given,
        }
    }
}

/// `N-`, `A-B` or `-N` of a body.
fn part(body: &[u8], range: &str, elsewhere: bool) -> Answer {
    let (from, to) = range.split_once('-').unwrap();
    let total = body.len();
    let (start, end) = match (from, to) {
        ("", count) => (total.saturating_sub(count.parse().unwrap()), total),
        (from, "") => (from.parse().unwrap(), total),
        (from, to) => (from.parse().unwrap(), total.min(to.parse::<usize>().unwrap() + 1)),
    };
    if start >= end {
        return answer(416, &[&format!("Content-Range: bytes */{total}")], b"");
    }
    let said = if elsewhere { start - 1 } else { start };
    let content_range = format!("Content-Range: bytes {said}-{}/{total}", end - 1);
    answer(206, &["ETag: \"demo\"", &content_range], &body[start..end])
}

/// `relkit check` that asks this server and keeps files in this folder.
pub(crate) fn check(server: &Server, cache: &Path, arguments: &[&str]) -> Command {
    let url = format!("{}/simple", server.url());
    let common = ["check", "--as-of", TODAY, "--index-url", &url, "--cache-dir"];
    let mut all = common.to_vec();
    all.push(cache.to_str().unwrap());
    all.extend(arguments);
    relkit(&all)
}

/// Runs it, and leaves the port out of what it says.
pub(crate) fn checked(server: &Server, cache: &Path, arguments: &[&str]) -> Ran {
    let mut ran = Ran::from(check(server, cache, arguments).output().unwrap());
    ran.err = ran.err.replace(&server.url(), "http://INDEX");
    ran.out = ran.out.replace(&server.url(), "http://INDEX");
    ran
}

/// Every file under a folder, by its path from there, sorted.
pub(crate) fn kept(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if entry.file_name() != ".lock" {
                let inner = path.strip_prefix(folder).unwrap();
                found.push(inner.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}
