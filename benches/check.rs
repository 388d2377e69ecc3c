//! The floor beside `relkit check`, in one run.
//!
//! `cargo bench --bench check -- [FOLDER] [--rounds N]`
//!
//! The floor is inflate + CRC-32 + SHA-256 of every member and nothing else, by the fastest libraries
//! there are: the files are in memory and their members found before the clock starts. It runs on the same threads, in the
//! same order, as the real thing. Both take turns, so that a busy machine slows both. Times are CPU
//! seconds of the process, all threads together, as waiting and neighbours do not count there;
//! those on the clock stand beside. Without FOLDER the wheels of `target/corpus` are taken, or else some that are made up.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark has nobody to report to")]

use std::{
    fs,
    hint::black_box,
    io::{Cursor, Read},
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use crc32fast::Hasher as Crc;
use libdeflater::Decompressor;
use relkit::{
    dist,
    model::SupportPolicy,
    report::check::{self, CheckReport},
    rules::{self, Beside, RuleTables, Selection},
    tables::Tables,
};
use sha2::{Digest, Sha256};

#[path = "../tests/suite/support/zip.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod zip_writer;

/// The child that measures memory alone gets this word before the folder.
const MEMORY_ONLY: &str = "--memory-only";

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|word| word == flag)?;
        arguments.get(at + 1).cloned()
    };
    if let Some(folder) = after(MEMORY_ONLY) {
        check(&wheels(Path::new(&folder)));
        println!("{}", peak_memory().unwrap_or_default());
        return;
    }
    let rounds: usize = after("--rounds").map_or(15, |rounds| rounds.parse().unwrap());
    let made_up = tempfile::tempdir().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus");
    let folder = match arguments.first().filter(|word| !word.starts_with('-')) {
        Some(folder) => PathBuf::from(folder),
        None if !wheels(&corpus).is_empty() => corpus,
        None => {
            make_up(made_up.path());
            made_up.path().to_owned()
        }
    };
    let paths = wheels(&folder);
    let members = Members::load(&paths);
    println!(
        "{} wheels in {}: {} members, {:.1} MB, {:.1} MB inflated, {} threads, {rounds} rounds",
        paths.len(),
        folder.display(),
        members.jobs.len(),
        mega(members.files.iter().map(|file| file.len() as u64).sum()),
        mega(members.jobs.iter().map(|job| job.size).sum()),
        rayon::current_num_threads(),
    );

    let (mut floor, mut real) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let one = || time(|| members.floor());
        let two = || time(|| check(&paths));
        let (a, b) = if round % 2 == 0 {
            let a = one();
            (a, two())
        } else {
            let b = two();
            (one(), b)
        };
        // The first round fills caches and starts the threads.
        if round > 0 {
            floor.push(a);
            real.push(b);
        }
    }
    println!("{:<14} {:>10} {:>10}", "median", "CPU", "clock");
    print_row("floor", &floor);
    print_row("check", &real);
    print_ratio("CPU", &real, &floor, |took| took.cpu);
    print_ratio("clock", &real, &floor, |took| took.clock);
    let child = Command::new(std::env::current_exe().unwrap())
        .arg(MEMORY_ONLY)
        .arg(&folder)
        .output()
        .unwrap();
    let peak = String::from_utf8_lossy(&child.stdout);
    println!("check peak     {} (a process of its own)", peak.trim());
}

/// What `relkit check` does with the files: reading, every rule, the report.
fn check(paths: &[PathBuf]) {
    let context = rules::Context {
        as_of: jiff::civil::date(2026, 11, 22),
        support: &SupportPolicy::EndOfLife,
        tables: &RuleTables::load(&Tables::embedded()).unwrap(),
        beside: &Beside::default(),
    };
    let read = dist::read(paths, &dist::Progress::default());
    let dists: Vec<_> = read.into_iter().map(|dist| dist.expect("every wheel must open")).collect();
    let findings = rules::run(&dists, &Selection::default(), &context);
    black_box(check::text(&CheckReport { findings, ..CheckReport::default() }, false));
}

fn wheels(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "whl"))
        .collect();
    paths.sort();
    paths
}

/// Every member of every wheel, ready to be inflated.
struct Members {
    files: Vec<Vec<u8>>,
    jobs: Vec<Job>,
}

struct Job {
    file: usize,
    range: Range<usize>,
    deflated: bool,
    size: u64,
    crc: u32,
}

impl Members {
    fn load(paths: &[PathBuf]) -> Self {
        let files: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        let mut jobs = Vec::new();
        for (file, bytes) in files.iter().enumerate() {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            for index in 0..archive.len() {
                let member = archive.by_index_raw(index).unwrap();
                let start = usize::try_from(member.data_start().unwrap()).unwrap();
                let length = usize::try_from(member.compressed_size()).unwrap();
                jobs.push(Job {
                    file,
                    range: start..start + length,
                    deflated: member.compression() != zip::CompressionMethod::Stored,
                    size: member.size(),
                    crc: member.crc32(),
                });
            }
        }
        jobs.sort_by_key(|job| std::cmp::Reverse(job.size));
        Self { files, jobs }
    }

    fn floor(&self) {
        let next = AtomicUsize::new(0);
        let bytes = AtomicU64::new(0);
        rayon::broadcast(|_| {
            let mut decompressor = Decompressor::new();
            let mut buffer = Vec::new();
            while let Some(job) = self.jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let input = &self.files[job.file][job.range.clone()];
                let (mut crc, mut sha) = (Crc::new(), Sha256::new());
                let content = if job.deflated {
                    let size = usize::try_from(job.size).unwrap();
                    buffer.resize(size.max(buffer.len()), 0);
                    let made = decompressor.deflate_decompress(input, &mut buffer[..size]);
                    &buffer[..made.unwrap()]
                } else {
                    input
                };
                for chunk in content.chunks(64 << 10) {
                    crc.update(chunk);
                    sha.update(chunk);
                }
                assert_eq!(crc.finalize(), job.crc);
                std::hint::black_box(sha.finalize());
                bytes.fetch_add(job.size, Ordering::Relaxed);
            }
        });
    }
}

/// What a round took.
#[derive(Clone, Copy)]
struct Took {
    /// User and system time of all threads
    cpu: Duration,
    clock: Duration,
}

fn time(work: impl FnOnce()) -> Took {
    let (start, before) = (Instant::now(), cpu_time());
    work();
    Took { cpu: cpu_time().saturating_sub(before), clock: start.elapsed() }
}

/// CPU time of the process so far.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

/// The clock, where the system does not tell the time of the process alone.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}

fn print_row(name: &str, rounds: &[Took]) {
    let median = |of: fn(&Took) -> Duration| {
        let mut times: Vec<Duration> = rounds.iter().map(of).collect();
        times.sort();
        format!("{:.1?}", times[times.len() / 2])
    };
    println!("{name:<14} {:>10} {:>10}", median(|took| took.cpu), median(|took| took.clock));
}

/// The median of the ratios of the pairs that ran one after the other.
fn print_ratio(what: &str, real: &[Took], floor: &[Took], of: fn(&Took) -> Duration) {
    let ratio = |(real, floor)| of(real).as_secs_f64() / of(floor).as_secs_f64();
    let mut ratios: Vec<f64> = real.iter().zip(floor).map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let (low, high) = (ratios[0], ratios[ratios.len() - 1]);
    let median = ratios[ratios.len() / 2];
    println!("check / floor  {median:.2} in {what} time (pairs: {low:.2} to {high:.2})");
}

fn mega(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1000).unwrap()) / 1000.0
}

/// The most memory that this process had, as Linux tells it.
fn peak_memory() -> Option<String> {
    let mut status = String::new();
    fs::File::open("/proc/self/status").ok()?.read_to_string(&mut status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

/// Wheels of one release: code that all share, and a native part that each has to itself.
fn make_up(folder: &Path) {
    let mut state = 1_u64;
    let mut word = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state >> 40
    };
    let mut text = |words: usize| -> Vec<u8> {
        (0..words).flat_map(|_| format!("{:x} ", word() % 4096).into_bytes()).collect()
    };
    let shared: Vec<_> = (0..60)
        .map(|number| zip_writer::Entry::deflated(&format!("x/m{number}.py"), &text(2_000)))
        .collect();
    for number in 0..12 {
        let mut entries = shared.clone();
        entries.push(zip_writer::Entry::deflated("x/_x.abi3.so", &text(400_000)));
        let path = folder.join(format!("x-1.{number}-cp39-abi3-linux_x86_64.whl"));
        fs::write(path, zip_writer::archive(&entries)).unwrap();
    }
}
