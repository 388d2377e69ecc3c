use super::*;
use crate::tables::Tables;

fn pythons() -> Pythons {
    Tables::embedded().load().unwrap()
}

fn ageing() -> DownloadsAgeing {
    Tables::embedded().load().unwrap()
}

/// A history in which every Python loses `each` of its logit a month from 30 months on, and 6 %
/// of users have it until then.
fn history(packages: usize, each: f64) -> History {
    let mut text = "package,month,source,python_minor,downloads\n".to_owned();
    let pythons = pythons();
    let start: Month = "2016-01".parse().unwrap();
    for package in 0..packages {
        for ahead in 0..120 {
            let month = start.plus(ahead);
            let mut rest = 1_000_000;
            for python in pythons.python.iter().filter(|python| python.version.major == 3) {
                let Some(age) = month.since(Month::of(python.released)) else { continue };
                let change = -each * f64::from(age.saturating_sub(30));
                let share = crate::downloads::forecast::logit::share(logit(6.0, 0.05) + change);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let downloads = (share * 10_000.0).round() as u64;
                rest -= downloads;
                text += &format!("p{package},{month},s,{},{downloads}\n", python.version);
            }
            text += &format!("p{package},{month},s,2.7,{rest}\n");
        }
    }
    History::read("h.csv", text.as_bytes(), &pythons).unwrap()
}

fn run(history: &History, ageing: &DownloadsAgeing) -> Backtest {
    Backtest::run(history, ageing, &pythons(), &Rules { youngest: 30, ..Rules::of(ageing) })
}

fn mean(row: &HorizonErrors, model: Model) -> f64 {
    row.models.iter().find(|errors| errors.model == model).unwrap().mean
}

#[test]
fn where_pythons_age_alike_the_analogue_knows_it() {
    let test = run(&history(2, 0.05), &ageing());
    assert_eq!((test.series, test.horizons.len()), (2, 4));
    for row in &test.horizons {
        assert!(row.points > 100, "{row:?}");
        let (analogue, carried) = (mean(row, Model::Analogue), mean(row, Model::CarryForward));
        assert!(analogue < carried / 5.0, "{row:?}");
        assert!(row.inside.unwrap() > 80.0, "{row:?}");
    }
}

#[test]
fn where_nothing_changes_all_are_right() {
    let test = run(&history(1, 0.0), &ageing());
    for row in &test.horizons {
        for errors in &row.models {
            assert!(errors.mean < 1e-3, "{row:?}");
        }
        assert_eq!(row.inside, Some(100.0));
    }
}

#[test]
fn the_future_is_not_known() {
    // A history whose last year is another: nothing before it may change.
    let (all, text) = (history(1, 0.05), history(1, 0.05));
    let cut: Month = "2022-01".parse().unwrap();
    let mut other = History::default();
    for (track, series) in text.series() {
        other.insert(track.clone(), series.until(cut));
    }
    let rules = Rules { youngest: 30, ..Rules::of(&ageing()) };
    let (lines_all, lines_cut) = (lines(&all, &pythons()), lines(&other, &pythons()));
    let mut of_all = Analogues::new(&lines_all, &rules, 0.05);
    let mut of_cut = Analogues::new(&lines_cut, &rules, 0.05);
    let mut compared = 0;
    for line in &lines_cut {
        for horizon in HORIZONS {
            for month in line.points.keys() {
                let known = of_cut.drift(line, *month, horizon);
                assert_eq!(of_all.drift(line, *month, horizon), known);
                compared += u32::from(known.is_some());
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn a_table_that_knows_the_future_is_not_used() {
    // One Python alone has no earlier ones.
    let mut text = "month,python,downloads\n".to_owned();
    for ahead in 0..48 {
        let month = "2016-01".parse::<Month>().unwrap().plus(ahead);
        text += &format!("{month},3.4,200000\n{month},3.12,800000\n");
    }
    let history = History::read("h.csv", text.as_bytes(), &pythons()).unwrap();
    let result = run(&history, &ageing());
    assert!(result.horizons.iter().all(|row| row.points == 0 && row.without_analogue > 0));
    let old = DownloadsAgeing { as_of: jiff::civil::date(2017, 12, 31), ..ageing() };
    let result = run(&history, &old);
    let row = &result.horizons[0];
    // From 2017-12 on, with 3 months after it: 2017-12 to 2019-09.
    assert_eq!((row.points, mean(row, Model::CarryForward)), (22, 0.0));
}

#[test]
fn errors_are_mean_and_median() {
    let errors = ModelErrors::of(Model::Analogue, vec![9.0, 1.0, 2.0, 0.0]).unwrap();
    assert_eq!((errors.mean, errors.median), (3.0, 1.5));
    assert_eq!(ModelErrors::of(Model::Analogue, Vec::new()), None);
}
