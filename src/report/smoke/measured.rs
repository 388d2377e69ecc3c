//! What was measured of a call, as a table of its rounds.

use crate::smoke::Leak;

/// Columns that are always there; others only where something grew.
const ALWAYS: &[&str] = &["heap", "mmap", "blocks"];

/// One line a repeat count: what grew, over how many calls, and how much that is a call.
pub(super) fn table(leak: &Leak) -> Vec<String> {
    let Some(first) = leak.rounds.first() else { return Vec::new() };
    let grew = |name: &str| leak.rounds.iter().any(|round| round.growth.get(name) != Some(&0));
    let blamed = |name: &str| leak.counters.get(name).is_some_and(|counted| counted.leaks);
    let columns: Vec<&str> = ALWAYS
        .iter()
        .copied()
        .chain(first.growth.keys().map(String::as_str).filter(|name| !ALWAYS.contains(name)))
        .filter(|name| first.growth.contains_key(*name))
        .filter(|name| ALWAYS.contains(name) || blamed(name) || grew(name))
        .collect();
    // A call's average is that of what is blamed first.
    let average = columns.iter().find(|name| blamed(name)).or_else(|| columns.first());
    let mut lines = Vec::new();
    let mut head = format!("{:>5}", "run");
    for column in &columns {
        head.push_str(&format!(" {column:>13}"));
    }
    lines.push(format!("{head} {:>9}  average a call", "calls"));
    for (number, round) in leak.rounds.iter().enumerate() {
        let mut line = format!("{:>5}", number + 1);
        for column in &columns {
            let growth = round.growth.get(*column).copied().unwrap_or_default();
            line.push_str(&format!(" {growth:>+13}"));
        }
        line.push_str(&format!(" {:>9}", round.calls));
        if let Some(name) = average {
            let growth = round.growth.get(*name).copied().unwrap_or_default();
            line.push_str(&format!("  {name} {:+.1}", per_call(growth, round.calls)));
        }
        lines.push(line);
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "an average that is shown with one decimal")]
fn per_call(growth: i64, calls: u64) -> f64 {
    growth as f64 / calls.max(1) as f64
}
