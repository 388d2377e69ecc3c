//! `[project]`, and what stands in for it.

use std::str::FromStr;

use super::{
    Fact, Place, ProjectError, cargo::Crate, node::Table, poetry, setup_call::SetupCall,
    setup_cfg::SetupCfg, source::Files,
};
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

/// What [`Metadata::read`] looks at.
pub(super) struct Sources<'a> {
    pub(super) pyproject: &'a Table<'a>,
    pub(super) cfg: &'a SetupCfg,
    pub(super) call: &'a SetupCall,
    pub(super) crate_: Option<&'a Crate>,
    /// Where a PKG-INFO may lie beside a setup.py
    pub(super) files: Option<&'a dyn Files>,
    /// The file that has to name the project, when none does
    pub(super) nameless: Place,
}

impl Metadata {
    /// `[project]` first; then setup.cfg and setup.py, in the order of cibuildwheel; then
    /// `[tool.poetry]`, `[tool.flit.metadata]` or the crate, where `[project]` is missing. A name that
    /// none of them says is that of a PKG-INFO.
    pub(super) fn read(from: &Sources<'_>) -> Result<Self, ProjectError> {
        let &Sources { pyproject, cfg, call, crate_, .. } = from;
        let project = pyproject.path(&["project"])?;
        let poetry = pyproject.path(&["tool", "poetry"])?;
        let flit = pyproject.path(&["tool", "flit", "metadata"])?;
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
            let elsewhere = [
                ("metadata.name", cfg.name.clone()),
                ("name", call.name.clone()),
                ("tool.poetry.name", of(&poetry, "name")?),
                ("tool.flit.metadata.dist-name", of(&flit, "dist-name")?),
                ("tool.flit.metadata.module", of(&flit, "module")?),
                ("package.name", crate_.and_then(|it| it.name.clone())),
            ];
            let found = elsewhere.into_iter().find_map(|(key, fact)| Some((key, fact?)));
            let found = match found {
                Some(found) => Some(found),
                None => of_pkg_info(from)?.map(|fact| ("Name", fact)),
            };
            let (key, fact) =
                found.ok_or_else(|| ProjectError::MissingName { place: from.nameless.clone() })?;
            parse(key, fact)?
        };
        let version = of(&project, "version")?
            .or_else(|| cfg.version.clone())
            .or_else(|| call.version.clone())
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
        let requires_python = requires_python(from)?;
        Ok(Self { name, version, requires_python, classifiers, dynamic: list("dynamic")? })
    }
}

/// The name that an unpacked sdist brings beside a setup.py that does not tell it.
///
/// Source: [source distribution format](https://packaging.python.org/en/latest/specifications/source-distribution-format/);
/// the fields come before the first empty line.
fn of_pkg_info(from: &Sources<'_>) -> Result<Option<Fact<String>>, ProjectError> {
    let Some(files) = from.files else { return Ok(None) };
    let Some(info) = files.text("PKG-INFO")? else { return Ok(None) };
    let mut fields = info.lines().take_while(|(_, line)| !line.trim().is_empty());
    Ok(fields.find_map(|(place, line)| {
        let (field, value) = line.split_once(':')?;
        let is_name = field.eq_ignore_ascii_case("name");
        is_name.then(|| Fact::new(value.trim().to_owned(), place))
    }))
}

/// The first that says it, of the same files.
fn requires_python(from: &Sources<'_>) -> Result<Option<Fact<RequiresPython>>, ProjectError> {
    if let Some(project) = from.pyproject.path(&["project"])?
        && let Some(stated) = project.parsed("requires-python")?
    {
        return Ok(Some(stated));
    }
    if let Some(fact) = &from.cfg.python_requires {
        return parse("options.python_requires", fact.clone()).map(Some);
    }
    if let Some(fact) = &from.call.python_requires {
        return parse("python_requires", fact.clone()).map(Some);
    }
    let node = from.pyproject.find(&["tool", "poetry", "dependencies", "python"]);
    // Poetry judges its own words: what is no range of versions says nothing here.
    if let Some(node) = node {
        let range = node.text().ok().and_then(poetry::requires_python);
        return Ok(range.map(|range| node.fact(range)));
    }
    match from.pyproject.path(&["tool", "flit", "metadata"])? {
        Some(flit) => flit.parsed("requires-python"),
        None => Ok(None),
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
