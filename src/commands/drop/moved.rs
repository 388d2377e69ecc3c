//! Where the lines of edited files are before and after.

use std::collections::BTreeMap;

use similar::{DiffOp, TextDiff};

use crate::drop::edit::Edited;

/// Lines of edited files, by their path; those of other files do not move.
#[derive(Debug, Default)]
pub(super) struct Moved(BTreeMap<String, Vec<DiffOp>>);

impl Moved {
    /// Of files that change.
    pub(super) fn of(edited: &[Edited]) -> Self {
        let ops = |it: &Edited| TextDiff::from_lines(&it.before, &it.after).ops().to_vec();
        Self(edited.iter().map(|it| (it.path.clone(), ops(it))).collect())
    }

    /// Where a line from before the edits is after them, from 1; of one that changes, the first line
    /// that stands in its place.
    pub(super) fn after(&self, path: &str, line: usize) -> usize {
        self.to(path, line, false)
    }

    /// Where a line from after the edits was before them.
    pub(super) fn before(&self, path: &str, line: usize) -> usize {
        self.to(path, line, true)
    }

    fn to(&self, path: &str, line: usize, back: bool) -> usize {
        let at = line.saturating_sub(1);
        for op in self.0.get(path).into_iter().flatten() {
            let (old, new) = (op.old_range(), op.new_range());
            let (from, to) = if back { (new, old) } else { (old, new) };
            if from.contains(&at) {
                let same = (at - from.start).min(to.len().saturating_sub(1));
                return to.start + same + 1;
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_on_both_sides() {
        let moved = Moved::of(&[Edited {
            path: "a".into(),
            before: "1\n2\n3\n4\n5\n".into(),
            after: "1\n3\nfour\n5\nnew\n".into(),
            changes: Vec::new(),
        }]);
        let after: Vec<_> = (1..=5).map(|line| moved.after("a", line)).collect();
        assert_eq!(after, [1, 2, 2, 3, 4]);
        let before: Vec<_> = (1..=4).map(|line| moved.before("a", line)).collect();
        assert_eq!(before, [1, 3, 4, 5]);
        assert_eq!(moved.after("b", 7), 7);
    }
}
