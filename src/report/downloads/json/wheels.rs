//! What downloads say of wheels, for programs.

use serde::Serialize;

use super::rounded;
use crate::{
    advice::{
        FileUse, Floor, FloorRow, Floors, Gap, Gaps, Recommended, Served, ThreadedUse, WheelAdvice,
        WheelUse,
    },
    downloads::Value,
};

/// `lines` are what people read; the rest are its figures, null where the downloads do not tell apart
/// what it takes.
#[derive(Serialize)]
pub(super) struct WheelsV1<'a> {
    lines: Vec<String>,
    free_threaded: Option<ThreadedV1>,
    files: Option<FilesV1<'a>>,
    sdist: Option<SdistV1<'a>>,
    floors: Vec<FloorV1<'a>>,
}

/// Downloads of wheels with native code: those that free-threaded builds alone take, that both take,
/// and the others. `percent` is the least share of free-threaded builds, `at_most` the largest.
#[derive(Serialize)]
struct ThreadedV1 {
    threaded: u64,
    either: u64,
    other: u64,
    percent: f64,
    at_most: f64,
}

/// The files of the newest release, the least fetched first; `others` are downloads of what is none
/// of them. A wheel is `rare` below `limit` percent, unless there are not `enough` downloads.
#[derive(Serialize)]
struct FilesV1<'a> {
    total: u64,
    others: u64,
    limit: f64,
    enough: bool,
    rows: Vec<FileV1<'a>>,
}

#[derive(Serialize)]
struct FileV1<'a> {
    name: &'a str,
    kind: Option<&'static str>,
    downloads: u64,
    percent: f64,
    bytes: Option<u64>,
    rare: bool,
}

/// Who fetches the sdist: of `total` downloads, `downloads` are of it.
#[derive(Serialize)]
struct SdistV1<'a> {
    total: u64,
    downloads: u64,
    rows: Vec<MachineV1<'a>>,
    notes: &'a [String],
}

/// One kind of machine; `percent` is of its own downloads, `percent_of_sdist` of all of the sdist.
/// `served` says whether the release has a wheel for it: `wheel`, `partly`, `missing`, `no-tag` or
/// `unknown`; `without` are the Pythons that have none where it is `partly`.
#[derive(Serialize)]
struct MachineV1<'a> {
    system: Option<&'a str>,
    cpu: Option<&'a str>,
    libc: Option<&'a str>,
    python: Option<&'a str>,
    downloads: u64,
    percent: f64,
    percent_of_sdist: f64,
    served: &'static str,
    without: Vec<String>,
    sentence: &'a str,
}

/// How high a wheel may stand on one architecture; `downloads` are those that tell their version.
/// `recommended` is the highest tag for each coverage in percent, null where no tag has so many.
#[derive(Serialize)]
struct FloorV1<'a> {
    family: &'static str,
    arch: &'a str,
    downloads: u64,
    tags: Vec<TagV1<'a>>,
    recommended: Vec<RecommendedV1<'a>>,
    notes: &'a [String],
}

/// `covers` is in percent; `leaves_out` are distributions within their life that do not take it.
#[derive(Serialize)]
struct TagV1<'a> {
    name: &'a str,
    covers: f64,
    leaves_out: &'a [String],
}

#[derive(Serialize)]
struct RecommendedV1<'a> {
    coverage: f64,
    name: Option<&'a str>,
}

pub(super) fn wheels(advice: &WheelAdvice) -> WheelsV1<'_> {
    WheelsV1 {
        lines: advice.lines(),
        free_threaded: advice.threaded.map(threaded),
        files: advice.used.as_ref().map(files),
        sdist: advice.gaps.as_ref().map(sdist),
        floors: advice.floors.iter().flat_map(floors).collect(),
    }
}

fn threaded(it: ThreadedUse) -> ThreadedV1 {
    let ThreadedUse { threaded, either, other, percent, at_most } = it;
    ThreadedV1 { threaded, either, other, percent: rounded(percent), at_most: rounded(at_most) }
}

fn files(it: &WheelUse) -> FilesV1<'_> {
    FilesV1 {
        total: it.total,
        others: it.others,
        limit: it.few,
        enough: it.enough,
        rows: it.files.iter().map(file).collect(),
    }
}

fn file(it: &FileUse) -> FileV1<'_> {
    FileV1 {
        name: &it.name,
        kind: it.kind,
        downloads: it.downloads,
        percent: rounded(it.percent),
        bytes: it.size,
        rare: it.rare,
    }
}

fn sdist(it: &Gaps) -> SdistV1<'_> {
    SdistV1 {
        total: it.total,
        downloads: it.sdist,
        rows: it.rows.iter().map(machine).collect(),
        notes: &it.notes,
    }
}

fn machine(it: &Gap) -> MachineV1<'_> {
    let (served, without) = match &it.served {
        Served::Wheel => ("wheel", Vec::new()),
        Served::Partly(without) => ("partly", without.iter().map(ToString::to_string).collect()),
        Served::Missing => ("missing", Vec::new()),
        Served::NoTag => ("no-tag", Vec::new()),
        Served::Unknown => ("unknown", Vec::new()),
    };
    MachineV1 {
        system: it.system.text(),
        cpu: it.cpu.text(),
        libc: it.libc.text(),
        python: it.python.as_ref().and_then(Value::text),
        downloads: it.sdist,
        percent: rounded(it.percent),
        percent_of_sdist: rounded(it.percent_of_sdist),
        served,
        without,
        sentence: &it.sentence,
    }
}

fn floors(it: &Floors) -> impl Iterator<Item = FloorV1<'_>> {
    it.floors.iter().map(move |floor: &Floor| FloorV1 {
        family: floor.family,
        arch: &floor.arch,
        downloads: floor.known,
        tags: floor.rows.iter().map(tag).collect(),
        recommended: floor.recommended.iter().map(recommended).collect(),
        notes: &it.notes,
    })
}

fn tag(it: &FloorRow) -> TagV1<'_> {
    TagV1 { name: &it.name, covers: rounded(it.covers), leaves_out: &it.leaves_out }
}

fn recommended(it: &Recommended) -> RecommendedV1<'_> {
    RecommendedV1 { coverage: it.coverage, name: it.name.as_deref() }
}
