//! Downloads that do not count, and of whom they are.

use crate::downloads::aggregate::Counting;

/// Downloads of a project in the window that do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    mirrors: u64,
    browsers: u64,
    unnamed: u64,
    others: u64,
    /// Downloads of metadata and signatures
    pub(super) sidecars: u64,
}

impl LeftOut {
    /// Downloads by a program that does not count.
    pub(super) fn program(&mut self, name: Option<&str>, downloads: u64, counting: Counting) {
        let is = |known: &str, name: &str| known.eq_ignore_ascii_case(name);
        let place = match name {
            None => &mut self.unnamed,
            Some(name) if counting.rules.mirrors.iter().any(|known| is(known, name)) => {
                &mut self.mirrors
            }
            Some(name) if is("Browser", name) => &mut self.browsers,
            Some(_) => &mut self.others,
        };
        *place = place.saturating_add(downloads);
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (ours, theirs) in [
            (&mut self.mirrors, other.mirrors),
            (&mut self.browsers, other.browsers),
            (&mut self.unnamed, other.unnamed),
            (&mut self.others, other.others),
            (&mut self.sidecars, other.sidecars),
        ] {
            *ours = ours.saturating_add(theirs);
        }
    }

    /// Those that were left out for the program that made them.
    pub(super) fn by_programs(&self) -> u64 {
        let others = self.unnamed.saturating_add(self.others);
        self.mirrors.saturating_add(self.browsers).saturating_add(others)
    }

    /// What to say of them.
    pub(super) fn note(&self) -> Vec<String> {
        let programs = [
            (self.mirrors, "by mirrors"),
            (self.browsers, "by browsers"),
            (self.unnamed, "by programs without a name"),
            (self.others, "by other programs"),
        ];
        let some = programs.into_iter().filter(|(downloads, _)| *downloads > 0);
        let each: Vec<String> =
            some.map(|(downloads, whom)| format!("{downloads} {whom}")).collect();
        let mut notes = Vec::new();
        if !each.is_empty() {
            let all = self.by_programs();
            notes.push(format!("{all} further downloads do not count: {}", each.join(", ")));
        }
        if self.sidecars > 0 {
            let all = self.sidecars;
            notes.push(format!("{all} downloads of metadata and signatures do not count either"));
        }
        notes
    }
}
