//! What a pattern can mean: identifiers of today, of yesterday, of tomorrow, and of never.

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;

use crate::{
    matrix::{PlanError, PlanTables},
    model::{BuildIdentifier, BuildPlatform, PythonVersion},
    project::cibuildwheel::Selector,
    tables::{FreeThreading, Stage},
};

/// An identifier as a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// cibuildwheel builds it
    Known(BuildIdentifier),
    /// Earlier releases of cibuildwheel did. Ex) `cp38`
    Gone(String, BuildPlatform),
    /// The interpreter is to come. Ex) `cp316t`
    Planned(String, BuildPlatform, PythonVersion, Date),
    /// It knows the interpreter and the platform, and never builds one for the other
    Never(String, BuildPlatform),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(id) => write!(f, "{id}"),
            Self::Gone(interpreter, platform)
            | Self::Planned(interpreter, platform, ..)
            | Self::Never(interpreter, platform) => write!(f, "{interpreter}-{platform}"),
        }
    }
}

/// The names that a pattern matches: those that cibuildwheel builds, and only where there is none
/// the others.
pub(super) fn matching(
    tables: &PlanTables,
    on: Date,
    pattern: &str,
) -> Result<Vec<Name>, PlanError> {
    let selector = Selector::new(pattern, None);
    let rows = &tables.identifiers.identifier;
    let known = rows.iter().map(|row| Name::Known(row.id));
    let matches = |name: &Name| selector.matches(&name.to_string());
    let mut found: Vec<Name> = known.clone().filter(matches).collect();
    let others = others(tables, on);
    if found.is_empty() {
        found = others.iter().filter(|name| matches(name)).cloned().collect();
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let spelled: Vec<String> = known.chain(others).map(|name| name.to_string()).collect();
    let distance = |name: &&String| strsim::damerau_levenshtein(name, pattern);
    // What is longer than any identifier is like none, and costs more the longer it is.
    let nearest = spelled
        .iter()
        .filter(|_| pattern.len() <= 64)
        .min_by_key(distance)
        .filter(|name| distance(name) <= 3);
    Err(PlanError::NoSuchIdentifier {
        pattern: pattern.to_owned(),
        cibuildwheel: tables.identifiers.cibuildwheel.clone(),
        nearest: nearest.cloned(),
    })
}

/// Each interpreter that is known in any way, with each platform for which nothing is built.
fn others(tables: &PlanTables, on: Date) -> Vec<Name> {
    let table = &tables.identifiers;
    let mut seen: BTreeSet<String> = table.identifier.iter().map(|it| it.id.to_string()).collect();
    let platforms: Vec<BuildPlatform> = table.platform.iter().map(|row| row.name).collect();
    let mut out = Vec::new();
    let mut add = |make: &dyn Fn(BuildPlatform) -> Name| {
        let all = platforms.iter().map(|platform| make(*platform));
        out.extend(all.filter(|name| seen.insert(name.to_string())));
    };
    for row in &table.identifier {
        add(&|platform| Name::Never(row.id.interpreter_part(), platform));
    }
    for gone in &table.gone {
        add(&|platform| Name::Gone(gone.clone(), platform));
    }
    for python in tables.pythons.python.iter().filter(|it| it.stage(on) == Stage::Planned) {
        let (version, released) = (python.version, python.released);
        let name = format!("cp{}", version.nodot());
        add(&|platform| Name::Planned(name.clone(), platform, version, released));
        if python.free_threaded != FreeThreading::None {
            add(&|platform| Name::Planned(format!("{name}t"), platform, version, released));
        }
    }
    out
}
