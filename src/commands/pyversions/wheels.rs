//! What downloads say of wheels: who misses one, which nobody fetches, how high they may stand.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Chosen, Context, Request};
use crate::{
    advice::{WheelAdvice, free_threaded, gaps, glibc_and_musl, macos, newest, wheel_use},
    commands::release_list,
    downloads::{Answer, Counts, Dimension, Window},
    installer::ReleaseFile,
    model::PythonVersion,
    tables::Manylinux,
};

/// Users, in percent, that a floor is to reach.
const COVERAGES: [f64; 2] = [99.0, 95.0];
/// Of a release's downloads, in percent: a wheel below is rarely fetched.
const FEW: f64 = 0.1;

/// A split, what it takes beside it so that something can be said of wheels, and what that is.
const PARTNERS: [(Dimension, &[Dimension], &str); 4] = [
    (
        Dimension::Kind,
        &[Dimension::System, Dimension::Cpu, Dimension::Libc],
        "who misses a wheel and builds the sdist",
    ),
    (
        Dimension::LibcVersion,
        &[Dimension::System, Dimension::Cpu],
        "which manylinux and musllinux enough users take",
    ),
    (
        Dimension::Libc,
        &[Dimension::LibcVersion, Dimension::System, Dimension::Cpu],
        "which manylinux and musllinux enough users take",
    ),
    (
        Dimension::SystemRelease,
        &[Dimension::System, Dimension::Cpu],
        "which macOS enough users have",
    ),
];

/// What is asked for besides the splits: what they take beside them, where the source crosses
/// everything. The others answer each split from a table of its own; and what `BigQuery` does not
/// answer with everything else is billed, and so must be named.
pub(super) fn partners(request: &Request) -> BTreeSet<Dimension> {
    let is_free = match request.asking.source {
        Chosen::File(_) => |_: &Dimension| true,
        Chosen::BigQuery => |dimension: &Dimension| *dimension != Dimension::LibcVersion,
        _ => |_: &Dimension| false,
    };
    let asked = PARTNERS.iter().filter(|(split, ..)| request.by.contains(split));
    asked.flat_map(|(_, beside, _)| beside.iter().copied()).filter(is_free).collect()
}

/// The files of the newest release.
#[derive(Debug, Default)]
pub(super) struct Newest {
    /// None where no index was asked, or did not tell
    pub(super) files: Vec<ReleaseFile>,
    /// Why there are none, where some were wanted
    pub(super) why_not: Option<String>,
}

/// Asks the index for the files of the newest release where something can be made of them: sizes
/// for what each Python costs, names for a split that is joined with them. An index that does not
/// answer costs these, and not the shares.
pub(super) fn files_of_newest(
    answer: &Answer,
    has_plan: bool,
    request: &Request,
    context: &mut Context,
) -> Newest {
    let joined = [Dimension::File, Dimension::Kind];
    let is_joined = request.by.iter().any(|dimension| joined.contains(dimension));
    let why = |why: String| Newest { files: Vec::new(), why_not: Some(why) };
    if !is_joined && !has_plan {
        return Newest::default();
    }
    let cube = answer.cubes.iter().find(|it| it.has(&[Dimension::Version, Dimension::Python]));
    let Some(version) = cube.and_then(newest).map(|newest| newest.version) else {
        return why(format!("{} does not tell which release is the newest", answer.origin.source));
    };
    if request.asking.index.offline {
        return why("--offline asks no index".to_owned());
    }
    let release = format!("{}=={version}", answer.project);
    match release_list::load(&release, &request.asking.index, context) {
        Ok(release) => Newest { files: release.files, why_not: None },
        Err(failure) => why(failure.message),
    }
}

/// What is known besides counts.
pub(super) struct Known<'a> {
    /// The files of the newest release
    pub(super) newest: &'a Newest,
    /// The Pythons that the project supports
    pub(super) pythons: &'a [PythonVersion],
    pub(super) policies: &'a Manylinux,
}

/// Advice as far as the counts tell apart what it needs, and why there is no more.
pub(super) fn advice(
    answer: &Answer,
    by: &[Dimension],
    window: Window,
    known: &Known<'_>,
    today: Date,
) -> WheelAdvice {
    use Dimension::{Cpu, File, Kind, Libc, LibcVersion, System, SystemRelease};
    let cube = |dimensions: &[Dimension]| -> Option<Counts> {
        let cube = answer.cubes.iter().find(|cube| cube.has(dimensions))?;
        Some(cube.within(window))
    };
    let files = Some(known.newest.files.as_slice()).filter(|files| !files.is_empty());
    let by_file = cube(&[File]);
    let by_machine = cube(&[Kind, System, Cpu, Libc]);
    let libc = cube(&[LibcVersion, Cpu]);
    let libc = libc.and_then(|it| glibc_and_musl(&it, known.policies, today, &COVERAGES));
    let mac = cube(&[System, SystemRelease, Cpu]).and_then(|it| macos(&it, &COVERAGES));
    let mut notes: Vec<String> = missing(answer, by).collect();
    if let Some(why) = &known.newest.why_not
        && by.iter().any(|split| [File, Kind].contains(split))
    {
        notes.push(format!("nothing is said of the wheels of the newest release: {why}"));
    }
    WheelAdvice {
        threaded: by_file.as_ref().and_then(free_threaded),
        used: by_file.zip(files).and_then(|(counts, files)| wheel_use(&counts, files, FEW)),
        gaps: by_machine.zip(files).and_then(|(counts, files)| {
            let version = newest(&counts).and_then(|newest| newest.version.parse().ok());
            gaps(&counts, files, version.as_ref(), known.pythons)
        }),
        floors: libc.into_iter().chain(mac).collect(),
        notes,
    }
}

/// What is not said because the source does not cross what was asked for with its partners.
fn missing(answer: &Answer, by: &[Dimension]) -> impl Iterator<Item = String> {
    let asked = PARTNERS.iter().filter(|(split, ..)| by.contains(split));
    let lacking = asked.filter(|(split, beside, _)| {
        let all: Vec<Dimension> = beside.iter().copied().chain([*split]).collect();
        !answer.cubes.iter().any(|cube| cube.has(&all))
    });
    lacking.map(|(split, beside, what)| {
        let beside: Vec<&str> = beside.iter().map(|it| it.as_str()).collect();
        format!(
            "to say {what}, {split} must be told together with {}, as BigQuery and files with rows of \
             PyPI's table do: {} does not",
            beside.join(" and "),
            answer.origin.source
        )
    })
}
