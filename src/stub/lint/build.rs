//! What pyproject.toml says about building.

use toml::{Table, Value};

/// `[build-system]` and `[project]`, as far as the lint asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Build {
    /// Whether there is a `[build-system]` table
    pub(super) is_given: bool,
    /// `requires`, each with its line
    pub(super) requires: Vec<(String, usize)>,
    /// `build-backend`. Ex) `setuptools.build_meta`, `backend:hooks`
    pub(super) backend: Option<String>,
    /// `backend-path`
    pub(super) backend_path: Option<Vec<String>>,
    /// `[project]`
    pub(super) project: Option<Project>,
}

/// `[project]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Project {
    pub(super) line: usize,
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) requires_python: Option<(String, usize)>,
    /// `dependencies`, each with its line
    pub(super) dependencies: Vec<(String, usize)>,
    /// `dynamic`
    pub(super) dynamic: Vec<String>,
}

impl Build {
    /// Reads a pyproject.toml; the error is the line and the cause.
    pub(super) fn read(text: &str) -> Result<Self, (usize, String)> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            (line, error.message().replace('\n', "; "))
        })?;
        let string = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let strings = |value: Option<&Value>| -> Vec<String> {
            let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let placed = |items: Vec<String>, header| {
            items
                .into_iter()
                .map(|item| {
                    let line = line_of(text, header, &item);
                    (item, line)
                })
                .collect()
        };
        let mut build = Self::default();
        if let Some(system) = table.get("build-system").and_then(Value::as_table) {
            build.is_given = true;
            build.requires = placed(strings(system.get("requires")), "[build-system]");
            build.backend = string(system.get("build-backend"));
            build.backend_path = system.get("backend-path").map(|value| strings(Some(value)));
        }
        if let Some(project) = table.get("project").and_then(Value::as_table) {
            let header = "[project]";
            build.project = Some(Project {
                line: line_of(text, header, header),
                name: string(project.get("name")),
                version: string(project.get("version")),
                requires_python: string(project.get("requires-python")).map(|text_of| {
                    let line = line_of(text, header, "requires-python");
                    (text_of, line)
                }),
                dependencies: placed(strings(project.get("dependencies")), header),
                dynamic: strings(project.get("dynamic")),
            });
        }
        Ok(build)
    }

    /// The module of the backend.
    pub(super) fn module(&self) -> Option<&str> {
        let backend = self.backend.as_deref()?;
        Some(backend.split(':').next().unwrap_or(backend).trim())
    }

    /// Whether the backend is a module in the tree.
    pub(super) fn is_in_tree(&self) -> bool {
        self.backend.is_some() && self.backend_path.as_ref().is_some_and(|paths| !paths.is_empty())
    }

    /// Whether the backend runs setup.py: setuptools', or none that is named.
    pub(super) fn runs_setup_py(&self) -> bool {
        let module = self.module().unwrap_or("setuptools.build_meta");
        !self.is_in_tree()
            && (module.starts_with("setuptools.") || module == "skbuild.setuptools_wrap")
    }
}

/// The line of a text below a header, 1 where it is not found as it is.
fn line_of(text: &str, header: &str, wanted: &str) -> usize {
    let start = text.lines().position(|line| line.trim() == header).unwrap_or(0);
    let found = text.lines().skip(start).position(|line| line.contains(wanted));
    found.map_or(start + 1, |found| start + found + 1)
}
