//! Patterns over identifiers that match nothing.
//!
//! cibuildwheel passes over them. What it built for once, or will build for, is fair: projects keep
//! such lines for several of its releases. Anything else is a slip that leaves wheels out, or in,
//! without a word.

use super::{super::files::shared_name, PlanTables, platforms_place, wrong};
use crate::{
    matrix::PlanError,
    model::{BuildOs, BuildPlatform, Implementation},
    project::{
        Place, Project,
        cibuildwheel::Selector,
        config::{Lane, MatrixConfig},
        nearest,
    },
};

/// Feature releases after the newest that patterns may look ahead to.
const AHEAD: u8 = 3;

/// The names that patterns can match.
struct Names {
    /// What is built now
    known: Vec<String>,
    /// What was built once, or will be
    other: Vec<String>,
    /// Everywhere
    platforms: Vec<BuildPlatform>,
}

/// Judges every pattern of the project and of relkit's own configuration.
pub(super) fn check(
    project: &Project,
    config: &MatrixConfig,
    tables: &PlanTables,
) -> Result<Vec<String>, PlanError> {
    let names = Names::of(tables);
    let mut warnings = Vec::new();
    for (option, selector) in of_cibuildwheel(project) {
        names.judge(option, &selector, &mut warnings)?;
    }
    for selector in project.cibuildwheel.overrides.iter().map(|layer| &layer.select) {
        names.judge("select", selector, &mut warnings)?;
    }
    names.judge("untested", &config.untested, &mut warnings)?;
    own(project, config, &names, &mut warnings)?;
    Ok(warnings)
}

/// `build`, `skip` and `test-skip` of every system, each once.
fn of_cibuildwheel(project: &Project) -> Vec<(&'static str, Selector)> {
    let mut out: Vec<(&'static str, Selector)> = Vec::new();
    for os in BuildOs::ALL {
        let own = project.cibuildwheel.selection(*os);
        let all = [("build", own.build), ("skip", own.skip), ("test-skip", own.test_skip)];
        for (option, selector) in all {
            let written = selector.place().is_some();
            let again = out.iter().any(|(_, known)| *known == selector);
            if written && !again {
                out.push((option, selector));
            }
        }
    }
    out
}

/// The `skip` of relkit and of each variant, which may name shared wheels and has to match
/// something on the platforms that are built.
fn own(
    project: &Project,
    config: &MatrixConfig,
    names: &Names,
    warnings: &mut Vec<String>,
) -> Result<(), PlanError> {
    let base = (&config.skip, config.platforms.as_slice());
    let variants =
        config.variants.iter().filter_map(|it| Some((it.skip.as_ref()?, it.platforms.as_slice())));
    for (skip, platforms) in [base].into_iter().chain(variants) {
        let mut here: Vec<String> = names.on(platforms);
        let mut anywhere = names.known.clone();
        here.extend(shared(config, platforms));
        anywhere.extend(shared(config, &names.platforms));
        let idle: Vec<&str> = skip.idle(&here).collect();
        for pattern in idle {
            let Some(place) = skip.place() else { continue };
            if Selector::new(pattern, None).idle(&anywhere).next().is_none() {
                let what = format!(
                    "skip `{}` matches nothing on the platforms that are built",
                    pattern.escape_debug()
                );
                let other = platforms_place(project);
                return Err(wrong(what, place, other.as_ref(), "take the pattern away"));
            }
            names.unknown("skip", pattern, place, &anywhere, warnings)?;
        }
    }
    Ok(())
}

/// The shared wheels of platforms. Ex) `abi3-py39-win_amd64`
fn shared(config: &MatrixConfig, platforms: &[BuildPlatform]) -> Vec<String> {
    let abi3 = config.abi3.iter().map(|fact| Lane::Abi3(fact.value));
    let lanes: Vec<Lane> =
        abi3.chain(config.abi3t.iter().map(|fact| Lane::Abi3t(fact.value))).collect();
    platforms
        .iter()
        .flat_map(|platform| lanes.iter().map(|lane| shared_name(*lane, *platform)))
        .collect()
}

impl Names {
    fn of(tables: &PlanTables) -> Self {
        let table = &tables.identifiers;
        let mut known: Vec<String> =
            table.identifier.iter().map(|row| row.id.to_string()).collect();
        // The halves of a universal2 wheel, which `test-skip` can name.
        let halves: Vec<String> = known
            .iter()
            .filter(|id| id.ends_with("_universal2"))
            .flat_map(|id| [format!("{id}:arm64"), format!("{id}:x86_64")])
            .collect();
        known.extend(halves);
        let cpython = table.identifier.iter().map(|row| row.id);
        let cpython = cpython.filter(|id| id.implementation == Implementation::CPython);
        let newest = cpython.map(|id| id.python).max().map_or(0, |version| version.minor);
        let coming = (1..=AHEAD).flat_map(|more| {
            let minor = newest.saturating_add(more);
            [format!("cp3{minor}"), format!("cp3{minor}t"), format!("pp3{minor}")]
        });
        // PyPy is some releases behind.
        let pypy = (0..=newest).map(|minor| format!("pp3{minor}"));
        let interpreters = table.gone.iter().cloned().chain(coming).chain(pypy);
        let mut platforms: Vec<String> =
            table.platform.iter().map(|row| row.name.to_string()).collect();
        platforms.push("macosx_intel".to_owned());
        let other = interpreters
            .flat_map(|python| platforms.iter().map(move |it| format!("{python}-{it}")))
            .collect();
        let platforms = table.platform.iter().map(|row| row.name).collect();
        Self { known, other, platforms }
    }

    /// The identifiers of some platforms.
    fn on(&self, platforms: &[BuildPlatform]) -> Vec<String> {
        let ends: Vec<String> = platforms.iter().map(|platform| format!("-{platform}")).collect();
        let here = |id: &&String| ends.iter().any(|end| id.ends_with(end.as_str()));
        self.known.iter().filter(here).cloned().collect()
    }

    fn judge(
        &self,
        option: &str,
        selector: &Selector,
        warnings: &mut Vec<String>,
    ) -> Result<(), PlanError> {
        let Some(place) = selector.place() else { return Ok(()) };
        let idle: Vec<&str> = selector.idle(&self.known).collect();
        idle.into_iter()
            .try_for_each(|pattern| self.unknown(option, pattern, place, &self.known, warnings))
    }

    /// A pattern that matches nothing that is built.
    fn unknown(
        &self,
        option: &str,
        pattern: &str,
        place: &Place,
        known: &[String],
        warnings: &mut Vec<String>,
    ) -> Result<(), PlanError> {
        let shown = pattern.escape_debug();
        if Selector::new(pattern, None).idle(&self.other).next().is_none() {
            let warning = format!(
                "{place}: {option} `{shown}` is for interpreters that cibuildwheel does not build for now"
            );
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
            return Ok(());
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let hint = match nearest_name(pattern, &known) {
            Some(name) => format!("did you mean {name}?"),
            None => "identifiers look like cp314t-manylinux_x86_64".to_owned(),
        };
        let what = format!("{option} `{shown}` matches no identifier of cibuildwheel");
        Err(wrong(what, place, None, &hint))
    }
}

/// The identifier that is most like a plain name; the platform that is most like the end of one with
/// a star. Ex) `*-win_amd46`
fn nearest_name<'a>(pattern: &str, known: &[&'a str]) -> Option<&'a str> {
    if pattern.contains('*') { nearest_end(pattern, known) } else { nearest(pattern, known) }
}

fn nearest_end<'a>(pattern: &str, known: &[&'a str]) -> Option<&'a str> {
    let end = pattern.rsplit(['-', '*']).find(|part| !part.is_empty())?;
    let ends: Vec<&str> = known.iter().filter_map(|id| Some(id.split_once('-')?.1)).collect();
    nearest(end, &ends)
}
