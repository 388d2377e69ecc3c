//! The installer's view as a check of the plan: who installs which file, and who tested it there.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    PlanError, Untested, candidates::Candidate, files::shared_name, plan::WheelFile, testing,
};
use crate::{
    installer::{Choice, ReleaseFile, Supported},
    model::{BuildIdentifier, FileName, Interpreter, MacArch, Platform, Target},
    project::{
        Project,
        config::{MatrixConfig, VariantName},
    },
};

/// What is run to test a file on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The project's own test command
    Project,
    /// The modules are imported
    Import,
}

impl How {
    /// `project` or `import`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Import => "import",
        }
    }
}

/// A test that a job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The job
    pub job: String,
    /// What it runs
    pub how: How,
}

/// One target with the file that its users install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRow {
    /// The oldest system of its kind, with the interpreter
    pub target: Target,
    /// The identifier that stands for it
    pub id: BuildIdentifier,
    /// The file, as an index of the plan's wheels
    pub file: usize,
    /// The test there, or why there is none although the configuration allows that
    pub test: Result<Verdict, Untested>,
}

/// What is tested where: for each file, interpreter and build platform.
#[derive(Debug, Default)]
pub(super) struct Verdicts(
    BTreeMap<(usize, BuildIdentifier, Option<VariantName>), Result<Verdict, Untested>>,
);

impl Verdicts {
    /// Notes the test of a file for an identifier.
    pub(super) fn add(
        &mut self,
        file: usize,
        candidate: &Candidate,
        verdict: Result<Verdict, Untested>,
    ) {
        self.0.insert((file, candidate.id, candidate.variant.clone()), verdict);
    }
}

/// Asks every target which file it installs, and whether that file was tested there.
///
/// An error is a target without a wheel, a wheel that no target installs, and a wheel that is not
/// tested where it is installed, unless `untested` or the project's `test-skip` says so.
pub(super) fn check(
    project: &Project,
    config: &MatrixConfig,
    candidates: &[Candidate],
    files: &[WheelFile],
    verdicts: &Verdicts,
) -> Result<Vec<TargetRow>, PlanError> {
    let names = files
        .iter()
        .map(|file| {
            let name = format!("x-1-{}.whl", file.tags).parse().map_err(PlanError::Name)?;
            Ok(ReleaseFile::new(FileName::Wheel(name)))
        })
        .collect::<Result<Vec<_>, PlanError>>()?;
    let mut rows: Vec<TargetRow> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut bad: Vec<(Target, String, Untested)> = Vec::new();
    for candidate in candidates {
        let interpreter = candidate.target.interpreter;
        for platform in candidate.target.platform.machines() {
            let target = Target { interpreter, platform };
            if !seen.insert(target) {
                continue;
            }
            let Choice::Wheel(file) = Supported::of(&target).choose(&names) else {
                if candidate.follows {
                    continue;
                }
                return Err(PlanError::TargetWithoutFile { target, id: candidate.id });
            };
            let test = verdict(project, verdicts, candidates, file, target);
            if let Err(why) = &test {
                let allowed = config.untested.matches(&candidate.id.to_string())
                    || matches!(why, Untested::TestSkip(..));
                if !allowed {
                    bad.push((target, files[file].name.clone(), why.clone()));
                }
            }
            rows.push(TargetRow { target, id: candidate.id, file, test });
        }
    }
    if let Some((target, file, why)) = bad.first().cloned() {
        let more = bad.len() - 1;
        return Err(PlanError::Untested { target, file, why, more });
    }
    let used: BTreeSet<usize> = rows.iter().map(|row| row.file).collect();
    let accepted = |file: &WheelFile| {
        config.unpicked.matches(&file.builder.to_string())
            || config.unpicked.matches(&shared_name(file.lane, file.platform))
    };
    let mut unused = files.iter().enumerate().filter(|(index, _)| !used.contains(index));
    match unused.find(|(_, file)| !accepted(file)) {
        None => Ok(rows),
        Some((_, file)) => Err(PlanError::FileUnused {
            file: file.name.clone(),
            job: file.job.clone(),
            place: file.place.clone(),
        }),
    }
}

/// The test of a file on a target: by an identifier with its interpreter whose machine is the
/// target's, a newer system counting for an older one.
fn verdict(
    project: &Project,
    verdicts: &Verdicts,
    candidates: &[Candidate],
    file: usize,
    target: Target,
) -> Result<Verdict, Untested> {
    let mut why = None;
    for candidate in candidates {
        let on = |platform: &Platform| same_machine(*platform, target.platform);
        let same = candidate.target.interpreter == target.interpreter
            && candidate.target.platform.machines().iter().any(on);
        if !same {
            continue;
        }
        let key = (file, candidate.id, candidate.variant.clone());
        match verdicts.0.get(&key) {
            Some(Ok(verdict)) => match skipped_half(project, candidate, target) {
                None => return Ok(verdict.clone()),
                Some(skipped) => why = Some(skipped),
            },
            Some(Err(other)) => why = why.or_else(|| Some(other.clone())),
            None => {}
        }
    }
    Err(why.unwrap_or(Untested::NoJob))
}

/// Whether `test-skip` leaves out the half of a universal2 wheel that the target is.
fn skipped_half(project: &Project, candidate: &Candidate, target: Target) -> Option<Untested> {
    let Platform::Macos { arch: MacArch::Universal2, .. } = candidate.target.platform else {
        return None;
    };
    let Platform::Macos { arch, .. } = target.platform else { return None };
    let selection = project.cibuildwheel.selection(candidate.id.platform.os());
    testing::skipped(&selection, &format!("{}:{arch}", candidate.id))
}

/// Whether both are the same kind of machine, whatever the version of the system.
fn same_machine(a: Platform, b: Platform) -> bool {
    match (a, b) {
        (Platform::Glibc { arch: a, .. }, Platform::Glibc { arch: b, .. })
        | (Platform::Musl { arch: a, .. }, Platform::Musl { arch: b, .. }) => a == b,
        (Platform::Macos { arch: a, .. }, Platform::Macos { arch: b, .. }) => a == b,
        (Platform::Ios { multiarch: a, .. }, Platform::Ios { multiarch: b, .. }) => a == b,
        (Platform::Android { abi: a, .. }, Platform::Android { abi: b, .. }) => a == b,
        (a, b) => a == b,
    }
}

/// Whether the interpreter is CPython without free threading: what a subset asks for.
pub(super) fn is_default_cpython(interpreter: Interpreter) -> bool {
    matches!(interpreter, Interpreter::CPython { threaded: false, .. })
}
