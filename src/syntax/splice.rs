//! Changes to a text at byte ranges.

use std::ops::Range;

/// Two changes of one place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("two changes overlap at byte {at}")]
pub struct Overlap {
    /// Where the second one begins
    pub at: usize,
}

/// Changes of one text, gathered in any order and made at once: what no range covers stays byte for
/// byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Splices(Vec<(Range<usize>, String)>);

impl Splices {
    /// Puts `text` in the place of the bytes of `range`; an empty range inserts.
    pub fn put(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with all changes. Ranges must lie in it on the bounds of characters; insertions at
    /// one place keep their order.
    pub fn apply(mut self, text: &str) -> Result<String, Overlap> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (range, new) in &self.0 {
            let kept = text.get(done..range.start).filter(|_| text.get(range.clone()).is_some());
            out.push_str(kept.ok_or(Overlap { at: range.start })?);
            out.push_str(new);
            done = range.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, changes: &[(Range<usize>, &str)]) -> Result<String, Overlap> {
        let mut splices = Splices::default();
        for (range, new) in changes {
            splices.put(range.clone(), *new);
        }
        splices.apply(text)
    }

    #[test]
    fn what_no_range_covers_stays() {
        assert_eq!(changed("abcdef", &[(4..5, "E"), (0..1, "")]).unwrap(), "bcdEf");
        assert_eq!(changed("ab", &[(1..1, "x"), (1..1, "y"), (2..2, "z")]).unwrap(), "axybz");
        assert_eq!(changed("ab", &[]).unwrap(), "ab");
    }

    #[test]
    fn two_changes_of_one_place_are_refused() {
        assert_eq!(changed("abcd", &[(0..3, "x"), (2..4, "y")]), Err(Overlap { at: 2 }));
        assert_eq!(changed("ab", &[(1..9, "x")]), Err(Overlap { at: 1 }));
        assert_eq!(changed("ä", &[(1..2, "x")]), Err(Overlap { at: 1 }));
    }
}
