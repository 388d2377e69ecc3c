//! Forecasts: what must hold of them whatever the history.

use jiff::civil::date;
use proptest::prelude::*;
use relkit::{
    downloads::{
        Counts, Dimension, History, Month, Outlook, Series, Value,
        backtest::{Backtest, Rules},
    },
    model::PythonVersion,
    tables::{DownloadsAgeing, Pythons, Tables},
};

const PYTHONS: [&str; 5] = ["2.7", "3.8", "3.9", "3.10", "3.14"];

/// Downloads of each Python in some months after 2024-01, some of them missing.
fn months() -> impl Strategy<Value = Vec<(u32, Vec<u64>)>> {
    let count = prop_oneof![Just(0), 0_u64..200, 0_u64..10_000_000, Just(u64::MAX)];
    let month = (0_u32..36, proptest::collection::vec(count, PYTHONS.len()));
    proptest::collection::vec(month, 0..30)
}

fn series(months: &[(u32, Vec<u64>)]) -> Series {
    let start = Month::of(date(2024, 1, 1));
    let mut counts = Counts::new(vec![Dimension::Day, Dimension::Python]);
    for (ahead, downloads) in months {
        for (python, downloads) in PYTHONS.iter().zip(downloads) {
            let month = start.plus(*ahead).to_string();
            counts.add(vec![Value::known(&month), Value::known(python)], *downloads);
        }
    }
    Series::of(&counts, None).unwrap()
}

fn tables() -> (DownloadsAgeing, Pythons) {
    let tables = Tables::embedded();
    (tables.load().unwrap(), tables.load().unwrap())
}

fn versions() -> impl Iterator<Item = PythonVersion> {
    PYTHONS.into_iter().map(|python| python.parse().unwrap())
}

proptest! {
    #[test]
    fn shares_stay_shares(months in months()) {
        let series = series(&months);
        for month in series.months() {
            let points = versions().filter_map(|python| series.point(python, month));
            let sum: f64 = points.map(|point| point.share).sum();
            prop_assert!((sum - 100.0).abs() < 1e-6 || sum > 100.0 && has_most(&months), "{sum}");
        }
        let (ageing, pythons) = tables();
        for python in versions() {
            let Ok(outlook) = Outlook::of(&series, python, &ageing, &pythons) else { continue };
            prop_assert_eq!(Some(outlook.since), series.last());
            let mut before = outlook.since;
            for forecast in &outlook.months {
                prop_assert_eq!(forecast.month, before.plus(1));
                before = forecast.month;
                prop_assert!(0.0 <= forecast.low && forecast.low <= forecast.median);
                prop_assert!(forecast.median <= forecast.high && forecast.high <= 100.0);
            }
        }
    }

    #[test]
    fn dates_are_ranges_in_order(months in months(), below in 0.1_f64..99.0) {
        let series = series(&months);
        let (ageing, pythons) = tables();
        for python in versions() {
            let Ok(outlook) = Outlook::of(&series, python, &ageing, &pythons) else { continue };
            if let Some((first, last)) = outlook.crossing(below) {
                prop_assert!(outlook.since < first && first <= last);
                prop_assert_eq!(outlook.not_before(below), Some(first));
                let at = |month| outlook.months.iter().find(|found| found.month == month).unwrap();
                prop_assert!(at(first).low < below && at(last).high < below);
                prop_assert!(outlook.share >= below);
            }
        }
    }

    #[test]
    fn any_bytes_are_a_history_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let (_, pythons) = tables();
        let _ = History::read("h.csv", bytes.as_slice(), &pythons);
        let mut text = b"month,python,downloads\n".to_vec();
        text.extend(bytes);
        let _ = History::read("h.csv", text.as_slice(), &pythons);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn errors_of_any_history_are_points_of_percent(
        counts in proptest::collection::vec(proptest::collection::vec(0_u64..1_000_000, 4), 120)
    ) {
        let mut text = "month,python,downloads\n".to_owned();
        let months = (0..).map(|ahead| Month::of(date(2016, 1, 1)).plus(ahead));
        for (month, counts) in months.zip(&counts) {
            for (python, count) in ["3.4", "3.5", "3.6", "3.7"].iter().zip(counts) {
                text += &format!("{month},{python},{count}\n");
            }
        }
        let (ageing, pythons) = tables();
        let history = History::read("h.csv", text.as_bytes(), &pythons).unwrap();
        let test = Backtest::run(&history, &ageing, &pythons, &Rules::of(&ageing));
        for row in &test.horizons {
            // 3.6 and 3.7 have two earlier ones each.
            prop_assert!(row.points > 20 && row.models.len() == 3, "{row:?}");
            prop_assert!(row.inside.is_some_and(|inside| (0.0..=100.0).contains(&inside)));
            for errors in &row.models {
                prop_assert!((0.0..=100.0).contains(&errors.mean), "{row:?}");
                prop_assert!((0.0..=100.0).contains(&errors.median), "{row:?}");
            }
        }
    }
}

/// Counts so large that their sum stops at the largest number.
fn has_most(months: &[(u32, Vec<u64>)]) -> bool {
    months.iter().any(|(_, downloads)| downloads.contains(&u64::MAX))
}

/// The whole way by the built-in table: a CSV of three packages, a forecast, a date.
#[test]
fn an_old_python_falls_under_a_limit_in_a_range() {
    let mut text = "package,month,source,python_minor,downloads\n".to_owned();
    for month in ["2025-11", "2025-12", "2026-01"] {
        text += &format!("a,{month},pypistats,3.8,60000\na,{month},pypistats,3.13,940000\n");
        text += &format!("a,{month},pypistats,null,500000\n");
    }
    let (ageing, pythons) = tables();
    let history = History::read("h.csv", text.as_bytes(), &pythons).unwrap();
    let (_, series) = history.series().next().unwrap();
    let outlook = Outlook::of(series, PythonVersion::new(3, 8), &ageing, &pythons).unwrap();
    assert!((outlook.share - 6.0).abs() < 1e-9);
    let (first, last) = outlook.crossing(3.0).unwrap();
    // 3.8 was 75 months old. Earlier ones lost half of such a share within 2 to 27 months.
    assert!(first > outlook.since && last.since(first).unwrap() >= 6, "{first} {last}");
    assert!(last.since(outlook.since).unwrap() <= 36);
    assert_eq!(outlook.crossing(0.01), None);
}
