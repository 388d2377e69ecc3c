//! `[[tool.cibuildwheel.overrides]]`.

use super::{
    Job, abi3,
    selectors::{self, Role},
    toml::{Kind, Node, Site, table_lines},
};

/// Overrides that select nothing any more go; in the others dead patterns and old floors do.
pub(super) fn overrides(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let dead = |job: &mut Job<'_, '_>, table: &Node| {
        let select = table.get("select").map(|entry| &entry.node);
        select.is_some_and(|node| selectors::is_dead(job, node, Role::Choose))
    };
    let gone: Vec<bool> = node.items().iter().map(|table| dead(job, table)).collect();
    let what = "an override that selects nothing any more goes";
    match &node.kind {
        Kind::Tables(tables) => {
            for (table, _) in tables.iter().zip(&gone).filter(|(_, gone)| **gone) {
                let range = table_lines(job.draft.text(), table);
                job.draft.put(range, "", what);
            }
        }
        Kind::List(items) => {
            let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
            job.take_out(&node.range, &ranges, &gone, |_| what.to_owned());
        }
        _ => {}
    }
    for (table, _) in node.items().iter().zip(&gone).filter(|(_, gone)| !**gone) {
        let mut path = site.path.to_vec();
        table.walk(&mut path, &mut |site| {
            match site.entry.key.as_str() {
                "select" => selectors::prune(job, site, Role::Choose),
                "test-skip" => selectors::prune(job, site, Role::LeaveOut),
                _ if site.entry.node.entries().is_empty() => abi3::of_toml(job, site),
                _ => return true,
            }
            false
        });
    }
}
