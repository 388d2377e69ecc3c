//! One run over many files: open all, verify all members, put the facts together.

use std::path::{Path, PathBuf};

use super::{
    Cause, Contents, Damage, Dist, Oddity, OpenError, Progress, Sdist, Structure, Wheel,
    archive::{
        map::Map,
        tar,
        zip::{self, Directory},
    },
    budget::Budget,
    sdist,
    verify::{Found, What, verify},
    wheel,
};
use crate::model::SdistName;

/// A file that was opened; its content was not read yet.
pub(super) struct Opened {
    pub(super) file_name: String,
    pub(super) map: Map,
    pub(super) inside: Inside,
}

pub(super) enum Inside {
    /// The members of a zip archive, and for each text to keep: its number and its bound
    Zip {
        directory: Directory,
        structure: Structure,
        keep: Vec<(usize, usize)>,
        wheel: bool,
    },
    TarGz,
}

/// Reads files; the answers stand in the order of `paths`.
pub(super) fn read(paths: &[PathBuf], progress: &Progress) -> Vec<Result<Dist, OpenError>> {
    let budget = Budget::default();
    let opened = paths.iter().map(|path| open(path, Map::open(path), &budget)).collect();
    finish(paths, opened, &budget, progress)
}

/// Reads a file whose bytes are at hand.
pub(super) fn read_bytes(file_name: &str, bytes: &[u8]) -> Result<Dist, OpenError> {
    let path = PathBuf::from(file_name);
    let budget = Budget::default();
    let opened = vec![open(&path, Map::of(bytes), &budget)];
    let mut answers = finish(std::slice::from_ref(&path), opened, &budget, &Progress::default());
    answers.pop().unwrap_or(Err(OpenError { path, cause: Cause::Empty }))
}

/// Verifies what was opened, and puts the facts together.
fn finish(
    paths: &[PathBuf],
    opened: Vec<Result<Opened, Cause>>,
    budget: &Budget,
    progress: &Progress,
) -> Vec<Result<Dist, OpenError>> {
    let mut found = verify(&opened, budget, progress);
    found.sort_by_key(|found| (found.file, found.member));
    let mut found = found.into_iter().peekable();

    let files = paths.iter().zip(opened).enumerate();
    files
        .map(|(file, (path, opened))| {
            let contents =
                std::iter::from_fn(|| found.next_if(|found| found.file == file)).collect();
            opened
                .and_then(|opened| assemble(path, opened, contents))
                .map_err(|cause| OpenError { path: path.clone(), cause })
        })
        .collect()
}

/// Reads the directory of a file.
fn open(path: &Path, map: Result<Map, Cause>, budget: &Budget) -> Result<Opened, Cause> {
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let map = map?;
    let wheel = has_ending(&file_name, ".whl");
    let inside = if wheel || has_ending(&file_name, ".zip") {
        let (mut directory, structure) = zip::directory(&map)?;
        map.release();
        for (member, _) in &directory {
            budget.member(member.name.len())?;
        }
        let names = || directory.iter().map(|(member, _)| member.name.as_str());
        let keep = if wheel {
            wheel::texts(&file_name, names())
        } else {
            let root = file_name.parse::<SdistName>().ok().map(|name| name.stem().to_owned());
            let mut texts = sdist::Texts::new(root);
            names().map(|name| texts.keep(name)).enumerate().filter(|(_, keep)| *keep > 0).collect()
        };
        for &(member, bound) in &keep {
            budget.text(directory[member].0.size.min(bound as u64))?;
        }
        if structure.total(Oddity::Bomb) > 0 {
            defuse(&mut directory, &keep);
        }
        Inside::Zip { directory, structure, keep, wheel }
    } else if has_ending(&file_name, ".tar.gz") {
        Inside::TarGz
    } else {
        return Err(Cause::Ending);
    };
    Ok(Opened { file_name, map, inside })
}

/// Of a bomb nothing is inflated but texts within their bounds.
fn defuse(directory: &mut Directory, keep: &[(usize, usize)]) {
    for (number, (member, _)) in directory.iter_mut().enumerate() {
        let is_text = member.size <= bound(keep, number) as u64;
        if !(is_text || member.is_dir) && member.damage.is_none() {
            member.damage = Some(Damage::Unread);
        }
    }
}

/// Endings are compared as they are: `.WHL` is no wheel for any installer.
fn has_ending(name: &str, ending: &str) -> bool {
    name.ends_with(ending)
}

/// The facts of one file from its directory and what was found, in order of members.
fn assemble(path: &Path, opened: Opened, found: Vec<Found>) -> Result<Dist, Cause> {
    let Opened { file_name, map, inside } = opened;
    let mut archive = tar::Contents::default();
    let mut contents = Vec::new();
    for Found { member, what, .. } in found {
        match what {
            What::Member(content) => contents.push((member, content)),
            What::Tar(result) => archive = (*result)?,
        }
    }
    let contents = match inside {
        Inside::TarGz => Contents::Sdist(Sdist::from_tar(&file_name, archive)),
        Inside::Zip { directory, structure, keep, wheel } => {
            let mut texts = Vec::new();
            let mut members: Vec<_> = directory.into_iter().map(|(member, _)| member).collect();
            for (number, content) in contents {
                let Some(member) = members.get_mut(number) else { continue };
                member.damage = content.damage;
                member.format = content.format;
                member.binary = content.binary;
                member.digest = content.digest.filter(|_| !member.is_dir);
                if bound(&keep, number) > 0 {
                    texts.push((number, content.kept));
                }
            }
            if wheel {
                Contents::Wheel(Wheel::new(&file_name, members, texts, structure))
            } else {
                Contents::Sdist(Sdist::from_zip(&file_name, members, texts, structure))
            }
        }
    };
    Ok(Dist { path: path.to_owned(), file_name, size: map.size(), contents, stated: None })
}

/// How much is to be kept of a member.
pub(super) fn bound(keep: &[(usize, usize)], member: usize) -> usize {
    keep.iter().find(|(kept, _)| *kept == member).map_or(0, |(_, bound)| *bound)
}
