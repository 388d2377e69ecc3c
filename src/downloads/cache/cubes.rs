//! Cubes on disk, for a source that bills: it is asked once for all dimensions that matter, and each
//! later question of the same days, or of some of them, is free.
//!
//! The invariants of the [folder](super) hold: a cube is never replaced by a worse one, nor does a
//! worse one of fewer days take its place.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use sha2::{Digest, Sha256};

use super::{FILES, Mode, Store, worse::worse};
use crate::{
    downloads::{
        Answer, Cost, Counted, Counts, Dimension, Installers, SourceError, Wanted, Window,
        aggregate::{Counting, MOST_GROUPS},
        cube,
        source::Source,
    },
    tables::{DownloadRules, Pythons},
};

/// What is asked for, whatever splits are shown.
const DIMENSIONS: [Dimension; 8] = [
    Dimension::Day,
    Dimension::Version,
    Dimension::Python,
    Dimension::System,
    Dimension::Cpu,
    Dimension::Libc,
    Dimension::Installer,
    Dimension::Kind,
];

/// What is asked for of earlier days: a trend needs no more.
const HISTORY: [Dimension; 3] = [Dimension::Day, Dimension::Python, Dimension::Installer];

/// The questions that are asked in place of one: all dimensions of its days, by all installers; and
/// the little that a trend needs of earlier days, where these are wanted.
pub fn widened(wanted: &Wanted) -> Vec<Wanted> {
    let installers = Installers::Everything;
    let mut dimensions = wanted.dimensions.clone();
    dimensions.extend(DIMENSIONS);
    let detail = Wanted { dimensions, history: None, installers, ..wanted.clone() };
    let history = wanted.history.map(|window| Wanted {
        window,
        dimensions: HISTORY.into(),
        ..detail.clone()
    });
    [detail].into_iter().chain(history).collect()
}

/// A source whose answers are kept as cubes.
#[derive(Debug)]
pub struct Cubed<'a, S> {
    inner: S,
    place: String,
    store: Store,
    rules: &'a DownloadRules,
    pythons: &'a Pythons,
}

/// A cube in the folder.
struct Kept {
    path: PathBuf,
    asked: Timestamp,
    window: Window,
    dimensions: Vec<Dimension>,
}

impl Kept {
    /// Whether it tells apart what is asked for.
    fn tells(&self, wanted: &Wanted) -> bool {
        wanted.dimensions.iter().all(|dimension| self.dimensions.contains(dimension))
    }

    /// Whether all days that are asked for are in it.
    fn covers(&self, wanted: &Wanted) -> bool {
        self.window.contains(wanted.window.first) && self.window.contains(wanted.window.last)
    }

    /// How many of the days that are asked for are in it.
    fn days_of(&self, window: Window) -> u32 {
        self.window.and(window).map_or(0, |days| days.days())
    }

    fn day(&self) -> Date {
        self.asked.to_zoned(TimeZone::UTC).date()
    }
}

impl<'a, S: Source> Cubed<'a, S> {
    /// Keeps the answers of a source. `place` tells two of one name apart: its address.
    pub fn new(
        inner: S,
        place: impl Into<String>,
        store: Store,
        rules: &'a DownloadRules,
        pythons: &'a Pythons,
    ) -> Self {
        Self { inner, place: place.into(), store, rules, pythons }
    }

    /// What the names of a project's cubes begin with. Ex) `bigquery-psutil-1a2b3c4d-`
    fn stem(&self, wanted: &Wanted) -> String {
        let hash = Sha256::digest(self.place.as_bytes());
        let hash: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{}-{hash}-", self.inner.name(), wanted.project.normalized())
    }

    /// The file of an answer to a question.
    fn path(&self, wide: &Wanted) -> PathBuf {
        let Window { first, last } = wide.window;
        let mut name = format!("{}{first}-{last}", self.stem(wide));
        if DIMENSIONS.iter().all(|dimension| wide.dimensions.contains(dimension)) {
            for more in wide.dimensions.iter().filter(|more| !DIMENSIONS.contains(more)) {
                name += &format!("+{more}");
            }
        } else {
            name += "-history";
        }
        self.store.folder.join(name + ".parquet")
    }

    /// The cubes of a project that tell apart what is asked for, the latest first.
    fn kept(&self, wanted: &Wanted) -> Vec<Kept> {
        let stem = self.stem(wanted);
        let Ok(entries) = fs::read_dir(&self.store.folder) else { return Vec::new() };
        let ours = entries.flatten().take(FILES).filter(|entry| {
            let name = entry.file_name().into_string();
            name.is_ok_and(|name| name.starts_with(&stem) && name.ends_with(".parquet"))
        });
        let mut kept: Vec<Kept> = ours.filter_map(|entry| kept(entry.path())).collect();
        kept.retain(|cube| cube.tells(wanted));
        kept.sort_by(|one, other| other.asked.cmp(&one.asked).then(one.path.cmp(&other.path)));
        kept
    }

    fn counting<'w>(&'w self, wanted: &'w Wanted) -> Counting<'w> {
        let Self { pythons, rules, .. } = self;
        Counting { pythons, rules, installers: &wanted.installers }
    }

    /// What a cube says to a question; [`None`] where it cannot be read.
    fn load(&self, kept: &Kept, wanted: &Wanted) -> Option<Result<Answer, SourceError>> {
        match cube::answer_at(&kept.path, wanted, self.counting(wanted)) {
            Ok(mut answer) => {
                answer.origin.cached = true;
                // What it cost stands in its notes: now it costs nothing.
                answer.origin.cost = Some(Cost { bytes: 0, dollars: 0.0 });
                let (day, path) = (kept.day(), kept.path.display());
                let note = format!("from the cube of {day}, at no cost: --source {path}");
                answer.origin.notes.insert(0, note);
                Some(Ok(answer))
            }
            Err(error @ (SourceError::NotThere { .. } | SourceError::OtherDays { .. })) => {
                Some(Err(error))
            }
            Err(_) => None,
        }
    }

    /// The answer of the cubes that have all days.
    fn whole(
        &self,
        cubes: &[Kept],
        wanted: &Wanted,
    ) -> Option<(Timestamp, Result<Answer, SourceError>)> {
        let mut covering = cubes.iter().filter(|cube| cube.covers(wanted));
        covering.find_map(|cube| Some((cube.asked, self.load(cube, wanted)?)))
    }

    /// The answer of the cube that has most of the days, half of them at least.
    fn near(&self, cubes: &[Kept], wanted: &Wanted) -> Option<Result<Answer, SourceError>> {
        let mut near: Vec<(u32, &Kept)> =
            cubes.iter().map(|cube| (cube.days_of(wanted.window), cube)).collect();
        near.retain(|(days, _)| days * 2 >= wanted.window.days());
        near.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
        near.into_iter().find_map(|(_, cube)| {
            let mut answer = self.load(cube, wanted)?;
            if let Ok(answer) = &mut answer
                && let Some(window) = answer.origin.window
            {
                let note = format!("the cache has the days from {window} alone");
                answer.origin.notes.insert(0, note);
            }
            Some(answer)
        })
    }

    /// Answers one of the [questions](widened) by a cube, or by asking for one.
    fn part(
        &self,
        wide: &Wanted,
        asked: &Wanted,
        progress: &dyn Fn(&str),
    ) -> Result<Answer, SourceError> {
        let name = self.inner.name();
        let cubes = self.kept(asked);
        let whole = || self.whole(&cubes, asked);
        let best = || whole().map(|(_, answer)| answer).or_else(|| self.near(&cubes, asked));
        if self.store.mode != Mode::Refresh
            && let Some((when, answer)) = whole()
        {
            let fresh = self.store.is_fresh(when, asked.window.last);
            if fresh {
                return answer;
            }
            if self.store.mode == Mode::Offline {
                let day = when.to_zoned(TimeZone::UTC).date();
                let note = format!("{name} was asked on {day}, and is not now: --offline");
                return answer.map(|answer| noted(answer, note));
            }
        }
        if self.store.mode == Mode::Offline {
            return self
                .near(&cubes, asked)
                .unwrap_or(Err(SourceError::Offline { source_name: name }));
        }
        let mut fresh = match self.inner.answer(wide, progress) {
            Ok(fresh) => fresh,
            Err(error) => {
                let note = format!("{name} does not answer now: {error}");
                return best().map_or(Err(error), |answer| Ok(noted(answer?, note)));
            }
        };
        match self.keep(wide, &fresh) {
            Ok(Ok(path)) => fresh.origin.notes.push(format!(
                "kept as a cube, which every other split, fewer days and other installers are free \
                 of: --source {}",
                path.display()
            )),
            Ok(Err(why)) => {
                let note = format!("what {name} says now is not taken, as {why}");
                if let Some(answer) = best() {
                    return answer.map(|answer| noted(answer, note));
                }
            }
            Err(why) => {
                let folder = self.store.folder.display();
                fresh.origin.notes.push(format!("the answer is not kept in {folder}: {why}"));
            }
        }
        let place = fresh.origin.place.clone();
        cube::narrow(fresh, &place, asked, self.counting(asked))
    }

    /// Keeps an answer if none that is better is there; else why it is worse.
    fn keep(&self, wide: &Wanted, fresh: &Answer) -> Result<Result<PathBuf, String>, String> {
        let rows: usize = fresh.cubes.iter().map(Counts::len).sum();
        if rows > MOST_GROUPS {
            return Err(format!("it has {rows} rows, and a cube has {MOST_GROUPS} at most"));
        }
        let text = |error: io::Error| error.to_string();
        fs::create_dir_all(&self.store.folder).map_err(text)?;
        // Two processes with the same question: what is there is read again, alone.
        let lock = File::create(self.store.folder.join("lock")).map_err(text)?;
        lock.lock().map_err(text)?;
        if let Some((_, Ok(old))) = self.whole(&self.kept(wide), wide)
            && let Some(why) = worse(&old, fresh)
        {
            return Ok(Err(why));
        }
        let path = self.path(wide);
        cube::keep(fresh, Some(self.store.now), &path).map_err(|error| {
            let why = std::error::Error::source(&error).map(ToString::to_string);
            why.unwrap_or_else(|| error.to_string())
        })?;
        Ok(Ok(path))
    }
}

/// The cube of a file: one that says when it was asked for, of which days, and has all installers.
fn kept(path: PathBuf) -> Option<Kept> {
    let head = head(&path)?;
    let dimensions = head.cubes.into_iter().next()?;
    let all = head.counted == Counted::Asked(Installers::Everything.to_string());
    let told = dimensions.contains(&Dimension::Day) && dimensions.contains(&Dimension::Installer);
    let (asked, window) = (head.asked?, head.window?);
    (all && told).then_some(Kept { path, asked, window, dimensions })
}

fn head(path: &Path) -> Option<cube::Head> {
    cube::head(path).ok().flatten()
}

fn noted(mut answer: Answer, note: String) -> Answer {
    answer.origin.notes.insert(0, note);
    answer
}

impl<S: Source> Source for Cubed<'_, S> {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let mut wide = widened(wanted).into_iter();
        let Some(detail) = wide.next() else { return self.inner.answer(wanted, progress) };
        let now = Wanted { history: None, ..wanted.clone() };
        let mut answer = self.part(&detail, &now, progress)?;
        answer.project = wanted.project.clone();
        for earlier in wide {
            let dimensions = [Dimension::Day, Dimension::Python].into();
            let asked = Wanted { dimensions, window: earlier.window, ..now.clone() };
            match self.part(&earlier, &asked, progress) {
                Ok(history) => join(&mut answer, history),
                // The shares are there, and paid for.
                Err(error) => answer.origin.notes.push(format!("there is no history: {error}")),
            }
        }
        Ok(answer)
    }
}

/// Puts a trend over all days before the counts of the days that shares are of.
fn join(answer: &mut Answer, history: Answer) {
    let trend = [Dimension::Day, Dimension::Python];
    let earlier = history.cubes.into_iter().find_map(|cube| cube.by(&trend));
    let Some(mut all) = earlier else { return };
    for (key, downloads) in answer.by(&trend).iter().flat_map(Counts::rows) {
        all.add(key.to_vec(), downloads);
    }
    answer.cubes.insert(0, all);
    let origin = &mut answer.origin;
    origin.window = match (origin.window, history.origin.window) {
        (Some(now), Some(earlier)) => Some(now.with(earlier)),
        (now, _) => now,
    };
    if let (Some(cost), Some(more)) = (&mut origin.cost, history.origin.cost) {
        cost.bytes = cost.bytes.saturating_add(more.bytes);
        cost.dollars += more.dollars;
    }
    origin.cached &= history.origin.cached;
    for note in history.origin.notes {
        let note = format!("earlier days: {note}");
        origin.notes.push(note);
    }
}
