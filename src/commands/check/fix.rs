//! `relkit check --fix`: mended wheels beside the old ones, or in their place.

mod aside;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use self::aside::Aside;
use super::Failure;
use crate::{
    dist::{self, Dist},
    repair::{self, Plan, WriteError},
    report::check::Fix,
    rules::{Finding, Selection},
};

/// The folder for mended files, beside the old ones.
const FOLDER: &str = "fixed";

/// How files are to be mended.
#[derive(Debug, Clone, Default)]
pub struct Fixing {
    /// Replace the files
    pub in_place: bool,
    /// Where to write them; else into the folder `fixed` beside each
    pub output_dir: Option<PathBuf>,
    /// Write nothing, say what would be done
    pub dry_run: bool,
}

/// A file with findings that can be mended, or could if it were not for the reason given.
pub(super) struct Candidate<'a> {
    pub(super) dist: &'a Dist,
    pub(super) plan: Result<Plan, Obstacle>,
    /// Where the mended file goes; the file itself where there is no plan
    pub(super) to: PathBuf,
}

/// Why a file is not mended.
pub(super) enum Obstacle {
    /// It is left alone, as the wheel is
    Refused(String),
    /// Something outside of it is in the way
    Failed(Failure),
}

/// The files whose findings can be mended, planned for the codes that are selected. What stands
/// against writing them is known here as far as it can be.
pub(super) fn candidates<'a>(
    dists: &'a [Dist],
    findings: &[Finding],
    selection: &Selection,
    fixing: &Fixing,
) -> Vec<Candidate<'a>> {
    let wants = |code: &str| selection.contains(code);
    let mut found: HashMap<&str, bool> = HashMap::new();
    for finding in findings {
        *found.entry(&finding.file).or_default() |= repair::CODES.contains(&finding.code);
    }
    let mendable = |dist: &&Dist| found.get(&*dist.path.display().to_string()) == Some(&true);
    let planned = dists.iter().filter(mendable).filter_map(|dist| {
        let plan = match repair::plan(dist, &wants).transpose()? {
            Ok(plan) => plan,
            Err(refusal) => {
                let plan = Err(Obstacle::Refused(refusal.to_string()));
                return Some(Candidate { dist, plan, to: dist.path.clone() });
            }
        };
        let to = target(&dist.path, &plan, fixing);
        let plan = match obstacle(&dist.path, &to, &plan, fixing) {
            None => Ok(plan),
            Some(obstacle) => Err(obstacle),
        };
        Some(Candidate { dist, plan, to })
    });
    planned.collect()
}

/// The codes that can be mended, by the files as findings name them.
pub(super) fn mendable(candidates: &[Candidate<'_>]) -> BTreeMap<String, BTreeSet<&'static str>> {
    let ready = candidates.iter().filter_map(|candidate| {
        let codes = candidate.plan.as_ref().ok()?.codes();
        Some((candidate.dist.path.display().to_string(), codes))
    });
    ready.collect()
}

/// What is done with one file, without doing it.
pub(super) fn intended(candidate: &Candidate<'_>) -> Fix {
    let file = candidate.dist.path.display().to_string();
    let (to, mends, refused) = match &candidate.plan {
        Ok(plan) => (Some(candidate.to.display().to_string()), plan.mends.clone(), None),
        Err(Obstacle::Refused(why)) => (None, Vec::new(), Some(why.clone())),
        Err(Obstacle::Failed(failed)) => {
            // The file stands before it already.
            let start = failure(&candidate.dist.path, &candidate.to, &"").message;
            let why = failed.message.strip_prefix(&start).unwrap_or(&failed.message);
            (None, Vec::new(), Some(why.to_owned()))
        }
    };
    Fix { file, to, written: false, mends, refused }
}

/// Where the mended file goes.
fn target(path: &Path, plan: &Plan, fixing: &Fixing) -> PathBuf {
    let beside = path.parent().unwrap_or(Path::new(""));
    match (&fixing.output_dir, fixing.in_place) {
        (_, true) => beside.join(&plan.file_name),
        (Some(folder), _) => folder.join(&plan.file_name),
        (None, _) => beside.join(FOLDER).join(&plan.file_name),
    }
}

/// What stands against writing a file, before anything is written.
fn obstacle(from: &Path, to: &Path, plan: &Plan, fixing: &Fixing) -> Option<Obstacle> {
    let failed = |failure| Some(Obstacle::Failed(failure));
    if fixing.in_place && fs::symlink_metadata(from).is_ok_and(|it| it.is_symlink()) {
        let failure = failure(from, to, &"it is a symbolic link");
        return failed(failure.hint("name the file that it points to"));
    }
    let folder = folder(to);
    if folder.exists() && !folder.is_dir() {
        let failure = failure(from, to, &format!("`{}` is no folder", folder.display()));
        return failed(failure.hint("name another folder with --output-dir"));
    }
    let old = match fs::File::open(from) {
        Ok(old) => old,
        Err(error) => return failed(failure(from, to, &error).hint(UNCHANGED)),
    };
    match repair::writable(plan, &old) {
        Ok(()) => {}
        Err(WriteError::Form(why)) => return Some(Obstacle::Refused(why.to_owned())),
        Err(error) => return failed(failure(from, to, &error).hint(UNCHANGED)),
    }
    let replaces = fixing.in_place && is_same_file(from, to);
    if !replaces && fs::symlink_metadata(to).is_ok() && !gives(plan, &old, to) {
        return failed(taken(from, to));
    }
    None
}

/// Whether the mended file would have the bytes of one that is there.
fn gives(plan: &Plan, old: &fs::File, there: &Path) -> bool {
    if !fs::metadata(there).is_ok_and(|meta| meta.is_file()) {
        return false;
    }
    let Ok(file) = fs::File::open(there) else { return false };
    let mut compared = Compared(io::BufReader::new(file));
    repair::write(plan, old, &mut compared).is_ok()
        && io::BufRead::fill_buf(&mut compared.0).is_ok_and(<[u8]>::is_empty)
}

/// Takes only the bytes that a file has.
struct Compared(io::BufReader<fs::File>);

impl Write for Compared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let there = io::BufRead::fill_buf(&mut self.0)?;
        let length = there.len().min(bytes.len());
        if there[..length] != bytes[..length] {
            return Err(io::ErrorKind::InvalidData.into());
        }
        io::BufRead::consume(&mut self.0, length);
        // At the end of the file none is taken, which is an error to those who write.
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where case does not count the old file may have the new name already.
fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// What a failure leaves behind.
const UNCHANGED: &str = "nothing was changed";

fn failure(from: &Path, to: &Path, why: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("cannot mend {} as {}: {why}", from.display(), to.display()))
}

fn taken(from: &Path, to: &Path) -> Failure {
    failure(from, to, &"another file has that name")
        .hint("move it away, or name another folder with --output-dir")
}

/// Removes what runs that were ended halfway have left where these files will be written.
pub(super) fn tidy(candidates: &[Candidate<'_>]) {
    let ready = candidates.iter().filter(|candidate| candidate.plan.is_ok());
    let folders: BTreeSet<&Path> = ready.map(|candidate| folder(&candidate.to)).collect();
    for folder in folders {
        aside::tidy(folder);
    }
}

/// The folder of a file.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes the mended file. It is read again before it gets its name, so that nothing is lost when
/// anything goes wrong; folders that were made for it go again then.
pub(super) fn write(
    candidate: &Candidate<'_>,
    plan: &Plan,
    fixing: &Fixing,
) -> Result<(), Failure> {
    let folder = folder(&candidate.to);
    let made: Vec<&Path> = folder.ancestors().take_while(|path| !path.exists()).collect();
    let written = write_into(folder, candidate, plan, fixing);
    if written.is_err() {
        for folder in made {
            // Refused where anything is in it.
            let _ = fs::remove_dir(folder);
        }
    }
    written
}

fn write_into(
    folder: &Path,
    Candidate { dist, to, .. }: &Candidate<'_>,
    plan: &Plan,
    fixing: &Fixing,
) -> Result<(), Failure> {
    let from = &dist.path;
    let fail = |why: &dyn std::fmt::Display| failure(from, to, why);
    let io = |error: io::Error| fail(&cause(&error)).hint(UNCHANGED);
    fs::create_dir_all(folder).map_err(io)?;
    let aside = Aside::new(folder).map_err(io)?;
    let new = aside.path().join(&plan.file_name);
    let old = fs::File::open(from).map_err(io)?;
    let mut out = io::BufWriter::new(fs::File::create(&new).map_err(io)?);
    repair::write(plan, &old, &mut out).map_err(|error| match &error {
        WriteError::Write(inner) => io(io::Error::new(inner.kind(), inner.to_string())),
        WriteError::Read(_) | WriteError::Form(_) => fail(&error).hint(UNCHANGED),
    })?;
    out.flush().map_err(io)?;
    let file = out.into_inner().map_err(|error| io(error.into_error()))?;
    if fixing.in_place {
        file.set_permissions(old.metadata().map_err(io)?.permissions()).map_err(io)?;
    }
    file.sync_all().map_err(io)?;
    drop((file, old));
    sound(&new).map_err(|why| fail(&why).hint("nothing was changed; please report this"))?;

    if fixing.in_place && is_same_file(to, from) {
        return fs::rename(&new, from).and_then(|()| fs::rename(from, to)).map_err(io);
    }
    place(&new, to).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(from, to),
        _ => io(error),
    })?;
    if fixing.in_place {
        fs::remove_file(from).map_err(|error| {
            let hint = format!("{} is written; remove the old file", to.display());
            fail(&format!("the old file stays: {}", cause(&error))).hint(hint)
        })?;
    }
    Ok(())
}

/// Gives a file its name unless another one has it; one with the same bytes may stay.
fn place(new: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(new, to) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        // Not every file system has links.
        Err(_) if !fs::exists(to)? => return fs::rename(new, to),
        Err(_) => {}
    }
    if same(new, to)? { Ok(()) } else { Err(io::ErrorKind::AlreadyExists.into()) }
}

/// Whether two files have the same bytes.
fn same(one: &Path, other: &Path) -> io::Result<bool> {
    let [one, other] = [fs::File::open(one)?, fs::File::open(other)?];
    let regular = other.metadata()?.is_file();
    if !regular || one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let [mut one, mut other] = [one, other].map(io::BufReader::new);
    loop {
        let [a, b] = [io::BufRead::fill_buf(&mut one)?, io::BufRead::fill_buf(&mut other)?];
        let length = a.len().min(b.len());
        if length == 0 || a[..length] != b[..length] {
            return Ok(a.len() == b.len());
        }
        io::BufRead::consume(&mut one, length);
        io::BufRead::consume(&mut other, length);
    }
}

/// Reads a new file again: every member is whole, and no mend is left to be made in RECORD.
fn sound(path: &Path) -> Result<(), String> {
    let dist = dist::read_one(path).map_err(|error| error.cause.to_string())?;
    match repair::plan(&dist, &|code| code.starts_with("REC")) {
        Ok(None) => Ok(()),
        Ok(Some(plan)) => {
            let left: Vec<&str> = plan.mends.iter().map(|mend| mend.code).collect();
            Err(format!("the new file still has {}", left.join(", ")))
        }
        Err(refusal) => Err(format!("the new file is not sound: {refusal}")),
    }
}

/// The system's reason; tempfile wraps it with a name that tells the user nothing.
fn cause(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|wrapped| wrapped.source());
    inner.map_or_else(|| error.to_string(), ToString::to_string)
}
