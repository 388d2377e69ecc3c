//! maturin as the build tool: what each job runs.
//!
//! One invocation makes the wheels of one family. On Linux the linker is zig, natively too: without
//! it a wheel is tied to the glibc of the runner. Interpreters need not be there, because maturin
//! knows those of each platform by name; Windows is the exception, where a crate with an older
//! `PyO3` has to link with the real one.
//!
//! Source: maturin 1.16.0, `python_interpreter/resolver.rs`, `build_options.rs`.

use super::{PlanError, PlannedBuild};
use crate::{
    model::{BuildIdentifier, BuildOs, BuildPlatform, Implementation, Platform, SystemVersion},
    project::{
        Fact, Place, Project,
        cibuildwheel::settings,
        config::{Builder, Lane, MatrixConfig, Variant},
    },
    tables::Backends,
};

/// The runs of maturin of one job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MaturinBuild {
    /// The arguments of each `maturin build`; no word needs quotes
    pub runs: Vec<Vec<String>>,
    /// What `rustup target add` is told. Ex) `x86_64-apple-darwin`
    pub rust_targets: Vec<String>,
    /// What `uv python install` is told; empty where maturin needs no interpreter.
    /// Ex) `cpython-3.14+freethreaded-windows-x86_64`
    pub pythons: Vec<String>,
    /// `MACOSX_DEPLOYMENT_TARGET`; empty on other systems. Ex) `10.12`
    pub deployment_target: String,
}

impl MaturinBuild {
    /// The arguments of each run on a line of its own.
    pub fn lines(&self) -> String {
        self.runs.iter().map(|run| run.join(" ")).collect::<Vec<_>>().join("\n")
    }
}

/// Options that the plan decides, so that settings must not.
const DECIDED: [&str; 12] = [
    "--compatibility",
    "--find-interpreter",
    "--interpreter",
    "--manylinux",
    "--out",
    "--release",
    "--sdist",
    "--target",
    "--zig",
    "-f",
    "-i",
    "-o",
];

/// Whether the tool builds for an identifier.
pub(super) fn builds(builder: Builder, backends: &Backends, id: &BuildIdentifier) -> bool {
    match builder {
        Builder::Cibuildwheel => true,
        // It knows no GraalPy on Windows by name.
        Builder::Maturin => {
            let graalpy = id.implementation == Implementation::GraalPy;
            backends.target(id.platform).is_some()
                && !(graalpy && id.platform.os() == BuildOs::Windows)
        }
    }
}

/// The runs of a job. `builds` are those that are built, in order.
pub(super) fn build(
    project: &Project,
    config: &MatrixConfig,
    backends: &Backends,
    variant: Option<&Variant>,
    builds: &[(&PlannedBuild, Platform)],
) -> Result<MaturinBuild, PlanError> {
    let mut whole = MaturinBuild::default();
    let mut groups: Vec<(Family, Vec<String>)> = Vec::new();
    for (build, floor) in builds {
        let platform = build.id.platform;
        let Some(row) = backends.target(platform) else { continue };
        whole.rust_targets.clone_from(&row.rust);
        if let Platform::Macos { version: (major, minor), .. } = floor {
            whole.deployment_target = format!("{major}.{minor}");
        }
        let family = Family {
            lane: match build.lane {
                // Both have a wheel for each version.
                Lane::FreeThreaded => Lane::PerVersion,
                lane => lane,
            },
            target: row.triple().to_owned(),
            system: compatibility(*floor),
            more: arguments(project, config, variant, build)?,
        };
        let interpreter = interpreter(&build.id);
        if platform.os() == BuildOs::Windows && build.lane != Lane::AnyPython {
            whole.pythons.push(request(&build.id));
        }
        match groups.iter_mut().find(|(known, _)| *known == family) {
            Some((_, names)) => names.push(interpreter),
            None => groups.push((family, vec![interpreter])),
        }
    }
    whole.runs = groups.into_iter().map(|(family, names)| family.words(names)).collect();
    Ok(whole)
}

/// What one invocation builds.
#[derive(PartialEq)]
struct Family {
    lane: Lane,
    /// The word after `--target`
    target: String,
    /// The word after `--compatibility`, on Linux
    system: Option<String>,
    /// What the configuration adds
    more: Vec<String>,
}

impl Family {
    fn words(self, interpreters: Vec<String>) -> Vec<String> {
        let mut words = vec!["--target".to_owned(), self.target];
        if let Some(system) = self.system {
            words.extend(["--zig".to_owned(), "--compatibility".to_owned(), system]);
        }
        if self.lane != Lane::AnyPython {
            words.push("--interpreter".to_owned());
            words.extend(interpreters);
        }
        words.extend(self.more);
        words
    }
}

/// The system on Linux as maturin spells it. Ex) `manylinux_2_28`
fn compatibility(floor: Platform) -> Option<String> {
    let system = match floor {
        Platform::Glibc { version: (major, minor), .. } => SystemVersion::Manylinux(major, minor),
        Platform::Musl { version: (major, minor), .. } => SystemVersion::Musllinux(major, minor),
        _ => return None,
    };
    Some(system.to_string())
}

/// The interpreter as maturin spells it. Ex) `python3.14t`, `pypy3.11`, `graalpy3.12`
fn interpreter(id: &BuildIdentifier) -> String {
    let (name, threaded) = match id.implementation {
        Implementation::CPython => ("python", if id.threaded { "t" } else { "" }),
        Implementation::PyPy => ("pypy", ""),
        Implementation::GraalPy => ("graalpy", ""),
    };
    format!("{name}{}{threaded}", id.python)
}

/// The interpreter as uv spells it, of the architecture that is built for, which may not be the
/// runner's. Ex) `cpython-3.14+freethreaded-windows-x86_64`
fn request(id: &BuildIdentifier) -> String {
    let name = match id.implementation {
        Implementation::CPython => "cpython",
        Implementation::PyPy => "pypy",
        Implementation::GraalPy => "graalpy",
    };
    let threaded = if id.threaded { "+freethreaded" } else { "" };
    let arch = match id.platform.cibw_arch() {
        "x86" => "x86",
        "ARM64" => "aarch64",
        _ => "x86_64",
    };
    format!("{name}-{}{threaded}-windows-{arch}", id.python)
}

/// The arguments that settings of the build add: the project's own, then those of the family and of
/// the variant. maturin knows one setting, which holds arguments.
///
/// Source: maturin 1.16.0, `get_maturin_pep517_args`.
fn arguments(
    project: &Project,
    config: &MatrixConfig,
    variant: Option<&Variant>,
    build: &PlannedBuild,
) -> Result<Vec<String>, PlanError> {
    let written = project.layer.matrix.config_settings.as_ref();
    let place = written.map_or_else(|| config.builder.place.clone(), |fact| fact.place.clone());
    let lane = config.config_settings.get(&build.lane);
    let lane = lane.map(|text| Fact::new(text.to_string(), place));
    let own = project.cibuildwheel.build_options(&build.id).config_settings;
    let again = variant.map(|it| Fact::new(it.config_settings.clone(), it.place.clone()));
    let mut out = Vec::new();
    for fact in [own, lane, again].into_iter().flatten() {
        for setting in settings(&fact.value) {
            let setting = unquoted(setting);
            let value = setting
                .split_once('=')
                .filter(|(name, _)| matches!(*name, "build-args" | "maturin.build-args"));
            let Some((_, words)) = value else {
                return Err(wrong(setting, &fact.place, config));
            };
            for word in unquoted(words).split_whitespace() {
                let name = word.split('=').next().unwrap_or(word);
                // Words go through a shell that splits them and reads patterns.
                let plain = !word.contains(['"', '\'', '\\', '*', '?', '[']);
                if DECIDED.contains(&name) || !plain {
                    return Err(wrong(word, &fact.place, config));
                }
                out.push(word.to_owned());
            }
        }
    }
    if let Some(variant) = variant.filter(|it| !it.environment.is_empty()) {
        return Err(wrong(&variant.environment, &variant.place, config));
    }
    Ok(out)
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('\'').or_else(|| inner('"')).unwrap_or(text)
}

fn wrong(word: &str, place: &Place, config: &MatrixConfig) -> PlanError {
    PlanError::NotForMaturin {
        word: word.escape_debug().to_string(),
        place: place.clone(),
        builder: config.builder.place.clone(),
    }
}

/// The oldest system of wheels that Rust makes: no older than Rust's own. Which Python a wheel is
/// for does not count, as maturin names the deployment target alone.
pub(super) fn floor(
    backends: &Backends,
    platform: BuildPlatform,
    said: Option<Platform>,
    default: Platform,
) -> Platform {
    let rust = backends.target(platform).and_then(|row| row.floor?.on(platform));
    match (said, rust) {
        (Some(said), Some(rust)) => said.max(rust),
        (Some(said), None) => said,
        (None, Some(rust)) => rust,
        (None, None) => default,
    }
}
