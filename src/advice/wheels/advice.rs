//! All that downloads say of wheels, for people and for programs.

use serde::Serialize;

use super::{Gaps, ThreadedUse, WheelUse};
use crate::advice::{Floors, amount::counted};

/// Machines without a wheel, and floors of one family, that are told one by one.
const TOLD: usize = 5;

/// What downloads say of wheels, as far as they tell apart what it takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WheelAdvice {
    /// Who runs the free-threaded build
    pub threaded: Option<ThreadedUse>,
    /// Which files of the newest release are fetched
    pub used: Option<WheelUse>,
    /// Who builds the sdist
    pub gaps: Option<Gaps>,
    /// How high wheels may stand: Linux, macOS
    pub floors: Vec<Floors>,
    /// Why more is not known, one sentence each
    pub notes: Vec<String>,
}

impl WheelAdvice {
    /// The same for people, one sentence each; each sentence once.
    pub fn lines(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        out.extend(self.threaded.as_ref().and_then(ThreadedUse::sentence));
        out.extend(self.used.as_ref().and_then(WheelUse::sentence));
        if let Some(gaps) = &self.gaps {
            out.extend(gaps.rows.iter().take(TOLD).map(|gap| gap.sentence.clone()));
            let more = gaps.rows.len().saturating_sub(TOLD);
            if more > 0 {
                out.push(format!("{} with fewer downloads of the sdist", counted(more, "machine")));
            }
            out.extend(gaps.notes.iter().filter(|_| gaps.sdist > 0).cloned());
        }
        for floors in &self.floors {
            let told = floors.floors.iter().take(TOLD).flat_map(|floor| &floor.recommended);
            out.extend(told.map(|it| it.sentence.clone()));
            out.extend(floors.notes.iter().filter(|_| !floors.floors.is_empty()).cloned());
        }
        out.extend(self.notes.iter().cloned());
        let mut said = std::collections::BTreeSet::new();
        out.retain(|line| said.insert(line.clone()));
        out
    }
}
