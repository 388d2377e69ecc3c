//! Which identifiers one run of cibuildwheel builds, on the machine that it runs on.
//!
//! Source: cibuildwheel's
//! [options](https://cibuildwheel.pypa.io/en/stable/options/#build-selection); the suite compares
//! with what `--print-build-identifiers` prints.

use super::{
    super::PlanTables,
    Existing,
    archs::architectures,
    options::{Options, known},
};
use crate::{
    model::{BuildIdentifier, BuildOs, BuildPlatform, Implementation, MacArch, RequiresPython},
    project::{
        Cibuildwheel, Fact, Mention, Place,
        cibuildwheel::Selector,
        workflow::{Invocation, Row},
    },
    tables::{EnableGroup, Identifier},
};

/// What a run chooses, and what it chose by.
pub(super) struct Selected {
    pub(super) ids: Vec<BuildIdentifier>,
    pub(super) os: BuildOs,
    /// The system and architecture of the machine, as in the table of runners
    pub(super) machine: Option<(String, String)>,
    /// Names of architectures as `CIBW_ARCHS` takes them
    pub(super) archs: Vec<String>,
    /// What `build` says, as written
    pub(super) wanted: String,
    pub(super) build: Selector,
    pub(super) skip: Selector,
    pub(super) enable: Vec<EnableGroup>,
    /// Requires-Python, and where it stands
    pub(super) requires: Option<Fact<RequiresPython>>,
    /// Words of `enable` that are no group
    pub(super) refused: Vec<Fact<String>>,
}

/// Chooses as cibuildwheel does.
pub(super) struct Chooser<'a> {
    pub(super) existing: Existing<'a>,
    pub(super) tables: &'a PlanTables,
}

impl Chooser<'_> {
    /// The choice of a run; otherwise everything that is unknown about it.
    pub(super) fn select(
        &self,
        row: &Row,
        invocation: &Invocation,
    ) -> Result<Selected, Vec<Fact<String>>> {
        let labels = row.labels.iter().map(|label| label.known());
        let machine = self.tables.runners.machine(labels);
        let machine = machine.map(|(os, arch)| (os.to_owned(), arch.to_owned()));
        let one = |fact: Fact<String>| vec![fact];
        let only = invocation.only.as_ref().map(|it| known(it, "only")).transpose().map_err(one)?;
        let os = system(row, invocation, only.as_ref(), machine.as_ref()).map_err(one)?;
        let config = self.config(invocation).map_err(one)?;
        let options = Options { config, invocation, os };
        let mut unknown = Vec::new();
        let mut get = |name| {
            options.get(name).unwrap_or_else(|fact| {
                unknown.push(fact);
                None
            })
        };
        let selector = |fact: Option<Fact<String>>, default: &str| match fact {
            Some(fact) if !fact.trim().is_empty() => Selector::new(&fact.value, Some(fact.place)),
            Some(fact) => Selector::new(default, Some(fact.place)),
            None => Selector::new(default, None),
        };
        let mut selected = if let Some(only) = only {
            Selected {
                ids: Vec::new(),
                os,
                machine,
                archs: vec!["all".to_owned()],
                wanted: only.value.clone(),
                build: Selector::new(&only.value, Some(only.place)),
                skip: Selector::new("", None),
                enable: EnableGroup::ALL.to_vec(),
                requires: None,
                refused: Vec::new(),
            }
        } else {
            let archs = match &invocation.archs {
                Some(fact) => known(fact, "--archs").map_err(one)?,
                None => get("archs")
                    .unwrap_or_else(|| Fact::new("auto".to_owned(), invocation.place.clone())),
            };
            let build = get("build");
            let wanted = build.as_ref().map_or_else(|| "*".to_owned(), |fact| fact.value.clone());
            let (build, skip) = (selector(build, "*"), selector(get("skip"), ""));
            let mut words: Vec<Fact<String>> = get("enable").into_iter().collect();
            for fact in &invocation.enable {
                words.push(known(fact, "--enable").map_err(one)?);
            }
            let (enable, refused) = groups(&words);
            let archs = match architectures(&archs, os, machine.as_ref(), row, &invocation.place) {
                Ok(archs) => archs,
                Err(fact) => {
                    unknown.push(fact);
                    Vec::new()
                }
            };
            Selected {
                ids: Vec::new(),
                os,
                machine,
                archs,
                wanted,
                build,
                skip,
                enable,
                requires: None,
                refused,
            }
        };
        if !unknown.is_empty() {
            return Err(unknown);
        }
        selected.requires = self.requires(invocation).map_err(one)?;
        selected.ids = self.ids(&selected);
        Ok(selected)
    }

    /// The configuration that the run reads: the project's own unless it names a file.
    fn config(&self, invocation: &Invocation) -> Result<&Cibuildwheel, Fact<String>> {
        let own = &self.existing.project.cibuildwheel;
        let Some(file) = &invocation.config_file else { return Ok(own) };
        let name = known(file, "--config-file")?;
        if ["", "pyproject.toml", "./pyproject.toml", "{package}/pyproject.toml"]
            .contains(&name.as_str())
        {
            return Ok(own);
        }
        let missing = || name.map(|name| format!("--config-file: the options in {name}"));
        self.existing.configs.get(file.known().unwrap_or_default()).ok_or_else(missing)
    }

    /// Requires-Python as cibuildwheel finds it: the variable, the metadata, or setup.py.
    fn requires(
        &self,
        invocation: &Invocation,
    ) -> Result<Option<Fact<RequiresPython>>, Fact<String>> {
        let variable = "CIBW_PROJECT_REQUIRES_PYTHON";
        if let Some(fact) = invocation.env.get(variable) {
            let text = known(fact, variable)?;
            if !text.is_empty() {
                let parsed = text.parse().map(|requires| Fact::new(requires, text.place.clone()));
                return parsed.map(Some).map_err(|_| text);
            }
        }
        Ok(self.existing.project.requires_python.clone().or_else(|| {
            self.existing.project.hints.iter().find_map(|hint| match &hint.mention {
                Mention::PythonRequires(Some(text)) => {
                    Some(Fact::new(text.parse().ok()?, hint.place.clone()))
                }
                _ => None,
            })
        }))
    }

    fn ids(&self, by: &Selected) -> Vec<BuildIdentifier> {
        let rows = self.tables.identifiers.identifier.iter();
        rows.filter(|row| by.enables(row))
            .map(|row| row.id)
            .filter(|id| by.chooses(*id))
            .filter(|id| by.requires.as_ref().is_none_or(|fact| fact.value.allows(id.python)))
            .collect()
    }
}

impl Selected {
    /// Whether the run is for the platform of an identifier.
    pub(super) fn reaches(&self, platform: BuildPlatform) -> bool {
        let arch = platform.cibw_arch();
        let named = |name: &String| name == "all" || name.eq_ignore_ascii_case(arch);
        // Pyodide has one architecture and does not ask.
        platform.os() == self.os && (self.os == BuildOs::Pyodide || self.archs.iter().any(named))
    }

    /// Whether the group of an identifier is open.
    pub(super) fn enables(&self, row: &Identifier) -> bool {
        row.enable.is_none_or(|group| self.enable.contains(&group))
    }

    /// Whether `skip` alone keeps an identifier out.
    pub(super) fn skips(&self, row: &Identifier) -> bool {
        let text = row.id.to_string();
        self.reaches(row.id.platform)
            && self.enables(row)
            && self.build.matches(&text)
            && self.skip.matches(&text)
    }

    fn chooses(&self, id: BuildIdentifier) -> bool {
        let text = id.to_string();
        // An Intel Mac cannot run the others' interpreters for Apple silicon.
        let intel = self.machine.as_ref().is_some_and(|(_, arch)| arch == "x86_64");
        let foreign = id.platform == BuildPlatform::Macos(MacArch::Arm64)
            && id.implementation != Implementation::CPython;
        self.reaches(id.platform)
            && self.build.matches(&text)
            && !self.skip.matches(&text)
            && !(intel && foreign)
    }
}

/// The system that is built for.
fn system(
    row: &Row,
    invocation: &Invocation,
    only: Option<&Fact<String>>,
    machine: Option<&(String, String)>,
) -> Result<BuildOs, Fact<String>> {
    if let Some(only) = only {
        let parts = [
            ("linux_", BuildOs::Linux),
            ("macosx_", BuildOs::Macos),
            ("win", BuildOs::Windows),
            ("pyodide_", BuildOs::Pyodide),
            ("android_", BuildOs::Android),
            ("ios_", BuildOs::Ios),
        ];
        let found = parts.into_iter().find(|(part, _)| only.contains(part));
        return found.map(|(_, os)| os).ok_or_else(|| only.clone());
    }
    let variable = invocation.env.get("CIBW_PLATFORM");
    for (fact, name) in [(invocation.platform.as_ref(), "--platform"), (variable, "CIBW_PLATFORM")]
    {
        let Some(fact) = fact else { continue };
        let text = known(fact, name)?;
        if !["", "auto"].contains(&&*text.value) {
            return text.parse().map_err(|_| text);
        }
    }
    let own = machine.and_then(|(os, _)| os.parse().ok());
    own.ok_or_else(|| no_machine(row, &invocation.place))
}

/// The groups of all words, and the words that are none.
fn groups(facts: &[Fact<String>]) -> (Vec<EnableGroup>, Vec<Fact<String>>) {
    let (mut groups, mut refused) = (Vec::new(), Vec::new());
    for fact in facts {
        for word in fact.split_whitespace() {
            let found = EnableGroup::expand(word);
            if found.is_empty() {
                refused.push(Fact::new(word.to_owned(), fact.place.clone()));
            }
            groups.extend(found);
        }
    }
    (groups, refused)
}

pub(super) fn no_machine(row: &Row, place: &Place) -> Fact<String> {
    match row.labels.first() {
        Some(label) => {
            let text = match label.known() {
                Some(known) => format!("the system of the runner {known}"),
                None => known(label, "runs-on").err().map_or_else(String::new, |it| it.value),
            };
            Fact::new(text, label.place.clone())
        }
        None => Fact::new("the runner".to_owned(), place.clone()),
    }
}
