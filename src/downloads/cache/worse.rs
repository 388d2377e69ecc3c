//! Which of two answers to one question is kept.

use crate::downloads::{Answer, Completeness};

/// Of a hundred downloads, how many a new answer must have.
const PERCENT: u128 = 99;

/// Why the new answer is worse than the old one; [`None`] where it is not.
pub(super) fn worse(old: &Answer, new: &Answer) -> Option<String> {
    match (old.origin.completeness, new.origin.completeness) {
        (Completeness::Whole, Completeness::Top(rows)) => {
            return Some(format!("it has the {rows} largest rows alone"));
        }
        (Completeness::Top(before), Completeness::Top(rows)) if rows < before => {
            return Some(format!("it has the {rows} largest rows in place of {before}"));
        }
        _ => {}
    }
    if let Some(before) = old.origin.window {
        let days = new.origin.window.map_or(0, |window| window.days());
        if days < before.days() {
            return Some(format!("it has {days} days in place of {}", before.days()));
        }
    }
    for cube in &old.cubes {
        let same = |other: &&crate::downloads::Counts| other.has(cube.dimensions());
        let Some(other) = new.cubes.iter().find(same) else {
            let names: Vec<&str> = cube.dimensions().iter().map(|one| one.as_str()).collect();
            return Some(format!("it does not tell downloads apart by {}", names.join(" and ")));
        };
        let (before, total) = (cube.total(), other.total());
        if u128::from(total) * 100 < u128::from(before) * PERCENT {
            return Some(format!("it has {total} downloads in place of {before}"));
        }
    }
    None
}
