//! A plan against a release, as text and as JSON.

use serde::Serialize;

use super::visible;
use crate::{
    matrix::against::{Against, Lost, Moved, New},
    model::BuildPlatform,
};

/// The comparison for people: what is lost by reason, what is new by job, what moved.
pub fn text(release: &str, against: &Against) -> String {
    let Against { same, lost, new, moved, .. } = against;
    let mut out = format!("{}: {} files, {}", visible(release), same + lost.len(), size(against));
    out.push_str(&format!("; the plan has {same} of them, and {} others\n", new.len()));
    section(&mut out, "lost: in the release, not in the plan", lost, |it| {
        let size = it.size.map_or_else(String::new, |size| format!(" ({})", bytes(size)));
        (it.why.clone(), format!("{}{size}", visible(&it.file)))
    });
    section(&mut out, "new: in the plan, not in the release", new, |it| {
        (format!("job {}", it.job), it.pattern.clone())
    });
    section(&mut out, "moved: the plan's file is for another system", moved, |it| {
        let reach = if it.narrower { "reaches less far back" } else { "reaches further back" };
        (format!("{} in place of {}: {reach}", it.planned, it.there), visible(&it.file))
    });
    out
}

/// A heading, and the lines below the reasons that they share.
fn section<T>(out: &mut String, heading: &str, items: &[T], line: impl Fn(&T) -> (String, String)) {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for item in items {
        let (why, line) = line(item);
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, lines)) => lines.push(line),
            None => reasons.push((why, vec![line])),
        }
    }
    if !reasons.is_empty() {
        out.push_str(&format!("\n{heading}\n"));
    }
    for (why, lines) in reasons {
        out.push_str(&format!("  {why}\n"));
        out.extend(lines.iter().map(|line| format!("    {line}\n")));
    }
}

fn size(against: &Against) -> String {
    match (against.unsized_files, against.same + against.lost.len()) {
        (0, _) if against.lost.is_empty() => bytes(against.bytes),
        (0, _) => {
            format!("{}, of which {} are lost", bytes(against.bytes), bytes(against.bytes_lost))
        }
        (unknown, all) if unknown == all => "sizes unknown".to_owned(),
        (unknown, _) => format!("{} and {unknown} files of unknown size", bytes(against.bytes)),
    }
}

/// Ex) `12.3 MB`, in powers of ten as indexes count.
fn bytes(number: u64) -> String {
    let (unit, name) = if number < 1_000_000 { (1_000, "kB") } else { (1_000_000, "MB") };
    let tenths = number.saturating_mul(10).saturating_add(unit / 2) / unit;
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// The comparison as JSON: `relkit.against/1`. The form stays; fields may be added.
pub fn json(release: &str, against: &Against) -> Result<String, serde_json::Error> {
    let document = Document {
        schema: "relkit.against/1",
        release,
        loses: against.loses(),
        same: against.same,
        bytes: against.bytes,
        bytes_lost: against.bytes_lost,
        files_of_unknown_size: against.unsized_files,
        lost: against.lost.iter().map(LostFile::of).collect(),
        new: against.new.iter().map(NewFile::of).collect(),
        moved: against.moved.iter().map(MovedFile::of).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    schema: &'static str,
    release: &'a str,
    /// Exit status 1
    loses: bool,
    /// Files in both
    same: usize,
    bytes: u64,
    bytes_lost: u64,
    files_of_unknown_size: usize,
    lost: Vec<LostFile<'a>>,
    new: Vec<NewFile<'a>>,
    moved: Vec<MovedFile<'a>>,
}

#[derive(Debug, Serialize)]
struct LostFile<'a> {
    file: &'a str,
    size: Option<u64>,
    platform: Option<BuildPlatform>,
    interpreter: Option<&'a str>,
    why: &'a str,
}

#[derive(Debug, Serialize)]
struct NewFile<'a> {
    pattern: &'a str,
    job: &'a str,
    platform: Option<BuildPlatform>,
    interpreter: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct MovedFile<'a> {
    file: &'a str,
    job: &'a str,
    platform: BuildPlatform,
    there: &'a str,
    planned: &'a str,
    /// Some who install the release's file cannot install the plan's
    narrower: bool,
}

impl<'a> LostFile<'a> {
    fn of(lost: &'a Lost) -> Self {
        Self {
            file: &lost.file,
            size: lost.size,
            platform: lost.platform,
            interpreter: lost.interpreter.as_deref(),
            why: &lost.why,
        }
    }
}

impl<'a> NewFile<'a> {
    fn of(new: &'a New) -> Self {
        Self {
            pattern: &new.pattern,
            job: &new.job,
            platform: new.platform,
            interpreter: new.interpreter.as_deref(),
        }
    }
}

impl<'a> MovedFile<'a> {
    fn of(moved: &'a Moved) -> Self {
        Self {
            file: &moved.file,
            job: &moved.job,
            platform: moved.platform,
            there: &moved.there,
            planned: &moved.planned,
            narrower: moved.narrower,
        }
    }
}
