//! What earlier Pythons did at the same age, as far as it was known in some month.

use std::collections::{BTreeMap, HashMap};

use super::{Line, Rules};
use crate::{
    downloads::{
        Month,
        forecast::logit::{logit, pooled, small},
    },
    model::PythonVersion,
    tables::Drift,
};

/// Months to each side of an age whose changes count.
const AROUND: u32 = 3;
/// Changes of one Python that make it an example.
const LEAST_OF_ONE: usize = 3;
/// Pythons that make a range: one alone has none, as in the built-in table.
const LEAST_PYTHONS: usize = 2;
/// Changes of all of them that make a range.
const LEAST: u32 = 10;

/// The changes of a history.
pub(super) struct Analogues<'a> {
    lines: &'a [Line],
    rules: &'a Rules,
    noise: f64,
    released: BTreeMap<PythonVersion, Month>,
    /// By Python, month and horizon: the change of each series
    changes: HashMap<(PythonVersion, Month, u32), Vec<f64>>,
    known: HashMap<(PythonVersion, Month, u32), Option<Drift>>,
}

impl<'a> Analogues<'a> {
    pub(super) fn new(lines: &'a [Line], rules: &'a Rules, noise: f64) -> Self {
        let released = lines.iter().map(|line| (line.python, line.released)).collect();
        let (changes, known) = (HashMap::new(), HashMap::new());
        let mut analogues = Self { lines, rules, noise, released, changes, known };
        for horizon in super::HORIZONS {
            analogues.learn(horizon);
        }
        analogues
    }

    fn learn(&mut self, horizon: u32) {
        for line in self.lines {
            for (month, point) in &line.points {
                let few = point.share < self.rules.least_share
                    || point.downloads < self.rules.least_downloads;
                let Some(later) = line.points.get(&month.plus(horizon)).filter(|_| !few) else {
                    continue;
                };
                let change = logit(later.share, self.noise) - logit(point.share, self.noise);
                self.changes.entry((line.python, *month, horizon)).or_default().push(change);
            }
        }
    }

    /// The change to expect of a Python, known in the month `now`.
    pub(super) fn drift(&mut self, line: &Line, now: Month, horizon: u32) -> Option<Drift> {
        let key = (line.python, now, horizon);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let drift = self.pool(line, now, horizon);
        self.known.insert(key, drift);
        drift
    }

    fn pool(&self, line: &Line, now: Month, horizon: u32) -> Option<Drift> {
        let age = now.since(line.released)?;
        // 2.7 had its own successor beside it for ten years: an example for nothing after it.
        let earlier = self.released.iter().filter(|(python, released)| {
            python.major == line.python.major && **released < line.released
        });
        let groups: Vec<Vec<f64>> = earlier
            .map(|(python, released)| {
                let first = released.plus(age.saturating_sub(AROUND));
                let months = (0..2 * AROUND).map(|ahead| first.plus(ahead));
                // The end of the change must be past, too.
                let known = months.filter(|month| month.plus(horizon) <= now);
                let changes =
                    known.filter_map(|month| self.changes.get(&(*python, month, horizon)));
                changes.flatten().copied().collect()
            })
            .filter(|changes: &Vec<f64>| changes.len() >= LEAST_OF_ONE)
            .collect();
        let all: usize = groups.iter().map(Vec::len).sum();
        (groups.len() >= LEAST_PYTHONS && small(all) >= LEAST).then(|| pooled(&groups)).flatten()
    }
}
