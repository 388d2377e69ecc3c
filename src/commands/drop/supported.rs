//! What the project supports, and whether these Pythons can go.

use std::path::Path;

use jiff::civil::Date;

use super::Request;
use crate::{
    commands::{Failure, files},
    drop::{Going, GoingError},
    matrix::{Plan, simulate},
    model::PythonVersion,
    project::{Place, Project},
    tables::Pythons,
};

const PYPROJECT: &str = "pyproject.toml";

/// What goes, and whether any of it is supported now.
#[derive(Debug)]
pub(super) struct Supported {
    pub(super) going: Going,
    /// The ones that go and are supported now; none where they went before
    pub(super) now: Vec<PythonVersion>,
}

/// Which Pythons a project supports, and what says so.
struct Stated {
    pythons: Vec<PythonVersion>,
    place: Place,
    words: String,
}

/// What is asked for, out of what the project supports. A released Python that is older than all of
/// these went before: what is left of it can go, too.
pub(super) fn supported(
    request: &Request,
    project: &Project,
    plan: Option<&Plan>,
    pythons: &Pythons,
    on: Date,
) -> Result<Supported, Failure> {
    let stated = stated(request, project, plan, pythons, on)?;
    let released: Vec<PythonVersion> = pythons.released(on).map(|row| row.version).collect();
    let asked = match request.below {
        None => request.pythons.clone(),
        Some(below) => {
            let older = |it: &&PythonVersion| **it < below;
            let now: Vec<_> = stated.pythons.iter().filter(older).copied().collect();
            let before = released.iter().rfind(older).copied();
            if now.is_empty() { before.into_iter().collect() } else { now }
        }
    };
    if let (Some(below), true) = (request.below, asked.is_empty()) {
        return Err(Failure::new(format!("--below {below}: no Python is older"))
            .hint("name the oldest Python that is to stay"));
    }
    let oldest = stated.pythons.iter().min();
    let went = |python: &PythonVersion| {
        released.contains(python) && oldest.is_none_or(|oldest| python < oldest)
    };
    let mut all = stated.pythons.clone();
    all.extend(asked.iter().filter(|python| went(python)));
    let going = Going::new(&asked, &all).map_err(|error| refusal(&error, &stated, request))?;
    let now = going.dropped().iter().filter(|it| stated.pythons.contains(it)).copied().collect();
    Ok(Supported { going, now })
}

/// Requires-Python says it, and the plan which of the Pythons to come are built for; where there is
/// no Requires-Python, classifiers say it.
fn stated(
    request: &Request,
    project: &Project,
    plan: Option<&Plan>,
    pythons: &Pythons,
    on: Date,
) -> Result<Stated, Failure> {
    if let Some(requires) = &project.requires_python {
        let released = pythons.released(on).map(|row| row.version);
        let mut all: Vec<_> = released.filter(|it| requires.value.allows_some(*it)).collect();
        all.extend(plan.map(simulate::pythons).unwrap_or_default());
        let words = format!("requires-python is \"{}\"", requires.value);
        return Ok(Stated { pythons: sorted(all), place: requires.place.clone(), words });
    }
    let named = |text: &str| -> Option<PythonVersion> {
        text.strip_prefix("Programming Language :: Python :: ")?.parse().ok()
    };
    let facts = project.classifiers.iter();
    let classified: Vec<_> =
        facts.filter_map(|it| Some((named(&it.value)?, it.place.clone()))).collect();
    let Some((_, place)) = classified.first().cloned() else {
        if poetry_states(&request.project.join(PYPROJECT)) {
            let place = within(&request.project, &Place::file(PYPROJECT));
            let message = format!(
                "{place}: the `python` of [tool.poetry.dependencies] is in a form that is not read"
            );
            return Err(Failure::new(message)
                .hint("write one range as a plain string, such as \">=3.9,<4\", without `||`"));
        }
        let place = within(&request.project, &Place::file(&project.name.place.file));
        let message = format!("{place}: nothing says which Pythons are supported");
        return Err(Failure::new(message)
            .hint("write requires-python as a plain string, or classifiers with versions"));
    };
    let pythons = sorted(classified.iter().map(|(version, _)| *version).collect());
    Ok(Stated { pythons, place, words: "classifiers name the Pythons".to_owned() })
}

/// Whether Poetry's table says anything of Python. What is read of it is a Requires-Python already.
fn poetry_states(path: &Path) -> bool {
    let text = files::read_text(path).unwrap_or_default();
    let document: toml::Table = toml::from_str(&text).unwrap_or_default();
    let tables = ["poetry", "dependencies"].iter();
    let found = tables.fold(document.get("tool"), |table, key| table?.get(key));
    let python = found.and_then(|table| table.get("python"));
    python.is_some_and(|it| it.as_str() != Some("*"))
}

fn sorted(mut versions: Vec<PythonVersion>) -> Vec<PythonVersion> {
    versions.sort_unstable();
    versions.dedup();
    versions
}

/// Why they cannot go, with the place that says so and what to do.
fn refusal(error: &GoingError, stated: &Stated, request: &Request) -> Failure {
    let place = within(&request.project, &stated.place);
    let supported: Vec<String> = stated.pythons.iter().map(ToString::to_string).collect();
    let words = &stated.words;
    let hint = match error {
        GoingError::Never(_) if supported.is_empty() => format!("{words}, which allows none"),
        GoingError::Never(_) => format!("{words}: it supports {}", supported.join(", ")),
        GoingError::Last { .. } => {
            "leave one: a project that supports no Python cannot be installed".to_owned()
        }
        GoingError::Middle { version, .. } => {
            let (major, minor) = (version.major, version.minor.saturating_add(1));
            let above = PythonVersion::new(major, minor);
            let next = stated.pythons.iter().find(|it| *it > version).copied().unwrap_or(above);
            format!(
                "requires-python has no holes: drop the older ones too, with --below {next}, or \
                 exclude one with `!={version}.*` by hand"
            )
        }
        GoingError::Nothing => "name a Python such as 3.9".to_owned(),
    };
    Failure::new(format!("{place}: {error}")).hint(hint)
}

/// The place as seen from where relkit runs.
pub(super) fn within(folder: &Path, place: &Place) -> String {
    if folder.as_os_str().is_empty() || folder == Path::new(".") {
        return place.to_string();
    }
    let file = folder.join(&*place.file).to_string_lossy().into_owned();
    Place { file: file.as_str().into(), line: place.line }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poetry_states_pythons_in_forms_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PYPROJECT);
        let states = |python: &str| {
            std::fs::write(&path, format!("[tool.poetry.dependencies]\n{python}\n")).unwrap();
            poetry_states(&path)
        };
        assert!(states("python = '~3.9 || ~3.10'") && states("python = {version = '^3.9'}"));
        assert!(!states("python = '*'") && !states("six = '*'") && !states("python ="));
        assert!(!poetry_states(folder.path()));
    }
}
