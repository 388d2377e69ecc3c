//! Reports that never change, with names as strangers send them.

use jiff::{ToSpan, civil::Date};
use relkit::{
    advice::{Action, PlanCost, PythonFacts, Reason, Verdict, VerdictRow},
    downloads::{
        Answer, Completeness, Cost, Counted, Counts, Dimension, Origin, Shares, Sorting, Value,
        Window,
    },
    model::PythonVersion,
    report::downloads::{
        Band, Crossing, DownloadsReport, Gate, Monthly, Outcome, Outlook, ProjectReport,
    },
    tables::{Pythons, Tables},
};

use crate::support::relkit::TODAY;

/// What a client can send where an operating system is expected.
pub(crate) const NASTY: [&str; 6] = [
    "<script>document.title='broken'</script>",
    "=cmd|' /C calc'!A0",
    "a & \"b\" 'c'",
    "</script><img src=http://example.invalid/x>",
    "x|y `z` [l](http://example.invalid) @team",
    "\u{202e}\u{1b}[31mred",
];

pub(crate) fn pythons() -> Pythons {
    Tables::embedded().load().unwrap()
}

pub(crate) fn today() -> Date {
    TODAY.parse().unwrap()
}

pub(crate) fn report(pythons: &Pythons, projects: Vec<ProjectReport>) -> DownloadsReport<'_> {
    DownloadsReport { as_of: today(), pythons, projects }
}

/// A project with few rows and nothing but shares.
pub(crate) fn plain(name: &str, rows: &[(&str, u64)]) -> ProjectReport {
    let rows = rows.iter().map(|(value, downloads)| (Value::known(value), *downloads));
    let python = shares(Dimension::Python, rows.collect());
    let origin = Origin {
        source: "file",
        place: "counts.json".to_owned(),
        window: None,
        counted: Counted::Unknown,
        completeness: Completeness::Top(10),
        cost: None,
        cached: false,
        notes: Vec::new(),
    };
    let answer = Answer { project: name.parse().unwrap(), origin, cubes: Vec::new() };
    ProjectReport::new(answer, None, vec![(Dimension::Python, python)])
}

fn shares(dimension: Dimension, rows: Vec<(Value, u64)>) -> Shares {
    let mut counts = Counts::new(vec![dimension]);
    for (value, downloads) in rows {
        counts.add(vec![value], downloads);
    }
    Shares::of(&counts, Sorting::Version)
}

/// A project with everything that can be reported, and nasty names wherever a stranger's text goes.
pub(crate) fn full() -> ProjectReport {
    let window = Window::before(today(), 28).unwrap();
    let origin = Origin {
        source: "bigquery",
        place: "bigquery-public-data.pypi.file_downloads".to_owned(),
        window: Some(window),
        counted: Counted::Asked("default".to_owned()),
        completeness: Completeness::Whole,
        cost: Some(Cost { bytes: 4_992_899_482, dollars: 0.0284 }),
        cached: true,
        notes: vec!["the source <b>says</b> so & more".to_owned()],
    };
    let python = [
        ("3.15", 812_344),
        ("3.14", 21_532_001),
        ("3.13", 26_354_506),
        ("3.12", 20_862_015),
        ("3.11", 15_066_706),
        ("3.10", 9_754_751),
        ("3.9", 5_217_960),
        ("3.8", 3_267_008),
        ("3.7", 1_803_189),
        ("3.6", 402_111),
        ("3.5", 8_656),
        ("2.7", 191_020),
    ];
    let mut python: Vec<(Value, u64)> =
        python.iter().map(|(value, downloads)| (Value::known(value), *downloads)).collect();
    python.extend([(Value::Prerelease, 40_112), (Value::Other, 93), (Value::Unknown, 1_310_020)]);
    let mut systems = vec![
        (Value::known("Linux"), 88_000_000),
        (Value::known("Windows"), 12_000_000),
        (Value::known("Darwin"), 6_000_000),
        (Value::Unknown, 622_394),
    ];
    systems.extend(NASTY.iter().zip(1..).map(|(name, count)| (Value::known(name), count)));
    let answer = Answer { project: "demo".parse().unwrap(), origin, cubes: Vec::new() };
    let splits = vec![
        (Dimension::Python, shares(Dimension::Python, python)),
        (Dimension::System, shares(Dimension::System, systems)),
    ];
    let mut report = ProjectReport::new(answer, Some(window), splits);
    report.series = series();
    report.forecasts = forecasts(&report.series);
    report.verdict = Some(verdict());
    report.advice = vec![
        "nobody fetched demo-1.0-cp39-cp39-win32.whl".to_owned(),
        "1.20 % of downloads are of the sdist: most on Linux ppc64le <glibc>".to_owned(),
    ];
    report.gates = vec![
        Gate {
            condition: "3.8 > 1%".to_owned(),
            found: "3.8 has 3.06 %".to_owned(),
            outcome: Outcome::Failed,
        },
        Gate {
            condition: "2.7 > 1%".to_owned(),
            found: "2.7 has 0.18 %".to_owned(),
            outcome: Outcome::Passed,
        },
        Gate {
            condition: "3.4 > 1%".to_owned(),
            found: "the source does not say".to_owned(),
            outcome: Outcome::Unknown,
        },
    ];
    report.notes = vec!["compare only what one source says @team".to_owned()];
    report
}

/// Each Python rises and falls around a month of its own; all make 100 percent in each month.
fn series() -> Vec<Monthly> {
    let first = today().first_of_month().checked_sub(36.months()).unwrap();
    let height = |minor: u8, month: u8| {
        let from_peak = (f64::from(month) - (f64::from(minor) - 9.5) * 10.0) / 13.0;
        1.0 / (1.0 + from_peak * from_peak * from_peak * from_peak)
    };
    let sum = |month| (6..=15).map(|minor| height(minor, month)).sum::<f64>();
    (6..=15)
        .map(|minor| Monthly {
            python: PythonVersion::new(3, minor),
            months: (0..36)
                .map(|month| {
                    let share = height(minor, month) * 100.0 / sum(month);
                    (first.checked_add(i64::from(month).months()).unwrap(), share)
                })
                .collect(),
        })
        .collect()
}

/// A year in which old Pythons fall, sooner or later.
fn forecasts(series: &[Monthly]) -> Vec<Outlook> {
    let old = series.iter().filter(|it| (8..=12).contains(&it.python.minor));
    old.map(|it| {
        let (last, share) = *it.months.last().unwrap();
        let (mut low, mut median, mut high) = (share, share, share);
        let bands = (1..=12).map(|month| {
            (low, median, high) = (low * 0.86, median * 0.92, high * 0.985);
            Band { month: last.checked_add(i64::from(month).months()).unwrap(), low, median, high }
        });
        let first = last.checked_add(10.months()).unwrap();
        let crossing = Crossing { percent: 1.0, first, last: first.checked_add(9.months()).ok() };
        Outlook {
            python: it.python,
            bands: bands.collect(),
            crossings: (it.python.minor == 8).then_some(crossing).into_iter().collect(),
        }
    })
    .collect()
}

fn verdict() -> Verdict {
    let row = |minor, action, reasons: &[&str]| VerdictRow {
        python: PythonVersion::new(3, minor),
        action,
        reasons: reasons.iter().map(|reason| Reason((*reason).to_owned())).collect(),
        dates: None,
        facts: PythonFacts {
            cost: Some(PlanCost { files: 7, jobs: 4, minutes: 31, bytes: None }),
            ..PythonFacts::new(PythonVersion::new(3, minor), 4.959_123_456)
        },
    };
    Verdict {
        rows: vec![
            row(9, Action::Drop, &["past its end of life", "saves 7 wheels & 4 jobs"]),
            row(10, Action::Watch, &["past its end of life", "9.14 % of downloads"]),
            row(11, Action::Keep, &[]),
        ],
        requires_python: Some(">=3.10".to_owned()),
        now: Some(">=3.9".to_owned()),
        left_behind: 4.96,
        saving: Some(PlanCost { files: 7, jobs: 4, minutes: 31, bytes: Some(2_202_010) }),
        notes: Vec::new(),
    }
}
