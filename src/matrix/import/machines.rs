//! The labels of machines: gone, going, or not known.

use super::{Difference, DifferenceKind, Scene};
use crate::{model::Provider, tables::RunnerState};

/// Labels that GitHub gives every machine of one's own, beside those of its system.
const OWN: [&str; 8] = ["self-hosted", "linux", "macos", "windows", "x64", "x86", "arm", "arm64"];

pub(super) fn compare(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let rows =
        scene.workflow.jobs.iter().flat_map(|job| job.rows.iter().map(move |row| (job, row)));
    for (job, row) in rows {
        for label in &row.labels {
            let Some(known) = label.known() else { continue };
            let Some(found) = scene.tables.runners.get(Provider::Github, known) else {
                // A label of a machine of one's own says nothing, and is nothing to find out.
                let own = OWN.contains(&known.to_ascii_lowercase().as_str());
                if !own && !row.invocations.is_empty() {
                    let there = format!("runner {known} is not in the table");
                    let relkit =
                        "takes a runner that GitHub hosts, or the one that `runners` names";
                    let kind = DifferenceKind::RunnerUnknown;
                    push(out, Difference::new(kind, &label.place, there, relkit));
                }
                continue;
            };
            let instead = found.successor.as_deref().map_or_else(
                || "takes a runner that exists".to_owned(),
                |label| format!("takes {label}"),
            );
            let difference = match found.state(scene.on) {
                RunnerState::Available => continue,
                RunnerState::Removed(day) => {
                    let there = format!(
                        "runner {known} was removed on {day}: job `{}` never starts",
                        job.id.value
                    );
                    Difference::new(DifferenceKind::RunnerRemoved, &label.place, there, instead)
                }
                RunnerState::Retiring(day) => {
                    let there = format!("runner {known} is removed on {day}");
                    Difference::new(DifferenceKind::RunnerRetires, &label.place, there, instead)
                }
            };
            push(out, difference);
        }
    }
}

/// Once for each place.
fn push(out: &mut Vec<Difference>, difference: Difference) {
    if !out.contains(&difference) {
        out.push(difference);
    }
}
