//! From a source as chosen to sources that can be asked.

use std::path::Path;

use jiff::Timestamp;

use super::{Asking, Chosen, Failure};
#[cfg(feature = "bigquery")]
use crate::{
    commands::Aside,
    downloads::{
        Answer, SourceError, Wanted,
        cache::Cubed,
        source::bigquery::{BigQuery, Options},
    },
    net::{Settings, google::Places},
};
use crate::{
    downloads::{
        cache::{Cached, Mode, Store},
        source::{
            Source, chain::Chain, clickhouse::ClickHouse, file::FileSource, pypistats::PyPiStats,
        },
    },
    net::{Address, Client},
    tables::{DownloadRules, Pythons},
};

/// What all sources need.
pub(super) struct Sources<'a> {
    pub(super) asking: &'a Asking,
    pub(super) client: &'a Client,
    /// How patient BigQuery's own channel is
    #[cfg(feature = "bigquery")]
    pub(super) settings: Settings,
    /// Who says what is read before it is read
    #[cfg(feature = "bigquery")]
    pub(super) aside: Aside,
    pub(super) rules: &'a DownloadRules,
    pub(super) pythons: &'a Pythons,
    /// Months of history were asked for, at whatever price
    #[cfg(feature = "bigquery")]
    pub(super) wants_history: bool,
}

impl<'a> Sources<'a> {
    /// The source that was chosen; the automatic one is a chain.
    pub(super) fn chosen(&'a self) -> Result<Box<dyn Source + 'a>, Failure> {
        match &self.asking.source {
            Chosen::File(path) => self.file(path),
            Chosen::PyPiStats => self.pypistats(),
            Chosen::ClickHouse => self.clickhouse(),
            Chosen::BigQuery => self.bigquery(),
            Chosen::Auto => Ok(Box::new(Chain::new(self.all()?))),
        }
    }

    /// Those that can be asked without a choice: the ones without a key, and BigQuery where somebody
    /// said who pays.
    pub(super) fn all(&'a self) -> Result<Vec<Box<dyn Source + 'a>>, Failure> {
        let mut all = vec![self.clickhouse()?, self.pypistats()?];
        if self.asking.bigquery.project.is_some() {
            all.push(self.bigquery()?);
        }
        if let Chosen::File(path) = &self.asking.source {
            all.insert(0, self.file(path)?);
        }
        Ok(all)
    }

    fn file(&'a self, path: &Path) -> Result<Box<dyn Source + 'a>, Failure> {
        if path.as_os_str().is_empty() {
            return Err(Failure::new("--source is empty")
                .hint("take auto, pypistats, clickhouse, bigquery, or the path of a file"));
        }
        if path == Path::new("-") {
            return Err(Failure::new("standard input is no source: a file may be read twice")
                .hint("keep it in a file, and name that"));
        }
        if !path.exists() && path.components().count() == 1 && path.extension().is_none() {
            return Err(Failure::new(format!("there is no source `{}`", path.display())).hint(
                "take auto, pypistats, clickhouse, bigquery, or the path of a file that is there",
            ));
        }
        Ok(Box::new(FileSource::new(path, self.pythons, self.rules)))
    }

    fn pypistats(&'a self) -> Result<Box<dyn Source + 'a>, Failure> {
        let base = self.address("RELKIT_PYPISTATS_URL", &self.rules.pypistats)?;
        self.cached(PyPiStats::new(self.client, base.clone(), self.pythons), base.to_string())
    }

    fn clickhouse(&'a self) -> Result<Box<dyn Source + 'a>, Failure> {
        let base = self.address("RELKIT_CLICKHOUSE_URL", &self.rules.clickhouse)?;
        let source = ClickHouse::new(self.client, base.clone(), self.pythons, self.rules);
        self.cached(source, base.to_string())
    }

    #[cfg(feature = "bigquery")]
    fn bigquery(&'a self) -> Result<Box<dyn Source + 'a>, Failure> {
        let (source, place) = self.bare_bigquery()?;
        let history = self.wants_history;
        Ok(match self.store()? {
            Some(store) => {
                let source = Cubed::new(source, place, store, self.rules, self.pythons);
                Box::new(Frugal { source, history })
            }
            None => Box::new(Frugal { source, history }),
        })
    }

    #[cfg(not(feature = "bigquery"))]
    #[expect(clippy::unused_self, reason = "called as the one that can")]
    fn bigquery(&'a self) -> Result<Box<dyn Source + 'a>, Failure> {
        Err(Failure::new("this relkit was built without BigQuery")
            .hint("build it with --features bigquery"))
    }

    /// BigQuery itself, for an estimate, and where it answers.
    #[cfg(feature = "bigquery")]
    pub(super) fn bare_bigquery(&'a self) -> Result<(BigQuery<'a>, String), Failure> {
        let limits = &self.asking.bigquery;
        let environment = &self.asking.index.environment;
        let places = Places::of(|name| environment.text(name).map(str::to_owned));
        let mut options = Options::new(self.rules, places)?;
        options.rest = self.address("RELKIT_BIGQUERY_URL", &self.rules.bigquery)?;
        options.storage =
            self.address("RELKIT_BIGQUERY_STORAGE_URL", &self.rules.bigquery_storage)?;
        options.project.clone_from(&limits.project);
        options.most = limits.max_bytes.unwrap_or(options.most);
        options.raw = limits.raw;
        let place = options.rest.to_string();
        let settings = self.settings.clone();
        let aside = self.aside;
        let source = BigQuery::new(options, self.client, settings, self.rules, self.pythons);
        Ok((source.telling(move |line| aside.say(line)), place))
    }

    /// The address that the environment names, else that of the table.
    fn address(&self, variable: &str, known: &str) -> Result<Address, Failure> {
        let named = self.asking.index.environment.text(variable);
        named.unwrap_or(known).parse().map_err(|error| {
            Failure::new(format!("{}: {error}", if named.is_some() { variable } else { known }))
        })
    }

    /// The source behind the cache on disk; without a folder for caches it is asked each time.
    fn cached(
        &'a self,
        source: impl Source + 'a,
        place: String,
    ) -> Result<Box<dyn Source + 'a>, Failure> {
        Ok(match self.store()? {
            Some(store) => Box::new(Cached::new(source, place, store)),
            None => Box::new(source),
        })
    }

    /// Where answers are kept; nowhere where the system names no folder for caches.
    fn store(&self) -> Result<Option<Store>, Failure> {
        let asking = self.asking;
        let home = || asking.index.environment.cache_home().map(|home| home.join("relkit"));
        let Some(folder) = asking.cache.clone().or_else(home) else {
            if asking.index.offline {
                return Err(Failure::new(
                    "--offline needs a cache, and the system names no folder",
                )
                .hint("name one with --cache-dir"));
            }
            return Ok(None);
        };
        let mode = match (asking.index.offline, asking.refresh) {
            (true, _) => Mode::Offline,
            (_, true) => Mode::Refresh,
            _ => Mode::Use,
        };
        Ok(Some(Store { folder: folder.join("downloads"), now: Timestamp::now(), mode }))
    }
}

/// A source that bills: history is asked for only where somebody wants it.
#[cfg(feature = "bigquery")]
struct Frugal<S> {
    source: S,
    history: bool,
}

#[cfg(feature = "bigquery")]
impl<S: Source> Source for Frugal<S> {
    fn name(&self) -> &'static str {
        self.source.name()
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let history = wanted.history.filter(|_| self.history);
        self.source.answer(&Wanted { history, ..wanted.clone() }, progress)
    }
}
