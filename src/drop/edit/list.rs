//! Taking items out of a list in brackets, with its commas, lines and comments in order: lists of
//! TOML, Python and YAML, where `#` begins a comment.

use std::ops::Range;

/// The ranges to delete so that the items go for which `gone` is true.
///
/// `list` has the brackets; `items` are its items in order, within it.
pub(super) fn without(
    text: &str,
    list: &Range<usize>,
    items: &[Range<usize>],
    gone: &[bool],
) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let gone = |at: usize| gone.get(at).copied().unwrap_or_default();
    let mut at = 0;
    while at < items.len() {
        if !gone(at) {
            at += 1;
            continue;
        }
        // As far as items on one line go.
        let mut until = at;
        while until + 1 < items.len()
            && gone(until + 1)
            && !text[items[until].end..items[until + 1].start].contains('\n')
        {
            until += 1;
        }
        let kept_before = (0..at).rev().find(|before| !gone(*before));
        out.push(run(text, list, items, at..until + 1, kept_before));
        at = until + 1;
    }
    // A list without a comma at its end keeps none there.
    let last_kept = (0..items.len()).rev().find(|it| !gone(*it));
    if let (Some(kept), Some(last)) = (last_kept, items.last())
        && kept + 1 < items.len()
        && comma(text, last.end..list.end.saturating_sub(1)).is_none()
        && let Some(comma) = comma(text, items[kept].end..items[kept + 1].start)
        && !out.iter().any(|range| range.contains(&comma))
    {
        out.push(comma..comma + 1);
    }
    out
}

/// The range that goes with neighbours on one line.
fn run(
    text: &str,
    list: &Range<usize>,
    items: &[Range<usize>],
    run: Range<usize>,
    kept_before: Option<usize>,
) -> Range<usize> {
    let (start, end) = (items[run.start].start, items[run.end - 1].end);
    let inner_end = list.end.saturating_sub(1).max(end);
    let next = items.get(run.end).map_or(inner_end, |next| next.start);
    let after = comma(text, end..next).map_or(end, |comma| comma + 1);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let begins = line > list.start && text[line..start].trim().is_empty();
    let rest = text[after..].split('\n').next().unwrap_or_default();
    let line_end = after + rest.len() + 1;
    let ends =
        line_end <= inner_end && (rest.trim().is_empty() || rest.trim_start().starts_with('#'));
    if begins && ends {
        return line..line_end;
    }
    let between = &text[after..next];
    if run.end < items.len() && !between.contains('#') && (!between.contains('\n') || !begins) {
        let pulls_up = !between.contains('\n') || kept_before.is_none();
        if pulls_up {
            return start..next;
        }
    }
    // At the end of a line or of the list: what stands before it takes over its comma.
    if let Some(before) = run.start.checked_sub(1)
        && kept_before == Some(before)
        && !text[items[before].end..start].contains('#')
    {
        return items[before].end..end;
    }
    start..after
}

/// The first comma that is not within a comment.
fn comma(text: &str, range: Range<usize>) -> Option<usize> {
    let mut comment = false;
    for (at, byte) in text.as_bytes().get(range.clone())?.iter().enumerate() {
        match byte {
            b'#' => comment = true,
            b'\n' => comment = false,
            b',' if !comment => return Some(range.start + at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Splices;

    /// Takes every `x` out of a list.
    fn cleaned(text: &str) -> String {
        let mut items = Vec::new();
        let mut comment = false;
        for (at, c) in text.char_indices() {
            match c {
                '#' => comment = true,
                '\n' => comment = false,
                'a'..='z' if !comment => items.push(at..at + 1),
                _ => {}
            }
        }
        let gone: Vec<bool> = items.iter().map(|item| &text[item.clone()] == "x").collect();
        let mut splices = Splices::default();
        for range in without(text, &(0..text.len()), &items, &gone) {
            splices.put(range, "");
        }
        splices.apply(text).unwrap()
    }

    #[test]
    fn commas_lines_and_comments_stay_in_order() {
        for (text, expected) in [
            ("[x, a, b]", "[a, b]"),
            ("[a, x, b]", "[a, b]"),
            ("[a, x]", "[a]"),
            ("[a, x,]", "[a,]"),
            ("[x]", "[]"),
            ("[x,]", "[]"),
            ("[ x, x ]", "[  ]"),
            ("[x, x, a]", "[a]"),
            ("[a, x, x]", "[a]"),
            ("[\n  x,\n  a,\n]", "[\n  a,\n]"),
            ("[\n  a, # one\n  x, # two\n]", "[\n  a, # one\n]"),
            ("[\n  a, # one\n  x # two\n]", "[\n  a # one\n]"),
            ("[\n  a,\n  # of x\n  x\n]", "[\n  a\n  # of x\n]"),
            ("[\r\n  x,\r\n  a\r\n]", "[\r\n  a\r\n]"),
            ("[x,\n a,\n b]", "[a,\n b]"),
            ("[a,\n x]", "[a]"),
            ("[a, # one\n x]", "[a # one\n ]"),
            ("[a,\n x,\n b]", "[a,\n b]"),
            ("[\n  x, x,\n  x, a,\n  b, x,\n]", "[\n  a,\n  b,\n]"),
            ("[\n  a, x,\n  x, b\n]", "[\n  a,\n  b\n]"),
            ("[\n  a\n  , x\n  , b\n]", "[\n  a\n  , b\n]"),
        ] {
            assert_eq!(cleaned(text), expected, "{text:?}");
        }
    }
}
