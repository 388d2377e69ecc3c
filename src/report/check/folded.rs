//! The wheels of a release are alike, and so are their findings: what many files share is told
//! once.

use std::collections::HashMap;

use crate::rules::{Finding, Level};

/// A finding, and the other files that have it too.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    /// The first of them
    pub(super) finding: &'a Finding,
    /// The other files, in order
    pub(super) others: Vec<&'a str>,
}

/// What makes two findings the same: rule, level, member and message. Evidence and hint may name
/// the file; those of the first stand for all.
type Key<'a> = (&'static str, Level, Option<&'a str>, &'a str);

/// Puts findings together that differ in their files alone; those of one file stay apart.
pub(super) fn folded(findings: &[Finding]) -> Vec<Folded<'_>> {
    let mut out: Vec<Folded<'_>> = Vec::new();
    let mut places: HashMap<(Key<'_>, usize), usize> = HashMap::new();
    let mut file = "";
    let mut seen: HashMap<Key<'_>, usize> = HashMap::new();
    for finding in findings {
        if finding.file != file {
            file = &finding.file;
            seen.clear();
        }
        let key = (finding.code, finding.level, finding.member.as_deref(), &*finding.message);
        // A file that has the same twice is folded pair by pair.
        let time = seen.entry(key).or_insert(0);
        *time += 1;
        if let Some(&place) = places.get(&(key, *time)) {
            out[place].others.push(&finding.file);
        } else {
            places.insert((key, *time), out.len());
            out.push(Folded { finding, others: Vec::new() });
        }
    }
    out
}

/// The findings of one file after those of another, none empty.
pub(super) fn by_file<'a, 'b>(
    all: &'b [Folded<'a>],
) -> impl Iterator<Item = &'b [Folded<'a>]> + use<'a, 'b> {
    all.chunk_by(|one, other| one.finding.file == other.finding.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_share_a_finding_are_counted() {
        let report = crate::report::check::repeated(20);
        let all = folded(&report.findings);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].others.len(), all[1].others.len()), (19, 0));
    }

    #[test]
    fn a_file_with_the_same_twice_keeps_both() {
        let mut report = crate::report::check::repeated(1);
        report.findings.push(report.findings[0].clone());
        assert_eq!(folded(&report.findings).len(), 2);
    }
}
