//! Test environments in TOML: hatch's matrices, tox's lists.

use super::{
    Job, list, naming,
    toml::{Kind, Node, Site, table_lines},
    tox,
};
use crate::drop::Going;

/// `[[tool.hatch.envs.NAME.matrix]]`: the lists of Pythons. A matrix of which no Python remains
/// goes as a whole.
pub(super) fn matrix(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let pythons = |table: &Node| {
        let entry = table.get("python").or_else(|| table.get("py"))?;
        Some(entry.node.items().iter().map(|it| it.text().unwrap_or_default().to_owned()).collect())
    };
    let mut gone = Vec::new();
    for table in node.items() {
        let words: Vec<String> = pythons(table).unwrap_or_default();
        gone.push(!words.is_empty() && words.iter().all(|word| of_hatch(word, job.going)));
    }
    let what = "a matrix for Pythons that go alone goes";
    if let Kind::List(items) = &node.kind {
        let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
        job.take_out(&node.range, &ranges, &gone, |_| what.to_owned());
    }
    for (table, gone) in node.items().iter().zip(gone) {
        if gone {
            if matches!(node.kind, Kind::Tables(_)) {
                let range = table_lines(job.draft.text(), table);
                job.draft.put(range, "", what);
            }
            continue;
        }
        for entry in table.entries().iter().filter(|it| matches!(it.key.as_str(), "python" | "py"))
        {
            let site = Site { path: site.path, parent: table, entry };
            let going = job.going;
            let dead = |word: &str| of_hatch(word, going);
            job.prune_list(&site, &entry.node, &dead, &mut |_| ());
        }
    }
}

/// Whether hatch's word for a Python is for one that goes: `3.9`, also `39`.
fn of_hatch(word: &str, going: &Going) -> bool {
    let digits = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_digit());
    naming::is_dead(word, going) || (digits && naming::is_dead(&format!("py{word}"), going))
}

/// A value that names one Python: another one would be a guess.
pub(super) fn pinned(job: &mut Job<'_, '_>, site: &Site<'_>) {
    for node in site.entry.node.texts() {
        if node.text().is_some_and(|text| job.is_dead(text)) {
            let text = node.text().unwrap_or_default();
            job.draft.leave(node.range.start, format!("{}: names {text}", site.entry.key));
        }
    }
}

/// `env_list`: names, and products of factors.
pub(super) fn env_list(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let going = job.going;
    let dead = |word: &str| tox::is_dead(word, going);
    for product in node.items().iter().filter_map(|item| item.get("product")) {
        for factors in product.node.items() {
            match factors.kind {
                Kind::List(_) => job.prune_list(site, factors, &dead, &mut |job| {
                    job.draft.leave(factors.range.start, "every factor is a Python that goes");
                }),
                _ => range(job, factors),
            }
        }
    }
    job.prune_list(site, node, &dead, &mut |job| {
        job.draft.leave(node.range.start, "every environment is for Pythons that go");
    });
}

/// `{ prefix = "3.", start = 9, stop = 13 }`.
fn range(job: &mut Job<'_, '_>, table: &Node) {
    let (Some(prefix), Some(start)) = (table.get("prefix"), table.get("start")) else { return };
    let raw = &job.draft.text()[start.node.range.clone()];
    let first = format!("{}{raw}", prefix.node.text().unwrap_or_default());
    if !job.is_dead(&first) {
        return;
    }
    let floor = job.floor();
    if naming::named(&first).is_some_and(|version| version.major == floor.major) {
        let what = format!("env_list: begins at {floor}");
        job.draft.put(start.node.range.clone(), floor.minor.to_string(), what);
    } else {
        job.draft.leave(table.range.start, "the range begins with Pythons that go");
    }
}

/// `[tool.tox.gh.python]`: rows from a Python to its environments.
pub(super) fn mapping(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let mut gone = Vec::new();
    for entry in node.entries() {
        let dead = job.is_dead(&entry.key);
        let others = entry.node.texts().iter().any(|it| {
            !it.text()
                .is_some_and(|text| text.split(',').all(|it| tox::is_dead(it.trim(), job.going)))
        });
        if dead && others {
            let why = format!("{} goes, and runs environments that stay", entry.key);
            job.draft.leave(entry.key_range.start, why);
        }
        gone.push(dead && !others);
    }
    if let Kind::Inline(entries) = &node.kind {
        let ranges: Vec<_> =
            entries.iter().map(|it| it.key_range.start..it.node.range.end).collect();
        for range in list::without(job.draft.text(), &node.range, &ranges, &gone) {
            job.draft.put(range, "", "a row for a Python that goes goes");
        }
        return;
    }
    for (entry, _) in node.entries().iter().zip(gone).filter(|(_, gone)| *gone) {
        let site = Site { path: site.path, parent: node, entry };
        job.delete(&site, format!("{} goes", entry.key));
    }
}

/// `[tool.tox.env.NAME]`.
pub(super) fn environment(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let (entry, node) = (site.entry, &site.entry.node);
    if !tox::is_dead(&entry.key, job.going) {
        return;
    }
    let tables =
        node.entries().iter().any(|it| matches!(it.node.kind, Kind::Table(_) | Kind::Tables(_)));
    if is_referred(job.draft.text(), &entry.key) {
        let why =
            format!("environment {} is for a Python that goes, and is referred to", entry.key);
        job.draft.leave(entry.key_range.start, why);
    } else if matches!(node.kind, Kind::Table(_)) && node.range.start > 0 && !tables {
        let range = table_lines(job.draft.text(), node);
        job.draft.put(range, "", format!("environment {} goes", entry.key));
    } else {
        let why = format!("environment {} is for a Python that goes", entry.key);
        job.draft.leave(entry.key_range.start, why);
    }
}

/// Whether something takes from an environment:
/// `{ replace = "ref", of = ["env", "py39", "deps"] }`, or `env = "py39"` in its place.
///
/// Source: [tox's configuration](https://tox.wiki/en/latest/config.html)
fn is_referred(text: &str, environment: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '\'' { '"' } else { c })
        .collect();
    [format!("\"env\",\"{environment}\""), format!("env=\"{environment}\"")]
        .iter()
        .any(|it| plain.contains(it))
}

/// A tox.ini within pyproject.toml.
pub(super) fn legacy(job: &mut Job<'_, '_>, site: &Site<'_>) {
    if let Some(range) = job.inner(&site.entry.node) {
        tox::edit(job, range);
    }
}
