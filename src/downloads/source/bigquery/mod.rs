//! BigQuery's public table of all downloads: every dimension, all crossed, for money.
//!
//! ```text
//! dry run -> bound -> parts of days -> query (REST) -> table of the result -> Arrow -> counts
//! ```
//!
//! One query asks for the days and all wanted dimensions at once, since each further query would
//! read the same columns again; what comes is a cube that later splits need no query for.
//!
//! Architecture invariants:
//! - No query runs without a limit of its cost, and all queries of one answer share one limit.
//! - No text of a user stands in the text of a query.
//! - The days are fixed: BigQuery answers the same question from its cache, at no cost, for a day.

mod batch;
mod cost;
mod cube;
mod decode;
mod fault;
mod query;
mod raw;
mod rest;
mod result;
mod session;
mod storage;
mod used;
mod wire;

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    time::Duration,
};

use jiff::Timestamp;

pub use cost::Estimate;
pub use used::Used;

use self::{cube::Cube, query::Query, rest::Rest, session::Session};
use super::Source;
use crate::{
    downloads::{Answer, Completeness, Cost, Counted, Origin, SourceError, Unread, Wanted},
    net::{
        Address, Client, Settings,
        google::{Account, Places},
        h2::Runtime,
    },
    tables::{DownloadRules, Pythons},
};

/// The limit of the bytes that are billed for an answer, where no other is given: 100 GiB.
pub const MOST: u64 = 100 << 30;

/// How BigQuery is asked.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the REST API answers
    pub rest: Address,
    /// Where the Storage Read API answers
    pub storage: Address,
    /// The project that is billed, in place of that of the environment or the credentials
    pub project: Option<String>,
    /// Bytes that are billed at most
    pub most: u64,
    /// Read the table itself by the Storage Read API instead of asking for counts
    pub raw: bool,
    /// Read whole columns of the table where parts of them would do, for servers that know none
    pub whole_columns: bool,
    /// Where credentials may lie
    pub places: Places,
    /// The first pause before another try of what is refused for a moment; it doubles
    pub pause: Duration,
}

impl Options {
    /// The public service, with credentials from these places.
    pub fn new(rules: &DownloadRules, places: Places) -> Result<Self, SourceError> {
        let address = |text: &str| {
            text.parse::<Address>().map_err(|error| SourceError::Malformed {
                place: "downloads.toml".to_owned(),
                why: error.to_string(),
            })
        };
        Ok(Self {
            rest: address(&rules.bigquery)?,
            storage: address(&rules.bigquery_storage)?,
            project: None,
            most: MOST,
            raw: false,
            whole_columns: false,
            places,
            pause: Duration::from_secs(1),
        })
    }
}

type Tell<'a> = Box<dyn Fn(&str) + 'a>;

/// The source `bigquery`.
pub struct BigQuery<'a> {
    options: Options,
    client: &'a Client,
    settings: Settings,
    rules: &'a DownloadRules,
    pythons: &'a Pythons,
    /// Found when the first question is asked
    asker: OnceCell<(Account, Runtime)>,
    /// Bytes that were billed so far for each project: all queries about one share one limit
    spent: RefCell<BTreeMap<String, u64>>,
    /// Who is told what is read before it is read
    tell: Option<Tell<'a>>,
}

impl<'a> BigQuery<'a> {
    /// A source that asks through this client; `settings` are the client's.
    pub fn new(
        options: Options,
        client: &'a Client,
        settings: Settings,
        rules: &'a DownloadRules,
        pythons: &'a Pythons,
    ) -> Self {
        Self {
            options,
            client,
            settings,
            rules,
            pythons,
            asker: OnceCell::new(),
            spent: RefCell::default(),
            tell: None,
        }
    }

    /// Somebody who is told, before anything is read, how much that may be. `progress` is told what
    /// else is done.
    #[must_use]
    pub fn telling(mut self, tell: impl Fn(&str) + 'a) -> Self {
        self.tell = Some(Box::new(tell));
        self
    }

    /// What the project that pays was billed for queries since then. Asking is free.
    pub fn used(&self, since: Timestamp) -> Result<Used, SourceError> {
        let session = self.session()?;
        used::used(&Rest(&session), session.project, since, self.rules)
    }

    /// Bytes that may still be billed for a project.
    fn left(&self, wanted: &Wanted) -> u64 {
        let spent = self.spent.borrow().get(&wanted.project.normalized()).copied();
        self.options.most.saturating_sub(spent.unwrap_or(0))
    }

    /// What a question may cost. The dry run that tells it is free.
    pub fn estimate(&self, wanted: &Wanted) -> Result<Estimate, SourceError> {
        self.estimate_in(&self.session()?, wanted)
    }

    fn estimate_in(&self, session: &Session, wanted: &Wanted) -> Result<Estimate, SourceError> {
        let days = wanted.days();
        let bound = Rest(session).dry_run(&Query::new(wanted, days, self.rules))?;
        let price = if self.options.raw { cost::of_storage } else { cost::of_query };
        let most = self.left(wanted);
        let limit = price(most, self.rules);
        let parts = if self.options.raw {
            u32::from(bound <= limit.bytes)
        } else {
            let parts = cost::parts(days, bound, most);
            parts.and_then(|parts| u32::try_from(parts.len()).ok()).unwrap_or(0)
        };
        Ok(Estimate { most: price(bound, self.rules), limit, parts })
    }

    fn session(&self) -> Result<Session<'_>, SourceError> {
        let (account, runtime) = self.asker()?;
        let options = &self.options;
        let environment = options.places.project.as_deref();
        Ok(Session {
            client: self.client,
            settings: &self.settings,
            runtime,
            account,
            rest: &options.rest,
            storage: &options.storage,
            project: session::project(options.project.as_deref(), environment, account)?,
            pause: options.pause,
        })
    }

    fn asker(&self) -> Result<&(Account, Runtime), SourceError> {
        if let Some(asker) = self.asker.get() {
            return Ok(asker);
        }
        let runtime = Runtime::new().map_err(|error| SourceError::Malformed {
            place: "this machine".to_owned(),
            why: format!("there is no runtime for BigQuery: {error}"),
        })?;
        let account = Account::find(&self.options.places, session::SCOPE, &runtime)?;
        Ok(self.asker.get_or_init(|| (account, runtime)))
    }

    /// Counts by queries. Returns what was billed and what a reader must know.
    fn queries(
        &self,
        session: &Session,
        wanted: &Wanted,
        estimate: &Estimate,
        cube: &mut Cube,
        progress: &dyn Fn(&str),
    ) -> Result<(u64, Vec<String>), SourceError> {
        let most = self.left(wanted);
        let too_much = || cost::too_much(wanted.days(), estimate.most, estimate.limit);
        let parts = cost::parts(wanted.days(), estimate.most.bytes, most).ok_or_else(too_much)?;
        let dimensions = query::dimensions(wanted);
        let mut reader = result::Reader::default();
        let (mut billed, mut cached) = (0_u64, 0);
        for (at, part) in parts.iter().enumerate() {
            progress(&format!("BigQuery counts {part}, query {} of {}", at + 1, parts.len()));
            let query = Query::new(wanted, *part, self.rules);
            let done = Rest(session).run(&query, most.saturating_sub(billed))?;
            billed = billed.saturating_add(done.billed);
            let mut spent = self.spent.borrow_mut();
            let spent = spent.entry(wanted.project.normalized()).or_default();
            *spent = spent.saturating_add(done.billed);
            cached += usize::from(done.cached);
            let found = reader.read(session, &done, &dimensions, self.pythons)?;
            cube.take(&found.counts);
        }
        let cost = Cost { bytes: billed, dollars: cost::of_query(billed, self.rules).dollars };
        let mut notes = vec![format!(
            "BigQuery billed {} to the project `{}`; its dry run said {} at most",
            cost::shown(cost),
            session.project,
            cost::shown(estimate.most)
        )];
        if cached > 0 {
            notes.push(format!(
                "{cached} of {} queries were answered from BigQuery's cache at no cost",
                parts.len()
            ));
        }
        notes.extend(reader.refused.map(|why| {
            format!("the result was read as pages, because the Storage Read API does not: {why}")
        }));
        Ok((billed, notes))
    }
}

impl Source for BigQuery<'_> {
    fn name(&self) -> &'static str {
        "bigquery"
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let session = self.session()?;
        let days = wanted.days();
        let estimate = self.estimate_in(&session, wanted)?;
        if estimate.parts == 0 {
            return Err(cost::too_much(days, estimate.most, estimate.limit));
        }
        let line = format!(
            "{}: BigQuery reads {} at most{}; the limit is {}",
            wanted.project,
            cost::shown(estimate.most),
            if self.options.raw { " by the Storage Read API, which cannot be stopped" } else { "" },
            cost::shown(estimate.limit)
        );
        self.tell.as_ref().map_or(progress, |tell| tell.as_ref())(&line);
        let dimensions = query::dimensions(wanted);
        let mut cube = Cube::new(&dimensions, self.pythons);
        let (cost, notes) = if self.options.raw {
            progress("reading the rows of the table");
            let whole = self.options.whole_columns;
            raw::read(&session, wanted, &dimensions, self.rules, whole, &mut cube)?;
            let mut spent = self.spent.borrow_mut();
            let spent = spent.entry(wanted.project.normalized()).or_default();
            *spent = spent.saturating_add(estimate.most.bytes);
            let note = format!(
                "the table itself was read: the equal query reads {} at most, and what the \
                 Storage Read API bills for it is not told",
                cost::shown(estimate.most)
            );
            (estimate.most, vec![note])
        } else {
            let (billed, notes) = self.queries(&session, wanted, &estimate, &mut cube, progress)?;
            (Cost { bytes: billed, dollars: cost::of_query(billed, self.rules).dollars }, notes)
        };
        if cube.counts.is_empty() {
            return Err(SourceError::NoDownloads {
                place: format!("BigQuery's table {}", query::TABLE),
                project: wanted.project.normalized(),
                window: days,
            });
        }
        let origin = Origin {
            source: self.name(),
            place: query::TABLE.to_owned(),
            window: Some(days),
            counted: Counted::Asked(wanted.installers.to_string()),
            completeness: Completeness::Whole,
            unread: Unread::default(),
            cost: Some(cost),
            cached: false,
            notes,
        };
        Ok(Answer { project: wanted.project.clone(), origin, cubes: vec![cube.counts] })
    }
}
