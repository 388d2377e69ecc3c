//! pypistats.org in the shapes in which it answers.

use super::server::{Answer, Server, answer};

/// Its answer to a question: rows of day, category and downloads.
pub(crate) fn reply(kind: &str, rows: &[(&str, &str, u64)]) -> Answer {
    let rows: Vec<String> = rows
        .iter()
        .map(|(date, category, downloads)| {
            format!(r#"{{"category":"{category}","date":"{date}","downloads":{downloads}}}"#)
        })
        .collect();
    let body =
        format!(r#"{{"data":[{}],"package":"demo","type":"{kind}_downloads"}}"#, rows.join(","));
    answer(200, &["Content-Type: application/json"], body.as_bytes())
}

/// What it says to whoever asks too often; without `Retry-After`.
pub(crate) fn too_often() -> Answer {
    let body = br#"<a href="https://pypistats.org/api/#etiquette">429 RATE LIMIT EXCEEDED</a>"#;
    answer(429, &["Content-Type: text/html; charset=utf-8"], body)
}

/// A service with the rows of `demo` on three days, and nothing else.
pub(crate) fn server() -> Server {
    Server::answering(|_, head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        match path {
            "/api/packages/demo/python_minor" => reply("python_minor", PYTHONS),
            "/api/packages/demo/system" => reply("system", SYSTEMS),
            "/api/packages/demo/overall?mirrors=false" => reply("overall", OVERALL),
            _ => answer(404, &["Content-Type: text/html; charset=utf-8"], b"404"),
        }
    })
}

const PYTHONS: &[(&str, &str, u64)] = &[
    ("2026-05-20", "3.9", 1000),
    ("2026-11-19", "3.10", 5),
    ("2026-11-20", "3.10", 10),
    ("2026-11-21", "3.10", 20),
    ("2026-11-20", "3.9", 3),
    ("2026-11-21", "3.9", 4),
    ("2026-11-20", "null", 5),
    ("2026-11-21", "5.1", 1),
    ("2026-11-22", "3.9", 9000),
];

const SYSTEMS: &[(&str, &str, u64)] = &[
    ("2026-11-20", "Linux", 10),
    ("2026-11-21", "Darwin", 20),
    ("2026-11-21", "other", 2),
    ("2026-11-21", "null", 3),
];

const OVERALL: &[(&str, &str, u64)] =
    &[("2026-11-20", "without_mirrors", 18), ("2026-11-21", "without_mirrors", 25)];
