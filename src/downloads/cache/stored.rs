//! An answer as it is written.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    downloads::{
        Answer, Completeness, Cost, Counted, Counts, Dimension, Origin, Unread, Value, Wanted,
        Window,
    },
    model::ProjectName,
};

/// The format's name and version. A file of another one is no answer; whoever changes how values
/// are cleaned gives it a new number.
const SCHEMA: &str = "relkit.downloads-cache/1";

/// A stored answer.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    /// When the source was asked
    pub(super) asked: Timestamp,
    /// What it said
    pub(super) answer: Answer,
}

/// The file. `question` guards against a hash that is no longer that of the same question.
#[derive(Serialize, Deserialize)]
struct FileV1 {
    schema: String,
    question: String,
    asked: Timestamp,
    project: ProjectName,
    place: String,
    window: Option<WindowV1>,
    counted: CountedV1,
    /// The largest rows alone: how many
    top: Option<u32>,
    cost: Option<CostV1>,
    notes: Vec<String>,
    cubes: Vec<CubeV1>,
}

#[derive(Serialize, Deserialize)]
struct WindowV1 {
    first: Date,
    last: Date,
}

#[derive(Serialize, Deserialize)]
struct CostV1 {
    bytes: u64,
    dollars: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CountedV1 {
    Asked(String),
    Fixed(String),
    Unknown,
}

/// Counts; each row has the values in the order of `dimensions`.
#[derive(Serialize, Deserialize)]
struct CubeV1 {
    dimensions: Vec<Dimension>,
    rows: Vec<(Vec<ValueV1>, u64)>,
}

/// A known value is its text; what is no known value is a number: 0 a pre-release, 1 another, 2
/// nothing.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ValueV1 {
    Known(String),
    Not(u8),
}

impl Stored {
    /// Reads a file; [`None`] where it is no answer to this question.
    pub(super) fn parse(text: &[u8], question: &str, source: &'static str) -> Option<Self> {
        let file: FileV1 = serde_json::from_slice(text).ok()?;
        if file.schema != SCHEMA || file.question != question {
            return None;
        }
        let window = match file.window {
            Some(window) => Some(Window::new(window.first, window.last)?),
            None => None,
        };
        let cubes = file.cubes.into_iter().map(CubeV1::counts).collect::<Option<Vec<_>>>()?;
        let origin = Origin {
            source,
            place: file.place,
            window,
            counted: match file.counted {
                CountedV1::Asked(who) => Counted::Asked(who),
                CountedV1::Fixed(who) => Counted::Fixed(who),
                CountedV1::Unknown => Counted::Unknown,
            },
            completeness: file.top.map_or(Completeness::Whole, Completeness::Top),
            unread: Unread::default(),
            cost: file.cost.map(|cost| Cost { bytes: cost.bytes, dollars: cost.dollars }),
            cached: true,
            notes: file.notes,
        };
        let answer = Answer { project: file.project, origin, cubes };
        Some(Self { asked: file.asked, answer })
    }

    /// The file of an answer.
    pub(super) fn text(
        question: &str,
        asked: Timestamp,
        answer: &Answer,
    ) -> serde_json::Result<Vec<u8>> {
        let origin = &answer.origin;
        serde_json::to_vec(&FileV1 {
            schema: SCHEMA.to_owned(),
            question: question.to_owned(),
            asked,
            project: answer.project.clone(),
            place: origin.place.clone(),
            window: origin.window.map(|Window { first, last }| WindowV1 { first, last }),
            counted: match &origin.counted {
                Counted::Asked(who) => CountedV1::Asked(who.clone()),
                Counted::Fixed(who) => CountedV1::Fixed(who.clone()),
                Counted::Unknown => CountedV1::Unknown,
            },
            top: match origin.completeness {
                Completeness::Whole => None,
                Completeness::Top(rows) => Some(rows),
            },
            cost: origin.cost.map(|Cost { bytes, dollars }| CostV1 { bytes, dollars }),
            notes: origin.notes.clone(),
            cubes: answer.cubes.iter().map(CubeV1::of).collect(),
        })
    }

    /// When the source was asked, in UTC.
    pub(super) fn day(&self) -> Date {
        self.asked.to_zoned(TimeZone::UTC).date()
    }

    /// The answer, with one more thing that its reader must know, and the name as it is written
    /// now.
    pub(super) fn into_answer(mut self, note: Option<String>, wanted: &Wanted) -> Answer {
        self.answer.project = wanted.project.clone();
        self.answer.origin.notes.splice(0..0, note);
        self.answer
    }
}

impl CubeV1 {
    fn of(counts: &Counts) -> Self {
        let value = |value: &Value| match value {
            Value::Known(text) => ValueV1::Known(text.as_ref().to_owned()),
            Value::Prerelease => ValueV1::Not(0),
            Value::Other => ValueV1::Not(1),
            Value::Unknown => ValueV1::Not(2),
        };
        let rows =
            counts.rows().map(|(key, downloads)| (key.iter().map(value).collect(), downloads));
        Self { dimensions: counts.dimensions().to_vec(), rows: rows.collect() }
    }

    fn counts(self) -> Option<Counts> {
        let width = self.dimensions.len();
        let mut counts = Counts::new(self.dimensions);
        for (key, downloads) in self.rows {
            let key: Option<Vec<Value>> = key.into_iter().map(ValueV1::value).collect();
            counts.add(key.filter(|key| key.len() == width)?, downloads);
        }
        Some(counts)
    }
}

impl ValueV1 {
    fn value(self) -> Option<Value> {
        Some(match self {
            Self::Known(text) => Value::known(&text),
            Self::Not(0) => Value::Prerelease,
            Self::Not(1) => Value::Other,
            Self::Not(2) => Value::Unknown,
            Self::Not(_) => return None,
        })
    }
}
