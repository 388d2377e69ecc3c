use super::*;
use crate::{
    downloads::{Counts, Dimension, Value},
    tables::{AgeRow, Tables},
};

const PYTHON: PythonVersion = PythonVersion::new(3, 9);

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn pythons() -> Pythons {
    Tables::embedded().load().unwrap()
}

/// Python 3.9 came in 2020-10. The logit falls by 1 in three months, give or take a half, from two
/// years on, and by 2 in six.
fn ageing() -> DownloadsAgeing {
    let row = |months| AgeRow {
        months,
        points: vec![20, 20],
        low: vec![-1.5, -3.0],
        median: vec![-1.0, -2.0],
        high: vec![-0.5, -1.0],
    };
    DownloadsAgeing {
        horizons: vec![3, 6],
        age: vec![row(24), row(48)],
        ..Tables::embedded().load().unwrap()
    }
}

/// Months with so many downloads of 3.9 in a thousand.
fn series(months: &[(&str, u64)]) -> Series {
    let mut counts = Counts::new(vec![Dimension::Day, Dimension::Python]);
    for &(month, downloads) in months {
        counts.add(vec![Value::known(month), Value::known("3.9")], downloads);
        counts.add(vec![Value::known(month), Value::known("3.14")], 1000 - downloads);
    }
    Series::of(&counts, None).unwrap()
}

fn outlook(share: u64) -> Outlook {
    let months = [("2023-10", 500), ("2023-11", 500), ("2023-12", share)];
    Outlook::of(&series(&months), PYTHON, &ageing(), &pythons()).unwrap()
}

#[test]
fn the_last_share_moves_by_the_table() {
    let outlook = outlook(500);
    assert_eq!((outlook.since, outlook.share), (month("2023-12"), 50.0));
    assert_eq!(outlook.months.len(), 6);
    let third = outlook.months[2];
    assert_eq!(third.month, month("2024-03"));
    // 100 / (1 + e^1) and so on: the logit of 50 % is 0.
    let expected = [18.2426, 26.8941, 37.7541];
    for (real, expected) in [third.low, third.median, third.high].into_iter().zip(expected) {
        assert!((real - expected).abs() < 1e-3, "{real} {expected}");
    }
}

#[test]
fn a_date_is_a_range() {
    let outlook = outlook(500);
    // low: -0.5 a month, under 30 % (logit -0.847) in the second; high: from -0.5 in the third
    // by -1/6 a month, under it in the sixth.
    assert_eq!(outlook.crossing(30.0), Some((month("2024-02"), month("2024-06"))));
    assert_eq!(outlook.not_before(30.0), Some(month("2024-02")));
}

#[test]
fn half_a_range_is_no_date() {
    let outlook = outlook(500);
    assert_eq!(outlook.crossing(10.0), None, "high stays above");
    assert_eq!(outlook.not_before(10.0), Some(month("2024-05")));
    assert_eq!(outlook.crossing(1.0), None);
    assert_eq!(outlook.not_before(1.0), Some(month("2024-07")), "after the last month known");
}

#[test]
fn what_is_under_a_limit_does_not_fall_under_it() {
    let outlook = outlook(500);
    assert_eq!((outlook.crossing(60.0), outlook.not_before(60.0)), (None, None));
}

#[test]
fn a_forecast_is_refused_with_the_reason() {
    let refused = |months: &[(&str, u64)], python| {
        Outlook::of(&series(months), python, &ageing(), &pythons()).unwrap_err()
    };
    let all = [("2023-10", 500), ("2023-11", 500), ("2023-12", 500)];
    insta::assert_snapshot!(refused(&[], PYTHON), @"no whole month of downloads is known");
    insta::assert_snapshot!(refused(&all, PythonVersion::new(3, 12)), @"Python 3.12 is less than 24 months old: too young to be foretold");
    insta::assert_snapshot!(refused(&all, PythonVersion::new(3, 14)), @"Python 3.14 is less than 24 months old: too young to be foretold");
    insta::assert_snapshot!(refused(&all, PythonVersion::new(2, 7)), @"Python 2.7 is more than 48 months old: none that old was observed");
    insta::assert_snapshot!(refused(&all, PythonVersion::new(3, 99)), @"no release date of Python 3.99 is known");
    insta::assert_snapshot!(refused(&all, PythonVersion::new(3, 10)), @"Python 3.10 has 0.00 % (0 downloads in the month): under 0.2 % or so few, chance decides");
    insta::assert_snapshot!(refused(&all[1..], PYTHON), @"2 of the last 6 months are whole: a forecast needs 3");
    let gap = [("2022-01", 500), ("2023-06", 500), ("2023-07", 500), ("2023-12", 500)];
    insta::assert_snapshot!(refused(&gap, PYTHON), @"2 of the last 6 months are whole: a forecast needs 3");
    let noise = [("2023-10", 500), ("2023-11", 500), ("2023-12", 99)];
    insta::assert_snapshot!(refused(&noise, PYTHON), @"Python 3.9 has 9.90 % (99 downloads in the month): under 0.2 % or so few, chance decides");
}
