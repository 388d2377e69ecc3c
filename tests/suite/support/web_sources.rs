//! The sources that need no key, and questions to them.

use std::time::Duration;

use jiff::civil::{Date, date};
use relkit::{
    downloads::{
        Answer, Counts, Dimension, Installers, SourceError, Value, Wanted, Window,
        source::{clickhouse::ClickHouse, pypistats::PyPiStats},
    },
    net::{Address, Client, Settings},
    tables::{DownloadRules, Pythons, Tables},
};

use super::server::{Answer as Bytes, Server};

pub(crate) const AS_OF: Date = date(2026, 11, 22);

pub(crate) struct World {
    pub(crate) client: Client,
    pub(crate) pythons: Pythons,
    pub(crate) rules: DownloadRules,
}

pub(crate) fn world() -> World {
    let settings = Settings { pause: Duration::from_millis(1), ..Settings::default() };
    let tables = Tables::embedded();
    World {
        client: Client::new(settings),
        pythons: tables.load().unwrap(),
        rules: tables.load().unwrap(),
    }
}

impl World {
    pub(crate) fn pypistats(&self, server: &Server) -> PyPiStats<'_> {
        let base = format!("{}/api", server.url()).parse().unwrap();
        PyPiStats::new(&self.client, base, &self.pythons)
    }

    pub(crate) fn clickhouse(&self, base: Address) -> ClickHouse<'_> {
        ClickHouse::new(&self.client, base, &self.pythons, &self.rules)
    }
}

pub(crate) fn wanted(project: &str, days: u16, dimensions: &[Dimension]) -> Wanted {
    Wanted {
        project: project.parse().unwrap(),
        window: Window::before(AS_OF, days).unwrap(),
        history: None,
        dimensions: dimensions.iter().copied().collect(),
        installers: Installers::default(),
    }
}

/// Rows of counts as `value=downloads`, without the day where there is more.
pub(crate) fn rows(counts: &Counts) -> String {
    let text = |key: &[Value]| key.iter().map(Value::as_str).collect::<Vec<_>>().join(" ");
    let rows = counts.rows().map(|(key, downloads)| format!("{}={downloads}", text(key)));
    rows.collect::<Vec<_>>().join(", ")
}

pub(crate) fn by(answer: &Answer, dimensions: &[Dimension]) -> String {
    rows(&answer.by(dimensions).unwrap())
}

pub(crate) fn fails(result: Result<Answer, SourceError>) -> (String, String) {
    let error = result.unwrap_err();
    (error.to_string(), error.hint().unwrap_or_default())
}

/// What a source says to one answer, given as often as it asks.
pub(crate) fn told(
    source: impl Fn(&Server) -> (String, String),
    body: impl Fn() -> Bytes + Send + 'static,
) -> (String, String) {
    let server = Server::answering(move |_, _| body());
    let (message, hint) = source(&server);
    (message.replace(&server.url(), "URL"), hint)
}
