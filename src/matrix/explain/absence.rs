//! Why an identifier is out, and the lines of the configuration and of the tables that say so.

use std::fmt;

use jiff::civil::Date;

use super::{identifiers, names::Name, table};
use crate::{
    matrix::{Exclusion, PlanTables},
    model::{BuildIdentifier, BuildPlatform, Provider, SupportPolicy},
    project::{Fact, Place, Project, config::Builder},
};

/// Why nothing is built, and nobody gets a wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// One word for machines. Ex) `requires-python`, `skip`, `no-runner`
    pub kind: &'static str,
    /// In one line. Ex) ``requires-python `>=3.12` (pyproject.toml:10)``
    pub why: String,
    /// What decided, the project's own lines first
    pub by: Vec<Evidence>,
    /// What would bring it in; `None` where nothing can
    pub hint: Option<String>,
}

/// A line or a table that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Ex) `pyproject.toml:10`, `pythons.toml as of 2026-11-22`, `default`
    pub place: String,
    /// What it says
    pub says: String,
}

/// What a verdict goes by.
pub(super) struct Court<'a> {
    pub(super) project: &'a Project,
    pub(super) tables: &'a PlanTables,
    pub(super) provider: Provider,
    pub(super) on: Date,
}

fn evidence(place: &dyn fmt::Display, says: impl Into<String>) -> Evidence {
    Evidence { place: place.to_string(), says: says.into() }
}

/// The line of a key, or that nobody wrote it.
fn said<T>(fact: Option<&Fact<T>>, says: String) -> Evidence {
    evidence(&place(fact.map(|fact| &fact.place)), says)
}

fn place(place: Option<&Place>) -> String {
    place.map_or_else(|| "default".to_owned(), ToString::to_string)
}

impl Court<'_> {
    /// There is no compiled code.
    pub(super) fn pure(&self) -> Absence {
        let backend = &self.project.backend;
        Absence {
            kind: "pure",
            why: "the project has no compiled code: one wheel serves every Python and platform"
                .to_owned(),
            by: match &self.project.layer.matrix.wheel {
                Some(fact) => vec![evidence(&fact.place, format!("wheel = \"{}\"", fact.value))],
                None => vec![evidence(
                    &backend.place,
                    format!("{} builds no compiled code of the project", backend.value),
                )],
            },
            hint: Some(
                "where that is wrong say wheel = \"extension\" in [tool.relkit.matrix]".to_owned(),
            ),
        }
    }

    /// A name that the platforms of the project or cibuildwheel do not have.
    pub(super) fn of_name(&self, name: &Name) -> Absence {
        let table_ = identifiers(&self.tables.identifiers);
        let release = &self.tables.identifiers.cibuildwheel;
        match name {
            Name::Known(id) => self.platform(id.platform),
            Name::Gone(interpreter, _) => Absence {
                kind: "gone",
                why: format!("cibuildwheel {release} no longer builds for {interpreter}"),
                by: vec![evidence(&table_, format!("`{interpreter}` stands in `gone`"))],
                hint: Some(format!(
                    "users of {interpreter} get the sdist, or the last release that has a wheel \
                     for them"
                )),
            },
            Name::Planned(interpreter, _, version, released) => Absence {
                kind: "planned",
                why: format!(
                    "Python {version} is planned for {released}, and cibuildwheel {release} does \
                     not build for {interpreter}"
                ),
                by: vec![evidence(
                    &table("pythons.toml", self.tables.pythons.as_of),
                    format!("{version}: released = {released}"),
                )],
                hint: Some(
                    "`nightly` of [tool.relkit.matrix] tries the sdist on it before".to_owned(),
                ),
            },
            Name::Never(interpreter, platform) => Absence {
                kind: "never",
                why: format!(
                    "cibuildwheel {release} builds nothing of {interpreter} for {platform}"
                ),
                by: vec![evidence(&table_, format!("no row {interpreter}-{platform}"))],
                hint: None,
            },
        }
    }

    fn platform(&self, platform: BuildPlatform) -> Absence {
        let own = self.project.layer.matrix.platforms.as_ref();
        let archs = self.project.cibuildwheel.option("archs", platform.os(), None);
        let by = match (own, archs.filter(|archs| !archs.trim().is_empty())) {
            (Some(fact), _) => evidence(&fact.place, format!("`platforms` lacks {platform}")),
            (None, Some(fact)) => evidence(&fact.place, format!("archs `{}`", fact.value)),
            (None, None) => evidence(
                &"default",
                "Linux, macOS and Windows on the machines of 64 bits that CI hosts",
            ),
        };
        let why = match by.place.as_str() {
            "default" => format!("{platform} is not among the platforms by default"),
            place => format!("{platform} is not among the platforms ({place})"),
        };
        Absence {
            kind: "platform",
            why,
            by: vec![by],
            hint: Some(format!("add \"{platform}\" to `platforms` of [tool.relkit.matrix]")),
        }
    }

    /// What keeps an identifier of the platforms out.
    pub(super) fn of_exclusion(&self, id: &BuildIdentifier, why: &Exclusion) -> Absence {
        let (kind, by, hint) = self.reasons(id, why);
        Absence { kind, why: why.to_string(), by, hint: (!hint.is_empty()).then_some(hint) }
    }

    /// An identifier that has neither a wheel nor a reason: another platform serves its machines.
    pub(super) fn unknown(&self, id: &BuildIdentifier) -> Absence {
        let why = format!("another platform of the plan serves {}", id.platform);
        let by = vec![said(self.project.layer.matrix.platforms.as_ref(), why.clone())];
        Absence { kind: "elsewhere", why, by, hint: None }
    }

    fn reasons(
        &self,
        id: &BuildIdentifier,
        why: &Exclusion,
    ) -> (&'static str, Vec<Evidence>, String) {
        let layer = &self.project.layer;
        let table_ = identifiers(&self.tables.identifiers);
        match why {
            Exclusion::RequiresPython(fact) => {
                let says = format!("requires-python = \"{}\"", fact.value);
                let hint = "installers of that Python refuse the release, whatever wheels it has";
                ("requires-python", vec![evidence(&fact.place, says)], hint.to_owned())
            }
            Exclusion::Policy(policy, day) => {
                let by = self.policy(id, policy, *day);
                ("support", by, "`support` of [tool.relkit] says how long".to_owned())
            }
            Exclusion::NotEnabled(group) => {
                let given = layer.matrix.enable.as_ref().map(|fact| fact.place.to_string());
                let option = || self.project.cibuildwheel.option("enable", id.platform.os(), None);
                let place = given.or_else(|| option().map(|fact| fact.place.to_string()));
                let by = vec![
                    evidence(
                        &place.unwrap_or_else(|| "default".to_owned()),
                        format!("`enable` lacks `{group}`"),
                    ),
                    evidence(&table_, format!("{id}: enable = \"{group}\"")),
                ];
                let hint = format!("add \"{group}\" to `enable` of [tool.cibuildwheel]");
                ("enable", by, hint)
            }
            Exclusion::FreeThreadingOff => {
                let by = said(layer.matrix.free_threaded.as_ref(), "free-threaded = false".into());
                ("free-threaded", vec![by], "say free-threaded = true".to_owned())
            }
            Exclusion::NotBuilt(at) => {
                let by = evidence(&place(at.as_ref()), "no pattern of `build` matches");
                ("build", vec![by], format!("add a pattern such as {id} to `build`"))
            }
            Exclusion::Skipped(pattern, at) => {
                let by = evidence(&place(at.as_ref()), format!("`skip` has `{pattern}`"));
                ("skip", vec![by], format!("take `{pattern}` out of `skip`, or narrow it"))
            }
            Exclusion::NoRunner(platform) => {
                let by = evidence(
                    &table("runners.toml", self.tables.runners.as_of),
                    format!("no default for {platform}"),
                );
                let hint = format!(
                    "name a machine in `runners` of [tool.relkit.matrix]: {platform} = \"LABEL\""
                );
                ("no-runner", vec![by], hint)
            }
            Exclusion::RunnerRemoved(label, _) => self.removed(id, label),
            Exclusion::NotByBuilder(builder, at) => {
                let by = evidence(at, format!("builder = \"{builder}\""));
                let other = Builder::Cibuildwheel;
                ("builder", vec![by], format!("builder = \"{other}\" builds for it"))
            }
            Exclusion::NoInterpreter(from) => {
                let by = evidence(&table_, format!("{}: native_from = {from}", id.platform));
                ("no-interpreter", vec![by], String::new())
            }
            Exclusion::NoFloor => {
                let by = evidence(&table_, format!("{}: no floor", id.platform));
                ("no-floor", vec![by], String::new())
            }
            Exclusion::LimitedApi(backend, _, at) => {
                let by =
                    evidence(at, format!("the limited API is set for every build ({backend})"));
                ("limited-api", vec![by], String::new())
            }
            Exclusion::Served(lane) => {
                let by = evidence(&"plan", format!("the {lane} wheel serves it"));
                ("served", vec![by], String::new())
            }
        }
    }

    fn policy(
        &self,
        id: &BuildIdentifier,
        policy: &SupportPolicy,
        day: Option<Date>,
    ) -> Vec<Evidence> {
        let own = self.project.layer.common.support.as_ref();
        let mut by = vec![said(own, format!("support = \"{policy}\""))];
        if let (Some(row), Some(day)) = (self.tables.pythons.get(id.python), day) {
            let says = match policy {
                SupportPolicy::EndOfLife => format!("{}: end of life on {day}", row.version),
                _ => format!("{}: released on {}, dropped on {day}", row.version, row.released),
            };
            by.push(evidence(&table("pythons.toml", self.tables.pythons.as_of), says));
        }
        by
    }

    /// The label is retired: the table says since when, and who chose it.
    fn removed(&self, id: &BuildIdentifier, label: &str) -> (&'static str, Vec<Evidence>, String) {
        let table_ = table("runners.toml", self.tables.runners.as_of);
        let mut by = Vec::new();
        let runners = self.project.layer.matrix.runners.as_ref();
        match runners.filter(|fact| fact.value.contains_key(&id.platform)) {
            Some(fact) => by.push(evidence(&fact.place, format!("{} = \"{label}\"", id.platform))),
            None => {
                by.push(evidence(&table_, format!("{label} is the default of {}", id.platform)));
            }
        }
        let row = self.tables.runners.get(self.provider, label);
        if let Some(row) = row {
            let day = row.removed.unwrap_or(self.on);
            by.push(evidence(&table_, format!("{label}: removed = {day} ({})", row.evidence)));
        }
        let instead = row.and_then(|row| row.successor.as_deref());
        let instead = instead.unwrap_or("a label that exists");
        let hint = format!("name {instead} in `runners` of [tool.relkit.matrix]");
        ("runner-removed", by, hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{project::config::Lane, tables::Tables};

    /// What no project of today can show: the tables know a system of every platform, and a shared
    /// wheel that serves an identifier makes it one that is in.
    #[test]
    fn reasons_of_tables_and_tools_name_them() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pyproject.toml"), "[project]\nname = 'x'\n").unwrap();
        let project = Project::open(folder.path()).unwrap();
        let tables = Tables::embedded();
        let tables = PlanTables {
            pythons: tables.load().unwrap(),
            identifiers: tables.load().unwrap(),
            runners: tables.load().unwrap(),
            actions: tables.load().unwrap(),
        };
        let on = tables.runners.as_of;
        let court = Court { project: &project, tables: &tables, provider: Provider::Github, on };
        let id = "cp314-win_amd64".parse().unwrap();
        let said = |why: Exclusion| {
            let Absence { kind, why, by, hint } = court.of_exclusion(&id, &why);
            let by = by.iter().map(|it| format!("{}: {}", it.place, it.says)).collect::<Vec<_>>();
            format!("{kind}: {why}; {}; {}", by.join("; "), hint.unwrap_or_default())
        };
        let place = Place { file: "pyproject.toml".into(), line: Some(7) };
        insta::assert_snapshot!(said(Exclusion::NotByBuilder(Builder::Maturin, place)), @r#"builder: maturin does not build for it (pyproject.toml:7); pyproject.toml:7: builder = "maturin"; builder = "cibuildwheel" builds for it"#);
        insta::assert_snapshot!(said(Exclusion::NoFloor), @"no-floor: identifiers.toml knows no platform tag for it; identifiers.toml as of 2026-11-22: win_amd64: no floor;");
        insta::assert_snapshot!(said(Exclusion::Served(Lane::AnyPython)), @"served: served by the any-python wheel, not tested here; plan: the any-python wheel serves it;");
    }
}
