//! Reports that never change, with names as strangers send them.

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use relkit::{
    advice::{
        Action, Dates, FileUse, Floor, FloorRow, Floors, Gap, Gaps, PlanCost, PythonFacts, Reason,
        Recommended, Served, ThreadedUse, Verdict, VerdictRow, WheelAdvice, WheelUse,
    },
    downloads::{
        Answer, Completeness, Cost, Counted, Counts, Dimension, Origin, Shares, Sorting, Unread,
        Value, Window,
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
        unread: Unread::default(),
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
        unread: Unread::default(),
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
    report.advice = advice();
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
        let last = first.checked_add(9.months()).unwrap();
        let crossing = Crossing { percent: 1.0, first, last };
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
        dates: (minor == 9).then(|| Dates {
            released: date(2020, 10, 5),
            bugfix_end: date(2022, 5, 17),
            end_of_life: date(2025, 10, 31),
            spec0: Some(date(2023, 10, 5)),
            nep29: Some(date(2024, 4, 5)),
            dead: true,
        }),
        facts: PythonFacts {
            share_of_newest: (minor == 9).then_some(0.4),
            change_in_year: (minor == 9).then_some(-4.2),
            crossing: (minor == 10).then_some((date(2027, 3, 1), date(2028, 1, 31))),
            supported: Some(true),
            planned: (minor == 9).then_some(true),
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
        newest_release: Some("1.0".to_owned()),
        left_behind: 4.96,
        saving: Some(PlanCost { files: 7, jobs: 4, minutes: 31, bytes: Some(2_202_010) }),
        notes: vec![Reason("releases that are out <b>stay</b> installable".to_owned())],
    }
}

/// Something of each kind.
fn advice() -> WheelAdvice {
    let name = "demo-1.0-cp39-cp39-win32.whl".to_owned();
    let file = FileUse {
        name,
        kind: Some("per-version"),
        downloads: 3,
        percent: 0.003,
        size: Some(7 << 20),
        rare: true,
    };
    let gap = |cpu, served| Gap {
        system: Value::known("Linux"),
        cpu: Value::known(cpu),
        libc: Value::known("<glibc>"),
        python: (cpu == "riscv64").then(|| Value::known("3.12")),
        sdist: 500,
        percent: 100.0,
        percent_of_sdist: 62.5,
        served,
        sentence: format!(
            "500 downloads of the sdist (62.50 % of those) on Linux {cpu} <glibc>: the release has no \
             wheel for CPython 3.12 there"
        ),
    };
    let recommended = |coverage: f64, name: Option<&str>| Recommended {
        coverage,
        name: name.map(str::to_owned),
        sentence: format!("{coverage} %: {}", name.unwrap_or("no manylinux tag")),
    };
    let floor = Floor {
        family: "manylinux",
        arch: "x86_64".to_owned(),
        known: 1000,
        rows: vec![FloorRow {
            name: "manylinux_2_28".to_owned(),
            covers: 99.5,
            leaves_out: vec!["Amazon Linux 2".to_owned()],
        }],
        recommended: vec![recommended(99.0, Some("manylinux_2_28")), recommended(100.0, None)],
    };
    WheelAdvice {
        threaded: Some(ThreadedUse {
            threaded: 20,
            either: 20,
            other: 160,
            percent: 10.0,
            at_most: 20.0,
        }),
        used: Some(WheelUse {
            total: 100_000,
            others: 7,
            files: vec![file],
            few: 0.1,
            enough: true,
        }),
        gaps: Some(Gaps {
            total: 2000,
            sdist: 800,
            rows: vec![
                gap("riscv64", Served::Missing),
                gap("ppc64le", Served::Partly(vec![PythonVersion::new(3, 12)])),
            ],
            notes: vec!["sdists of older releases count, too".to_owned()],
        }),
        floors: vec![Floors {
            total: 1010,
            unknown: 10,
            floors: vec![floor],
            notes: vec!["musl is told by few clients".to_owned()],
        }],
        notes: Vec::new(),
    }
}
