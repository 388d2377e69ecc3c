//! Cubes on disk: one question to a source that bills, and every later one free.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::Path,
};

use jiff::{
    Span, Timestamp,
    civil::{Date, date},
};
use relkit::{
    downloads::{
        Answer, Completeness, Cost, Counted, Counts, Dimension, Installers, Origin, SourceError,
        Unread, Value, Wanted, Window,
        cache::{Cubed, Mode, Store, widened},
        source::{Source, file::FileSource},
    },
    tables::{DownloadRules, Pythons, Tables},
};

/// A source that answers any question whole, so many times what it is told next, or fails.
struct Told {
    next: RefCell<Vec<Result<u64, &'static str>>>,
    asked: RefCell<Vec<Wanted>>,
    empty: Cell<bool>,
}

impl Source for &Told {
    fn name(&self) -> &'static str {
        "bigquery"
    }

    fn answer(&self, wanted: &Wanted, _: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        self.asked.borrow_mut().push(wanted.clone());
        match self.next.borrow_mut().remove(0) {
            Ok(each) => Ok(answer(wanted, each, self.empty.get())),
            Err(message) => {
                Err(SourceError::Refused { message: message.to_owned(), hint: "wait".to_owned() })
            }
        }
    }
}

/// Each day has downloads of two Pythons by three programs, one of them a mirror.
fn answer(wanted: &Wanted, each: u64, half: bool) -> Answer {
    let dimensions: Vec<Dimension> = wanted.dimensions.iter().copied().collect();
    let mut counts = Counts::new(dimensions.clone());
    let days = wanted.window.first.series(Span::new().days(1));
    let some = if half { wanted.window.days() / 2 } else { wanted.window.days() };
    for day in days.take(some as usize) {
        for (python, installer, times) in
            [("3.12", "pip", 1), ("3.13", "uv", 2), ("3.13", "pip", 4), ("2.7", "devpi", 100)]
        {
            let value = |dimension: &Dimension| match dimension {
                Dimension::Day => Value::known(&day.to_string()),
                Dimension::Python => Value::known(python),
                Dimension::Installer => Value::known(installer),
                Dimension::System => Value::Unknown,
                other => Value::known(other.as_str()),
            };
            counts.add(dimensions.iter().map(value).collect(), each * times);
        }
    }
    Answer {
        project: wanted.project.clone(),
        origin: Origin {
            source: "bigquery",
            place: "the table".to_owned(),
            window: Some(wanted.window),
            counted: Counted::Asked(wanted.installers.to_string()),
            completeness: Completeness::Whole,
            unread: Unread::default(),
            cost: Some(Cost { bytes: 1 << 30, dollars: 0.006_25 }),
            cached: false,
            notes: vec!["BigQuery billed 1.00 GiB".to_owned()],
        },
        cubes: vec![counts],
    }
}

struct World {
    folder: tempfile::TempDir,
    rules: DownloadRules,
    pythons: Pythons,
}

fn world() -> World {
    let tables = Tables::embedded();
    let folder = tempfile::tempdir().unwrap();
    World { folder, rules: tables.load().unwrap(), pythons: tables.load().unwrap() }
}

impl World {
    /// Asks on a day, and returns what came with the questions to the source.
    fn ask(
        &self,
        day: &str,
        mode: Mode,
        wanted: &Wanted,
        next: &[Result<u64, &'static str>],
    ) -> (Result<Answer, SourceError>, Vec<Wanted>) {
        self.ask_told(day, mode, wanted, next, false)
    }

    fn ask_told(
        &self,
        day: &str,
        mode: Mode,
        wanted: &Wanted,
        next: &[Result<u64, &'static str>],
        half: bool,
    ) -> (Result<Answer, SourceError>, Vec<Wanted>) {
        let told = Told {
            next: RefCell::new(next.to_vec()),
            asked: RefCell::default(),
            empty: Cell::new(half),
        };
        let now: Timestamp = format!("{day}T08:00:00Z").parse().unwrap();
        let store = Store { folder: self.folder.path().to_owned(), now, mode };
        let source = Cubed::new(&told, "here", store, &self.rules, &self.pythons);
        let answer = source.answer(wanted, &|_| {});
        (answer, told.asked.into_inner())
    }

    fn cubes(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".parquet")).collect();
        names.sort();
        names
    }
}

const LAST: Date = date(2026, 11, 21);

fn wanted(days: u16, dimensions: &[Dimension], installers: &str) -> Wanted {
    Wanted {
        project: "Demo".parse().unwrap(),
        window: Window::before(LAST.tomorrow().unwrap(), days).unwrap(),
        history: None,
        dimensions: dimensions.iter().copied().collect(),
        installers: installers.parse().unwrap(),
    }
}

fn shown(answer: &Answer, dimensions: &[Dimension]) -> String {
    let counts = answer.by(dimensions).unwrap();
    let text = |key: &[Value]| key.iter().map(Value::as_str).collect::<Vec<_>>().join(" ");
    let rows = counts.rows().map(|(key, downloads)| format!("{}={downloads}", text(key)));
    rows.collect::<Vec<_>>().join(", ")
}

const PYTHON: &[Dimension] = &[Dimension::Python];

#[test]
fn one_question_answers_all_later_ones() {
    let world = world();
    let at = "2026-11-24";
    let first = wanted(14, PYTHON, "default");
    let (fresh, asked) = world.ask(at, Mode::Use, &first, &[Ok(1)]);
    let fresh = fresh.unwrap();
    assert_eq!(shown(&fresh, PYTHON), "3.12=14, 3.13=84");
    assert_eq!(fresh.origin.counted, Counted::Asked("default".to_owned()));
    assert!(!fresh.origin.cached);
    let names: Vec<&str> = asked[0].dimensions.iter().map(|it| it.as_str()).collect();
    let eight = ["day", "version", "python", "system", "cpu", "libc", "installer", "kind"];
    assert_eq!(names, eight);
    assert_eq!(asked[0].installers, Installers::Everything);
    assert_eq!(world.cubes().len(), 1);
    assert!(world.cubes()[0].starts_with("bigquery-demo-"), "{:?}", world.cubes());
    let path = world.folder.path().join(&world.cubes()[0]);
    let tells = |notes: &[String]| {
        notes.iter().any(|note| note.contains(&format!("--source {}", path.display())))
    };
    assert!(tells(&fresh.origin.notes), "{:?}", fresh.origin.notes);
    assert!(fresh.origin.notes.iter().any(|note| note.starts_with("1400 downloads by programs")));

    // Fewer days, other installers, other splits: nobody is asked, a year later nor offline.
    for mode in [Mode::Use, Mode::Offline] {
        let free = |wanted: &Wanted| {
            let (answer, asked) = world.ask("2027-11-24", mode, wanted, &[]);
            assert!(asked.is_empty());
            let answer = answer.unwrap();
            assert!(answer.origin.cached && answer.origin.cost.unwrap().bytes == 0);
            assert!(tells(&answer.origin.notes), "{:?}", answer.origin.notes);
            answer
        };
        assert_eq!(shown(&free(&first), PYTHON), "3.12=14, 3.13=84");
        let week = wanted(7, PYTHON, "uv");
        let week = free(&week);
        assert_eq!(shown(&week, PYTHON), "3.13=14");
        assert_eq!(week.origin.window, Window::new(date(2026, 11, 15), LAST));
        let split = [Dimension::Installer, Dimension::System, Dimension::Kind];
        let split = free(&wanted(14, &split, "all"));
        let by = [Dimension::Installer, Dimension::Kind, Dimension::System];
        assert_eq!(
            shown(&split, &by),
            "devpi kind unknown=1400, pip kind unknown=70, uv kind unknown=28"
        );
    }

    // The cube is a source by itself.
    let source = FileSource::new(&path, &world.pythons, &world.rules);
    let answer = source.answer(&wanted(7, PYTHON, "default"), &|_| {}).unwrap();
    assert_eq!(shown(&answer, PYTHON), "3.12=7, 3.13=42");

    // Who does not count is no reason to pay again.
    let (nobody, asked) = world.ask(at, Mode::Use, &wanted(7, PYTHON, "conda"), &[]);
    assert!(asked.is_empty());
    let nobody = nobody.unwrap_err().to_string();
    assert!(nobody.contains("749 downloads by programs that do not count"), "{nobody}");
}

#[test]
fn what_a_cube_has_not_is_asked_for() {
    let world = world();
    let at = "2026-11-24";
    world.ask(at, Mode::Use, &wanted(14, PYTHON, "all"), &[Ok(1)]).0.unwrap();
    // More days, or a dimension beyond the eight.
    let (more, asked) = world.ask(at, Mode::Use, &wanted(28, PYTHON, "all"), &[Ok(1)]);
    assert_eq!((more.unwrap().cubes[0].total(), asked.len()), (28 * 107, 1));
    let file = [Dimension::Python, Dimension::File];
    let (files, asked) = world.ask(at, Mode::Use, &wanted(14, &file, "all"), &[Ok(1)]);
    assert!(files.unwrap().by(&file).is_some());
    assert_eq!((asked.len(), asked[0].dimensions.len()), (1, 9));
    assert_eq!(world.cubes().len(), 3);
    assert!(world.cubes().iter().any(|name| name.ends_with("+file.parquet")));
    let (none, asked) = world.ask(at, Mode::Offline, &wanted(60, &file, "all"), &[]);
    assert!(asked.is_empty());
    insta::assert_snapshot!(none.unwrap_err(), @"bigquery needs the network, and nothing of it is in the cache");
    // Offline, most of the days are better than none, and it says so.
    let (near, _) = world.ask(at, Mode::Offline, &wanted(40, PYTHON, "all"), &[]);
    let near = near.unwrap();
    assert_eq!(near.cubes[0].total(), 28 * 107);
    insta::assert_snapshot!(near.origin.notes[0], @"the cache has the days from 2026-10-25 to 2026-11-21 (28 days) alone");
    // Another place, and another project, are other questions.
    let mut other = wanted(14, PYTHON, "all");
    other.project = "demo-2".parse().unwrap();
    assert_eq!(world.ask(at, Mode::Use, &other, &[Ok(1)]).1.len(), 1);
}

#[test]
fn young_days_and_refreshes_are_asked_again() {
    let world = world();
    let all = wanted(14, PYTHON, "all");
    world.ask("2026-11-22", Mode::Use, &all, &[Ok(1)]).0.unwrap();
    assert!(world.ask("2026-11-22", Mode::Use, &all, &[]).1.is_empty());
    let (grown, asked) = world.ask("2026-11-23", Mode::Use, &all, &[Ok(2)]);
    assert_eq!((grown.unwrap().cubes[0].total(), asked.len()), (2 * 14 * 107, 1));
    // The days before were settled by then.
    let mut settled = wanted(7, PYTHON, "all");
    settled.window = Window::new(date(2026, 11, 8), date(2026, 11, 14)).unwrap();
    assert!(world.ask("2027-01-01", Mode::Use, &settled, &[]).1.is_empty());
    let (again, asked) = world.ask("2027-01-01", Mode::Refresh, &settled, &[Ok(3)]);
    assert_eq!((again.unwrap().cubes[0].total(), asked.len()), (3 * 7 * 107, 1));
    // A source that fails leaves what is there.
    let (old, asked) = world.ask("2027-01-01", Mode::Refresh, &all, &[Err("no money")]);
    let old = old.unwrap();
    assert_eq!((old.cubes[0].total(), asked.len()), (2 * 14 * 107, 1));
    insta::assert_snapshot!(old.origin.notes[0], @"bigquery does not answer now: no money");
    let none = world.ask("2027-01-01", Mode::Use, &wanted(90, PYTHON, "all"), &[Err("no money")]);
    assert_eq!(none.0.unwrap_err().to_string(), "no money");
}

#[test]
fn a_worse_answer_takes_the_place_of_no_cube() {
    let world = world();
    let (at, all) = ("2026-11-24", wanted(14, PYTHON, "all"));
    world.ask(at, Mode::Use, &all, &[Ok(10)]).0.unwrap();
    let before = fs::read(world.folder.path().join(&world.cubes()[0])).unwrap();
    // The same days; and some of them, whose cube would be another file and the later one.
    for (days, half) in [(14, false), (7, false), (14, true)] {
        let asked = wanted(days, PYTHON, "all");
        let each = if half { 10 } else { 9 };
        let (taken, _) = world.ask_told("2026-11-30", Mode::Refresh, &asked, &[Ok(each)], half);
        let taken = taken.unwrap();
        assert_eq!(taken.cubes[0].total(), u64::from(days) * 1070);
        let note = &taken.origin.notes[0];
        assert!(note.starts_with("what bigquery says now is not taken, as it has"), "{note}");
        assert_eq!(world.cubes().len(), 1);
        assert_eq!(fs::read(world.folder.path().join(&world.cubes()[0])).unwrap(), before);
    }
    let (kept, _) = world.ask("2026-12-24", Mode::Use, &wanted(7, PYTHON, "all"), &[]);
    assert_eq!(kept.unwrap().cubes[0].total(), 7 * 1070);
}

#[test]
fn what_is_no_cube_is_replaced() {
    let world = world();
    let (at, all) = ("2026-11-24", wanted(14, PYTHON, "all"));
    world.ask(at, Mode::Use, &all, &[Ok(1)]).0.unwrap();
    let path = world.folder.path().join(&world.cubes()[0]);
    let good = fs::read(&path).unwrap();
    for bad in [&good[..good.len() / 2], b"", &[0; 4096]] {
        fs::write(&path, bad).unwrap();
        let (answer, asked) = world.ask(at, Mode::Use, &all, &[Ok(2)]);
        assert_eq!((answer.unwrap().cubes[0].total(), asked.len()), (2 * 14 * 107, 1));
        assert!(world.ask(at, Mode::Use, &all, &[]).1.is_empty());
    }
    // A folder that cannot be written costs a note.
    let file = world.folder.path().join("no-folder");
    fs::write(&file, "").unwrap();
    let told = Told {
        next: RefCell::new(vec![Ok(1)]),
        asked: RefCell::default(),
        empty: Cell::new(false),
    };
    let now = "2026-11-24T08:00:00Z".parse().unwrap();
    let store = Store { folder: file, now, mode: Mode::Use };
    let source = Cubed::new(&told, "here", store, &world.rules, &world.pythons);
    let notes = source.answer(&all, &|_| {}).unwrap().origin.notes;
    assert!(notes.iter().any(|note| note.starts_with("the answer is not kept in ")), "{notes:?}");
}

#[test]
fn history_is_asked_with_little_and_kept_too() {
    let world = world();
    let mut asked = wanted(14, &[Dimension::Python, Dimension::Version], "default");
    asked.history = Window::new(date(2026, 10, 1), date(2026, 11, 7));
    let questions = widened(&asked);
    assert_eq!((questions.len(), questions[1].dimensions.len()), (2, 3));
    let (fresh, to_source) = world.ask("2026-11-24", Mode::Use, &asked, &[Ok(1), Ok(1)]);
    assert_eq!(to_source.len(), 2);
    let (kept, none) = world.ask("2027-11-24", Mode::Use, &asked, &[]);
    assert!(none.is_empty());
    for answer in [fresh.unwrap(), kept.unwrap()] {
        let trend = answer.by(&[Dimension::Day, Dimension::Python]).unwrap();
        assert_eq!(trend.total(), (14 + 38) * 7);
        assert_eq!(answer.origin.window, Window::new(date(2026, 10, 1), LAST));
        let now = answer.by_within(&[Dimension::Version, Dimension::Python], asked.window).unwrap();
        assert_eq!(now.total(), 14 * 7);
        let cost = answer.origin.cost.unwrap().bytes;
        assert_eq!(cost, if answer.origin.cached { 0 } else { 2 << 30 });
    }
    // A history that fails costs the history.
    asked.history = Window::new(date(2025, 10, 1), date(2026, 11, 7));
    let (without, _) = world.ask("2026-11-24", Mode::Use, &asked, &[Err("no money")]);
    let without = without.unwrap();
    assert_eq!(without.by(PYTHON).unwrap().total(), 14 * 7);
    assert!(without.origin.notes.contains(&"there is no history: no money".to_owned()));
}

/// The folder says whose downloads were asked for: names on PyPI are public, and people are to find
/// the cube.
#[test]
fn names_are_those_of_projects() {
    let world = world();
    world.ask("2026-11-24", Mode::Use, &wanted(14, PYTHON, "all"), &[Ok(1)]).0.unwrap();
    let name = &world.cubes()[0];
    assert!(name.ends_with("-2026-11-08-2026-11-21.parquet"), "{name}");
    assert!(Path::new(name).components().count() == 1);
}
