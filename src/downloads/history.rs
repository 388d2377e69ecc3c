//! Months of downloads of one or many projects.

use std::{collections::BTreeMap, io::Read};

use super::{Answer, Series, SourceError, clean, series::Rows};
use crate::tables::Pythons;

/// Series of projects and sources, each apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    series: BTreeMap<Track, Series>,
}

/// Whose downloads, and who counted them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Track {
    /// The project; empty where the file names none
    pub package: String,
    /// The source; empty where the file names none
    pub source: String,
}

/// Rows of a file at most.
const ROWS: usize = 20_000_000;
/// Projects and sources of a file at most.
const TRACKS: usize = 20_000;

/// The columns that are read, each with the names that it goes by.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("month", &["month", "date", "day", "download_month"]),
    ("python_minor", &["python_minor", "python", "python_version"]),
    ("downloads", &["downloads", "download_count", "count"]),
    ("package", &["package", "project"]),
    ("source", &["source"]),
];
/// So many of them must be there.
const NEEDED: usize = 3;

impl History {
    /// The series of answers, where they tell days and Pythons apart.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Self {
        let mut history = Self::default();
        for answer in answers {
            let series =
                answer.cubes.iter().find_map(|cube| Series::of(cube, answer.origin.window));
            if let Some(series) = series {
                let track = Track {
                    package: answer.project.to_string(),
                    source: answer.origin.source.to_owned(),
                };
                history.series.insert(track, series);
            }
        }
        history
    }

    /// Reads CSV with a heading: a row is a Python in a month (`2026-01`) or on a day
    /// (`2026-01-31`). The columns `package` and `source` keep series apart; further ones are
    /// ignored. `place` names the file in errors.
    pub fn read(place: &str, file: impl Read, pythons: &Pythons) -> Result<Self, SourceError> {
        let malformed = |line: Option<u64>, why: String| SourceError::Malformed {
            place: line.map_or_else(|| place.to_owned(), |line| format!("{place}:{line}")),
            why,
        };
        let broken = |error: csv::Error| {
            malformed(error.position().map(csv::Position::line), format!("no CSV: {error}"))
        };
        let mut reader = csv::ReaderBuilder::new().from_reader(file);
        let header = reader.headers().map_err(broken)?.clone();
        let places = COLUMNS
            .map(|(_, names)| header.iter().position(|column| names.contains(&column.trim())));
        let lacks = COLUMNS.iter().zip(places).take(NEEDED).find(|(_, place)| place.is_none());
        if let Some(((name, _), _)) = lacks {
            let there = header.iter().take(20).collect::<Vec<_>>().join(", ");
            return Err(malformed(
                Some(1),
                format!("expected a column `{name}`; there are: {}", shown(&there)),
            ));
        }
        let mut tracks: BTreeMap<Track, Rows> = BTreeMap::new();
        let mut record = csv::StringRecord::new();
        let mut read = 0;
        while reader.read_record(&mut record).map_err(broken)? {
            let line = record.position().map(csv::Position::line);
            let field = |column: usize| places[column].and_then(|place| record.get(place));
            let text = |column: usize| field(column).unwrap_or_default().trim();
            read += 1;
            if read > ROWS {
                return Err(malformed(line, format!("more than {ROWS} rows")));
            }
            let downloads: u64 = text(2).parse().map_err(|_| {
                malformed(line, format!("expected a count, not `{}`", shown(text(2))))
            })?;
            let track = Track { package: text(3).to_owned(), source: text(4).to_owned() };
            if !tracks.contains_key(&track) && tracks.len() >= TRACKS {
                return Err(malformed(line, format!("more than {TRACKS} packages and sources")));
            }
            let python = clean::python(Some(text(1)), pythons);
            if !tracks.entry(track).or_default().add(text(0), &python, downloads) {
                return Err(malformed(
                    line,
                    format!("expected a month such as 2026-01, not `{}`", shown(text(0))),
                ));
            }
        }
        let series = tracks.into_iter().map(|(track, rows)| (track, rows.series(None)));
        Ok(Self { series: series.collect() })
    }

    /// Adds a series; it takes the place of one of the same track.
    pub fn insert(&mut self, track: Track, series: Series) {
        self.series.insert(track, series);
    }

    /// Adds all series of another; they take the place of those of the same track.
    pub fn extend(&mut self, other: Self) {
        self.series.extend(other.series);
    }

    /// Keeps such series alone; where none is such, the projects of those that there were.
    pub fn keep(&mut self, such: impl Fn(&Track) -> bool) -> Option<String> {
        const NAMED: usize = 3;
        let mut packages: Vec<String> =
            self.series.keys().map(|track| format!("`{}`", shown(&track.package))).collect();
        packages.dedup();
        self.series.retain(|track, _| such(track));
        (self.series.is_empty() && !packages.is_empty()).then(|| {
            let more = packages.len().saturating_sub(NAMED);
            packages.truncate(NAMED);
            let named = packages.join(", ");
            if more > 0 { format!("{named} and {more} more") } else { named }
        })
    }

    /// All series with what they are of.
    pub fn series(&self) -> impl Iterator<Item = (&Track, &Series)> {
        self.series.iter()
    }

    /// Whether no series holds a whole month.
    pub fn is_empty(&self) -> bool {
        self.series.values().all(|series| series.last().is_none())
    }
}

/// What stands in a file, fit for a terminal.
fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    fn read(text: &str) -> Result<History, SourceError> {
        History::read("h.csv", text.as_bytes(), &Tables::embedded().load().unwrap())
    }

    fn error(text: &str) -> SourceError {
        read(text).unwrap_err()
    }

    #[test]
    fn packages_and_sources_stay_apart() {
        let history = read(
            "package,month,source,python_minor,downloads\n\
             a,2024-01,pypinfo,3.8,10\n\
             a,2024-01,pypinfo,None,1000\n\
             a,2024-01,pypinfo,2.8,1000\n\
             a,2024-01,pypinfo,3.14,30\n\
             a,2024-02,pypistats,3.8,10\n\
             b,2024-01,pypinfo,3.8,10\n",
        )
        .unwrap();
        let tracks: Vec<(String, usize)> = history
            .series()
            .map(|(track, series)| {
                (format!("{} {}", track.package, track.source), series.months().len())
            })
            .collect();
        let expected = [("a pypinfo", 1), ("a pypistats", 1), ("b pypinfo", 1)];
        assert_eq!(tracks, expected.map(|(name, months)| (name.to_owned(), months)));
        let (_, series) = history.series().next().unwrap();
        let python = "3.8".parse().unwrap();
        let share = series.points(python).next().map(|point| point.share);
        assert_eq!(share, Some(25.0), "unknown is not in it");
    }

    #[test]
    fn months_need_no_package() {
        let history = read("python,downloads,month\n3.8,10,2024-01\n3.8,5,2024-02\n").unwrap();
        assert_eq!(history.series().next().unwrap().1.months().len(), 2);
        assert!(!history.is_empty());
        assert!(read("python,downloads,month\n").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_history_is_told() {
        insta::assert_snapshot!(error("month,python_version\n"), @"h.csv:1: expected a column `downloads`; there are: month, python_version");
        insta::assert_snapshot!(error(""), @"h.csv:1: expected a column `month`; there are: ");
        insta::assert_snapshot!(error("month,python,downloads\n2024-01,3.8,many\n"), @"h.csv:2: expected a count, not `many`");
        insta::assert_snapshot!(error("month,python,downloads\n2024-12,3.8,1\n2024-13,3.8,1\n"), @"h.csv:3: expected a month such as 2026-01, not `2024-13`");
        insta::assert_snapshot!(error("month,python,downloads\n2024-01,3.8\n"), @"h.csv:2: no CSV: CSV error: record 1 (line: 2, byte: 23): found record with 2 fields, but the previous record has 3 fields");
    }
}
