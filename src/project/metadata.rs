//! `[project]`, and what stands in for it.

use std::str::FromStr;

use super::{Fact, ProjectError, cargo::Crate, node::Table, setup_cfg::SetupCfg};
use crate::model::{ParseError, ProjectName, RequiresPython};

/// Core metadata as far as it is written down.
#[derive(Debug)]
pub(super) struct Metadata {
    pub(super) name: Fact<ProjectName>,
    pub(super) version: Option<Fact<String>>,
    pub(super) requires_python: Option<Fact<RequiresPython>>,
    pub(super) classifiers: Vec<Fact<String>>,
    pub(super) dynamic: Vec<Fact<String>>,
}

impl Metadata {
    /// `[project]` first; then setup.cfg, as setuptools and cibuildwheel read it; then
    /// `[tool.poetry]` or the crate, which name the project where `[project]` is missing.
    pub(super) fn read(
        pyproject: &Table<'_>,
        cfg: &SetupCfg,
        crate_: Option<&Crate>,
    ) -> Result<Self, ProjectError> {
        let project = pyproject.path(&["project"])?;
        let poetry = pyproject.path(&["tool", "poetry"])?;
        let of = |table: &Option<Table<'_>>, key: &str| match table {
            Some(table) => table.text(key),
            None => Ok(None),
        };
        let stated = match &project {
            Some(table) => table.parsed("name")?,
            None => None,
        };
        let name = if let Some(name) = stated {
            name
        } else {
            let poetry = of(&poetry, "name")?.map(|name| ("tool.poetry.name", name));
            let of_crate = crate_.and_then(|it| it.name.clone()).map(|name| ("package.name", name));
            let elsewhere = cfg.name.clone().map(|name| ("metadata.name", name));
            let (key, fact) = elsewhere
                .or(poetry)
                .or(of_crate)
                .ok_or_else(|| ProjectError::MissingName { place: pyproject.whole_file() })?;
            parse(key, fact)?
        };
        let requires_python = match &project {
            Some(table) => table.parsed("requires-python")?,
            None => None,
        };
        let requires_python = match (requires_python, &cfg.python_requires) {
            (Some(stated), _) => Some(stated),
            (None, Some(fact)) => Some(parse("options.python_requires", fact.clone())?),
            (None, None) => None,
        };
        let version = of(&project, "version")?
            .or_else(|| cfg.version.clone())
            .or(of(&poetry, "version")?)
            .or_else(|| crate_.filter(|_| project.is_none()).and_then(|c| c.version.clone()));
        let list = |key: &str| match &project {
            Some(table) => table.texts(key),
            None => Ok(Vec::new()),
        };
        let classifiers = match list("classifiers")? {
            none if none.is_empty() => cfg.classifiers.clone(),
            some => some,
        };
        Ok(Self { name, version, requires_python, classifiers, dynamic: list("dynamic")? })
    }
}

fn parse<T: FromStr<Err = ParseError>>(
    key: &str,
    fact: Fact<String>,
) -> Result<Fact<T>, ProjectError> {
    match fact.value.parse() {
        Ok(value) => Ok(Fact::new(value, fact.place)),
        Err(error) => Err(ProjectError::Value {
            place: fact.place,
            key: key.to_owned(),
            why: error.to_string(),
            hint: None,
        }),
    }
}
