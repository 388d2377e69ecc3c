//! Answers on disk: never worse, never in the way.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::Path,
    process::Command,
};

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use relkit::downloads::{
    Answer, Completeness, Cost, Counted, Counts, Dimension, Installers, Origin, SourceError,
    Unread, Value, Wanted, Window,
    cache::{Cached, Mode, Store},
    source::Source,
};

/// A source that answers what it is told next.
#[derive(Default)]
struct Told {
    answers: RefCell<Vec<Result<Answer, SourceError>>>,
    asked: Cell<u32>,
}

impl Source for &Told {
    fn name(&self) -> &'static str {
        "told"
    }

    fn answer(&self, _: &Wanted, _: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        self.asked.set(self.asked.get() + 1);
        self.answers.borrow_mut().remove(0)
    }
}

fn wanted(last: Date) -> Wanted {
    Wanted {
        project: "demo".parse().unwrap(),
        window: Window::new(last.checked_sub(jiff::Span::new().days(6)).unwrap(), last).unwrap(),
        history: None,
        dimensions: [Dimension::Python].into(),
        installers: Installers::default(),
    }
}

/// Seven days with so many downloads each, of each kind of value.
fn answer(last: Date, each: u64) -> Answer {
    let window = wanted(last).window;
    let mut counts = Counts::new(vec![Dimension::Day, Dimension::Python]);
    let python = [
        Value::known("3.12"),
        Value::known("other"),
        Value::Prerelease,
        Value::Other,
        Value::Unknown,
    ];
    for day in window.first.series(jiff::Span::new().days(1)).take(7) {
        for value in &python {
            counts.add(vec![Value::known(&day.to_string()), value.clone()], each);
        }
    }
    Answer {
        project: "demo".parse().unwrap(),
        origin: Origin {
            source: "told",
            place: "here".to_owned(),
            window: Some(window),
            counted: Counted::Asked("pip".to_owned()),
            completeness: Completeness::Whole,
            unread: Unread::default(),
            cost: Some(Cost { bytes: 1 << 30, dollars: 0.006_25 }),
            cached: false,
            notes: vec!["own".to_owned()],
        },
        cubes: vec![counts],
    }
}

fn refused() -> SourceError {
    SourceError::Refused { message: "told is down".to_owned(), hint: "wait".to_owned() }
}

const DAY: Date = date(2026, 11, 21);

struct Asked {
    answer: Result<Answer, SourceError>,
    times: u32,
}

/// Asks at a time and in a mode; the source would give these answers.
fn ask(
    folder: &Path,
    now: &str,
    mode: Mode,
    last: Date,
    answers: Vec<Result<Answer, SourceError>>,
) -> Asked {
    let told = Told { answers: RefCell::new(answers), asked: Cell::new(0) };
    let now: Timestamp = now.parse().unwrap();
    let store = Store { folder: folder.to_owned(), now, mode };
    let answer = Cached::new(&told, "here", store).answer(&wanted(last), &|_| {});
    Asked { answer, times: told.asked.get() }
}

fn total(answer: &Answer) -> u64 {
    answer.by(&[Dimension::Python]).unwrap().total()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect()
}

#[test]
fn an_answer_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("not/there/yet");
    let fresh = ask(&path, "2026-11-22T08:00:00Z", Mode::Use, DAY, vec![Ok(answer(DAY, 3))]);
    assert!(!fresh.answer.unwrap().origin.cached);
    let kept = ask(&path, "2026-11-22T19:59:59Z", Mode::Use, DAY, vec![]);
    assert_eq!(kept.times, 0);
    let (kept, told) = (kept.answer.unwrap(), answer(DAY, 3));
    assert!(kept.origin.cached);
    assert_eq!(kept.cubes, told.cubes);
    assert_eq!(kept.origin.window, told.origin.window);
    assert_eq!(kept.origin.counted, told.origin.counted);
    assert_eq!(kept.origin.cost, told.origin.cost);
    assert_eq!((kept.origin.source, kept.origin.notes), ("told", vec!["own".to_owned()]));
    // The folder tells nothing of what was asked but to whoever opens the files.
    let name = files(&path)[0].file_name().unwrap().to_str().unwrap().to_owned();
    assert!(name.starts_with("told-") && !name.contains("demo"), "{name}");
}

#[test]
fn young_days_are_asked_again_and_settled_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = |now: &str, answers| ask(folder.path(), now, Mode::Use, DAY, answers);
    assert_eq!(at("2026-11-22T08:00:00Z", vec![Ok(answer(DAY, 3))]).times, 1);
    assert_eq!(at("2026-11-22T20:00:00Z", vec![Ok(answer(DAY, 4))]).times, 1);
    assert_eq!(total(&at("2026-11-22T21:00:00Z", vec![]).answer.unwrap()), 4 * 5 * 7);
    // A clock that was wrong makes no answer young.
    assert_eq!(at("2026-11-22T19:00:00Z", vec![Ok(answer(DAY, 4))]).times, 1);
    // Two days after the last one, the counts stay for ever.
    assert_eq!(at("2026-11-23T12:00:00Z", vec![Ok(answer(DAY, 5))]).times, 1);
    assert_eq!(at("2036-01-01T00:00:00Z", vec![]).times, 0);
}

#[test]
fn a_source_that_fails_leaves_the_old_answer_with_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let at = |now: &str, answers| ask(folder.path(), now, Mode::Use, DAY, answers).answer;
    assert_eq!(
        at("2026-11-22T08:00:00Z", vec![Err(refused())]).unwrap_err().to_string(),
        "told is down"
    );
    at("2026-11-22T08:00:00Z", vec![Ok(answer(DAY, 3))]).unwrap();
    let stale = at("2026-11-25T08:00:00Z", vec![Err(refused())]).unwrap();
    assert!(stale.origin.cached);
    insta::assert_snapshot!(stale.origin.notes.join("\n"), @"
    told does not answer now, this is of 2026-11-22: told is down
    own
    ");
}

#[test]
fn a_worse_answer_is_not_taken() {
    let later = "2026-11-25T08:00:00Z";
    let why = |worse: Answer| {
        let folder = tempfile::tempdir().unwrap();
        let at = |now: &str, mode, answers| ask(folder.path(), now, mode, DAY, answers).answer;
        at("2026-11-22T08:00:00Z", Mode::Use, vec![Ok(answer(DAY, 1000))]).unwrap();
        let taken = at(later, Mode::Refresh, vec![Ok(worse)]).unwrap();
        let kept = at(later, Mode::Offline, vec![]).unwrap();
        assert_eq!(total(&kept), total(&taken));
        (total(&taken), taken.origin.notes[0].clone())
    };
    let all = 1000 * 5 * 7;
    let mut fewer_days = answer(DAY, 5000);
    fewer_days.origin.window = Window::new(date(2026, 11, 16), DAY);
    let (total, note) = why(fewer_days);
    assert_eq!(total, all);
    insta::assert_snapshot!(note, @"what told says now is not taken, as it has 6 days in place of 7; this is of 2026-11-22");
    let mut top = answer(DAY, 5000);
    top.origin.completeness = Completeness::Top(10);
    let (total, note) = why(top);
    assert_eq!(total, all);
    insta::assert_snapshot!(note, @"what told says now is not taken, as it has the 10 largest rows alone; this is of 2026-11-22");
    let (total, note) = why(answer(DAY, 989));
    assert_eq!(total, all);
    insta::assert_snapshot!(note, @"what told says now is not taken, as it has 34615 downloads in place of 35000; this is of 2026-11-22");
    let mut empty = answer(DAY, 1000);
    empty.cubes = vec![Counts::new(vec![Dimension::Day, Dimension::Python])];
    assert_eq!(why(empty).0, all);
    let mut less = answer(DAY, 1000);
    less.cubes = vec![less.by(&[Dimension::Python]).unwrap()];
    let (total, note) = why(less);
    assert_eq!(total, all);
    insta::assert_snapshot!(note, @"what told says now is not taken, as it does not tell downloads apart by day and python; this is of 2026-11-22");
    // What is as good is taken, a little smaller too: sources take rows back.
    assert_eq!(why(answer(DAY, 991)), (991 * 35, "own".to_owned()));
    assert_eq!(why(answer(DAY, 5000)).0, 5000 * 35);
}

#[test]
fn refresh_asks_whatever_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let at = |mode, answers| ask(folder.path(), "2026-12-22T08:00:00Z", mode, DAY, answers);
    at(Mode::Use, vec![Ok(answer(DAY, 3))]).answer.unwrap();
    let anew = at(Mode::Refresh, vec![Ok(answer(DAY, 4))]);
    assert_eq!((anew.times, total(&anew.answer.unwrap())), (1, 4 * 35));
    assert_eq!(total(&at(Mode::Use, vec![]).answer.unwrap()), 4 * 35);
}

#[test]
fn offline_asks_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let at = |now: &str, mode, last, answers| ask(folder.path(), now, mode, last, answers);
    let none = at("2026-11-22T08:00:00Z", Mode::Offline, DAY, vec![]);
    let error = none.answer.unwrap_err();
    insta::assert_snapshot!(error, @"told needs the network, and nothing of it is in the cache");
    assert_eq!(none.times, 0);
    at("2026-11-22T08:00:00Z", Mode::Use, DAY, vec![Ok(answer(DAY, 3))]).answer.unwrap();
    let old = at("2026-11-24T08:00:00Z", Mode::Offline, DAY, vec![]);
    assert_eq!(old.times, 0);
    insta::assert_snapshot!(old.answer.unwrap().origin.notes[0], @"told was asked on 2026-11-22, and is not now: --offline");
    // Tomorrow's question is for other days: those that are there are given, and no more.
    let next =
        at("2026-11-24T08:00:00Z", Mode::Offline, date(2026, 11, 23), vec![]).answer.unwrap();
    let window = next.origin.window.unwrap();
    assert_eq!((window.first, window.last), (date(2026, 11, 17), DAY));
    insta::assert_snapshot!(next.origin.notes.join("\n"), @"
    told was asked on 2026-11-22, and is not now: --offline
    the cache has the days up to 2026-11-21 alone
    own
    ");
    let asked = next.by_within(&[Dimension::Python], wanted(date(2026, 11, 23)).window).unwrap();
    assert_eq!(asked.total(), 3 * 5 * 5);
    let far = at("2026-12-24T08:00:00Z", Mode::Offline, date(2026, 11, 25), vec![]);
    assert!(matches!(far.answer, Err(SourceError::Offline { .. })));
}

#[test]
fn what_is_no_answer_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let now = "2026-12-22T08:00:00Z";
    let at = |answers| ask(folder.path(), now, Mode::Use, DAY, answers);
    at(vec![Ok(answer(DAY, 3))]).answer.unwrap();
    let path = files(folder.path()).remove(0);
    let good = fs::read_to_string(&path).unwrap();
    let wrong = [
        String::new(),
        good[..good.len() / 2].to_owned(),
        good.replace("downloads-cache/1", "downloads-cache/0"),
        good.replace("project demo", "project other"),
        good.replace("[\"2026-11-21\",\"3.12\"]", "[\"3.12\"]"),
        good.replace("[\"2026-11-21\",0]", "[\"2026-11-21\",7]"),
        good.replace(":{\"first\":\"2026-11-15\"", ":{\"first\":\"2027-11-15\""),
        "[".repeat(100_000),
    ];
    for text in wrong {
        assert_ne!(text, good);
        fs::write(&path, text).unwrap();
        let anew = at(vec![Ok(answer(DAY, 2))]);
        assert_eq!((anew.times, total(&anew.answer.unwrap())), (1, 2 * 35));
        assert_eq!(at(vec![]).times, 0);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let now = "2026-11-22T08:00:00Z";
    let given = ask(&file, now, Mode::Use, DAY, vec![Ok(answer(DAY, 3))]).answer.unwrap();
    assert_eq!(total(&given), 3 * 35);
    assert!(
        given.origin.notes[1].starts_with("the answer is not kept in "),
        "{:?}",
        given.origin.notes
    );
}

/// The folder for [`one_of_two_processes`], in a process of its own.
const FOLDER: &str = "RELKIT_TEST_CACHE_FOLDER";

/// Is run again by [`two_processes_keep_the_best_answer`]; alone, it proves that one process does.
#[test]
fn one_of_two_processes() {
    let own = tempfile::tempdir().unwrap();
    let given = std::env::var_os(FOLDER);
    let folder = given.as_ref().map_or(own.path(), Path::new);
    for each in 1..60 {
        // Every other answer is far worse, and must not stay.
        for each in [each * 100, each] {
            let now = "2026-11-22T08:00:00Z";
            let got = ask(folder, now, Mode::Refresh, DAY, vec![Ok(answer(DAY, each))]).answer;
            assert!(total(&got.unwrap()) >= each * 35);
        }
    }
    let last = ask(folder, "2026-11-22T08:00:00Z", Mode::Offline, DAY, vec![]).answer.unwrap();
    assert_eq!(total(&last), 5900 * 35);
}

#[test]
fn two_processes_keep_the_best_answer() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "pyversions_cache::one_of_two_processes", "--quiet"])
            .env(FOLDER, folder.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let both = [start(), start()];
    for mut child in both {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(files(folder.path()).len(), 1);
    let kept = ask(folder.path(), "2026-11-22T08:00:00Z", Mode::Offline, DAY, vec![]);
    assert_eq!(total(&kept.answer.unwrap()), 5900 * 35);
}
