//! All members of all files, verified in parallel, the largest first.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{
    Cause, Method, Progress,
    archive::{
        inflate::{Content, Declared, Inflater},
        map::{AROUND, Map, Residency},
        tar,
    },
    budget::Budget,
    hold::Hold,
    run::{Inside, Opened, bound},
    sdist,
};
use crate::model::SdistName;

/// Compared at once when two members may be the same.
const STEP: usize = 1 << 20;

/// Work for one thread.
enum Task<'a> {
    /// Members whose directory entries say the same: most often they *are* the same
    Members(&'a [Job<'a>]),
    Tar {
        file: usize,
        opened: &'a Opened,
    },
}

/// One member to verify.
struct Job<'a> {
    file: usize,
    member: usize,
    map: &'a Map,
    compressed: &'a [u8],
    declared: Declared,
}

/// What a task found about one member, or about a whole tar archive.
pub(super) struct Found {
    pub(super) file: usize,
    pub(super) member: usize,
    pub(super) what: What,
}

pub(super) enum What {
    Member(Content),
    Tar(Box<Result<tar::Contents, Cause>>),
}

/// Runs all tasks, the largest first, on all threads of rayon's pool.
pub(super) fn verify(
    opened: &[Result<Opened, Cause>],
    budget: &Budget,
    progress: &Progress,
) -> Vec<Found> {
    let jobs = jobs(opened);
    let alike = jobs.chunk_by(|one, other| one.key() == other.key()).map(Task::Members);
    let mut tasks: Vec<Task<'_>> = alike.collect();
    for (file, opened) in opened.iter().enumerate() {
        if let Ok(opened @ Opened { inside: Inside::TarGz, .. }) = opened {
            tasks.push(Task::Tar { file, opened });
        }
    }
    tasks.sort_by_key(|task| std::cmp::Reverse(task.cost()));
    progress.expect(tasks.iter().map(Task::work).sum());
    let maps = opened.iter().flatten().map(|opened| &opened.map).collect();
    let residency = Residency::new(maps);
    let hold = Hold::default();
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut inflater = Inflater::new(&hold, rayon::current_num_threads());
        let mut found = Vec::new();
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            task.run(&mut inflater, budget, progress, &residency, &mut found);
        }
        found
    };
    // A queue in order and not rayon's halving: the largest member must start first, for it alone
    // may take as long as all the others on the other threads.
    match tasks.len() {
        0..=1 => worker(),
        _ => rayon::broadcast(|_| worker()).into_iter().flatten().collect(),
    }
}

/// All members that can be read, those that are declared alike side by side.
fn jobs(opened: &[Result<Opened, Cause>]) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    for (file, opened) in opened.iter().enumerate() {
        let Ok(Opened { map, inside: Inside::Zip { directory, keep, .. }, .. }) = opened else {
            continue;
        };
        for (number, (member, entry)) in directory.iter().enumerate() {
            if member.damage.is_some() {
                continue;
            }
            let declared = Declared {
                method: member.method,
                size: member.size,
                crc: entry.crc,
                keep: bound(keep, number),
            };
            let compressed = &map.bytes()[entry.range.clone()];
            jobs.push(Job { file, member: number, map, compressed, declared });
        }
    }
    jobs.sort_by_key(|job| (job.key(), job.file, job.member));
    jobs
}

impl Job<'_> {
    fn key(&self) -> (u32, u64, usize, bool) {
        let Declared { crc, size, method, .. } = self.declared;
        (crc, size, self.compressed.len(), method == Method::Stored)
    }
}

impl Task<'_> {
    /// How long it may take, in bytes; the rest orders equal tasks the same way in every run.
    fn cost(&self) -> (u64, usize, usize) {
        match self {
            Task::Members(jobs) => {
                let first = &jobs[0];
                (first.declared.size, first.file, first.member)
            }
            Task::Tar { file, opened } => (opened.map.size().saturating_mul(4), *file, 0),
        }
    }

    /// Bytes for the progress: those of members as they inflate, those of sdists as they are read.
    fn work(&self) -> u64 {
        match self {
            Task::Members(jobs) => jobs.iter().map(|job| job.declared.size).sum(),
            Task::Tar { opened, .. } => opened.map.size(),
        }
    }

    fn run(
        &self,
        inflater: &mut Inflater<'_>,
        budget: &Budget,
        progress: &Progress,
        residency: &Residency<'_>,
        found: &mut Vec<Found>,
    ) {
        match self {
            Task::Members(jobs) => members(jobs, inflater, progress, residency, found),
            Task::Tar { file, opened } => {
                let root = opened.file_name.parse().ok().map(|n: SdistName| n.stem().to_owned());
                let mut texts = sdist::Texts::new(root);
                let mut rest = opened.map.size();
                let result = tar::read(
                    opened.map.bytes(),
                    |member| {
                        budget.member(
                            member.name.len() + member.link.as_ref().map_or(0, String::len),
                        )?;
                        let keep = texts.keep(&member.name);
                        budget.text(member.size.min(keep as u64))?;
                        Ok(keep)
                    },
                    |read| {
                        residency.touch(&opened.map, read);
                        progress.advance(read);
                        rest = rest.saturating_sub(read);
                    },
                );
                progress.advance(rest);
                let what = What::Tar(Box::new(result));
                found.push(Found { file: *file, member: 0, what });
            }
        }
    }
}

/// Verifies the first of members that are declared alike. One whose compressed bytes are the same
/// has the same content, to the bit, whatever the CRC is worth; any other is verified by itself.
///
/// The wheels of one release share most of their members: two thirds of numpy's bytes.
fn members(
    jobs: &[Job<'_>],
    inflater: &mut Inflater<'_>,
    progress: &Progress,
    residency: &Residency<'_>,
    found: &mut Vec<Found>,
) {
    let keep = jobs.iter().map(|job| job.declared.keep).max().unwrap_or(0);
    let mut first: Option<(&Job<'_>, Content)> = None;
    for job in jobs {
        let mut content = match &first {
            Some((same, content)) if is_same(same, job, residency) => {
                progress.advance(job.declared.size);
                content.keeping(job.declared.keep)
            }
            _ => {
                let declared = Declared { keep, ..job.declared };
                residency.touch(job.map, AROUND);
                inflater.verify(job.compressed, declared, |used, made| {
                    residency.touch(job.map, used);
                    progress.advance(made);
                })
            }
        };
        if first.is_none() && jobs.len() > 1 {
            first = Some((job, content.clone()));
        }
        if content.kept.len() > job.declared.keep {
            content = content.keeping(job.declared.keep);
        }
        found.push(Found { file: job.file, member: job.member, what: What::Member(content) });
    }
}

fn is_same(one: &Job<'_>, other: &Job<'_>, residency: &Residency<'_>) -> bool {
    if one.compressed.as_ptr_range() == other.compressed.as_ptr_range() {
        return true;
    }
    residency.touch(one.map, AROUND);
    residency.touch(other.map, AROUND);
    one.compressed.chunks(STEP).zip(other.compressed.chunks(STEP)).all(|(a, b)| {
        residency.touch(one.map, a.len() as u64);
        residency.touch(other.map, b.len() as u64);
        a == b
    })
}
