//! How wrong forecasts would have been.
//!
//! Each month of a history plays today: from what was known then, the share some months later is
//! foretold and compared with the real one. What is known then:
//! - the series itself up to that month, for the last share and for the trend;
//! - for the analogue model, how earlier Pythons of all series of the history changed, both ends of
//!   the change being past; where they are too few, the built-in table, if it was made before that
//!   month: a younger table knows the future.
//!
//! A point counts where every model has something to say, so that all are judged by the same ones.

mod analogues;
mod trend;

use std::collections::BTreeMap;

use serde::Serialize;

use self::analogues::Analogues;
use super::{
    Forecast, History, Month, Point, Series,
    forecast::logit::{logit, small},
};
use crate::{
    model::PythonVersion,
    tables::{DownloadsAgeing, Drift, Pythons},
};

/// How far ahead errors are measured, in months.
pub const HORIZONS: [u32; 4] = [3, 6, 12, 24];

/// Which points count.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Pythons of at least this age, in months since their release
    pub youngest: u32,
    /// With at least this share at the time, in percent
    pub least_share: f64,
    /// And with so many downloads in the month
    pub least_downloads: u64,
}

impl Rules {
    /// The rules by which forecasts are given.
    pub fn of(ageing: &DownloadsAgeing) -> Self {
        Self {
            youngest: ageing.youngest(),
            least_share: ageing.least_share,
            least_downloads: ageing.least_downloads,
        }
    }
}

/// A way to foretell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Model {
    /// As earlier Pythons did at the same age: what relkit does
    Analogue,
    /// The last share stays
    CarryForward,
    /// The line through the logits of the last twelve months goes on
    LogitTrend,
}

impl Model {
    /// All, the best first.
    pub const ALL: [Self; 3] = [Self::Analogue, Self::CarryForward, Self::LogitTrend];

    /// As tables show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Analogue => "analogue",
            Self::CarryForward => "carry-forward",
            Self::LogitTrend => "logit trend",
        }
    }
}

/// The errors of a history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtest {
    /// Series: projects, each source apart
    pub series: u32,
    /// The first month of them
    pub first: Option<Month>,
    /// The last one
    pub last: Option<Month>,
    /// One row a horizon
    pub horizons: Vec<HorizonErrors>,
}

/// The errors at one horizon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HorizonErrors {
    /// Months ahead
    pub months: u32,
    /// How many shares were foretold
    pub points: u32,
    /// Further ones of which the analogue model knew nothing at the time
    pub without_analogue: u32,
    /// Real shares between low and high of the analogue model, in percent; 80 are meant to
    pub inside: Option<f64>,
    /// One row a model; none where no share was foretold
    pub models: Vec<ModelErrors>,
}

/// The errors of one model, in points of percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ModelErrors {
    /// Which
    pub model: Model,
    /// The mean absolute error
    pub mean: f64,
    /// The median absolute error
    pub median: f64,
}

impl Backtest {
    /// Foretells every point of a history from what was known at the time.
    pub fn run(
        history: &History,
        ageing: &DownloadsAgeing,
        pythons: &Pythons,
        rules: &Rules,
    ) -> Self {
        let months = || history.series().flat_map(|(_, series)| series.months());
        let lines = lines(history, pythons);
        let mut analogues = Analogues::new(&lines, rules, ageing.noise);
        let errors_at = |horizon| errors(&lines, &mut analogues, ageing, rules, horizon);
        Self {
            series: small(history.series().count()),
            first: months().min(),
            last: months().max(),
            horizons: HORIZONS.into_iter().map(errors_at).collect(),
        }
    }
}

/// One Python in one series.
#[derive(Debug)]
struct Line {
    python: PythonVersion,
    released: Month,
    points: BTreeMap<Month, Point>,
}

/// All Pythons of all series whose release is known.
fn lines(history: &History, pythons: &Pythons) -> Vec<Line> {
    let of = |series: &Series, python: PythonVersion| {
        let released = Month::of(pythons.get(python)?.released);
        let points = series.points(python).map(|point| (point.month, point)).collect();
        Some(Line { python, released, points })
    };
    let series = history.series().map(|(_, series)| series);
    series
        .flat_map(|series| {
            series.pythons().into_iter().filter_map(move |python| of(series, python))
        })
        .collect()
}

/// The errors at one horizon.
fn errors(
    lines: &[Line],
    analogues: &mut Analogues<'_>,
    ageing: &DownloadsAgeing,
    rules: &Rules,
    horizon: u32,
) -> HorizonErrors {
    let table_from = Month::of(ageing.as_of);
    let mut wrong: BTreeMap<Model, Vec<f64>> = BTreeMap::new();
    let (mut inside, mut without_analogue) = (0, 0);
    for line in lines {
        for point in line.points.values() {
            let now = point.month;
            let young = now.since(line.released).is_none_or(|age| age < rules.youngest);
            let few = point.share < rules.least_share || point.downloads < rules.least_downloads;
            let later = line.points.get(&now.plus(horizon));
            let (false, false, Some(later)) = (young, few, later) else { continue };
            let Some(trend) = trend::foretold(line, now, horizon, ageing.noise) else { continue };
            let age = now.since(line.released).unwrap_or(0);
            let table = || (table_from <= now).then(|| ageing.drift(age, horizon)).flatten();
            let Some(drift) = analogues.drift(line, now, horizon).or_else(table) else {
                without_analogue += 1;
                continue;
            };
            let forecast = Forecast::of(later.month, point.share, drift, ageing.noise);
            // What is under the noise counts as the noise, on both sides.
            let real = logit(later.share, ageing.noise) - logit(point.share, ageing.noise);
            inside += u32::from(holds(drift, real));
            for (model, share) in [
                (Model::Analogue, forecast.median),
                (Model::CarryForward, point.share),
                (Model::LogitTrend, trend),
            ] {
                wrong.entry(model).or_default().push((share - later.share).abs());
            }
        }
    }
    let points = wrong.get(&Model::Analogue).map_or(0, |errors| small(errors.len()));
    HorizonErrors {
        months: horizon,
        points,
        without_analogue,
        inside: (points > 0).then(|| f64::from(inside) * 100.0 / f64::from(points)),
        models: wrong
            .into_iter()
            .filter_map(|(model, errors)| ModelErrors::of(model, errors))
            .collect(),
    }
}

/// Whether a change lies in the range; on its border it does, whatever was rounded.
fn holds(range: Drift, change: f64) -> bool {
    const ROUNDED: f64 = 1e-9;
    range.low - ROUNDED <= change && change <= range.high + ROUNDED
}

impl ModelErrors {
    fn of(model: Model, mut errors: Vec<f64>) -> Option<Self> {
        errors.sort_by(f64::total_cmp);
        let mean = errors.iter().sum::<f64>() / f64::from(small(errors.len()));
        let (below, above) =
            (errors.get((errors.len().checked_sub(1)?) / 2)?, errors.get(errors.len() / 2)?);
        Some(Self { model, mean, median: f64::midpoint(*below, *above) })
    }
}

#[cfg(test)]
mod tests;
