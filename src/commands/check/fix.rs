//! `relkit check --fix`: mended wheels beside the old ones, or in their place.

use std::{
    collections::HashMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

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
    pub(super) plan: Result<Plan, repair::Refusal>,
}

/// The files whose findings can be mended, planned for the codes that are selected.
pub(super) fn candidates<'a>(
    dists: &'a [Dist],
    findings: &[Finding],
    selection: &Selection,
) -> Vec<Candidate<'a>> {
    let wants = |code: &str| selection.contains(code);
    let mut found: HashMap<&str, bool> = HashMap::new();
    for finding in findings {
        *found.entry(&finding.file).or_default() |= repair::CODES.contains(&finding.code);
    }
    let mendable = |dist: &&Dist| found.get(&*dist.path.display().to_string()) == Some(&true);
    let planned = dists.iter().filter(mendable).filter_map(|dist| {
        let plan = repair::plan(dist, &wants).transpose()?;
        Some(Candidate { dist, plan })
    });
    planned.collect()
}

/// What is done with one file, without doing it.
pub(super) fn intended(candidate: &Candidate<'_>, fixing: &Fixing) -> Fix {
    let path = &candidate.dist.path;
    let file = path.display().to_string();
    match &candidate.plan {
        Ok(plan) => Fix {
            file,
            to: Some(target(path, plan, fixing).display().to_string()),
            written: false,
            mends: plan.mends.clone(),
            refused: None,
        },
        Err(refusal) => {
            let refused = Some(refusal.to_string());
            Fix { file, to: None, written: false, mends: Vec::new(), refused }
        }
    }
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

/// Writes the mended file and returns its path. It is read again before it gets its name, so that
/// nothing is lost when anything goes wrong.
pub(super) fn write(dist: &Dist, plan: &Plan, fixing: &Fixing) -> Result<PathBuf, Failure> {
    let from = &dist.path;
    let to = target(from, plan, fixing);
    let fail = |why: &dyn std::fmt::Display| {
        Failure::new(format!("cannot mend {} as {}: {why}", from.display(), to.display()))
    };
    let io = |error: io::Error| fail(&cause(&error)).hint("nothing was changed");
    let link = fs::symlink_metadata(from).map_err(io)?.is_symlink();
    if fixing.in_place && link {
        return Err(fail(&"it is a symbolic link").hint("name the file that it points to"));
    }
    let folder = to.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(io)?;
    let aside = tempfile::Builder::new().prefix(".relkit-").tempdir_in(folder).map_err(io)?;
    let new = aside.path().join(&plan.file_name);
    let old = fs::File::open(from).map_err(io)?;
    let mut out = io::BufWriter::new(fs::File::create(&new).map_err(io)?);
    repair::write(plan, &old, &mut out).map_err(|error| match &error {
        WriteError::Write(inner) => io(io::Error::new(inner.kind(), inner.to_string())),
        WriteError::Read(_) | WriteError::Form(_) => fail(&error).hint("nothing was changed"),
    })?;
    out.flush().map_err(io)?;
    let file = out.into_inner().map_err(|error| io(error.into_error()))?;
    if fixing.in_place {
        file.set_permissions(old.metadata().map_err(io)?.permissions()).map_err(io)?;
    }
    file.sync_all().map_err(io)?;
    drop((file, old));
    sound(&new).map_err(|why| fail(&why).hint("nothing was changed; please report this"))?;

    // Where case does not count the old file may have the new name already.
    let is_old = || matches!((to.canonicalize(), from.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if fixing.in_place && is_old() {
        fs::rename(&new, from).and_then(|()| fs::rename(from, &to)).map_err(io)?;
        return Ok(to);
    }
    place(&new, &to).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            let hint = "move it away, or name another folder with --output-dir";
            return fail(&"another file has that name").hint(hint);
        }
        io(error)
    })?;
    if fixing.in_place {
        fs::remove_file(from).map_err(|error| {
            let hint = format!("{} is written; remove the old file", to.display());
            fail(&format!("the old file stays: {}", cause(&error))).hint(hint)
        })?;
    }
    Ok(to)
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
