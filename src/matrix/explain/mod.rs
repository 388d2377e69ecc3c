//! Why an identifier is in the plan or not, and what its users get.

mod absence;
mod names;
mod presence;

use jiff::civil::Date;

pub use absence::{Absence, Evidence};
pub use presence::{InstalledFile, TestRun};

use super::{
    PlanError, PlanTables, Setting, candidates, configuration, draw, plan::Plan, runners::Removed,
};
use crate::{
    model::Provider,
    project::{Native, Project, config::VariantName},
    tables::Identifiers,
};

/// The answer for one identifier, or for one of several builds of it.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// As it is spelled. Ex) `cp314t-win_arm64`, `cp27mu-manylinux_x86_64`
    pub id: String,
    /// Which of several builds for the same platform
    pub variant: Option<VariantName>,
    /// In or out
    pub verdict: Verdict,
}

/// Whether the plan has an identifier.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Its users get these wheels: one, but for universal2 builds, which are two machines
    In(Vec<InstalledFile>),
    /// Its users get none, and nothing is built
    Out(Absence),
}

/// Explains every identifier that a pattern of cibuildwheel's selectors matches, in cibuildwheel's
/// order: those that it builds, else those that it built once, will build, or never builds although
/// it knows both halves.
///
/// A label that was removed stops a plan; here its platforms are left out with that reason. Errors:
/// a pattern that matches nothing, and whatever else keeps the project from being planned.
pub fn explain(
    project: &Project,
    tables: &PlanTables,
    provider: Provider,
    on: Date,
    pattern: &str,
) -> Result<Vec<Explanation>, PlanError> {
    let names = names::matching(tables, on, pattern)?;
    let config = configuration(project, tables);
    let setting = Setting { provider, on, removed: Removed::LeaveOut };
    let (plan, left_out) = match draw(project, &config, tables, setting) {
        Ok(plan) => {
            let left_out = plan.left_out.clone();
            (Some(plan), left_out)
        }
        Err(PlanError::NothingLeft { left_out }) => (None, left_out),
        Err(error) => return Err(error),
    };
    let court = absence::Court { project, tables, provider, on };
    let pure = matches!(project.native, Native::No);
    let mut out = Vec::new();
    for name in names {
        let known = match name {
            names::Name::Known(id) if !pure && config.platforms.contains(&id.platform) => id,
            name => {
                let absence = if pure { court.pure() } else { court.of_name(&name) };
                let verdict = Verdict::Out(absence);
                out.push(Explanation { id: name.to_string(), variant: None, verdict });
                continue;
            }
        };
        for (_, variant) in candidates::builds(&config).filter(|(it, _)| *it == known.platform) {
            let variant = variant.map(|variant| &variant.name);
            let left = left_out
                .iter()
                .find(|left| left.id == known && left.variant.as_ref() == variant)
                .map(|left| &left.why);
            let files = plan.as_ref().map(|plan| {
                presence::Search { project, config: &config, plan, id: known, variant }.files(left)
            });
            let verdict = match (files.filter(|files| !files.is_empty()), left) {
                (Some(files), _) => Verdict::In(files),
                (None, Some(why)) => Verdict::Out(court.of_exclusion(&known, why)),
                (None, None) => Verdict::Out(court.unknown(&known)),
            };
            out.push(Explanation { id: known.to_string(), variant: variant.cloned(), verdict });
        }
    }
    Ok(out)
}

/// The day and the release behind the answers. Ex) `identifiers.toml as of 2026-11-22`
fn table(name: &str, as_of: Date) -> String {
    format!("{name} as of {as_of}")
}

fn identifiers(table_: &Identifiers) -> String {
    table("identifiers.toml", table_.as_of)
}
