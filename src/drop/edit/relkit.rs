//! relkit's own configuration.

use super::{
    Job, abi3, naming,
    toml::{Kind, Site},
};
use crate::drop::requires;

/// `support`, where it is a range.
pub(super) fn support(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let range = site.entry.node.text().is_some_and(|it| it.starts_with(['<', '>', '=', '!', '~']));
    if let Some(range) = job.inner(&site.entry.node).filter(|_| range) {
        job.raise("support", range, requires::raise);
    }
}

/// `abi3`: one floor, or a list of them of which those below the new one become one.
pub(super) fn abi3(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let Kind::List(items) = &node.kind else {
        return if node.text().is_some() {
            job.lift_text(site);
        };
    };
    let dead = |text: &str| naming::is_dead(text, job.going);
    let gone: Vec<bool> = items.iter().map(|item| item.text().is_some_and(dead)).collect();
    let there = items.iter().any(|item| item.text() == Some(&job.floor().to_string()));
    // The youngest that goes stands for the floor.
    let stands = gone.iter().rposition(|gone| *gone).filter(|_| !there);
    let mut out = gone;
    if let Some(at) = stands {
        out[at] = false;
        if let Some(range) = job.inner(&items[at]) {
            job.lift("abi3", range);
        }
    }
    let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
    job.take_out(&node.range, &ranges, &out, |item| format!("abi3: {item} goes"));
}

/// `config-settings`: the name of the family, and the feature that its value asks for.
pub(super) fn config_settings(job: &mut Job<'_, '_>, site: &Site<'_>) {
    for entry in site.entry.node.entries() {
        for node in entry.node.texts() {
            if let Some(range) = node.inner(job.draft.text()) {
                abi3::lift(job, range);
            }
        }
        let Some((_, _, new)) = abi3::floors(&entry.key, job.going).into_iter().next() else {
            continue;
        };
        let key = format!("abi3-py{new}");
        if site.entry.node.get(&key).is_some() {
            let why = format!("{} is for a floor that goes, and {key} is there", entry.key);
            job.draft.leave(entry.key_range.start, why);
        } else {
            abi3::lift(job, entry.key_range.clone());
        }
    }
}
