//! The share of one project over 15 days of a file with the rows of PyPI's table: relkit beside
//! `DuckDB`, Polars and pandas, on the same file, in one run.
//!
//! `cargo bench --bench downloads -- [FILE]`
//!
//! Without FILE: 5 million rows, which `make.py` beside this file writes under `target/downloads`;
//! `make.py FILE --rows 50000000` writes ten times as many. The engines come from PyPI into a
//! virtual environment there, pinned by `requirements.txt`, and each answers in a process of its
//! own, start included: that is what a user waits for. relkit counts releases too, and judges.
//! They take turns, so that noise of the machine falls on all alike. Time on the clock is the
//! median; CPU seconds are those of all rounds by their number, by `/proc`; memory is the most that
//! was resident in any round. Where there is no `/proc` only the clock is told. All must count the
//! same rows, or it panics.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark has nobody to report to")]
#![allow(clippy::panic, reason = "the same")]

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use relkit::{
    downloads::{
        Dimension, Installers, Wanted, Window,
        source::{Source, file::FileSource},
    },
    tables::Tables,
};

#[path = "../support/children.rs"]
mod children;
#[path = "../../tests/suite/support/python.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod python;

const ROUNDS: usize = 5;
const PROJECT: &str = "psutil";
/// The days, and the one behind them.
const FIRST: &str = "2025-02-10";
const LAST: &str = "2025-02-24";
const BEHIND: &str = "2025-02-25";
const DAYS: &str = "15";

/// What the runs of one engine took.
#[derive(Default)]
struct Took {
    clock: Vec<Duration>,
    cpu: Option<Duration>,
    /// Kilobytes
    memory: Option<u64>,
}

fn main() {
    let environment = python::environment_of("benches/downloads/requirements.txt", "target/peers");
    let scripts = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let script = |name: &str| {
        let mut command = Command::new(scripts.join("python"));
        command.arg(python::root().join("benches/downloads").join(name));
        command
    };
    let given = std::env::args().skip(1).find(|word| !word.starts_with('-')).map(PathBuf::from);
    let file = given.unwrap_or_else(|| {
        let file = python::root().join("target/downloads/5m.parquet");
        if !file.exists() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            python::run(script("make.py").arg(&file), "make the file");
        }
        file
    });
    let expected = counted(&file);
    #[allow(clippy::cast_precision_loss, reason = "megabytes for people")]
    let mega = fs::metadata(&file).unwrap().len() as f64 / 1e6;
    println!(
        "{}: {mega:.0} MB, {expected} rows of {PROJECT} from {FIRST} to {LAST}\n",
        file.display()
    );

    let mut relkit = Command::new(env!("CARGO_BIN_EXE_relkit"));
    relkit.args(["pyversions", PROJECT, "--as-of", BEHIND, "--days", DAYS]);
    relkit.args(["--history", "0", "--installers", "all", "--source"]).arg(&file);
    let mut engines = vec![("relkit", relkit, Took::default())];
    for name in ["duckdb", "polars", "pandas"] {
        let mut command = script("ask.py");
        command.arg(name).arg(&file).args([PROJECT, FIRST, BEHIND]);
        engines.push((name, command, Took::default()));
    }
    for round in 0..=ROUNDS {
        for (name, command, took) in &mut engines {
            let before = children::cpu();
            let (clock, memory, said) = run(command);
            if *name != "relkit" {
                assert_eq!(said.trim(), expected.to_string(), "{name} counts other rows");
            }
            // The first round brings the file into memory for all.
            if round == 0 {
                continue;
            }
            took.clock.push(clock);
            took.memory = took.memory.max(memory);
            if let (Some(before), Some(after)) = (before, children::cpu()) {
                took.cpu = Some(took.cpu.unwrap_or_default() + after.saturating_sub(before));
            }
        }
    }
    println!(
        "{:<8} {:>9} {:>7} {:>9} {:>7} {:>9} {:>7}",
        "engine", "clock s", "ratio", "CPU s", "ratio", "RSS MB", "ratio"
    );
    let own = figures(&mut engines[0].2);
    for (name, _, took) in &mut engines {
        let figures = figures(took);
        let cells: Vec<String> = figures
            .iter()
            .zip(own)
            .map(|(figure, own)| match (figure, own) {
                (Some(figure), Some(own)) => format!("{figure:>9.3} {:>7.1}", figure / own),
                _ => format!("{:>9} {:>7}", "-", "-"),
            })
            .collect();
        println!("{name:<8} {}", cells.join(" "));
    }
}

/// How many rows there are, by relkit's own library.
fn counted(file: &Path) -> u64 {
    let tables = Tables::embedded();
    let (pythons, rules) = (tables.load().unwrap(), tables.load().unwrap());
    let wanted = Wanted {
        project: PROJECT.parse().unwrap(),
        window: Window::new(FIRST.parse().unwrap(), LAST.parse().unwrap()).unwrap(),
        history: None,
        dimensions: [Dimension::Python].into(),
        installers: Installers::Everything,
    };
    let answer = FileSource::new(file, &pythons, &rules).answer(&wanted, &|_| {}).unwrap();
    answer.cubes.iter().map(relkit::downloads::Counts::total).sum()
}

/// Seconds on the clock, CPU seconds and megabytes.
fn figures(took: &mut Took) -> [Option<f64>; 3] {
    took.clock.sort_unstable();
    let clock = took.clock[took.clock.len() / 2].as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "small numbers")]
    let (rounds, memory) =
        (took.clock.len() as f64, took.memory.map(|kilobytes| kilobytes as f64 / 1e3));
    [Some(clock), took.cpu.map(|cpu| cpu.as_secs_f64() / rounds), memory]
}

/// Runs a process: its time on the clock, the most that was resident, and what it printed.
///
/// The kernel's own figure for ended children counts the memory of their parent before `exec`, so
/// the high-water mark is looked at while the child lives.
fn run(command: &mut Command) -> (Duration, Option<u64>, String) {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = None;
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        memory = memory.max(high_water(&status));
        std::thread::sleep(Duration::from_micros(500));
    };
    let clock = start.elapsed();
    assert!(ended.success(), "{command:?} failed");
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    (clock, memory, said)
}

/// `VmHWM`, in kilobytes (proc(5)).
fn high_water(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
