//! What a source is asked for.

use std::collections::BTreeSet;

use super::{Dimension, Installers, Window};
use crate::model::ProjectName;

/// One question: the downloads of a project, told apart by some dimensions.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whose downloads
    pub project: ProjectName,
    /// The days whose shares are asked for
    pub window: Window,
    /// Earlier days for trends: a source gives of them what it has for free, and BigQuery all of
    /// them, at its price
    pub history: Option<Window>,
    /// The dimensions. A source that cannot cross them all answers with several
    /// [`Counts`](super::Counts), and with the day in each where it knows it.
    pub dimensions: BTreeSet<Dimension>,
    /// Whose downloads count
    pub installers: Installers,
}

impl Wanted {
    /// All days, the history's included.
    pub fn days(&self) -> Window {
        self.history.map_or(self.window, |history| history.with(self.window))
    }

    /// What to say of a source that has these days alone, if that is less than the window: earlier
    /// days, of the history, need not be there.
    pub fn note_on_days(&self, there: Window) -> Option<String> {
        let within = self.window.and(there);
        let there = match within {
            Some(within) if within == self.window => return None,
            Some(within) => within,
            None => there,
        };
        Some(format!("of the days asked for there are {there}"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_that_lack_are_said_of_the_window_alone() {
        let days = |first, last| Window::new(date(2026, 1, first), date(2026, 1, last)).unwrap();
        let wanted = Wanted {
            project: "demo".parse().unwrap(),
            window: days(10, 20),
            history: Some(days(1, 9)),
            dimensions: BTreeSet::new(),
            installers: Installers::default(),
        };
        let note = |there| wanted.note_on_days(there).unwrap_or_default();
        assert_eq!(note(days(1, 20)), "");
        assert_eq!(note(days(10, 31)), "");
        assert_eq!(
            note(days(5, 12)),
            "of the days asked for there are 2026-01-10 to 2026-01-12 (3 days)"
        );
        assert_eq!(
            note(days(5, 6)),
            "of the days asked for there are 2026-01-05 to 2026-01-06 (2 days)"
        );
    }
}
