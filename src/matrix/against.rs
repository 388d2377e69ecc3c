//! A plan against the files of a release: what is lost, what is new, what reaches other systems.

use std::cmp::Ordering;

use glob::Pattern;

use super::{
    Exclusion, Plan, PlanTables, WheelFile, infer,
    origin::{self, Interface, Origin},
};
use crate::{
    installer::ReleaseFile,
    model::{BuildPlatform, SystemVersion},
    project::config::Lane,
};

/// The difference between a plan and a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Against {
    /// Files that are in both
    pub same: usize,
    /// Files of the release that the plan does not have
    pub lost: Vec<Lost>,
    /// Files of the plan that the release does not have
    pub new: Vec<New>,
    /// Files that are in both and reach other systems
    pub moved: Vec<Moved>,
    /// Bytes of the release, as far as they are known
    pub bytes: u64,
    /// Bytes of the files that are lost, as far as they are known
    pub bytes_lost: u64,
    /// Files of the release whose size is not known
    pub unsized_files: usize,
}

/// A file that the plan does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Its name
    pub file: String,
    /// Its size in bytes, where it is known
    pub size: Option<u64>,
    /// What it is for; `None` for a sdist, a pure wheel, and what cannot be told
    pub platform: Option<BuildPlatform>,
    /// Whom it is for. Ex) `cp313t`, `abi3-py39`
    pub interpreter: Option<String>,
    /// Why the plan does not have it
    pub why: String,
}

/// A file that the release does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// The pattern of its name
    pub pattern: String,
    /// The job that makes it
    pub job: String,
    /// What it is for; `None` for the sdist and a pure wheel
    pub platform: Option<BuildPlatform>,
    /// Whom it is for. Ex) `cp313t`, `abi3-py39`
    pub interpreter: Option<String>,
}

/// A file that reaches other systems than that of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its name in the release
    pub file: String,
    /// The job that makes it
    pub job: String,
    /// What it is for
    pub platform: BuildPlatform,
    /// The system in the release
    pub there: String,
    /// The system in the plan
    pub planned: String,
    /// Whether the plan's file reaches less: some who install the release's cannot install it
    pub narrower: bool,
}

impl Against {
    /// Whether anybody is left without a file that the release has for them.
    pub fn loses(&self) -> bool {
        !self.lost.is_empty() || self.moved.iter().any(|moved| moved.narrower)
    }
}

/// Compares a plan with the files of a release of the same project.
pub fn compare(plan: &Plan, files: &[ReleaseFile], tables: &PlanTables) -> Against {
    let mut out = Against::default();
    let patterns: Vec<Option<Pattern>> =
        plan.expected.iter().map(|file| Pattern::new(&file.pattern).ok()).collect();
    let mut found = vec![false; patterns.len()];
    for file in files {
        out.bytes = out.bytes.saturating_add(file.size.unwrap_or(0));
        out.unsized_files += usize::from(file.size.is_none());
        let name = file.name.normalized();
        let fits = |it: &Option<Pattern>| it.as_ref().is_some_and(|it| it.matches(&name));
        let free = (0..patterns.len()).find(|at| !found[*at] && fits(&patterns[*at]));
        let Some(at) = free else {
            let taken = patterns.iter().position(fits);
            out.bytes_lost = out.bytes_lost.saturating_add(file.size.unwrap_or(0));
            out.lost.push(lost(plan, file, taken, tables));
            continue;
        };
        found[at] = true;
        out.same += 1;
        out.moved.extend(wheel(plan, at).and_then(|planned| moved(file, planned)));
    }
    for (at, _) in found.iter().enumerate().filter(|(_, found)| !**found) {
        let expected = &plan.expected[at];
        let wheel = wheel(plan, at);
        out.new.push(New {
            pattern: expected.pattern.clone(),
            job: expected.job.clone(),
            platform: wheel.map(|it| it.platform),
            interpreter: wheel.map(interpreter),
        });
    }
    out
}

/// The wheel behind an expected file: the sdist comes first.
fn wheel(plan: &Plan, at: usize) -> Option<&WheelFile> {
    plan.full()?.files.get(at.checked_sub(1)?)
}

/// Whom a planned wheel is for.
fn interpreter(file: &WheelFile) -> String {
    match file.lane {
        Lane::PerVersion | Lane::FreeThreaded => file.builder.interpreter_part(),
        lane => lane.to_string(),
    }
}

fn moved(file: &ReleaseFile, planned: &WheelFile) -> Option<Moved> {
    let origin = Origin::of(&file.name.as_wheel()?.tags).ok()?;
    let (_, version) = origin::system(planned.tags.platforms.first()?)?;
    let narrower = match version.cmp(&origin.version) {
        Ordering::Equal => return None,
        Ordering::Greater => true,
        Ordering::Less => false,
    };
    let named = |version: (u16, u16)| {
        origin::named(origin.platform, version)
            .map_or_else(|| version.0.to_string(), |system: SystemVersion| system.to_string())
    };
    Some(Moved {
        file: file.name.to_string(),
        job: planned.job.clone(),
        platform: origin.platform,
        there: named(origin.version),
        planned: named(version),
        narrower,
    })
}

fn lost(plan: &Plan, file: &ReleaseFile, taken: Option<usize>, tables: &PlanTables) -> Lost {
    let mut out = Lost {
        file: file.name.to_string(),
        size: file.size,
        platform: None,
        interpreter: None,
        why: String::new(),
    };
    let Some(wheel) = file.name.as_wheel() else {
        "the plan makes one sdist, as `.tar.gz`".clone_into(&mut out.why);
        return out;
    };
    let origin = match Origin::of(&wheel.tags) {
        Ok(origin) => origin,
        Err(odd) => {
            out.why = odd.to_string();
            return out;
        }
    };
    out.platform = Some(origin.platform);
    out.interpreter = Some(match origin.interface {
        Interface::Own(id) => id.interpreter_part(),
        Interface::Shared(lane) => lane.to_string(),
    });
    out.why = match taken.and_then(|at| plan.expected.get(at)) {
        Some(expected) => {
            format!("another file is the {} of job {}", expected.pattern, expected.job)
        }
        None => why(plan, &origin, tables),
    };
    out
}

/// Why the plan has no wheel of a build.
fn why(plan: &Plan, origin: &Origin, tables: &PlanTables) -> String {
    let Some(wheels) = plan.full() else {
        return "the plan makes one wheel without compiled code".to_owned();
    };
    let platform = origin.platform;
    let identifiers = &tables.identifiers;
    if identifiers.platform(platform).is_none() {
        return format!("cibuildwheel {} does not build for {platform}", identifiers.cibuildwheel);
    }
    let here: Vec<&WheelFile> = wheels.files.iter().filter(|it| it.platform == platform).collect();
    let same = |file: &&&WheelFile| match origin.interface {
        Interface::Own(id) => file.builder == id && file.lane != Lane::AnyPython,
        Interface::Shared(lane) => file.lane == lane,
    };
    let systems: Vec<String> = here
        .iter()
        .filter(same)
        .filter_map(|file| Some(file.tags.platforms.first()?.to_string()))
        .collect();
    if !systems.is_empty() {
        return format!("planned for {} alone", systems.join(", "));
    }
    match origin.interface {
        Interface::Own(id) => {
            if identifiers.get(id).is_none() {
                return infer::gone(tables, &id);
            }
            let out = plan
                .left_out
                .iter()
                .find(|out| out.id == id && !matches!(out.why, Exclusion::Served(_)));
            if let Some(out) = out {
                return out.why.to_string();
            }
            let served = plan.targets.iter().find(|row| row.id == id);
            match served.and_then(|row| wheels.files.get(row.file)) {
                Some(file) => format!("its users install {}", file.name),
                None => format!("{platform} is not among the platforms"),
            }
        }
        Interface::Shared(_) if here.is_empty() => {
            let out = plan.left_out.iter().find(|out| out.id.platform == platform);
            out.map_or_else(
                || format!("{platform} is not among the platforms"),
                |out| out.why.to_string(),
            )
        }
        Interface::Shared(lane) => {
            format!("no {lane} wheel is planned for {platform}, or nobody installs it")
        }
    }
}
