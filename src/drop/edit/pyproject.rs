//! pyproject.toml, and the files that hold one tool's part of it: which key says what.

use super::{
    Draft, EditError, Job, abi3, absent, cibuildwheel, classifiers, environments, linters, markers,
    poetry, relkit,
    selectors::{self, Role},
    toml::{self, Site},
};
use crate::drop::requires::is_settled;

/// What edits the value of a key.
type Edit = fn(&mut Job<'_, '_>, &Site<'_>);

/// Which editor takes which key: `*` stands for any part, `**` for all the rest. The first row
/// that matches counts, and what is within is left to it.
const ROWS: &[(&str, Edit)] = &[
    ("project.requires-python", requires),
    ("project.classifiers", classifiers::of_toml),
    ("project.dependencies", markers::of_toml),
    ("project.optional-dependencies.*", markers::of_toml),
    ("dependency-groups.*", markers::of_toml),
    ("build-system.requires", markers::of_toml),
    ("tool.poetry.classifiers", classifiers::of_toml),
    ("tool.poetry.dependencies.python", of_poetry),
    ("tool.poetry.dependencies.*", dependency),
    ("tool.poetry.dev-dependencies.*", dependency),
    ("tool.poetry.group.*.dependencies.*", dependency),
    ("tool.flit.metadata.requires-python", requires),
    ("tool.flit.metadata.classifiers", classifiers::of_toml),
    ("tool.flit.metadata.requires", markers::of_toml),
    ("tool.flit.metadata.requires-extra.*", markers::of_toml),
    ("tool.pdm.requires-python", requires),
    ("tool.pdm.python_requires", requires),
    ("tool.pdm.classifiers", classifiers::of_toml),
    ("tool.pdm.dev-dependencies.*", markers::of_toml),
    ("tool.pixi.dependencies.python", requires),
    ("tool.uv.dev-dependencies", markers::of_toml),
    ("tool.cibuildwheel.build", choose),
    ("tool.cibuildwheel.skip", leave_out),
    ("tool.cibuildwheel.test-skip", leave_out),
    ("tool.cibuildwheel.*.test-skip", leave_out),
    ("tool.cibuildwheel.test-requires", markers::of_toml),
    ("tool.cibuildwheel.overrides", cibuildwheel::overrides),
    ("tool.cibuildwheel.**", abi3::of_toml),
    ("tool.maturin.**", abi3::of_toml),
    ("tool.distutils.bdist_wheel.py-limited-api", abi3::tag_of_toml),
    ("tool.distutils.bdist_wheel.py_limited_api", abi3::tag_of_toml),
    ("tool.distutils.bdist_wheel.universal", linters::universal),
    ("tool.distutils.bdist_wheel.python-tag", linters::python_tag),
    ("tool.distutils.bdist_wheel.python_tag", linters::python_tag),
    ("tool.scikit-build.wheel.py-api", abi3::tag_of_toml),
    ("tool.relkit.support", relkit::support),
    ("tool.relkit.matrix.abi3", relkit::abi3),
    ("tool.relkit.matrix.config-settings", relkit::config_settings),
    ("tool.relkit.matrix.skip", leave_out),
    ("tool.relkit.matrix.untested", leave_out),
    ("tool.relkit.matrix.unpicked", leave_out),
    ("tool.relkit.matrix.variants.*.skip", empty),
    ("tool.relkit.test.leak-on", choose),
    ("tool.black.target-version", linters::target_list),
    ("tool.ruff.target-version", linters::version),
    ("tool.ruff.per-file-target-version.*", linters::version),
    ("tool.mypy.python_version", linters::number),
    ("tool.mypy.overrides.python_version", linters::number),
    ("tool.pyright.pythonVersion", linters::version),
    ("tool.pyright.executionEnvironments.pythonVersion", linters::version),
    ("tool.basedpyright.pythonVersion", linters::version),
    ("tool.ty.environment.python-version", linters::version),
    ("tool.pyrefly.python-version", linters::version),
    ("tool.pyrefly.python_version", linters::version),
    ("tool.pytype.python_version", linters::number),
    ("tool.refurb.python_version", linters::number),
    ("tool.pylint.py-version", linters::number),
    ("tool.pylint.py_version", linters::number),
    ("tool.pylint.*.py-version", linters::number),
    ("tool.pylint.*.py_version", linters::number),
    ("tool.isort.py_version", linters::digits),
    ("tool.hatch.envs.*.matrix", environments::matrix),
    ("tool.hatch.envs.*.python", environments::pinned),
    ("tool.hatch.envs.*.overrides.**", environments::pinned),
    ("tool.hatch.envs.*.dependencies", markers::of_toml),
    ("tool.hatch.envs.*.extra-dependencies", markers::of_toml),
    ("tool.scikit-build.overrides.if.python-version", override_of),
    ("tool.scikit-build.overrides.if.*.python-version", override_of),
    ("tool.tox.env_run_base.deps", markers::of_toml),
    ("tool.tox.env_base.*.deps", markers::of_toml),
    ("tool.tox.legacy_tox_ini", environments::legacy),
    ("tool.tox.env_list", environments::env_list),
    ("tool.tox.envlist", environments::env_list),
    ("tool.tox.gh.python", environments::mapping),
    ("tool.tox.env.*", environments::environment),
];

/// The keys that stand above a file's own. Ex) `tool`, `ruff` for ruff.toml
fn above(path: &str) -> &'static [&'static str] {
    match path {
        "ruff.toml" | ".ruff.toml" => &["tool", "ruff"],
        "relkit.toml" => &["tool", "relkit"],
        "hatch.toml" => &["tool", "hatch"],
        "tox.toml" => &["tool", "tox"],
        _ => &[],
    }
}

/// Edits a file.
pub(super) fn edit(job: &mut Job<'_, '_>) -> Result<(), EditError> {
    let root = toml::read(job.draft)?;
    let mut path = above(job.draft.path()).iter().map(ToString::to_string).collect();
    root.walk(&mut path, &mut |site| {
        let row = ROWS.iter().find(|(pattern, _)| matches(pattern, site.path));
        if let Some((pattern, edit)) = row {
            let inner = pattern.ends_with("**") && !site.entry.node.entries().is_empty();
            if inner {
                return true;
            }
            edit(job, site);
        }
        row.is_none()
    });
    if job.draft.path() == "pyproject.toml" {
        absent::add(job, &root);
    }
    Ok(())
}

/// The edited text is TOML still.
pub(super) fn check(path: &str, text: &str) -> Result<(), EditError> {
    toml::read(&Draft::new(path, text)?).map(|_| ())
}

fn matches(pattern: &str, path: &[String]) -> bool {
    let mut parts = pattern.split('.');
    for key in path {
        match parts.next() {
            Some("**") => return true,
            Some("*") => {}
            Some(part) if part == key => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

fn requires(job: &mut Job<'_, '_>, site: &Site<'_>) {
    if let Some(range) = job.inner(&site.entry.node) {
        job.requires(&site.entry.key, range);
    }
}

/// `python = "^3.8"`, or a table with a `version`.
fn of_poetry(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let node = node.get("version").map_or(node, |entry| &entry.node);
    if let Some(range) = job.inner(node) {
        job.raise("python", range, poetry::raise);
    }
}

/// A dependency of Poetry that is for some Pythons only.
fn dependency(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let tables = std::iter::once(node).chain(node.items());
    let below = tables.filter_map(|table| {
        let python = table.get("python").and_then(|it| it.node.text());
        let marker = table.get("markers").and_then(|it| it.node.text());
        let settled = python.is_some_and(|it| poetry::is_settled(it, job.going))
            || marker.is_some_and(|it| {
                markers::judge(&format!("x; {it}"), job.going) != markers::Marker::Same
            });
        settled.then_some(table.range.start)
    });
    for at in below.collect::<Vec<_>>() {
        let key = &site.entry.key;
        let why = format!("{key}: what it says of Python is settled for all that stay");
        job.draft.leave(at, why);
    }
}

/// `if.python-version = "<3.10"`: what hangs on it holds always or never.
fn override_of(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let Some(text) = node.text() else { return };
    if is_settled(text, job.floor()) {
        let why = format!("python-version `{text}` is settled for all that stay");
        job.draft.leave(node.range.start, why);
    }
}

fn choose(job: &mut Job<'_, '_>, site: &Site<'_>) {
    selectors::prune(job, site, Role::Choose);
}

fn leave_out(job: &mut Job<'_, '_>, site: &Site<'_>) {
    selectors::prune(job, site, Role::LeaveOut);
}

fn empty(job: &mut Job<'_, '_>, site: &Site<'_>) {
    selectors::prune(job, site, Role::Empty);
}
