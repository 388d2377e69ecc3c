//! Answers on disk: the same question is asked once.
//!
//! Architecture invariants:
//! - An answer is never replaced by a worse one: fewer days, fewer rows, a smaller sum.
//! - A file that cannot be read as what it should be is no answer, and is replaced.
//! - Nothing is written but in the folder, and the folder is no part of any answer: where it cannot
//!   be written, the answer says so and is given all the same.

#[cfg(feature = "parquet")]
mod cubes;
mod stored;
mod worse;

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Span, Timestamp, civil::Date, tz::TimeZone};
use sha2::{Digest, Sha256};

#[cfg(feature = "parquet")]
pub use self::cubes::{Cubed, widened};
use self::{stored::Stored, worse::worse};
use super::{Answer, Counts, Dimension, SourceError, Wanted, Window, source::Source};

/// Bytes of a stored answer; a million rows have some 60 MB.
const MOST: u64 = 256 << 20;

/// How long an answer counts whose last days may still grow: sources fill in the last day over
/// hours.
const YOUNG: SignedDuration = SignedDuration::from_hours(12);

/// Files of the folder that are looked through for an answer of other days.
const FILES: usize = 10_000;

/// Days after which the counts of a day no longer change.
const SETTLED: i64 = 2;

/// Where answers are kept, and how they are used.
#[derive(Debug, Clone)]
pub struct Store {
    /// The folder; made when there is something to keep
    pub folder: PathBuf,
    /// The time of day, by which answers are old
    pub now: Timestamp,
    /// When the source is asked
    pub mode: Mode,
}

impl Store {
    fn is_young(&self, asked: Timestamp) -> bool {
        let age = self.now.duration_since(asked);
        SignedDuration::ZERO <= age && age < YOUNG
    }

    /// Whether what was asked then, and has this last day, is as good as a new answer.
    #[cfg(feature = "parquet")]
    fn is_fresh(&self, asked: Timestamp, last: Date) -> bool {
        self.is_young(asked) || is_settled(asked, last)
    }
}

/// Whether the counts of a day no longer changed when they were asked for.
fn is_settled(asked: Timestamp, last: Date) -> bool {
    let asked = asked.to_zoned(TimeZone::UTC).date();
    last.checked_add(Span::new().days(SETTLED)).is_ok_and(|settled| settled <= asked)
}

/// When the source is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Where no answer is kept, or one that may have grown since
    #[default]
    Use,
    /// Always; the answer is kept if it is no worse
    Refresh,
    /// Never
    Offline,
}

/// A source whose answers are kept.
#[derive(Debug)]
pub struct Cached<S> {
    inner: S,
    place: String,
    store: Store,
}

impl<S: Source> Cached<S> {
    /// Keeps the answers of a source. `place` tells two of one name apart: its address.
    pub fn new(inner: S, place: impl Into<String>, store: Store) -> Self {
        Self { inner, place: place.into(), store }
    }

    /// All that makes an answer another one, a line each; the days as far as they end elsewhere
    /// tomorrow stand in the file's name.
    fn question(&self, wanted: &Wanted) -> String {
        let Wanted { project, window, history, dimensions, installers } = wanted;
        let dimensions: Vec<&str> = dimensions.iter().map(|one| one.as_str()).collect();
        let mut text = format!(
            "{} {}\nproject {}\ndays {}\n",
            self.inner.name(),
            self.place,
            project.normalized(),
            window.days()
        );
        if let Some(history) = history {
            let _ = writeln!(text, "history {}", history.days());
        }
        let _ = write!(text, "by {}\ninstallers {installers}\n", dimensions.join(","));
        text
    }

    /// The file of a question, up to its last day.
    fn stem(&self, question: &str) -> String {
        let hash = Sha256::digest(question.as_bytes());
        let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{hash}-", self.inner.name())
    }

    fn path(&self, question: &str, last: Date) -> PathBuf {
        self.store.folder.join(format!("{}{last}.json", self.stem(question)))
    }

    /// The stored answer, if it is one to this question.
    fn read(&self, path: &Path, question: &str) -> Option<Stored> {
        let mut text = Vec::new();
        File::open(path).ok()?.take(MOST).read_to_end(&mut text).ok()?;
        Stored::parse(&text, question, self.inner.name())
    }

    /// The latest answer to the same question of other days that has half of the days at least:
    /// what there is where the source cannot be asked.
    fn near(&self, question: &str, wanted: &Wanted) -> Option<Stored> {
        let stem = self.stem(question);
        let days = i64::from(wanted.window.days());
        let oldest = wanted.window.last.checked_sub(Span::new().days(days / 2)).ok()?;
        let entries = fs::read_dir(&self.store.folder).ok()?.flatten().take(FILES);
        let ends = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_prefix(&stem)?.strip_suffix(".json")?.parse::<Date>().ok()
        });
        let last = ends.filter(|last| (oldest..wanted.window.last).contains(last)).max()?;
        let mut stored = self.read(&self.path(question, last), question)?;
        // Days must be told apart, or others than those that are asked for would count.
        let window = stored.answer.origin.window?;
        let dayless = |cube: &Counts| !cube.has(&[Dimension::Day]);
        if stored.answer.cubes.iter().any(dayless) || window.last < wanted.window.first {
            return None;
        }
        stored.answer.origin.window =
            Window::new(window.first.max(wanted.days().first), window.last);
        let note = format!("the cache has the days up to {} alone", window.last);
        stored.answer.origin.notes.insert(0, note);
        Some(stored)
    }

    /// Whether an answer is as good as a new one.
    fn is_fresh(&self, stored: &Stored, wanted: &Wanted) -> bool {
        let last = wanted.window.last;
        let has_last = stored.answer.origin.window.is_none_or(|window| window.last >= last);
        self.store.is_young(stored.asked) || (has_last && is_settled(stored.asked, last))
    }

    /// Keeps the answer if none that is better came meanwhile; the other one, if so, and why.
    fn keep(
        &self,
        path: &Path,
        question: &str,
        answer: &Answer,
    ) -> io::Result<Option<(Stored, String)>> {
        fs::create_dir_all(&self.store.folder)?;
        // Two processes with the same question: what is there is read again, alone.
        let lock = File::create(self.store.folder.join("lock"))?;
        lock.lock()?;
        if let Some(stored) = self.read(path, question)
            && let Some(why) = worse(&stored.answer, answer)
        {
            return Ok(Some((stored, why)));
        }
        let text = Stored::text(question, self.store.now, answer).map_err(io::Error::other)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.store.folder)?;
        file.write_all(&text)?;
        file.persist(path)?;
        Ok(None)
    }
}

impl<S: Source> Source for Cached<S> {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let name = self.inner.name();
        let question = self.question(wanted);
        let path = self.path(&question, wanted.window.last);
        let stored = self.read(&path, &question);
        if self.store.mode == Mode::Offline {
            let stored = stored.or_else(|| self.near(&question, wanted));
            let stored = stored.ok_or(SourceError::Offline { source_name: name })?;
            let fresh = self.is_fresh(&stored, wanted);
            let note = format!("{name} was asked on {}, and is not now: --offline", stored.day());
            return Ok(stored.into_answer((!fresh).then_some(note), wanted));
        }
        if self.store.mode == Mode::Use
            && let Some(stored) = stored.as_ref().filter(|stored| self.is_fresh(stored, wanted))
        {
            return Ok(stored.clone().into_answer(None, wanted));
        }
        let mut answer = match self.inner.answer(wanted, progress) {
            Ok(answer) => answer,
            Err(error) => {
                let Some(stored) = stored.or_else(|| self.near(&question, wanted)) else {
                    return Err(error);
                };
                let day = stored.day();
                let note = format!("{name} does not answer now, this is of {day}: {error}");
                return Ok(stored.into_answer(Some(note), wanted));
            }
        };
        match self.keep(&path, &question, &answer) {
            Ok(None) => {}
            Ok(Some((stored, why))) => {
                let note = format!(
                    "what {name} says now is not taken, as {why}; this is of {}",
                    stored.day()
                );
                return Ok(stored.into_answer(Some(note), wanted));
            }
            Err(error) => {
                let folder = self.store.folder.display();
                answer.origin.notes.push(format!("the answer is not kept in {folder}: {error}"));
            }
        }
        Ok(answer)
    }
}
