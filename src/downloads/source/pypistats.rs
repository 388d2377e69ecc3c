//! pypistats.org: no key, the last 180 days, by Python or by system.
//!
//! The service counts PyPI's table once a day by
//! [queries of its own](https://github.com/crflynn/pypistats.org/blob/main/pypistats/tasks/pypi.py):
//! the first two numbers of each Python, without four mirrors. Its
//! [API](https://pypistats.org/api/) takes 5 requests a second and 30 a minute from one address, so
//! that one is made for each dimension and none beside.

use jiff::civil::Date;
use serde::Deserialize;

use super::{
    Source,
    web::{Days, ROWS, malformed, missing, not_json},
};
use crate::{
    downloads::{
        Answer, Completeness, Counted, Counts, Dimension, Installers, Origin, SourceError, Unread,
        Value, Wanted, clean,
    },
    model::ProjectName,
    net::{Address, AddressError, Client, Response},
    tables::Pythons,
};

const NAME: &str = "pypistats";

/// What its queries count. They ask for `installer NOT IN (…)`, which leaves out as well what has
/// no installer at all.
const COUNTED: &str =
    "all that name themselves but bandersnatch, z3c.pypimirror, Artifactory and devpi";

/// Days that it keeps.
const KEPT: u32 = 180;

/// pypistats.org, or what speaks its API.
#[derive(Debug)]
pub struct PyPiStats<'a> {
    client: &'a Client,
    base: Address,
    pythons: &'a Pythons,
}

/// One of its answers; further fields are ignored.
#[derive(Debug, Deserialize)]
struct Reply {
    data: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    category: Option<String>,
    date: String,
    downloads: i64,
}

impl<'a> PyPiStats<'a> {
    /// The service at this address. Ex) `https://pypistats.org/api/`
    pub fn new(client: &'a Client, base: Address, pythons: &'a Pythons) -> Self {
        Self { client, base, pythons }
    }

    fn ask(&self, project: &ProjectName, last: &str) -> Result<Response, Failed> {
        let folder = self.base.folder("packages").folder(&project.normalized());
        let address = folder.link(last).map_err(Failed::Address)?;
        self.client.get(&address, "application/json").map_err(|error| match error.status() {
            Some(404) => Failed::NoProject,
            Some(429) => Failed::Source(SourceError::Refused {
                message: error.to_string(),
                hint: error.hint().filter(|hint| hint.contains("wait")).unwrap_or_else(|| {
                    "it takes 30 requests a minute from one address, which CI runners share: wait \
                     a minute, or --source clickhouse"
                        .to_owned()
                }),
            }),
            _ => Failed::Source(error.into()),
        })
    }

    /// The rows of the days that are asked for.
    fn counts(
        &self,
        response: &Response,
        dimension: Option<Dimension>,
        wanted: &Wanted,
        days: &mut Days,
        there: &mut Days,
    ) -> Result<Counts, SourceError> {
        let place = response.address.to_string();
        let reply: Reply = serde_json::from_slice(&response.body)
            .map_err(|error| not_json(&place, "the JSON of pypistats.org", response, &error))?;
        if reply.data.len() > ROWS {
            return Err(malformed(&place, format!("more than {ROWS} rows")));
        }
        let mut dimensions = vec![Dimension::Day];
        dimensions.extend(dimension);
        let mut counts = Counts::new(dimensions);
        let window = wanted.days();
        for (at, row) in reply.data.iter().enumerate() {
            let bad = |what: &str| malformed(&place, format!("row {}: {what}", at + 1));
            let day: Date = row
                .date
                .parse()
                .map_err(|_| bad(&format!("expected a day as 2026-11-21, found {:?}", row.date)))?;
            let downloads = u64::try_from(row.downloads)
                .map_err(|_| bad(&format!("{} downloads", row.downloads)))?;
            there.extend([day]);
            if !window.contains(day) {
                continue;
            }
            days.extend([day]);
            let mut key = vec![Value::known(&day.to_string())];
            key.extend(dimension.map(|dimension| self.value(dimension, row.category.as_deref())));
            counts.add(key, downloads);
        }
        Ok(counts)
    }

    fn value(&self, dimension: Dimension, raw: Option<&str>) -> Value {
        match dimension {
            Dimension::Python => clean::python(raw, self.pythons),
            _ if raw == Some("other") => Value::Other,
            _ => clean::text(raw),
        }
    }
}

/// Why one request gives nothing.
enum Failed {
    NoProject,
    Address(AddressError),
    Source(SourceError),
}

impl Source for PyPiStats<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let place = self.base.to_string();
        let asked = |dimension| wanted.dimensions.contains(&dimension);
        let mut pages = Vec::new();
        if asked(Dimension::Python) {
            pages.push(("python_minor", Some(Dimension::Python)));
        }
        if asked(Dimension::System) {
            pages.push(("system", Some(Dimension::System)));
        }
        if pages.is_empty() {
            if let Some(other) = wanted.dimensions.iter().find(|asked| **asked != Dimension::Day) {
                return Err(SourceError::CannotSplit {
                    source_name: NAME,
                    asked: other.to_string(),
                });
            }
            pages.push(("overall?mirrors=false", None));
        }
        let no_downloads = || SourceError::NoDownloads {
            place: place.clone(),
            project: wanted.project.to_string(),
            window: wanted.window,
        };
        let (mut days, mut there, mut cubes) = (Days::default(), Days::default(), Vec::new());
        for (page, dimension) in pages {
            progress(&format!("asking pypistats.org for {page} of {}", wanted.project));
            let response = self.ask(&wanted.project, page).map_err(|failed| match failed {
                Failed::NoProject => no_downloads(),
                Failed::Address(error) => malformed(&place, error.to_string()),
                Failed::Source(error) => error,
            })?;
            cubes.push(self.counts(&response, dimension, wanted, &mut days, &mut there)?);
        }
        if !days.any_in(wanted.window) {
            return Err(match there.window() {
                Some(there) => SourceError::OtherDays {
                    place,
                    project: wanted.project.to_string(),
                    window: wanted.window,
                    there,
                },
                None => no_downloads(),
            });
        }
        let window = days.window();
        let mut notes = Vec::new();
        if wanted.installers != Installers::WithoutMirrors {
            notes.push(format!(
                "pypistats.org has its own rule of what counts, so that --installers {} has no \
                 effect: browsers, requests and Nexus are in",
                wanted.installers
            ));
        }
        if asked(Dimension::Python) {
            notes.push("pypistats.org counts pre-releases with their release".to_owned());
            notes.extend(unknown(&cubes));
        }
        notes.extend(missing(NAME, wanted, &cubes));
        notes.extend(days.gaps("pypistats.org", wanted.window));
        if let (Some(there), Some(history)) = (window, wanted.history)
            && there.first > history.first
            && history.with(wanted.window).days() > KEPT
        {
            notes.push(format!("pypistats.org keeps {KEPT} days: here from {}", there.first));
        }
        Ok(Answer {
            project: wanted.project.clone(),
            origin: Origin {
                source: NAME,
                place,
                window,
                counted: Counted::Fixed(COUNTED.to_owned()),
                completeness: Completeness::Whole,
                unread: Unread::default(),
                cost: None,
                cached: false,
                notes,
            },
            cubes,
        })
    }
}

/// What to say of downloads without a Python.
fn unknown(cubes: &[Counts]) -> Option<String> {
    let pythons = cubes.iter().find_map(|cube| cube.by(&[Dimension::Python]))?;
    let unknown = pythons.only(Dimension::Python, |value| *value == Value::Unknown).total();
    (unknown > 0).then(|| {
        let percent = crate::downloads::share::percent(unknown, pythons.total());
        format!("{percent:.1} % of the downloads name no Python, as those of browsers do")
    })
}
