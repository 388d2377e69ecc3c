//! `relkit check` beside the tools that do parts of its work, on the same wheels, in one run.
//!
//! `cargo bench --bench peers -- [FOLDER]`
//!
//! Without FOLDER: the set `peers` of `tests/corpus.tsv`, fetched by digest: 40 wheels of much
//! downloaded projects, 24 of them for Linux, 11 of the stable ABI, 6 for Windows, 5 for macOS and 5
//! pure ones. The tools come from PyPI into a virtual environment under `target/peers`, pinned by
//! `requirements.txt` beside this file. Each runs as its users run it: over all wheels at once
//! where it takes several, once a wheel where it takes one. CPU seconds are those of the children
//! that ended, by `/proc`: what the tools start counts too. Where there is no `/proc` the time on
//! the clock is all there is.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark has nobody to report to")]
#![allow(clippy::panic, reason = "the same")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

#[path = "../support/children.rs"]
mod children;
#[path = "../../tests/suite/support/corpus.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod corpus;
#[path = "../../tests/suite/support/python.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod python;

/// Which wheels a tool reads.
type Reads = fn(&str) -> bool;

/// A tool and its arguments before the wheels.
struct Tool {
    name: &'static str,
    arguments: &'static [&'static str],
    reads: Reads,
    /// It takes several wheels at once
    several: bool,
    /// It wants a folder to write to, behind this flag
    writes: Option<&'static str>,
}

const fn tool(name: &'static str, arguments: &'static [&'static str], reads: Reads) -> Tool {
    Tool { name, arguments, reads, several: false, writes: None }
}

const TOOLS: &[Tool] = &[
    Tool { several: true, ..tool("twine", &["check", "--strict"], |_| true) },
    Tool { several: true, ..tool("check-wheel-contents", &[], |_| true) },
    Tool { writes: Some("--dest"), ..tool("wheel", &["unpack"], |_| true) },
    tool("auditwheel", &["show", "--json"], |name| name.contains("linux")),
    Tool { several: true, ..tool("abi3audit", &[], |name| name.contains("-abi3")) },
];

/// What a run took.
#[derive(Clone, Copy, Default)]
struct Took {
    cpu: Duration,
    clock: Duration,
}

fn main() {
    let folder = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wheels =
        folder.map_or_else(|| corpus::files("peers"), |folder| in_folder(Path::new(&folder)));
    assert!(!wheels.is_empty(), "no wheel to read");
    let environment = python::environment_of("benches/peers/requirements.txt", "target/peers");
    let scripts = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let bytes: u64 = wheels.iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    #[allow(clippy::cast_precision_loss, reason = "megabytes for people")]
    let mega = bytes as f64 / 1e6;
    println!("{} wheels, {mega:.1} MB\n", wheels.len());
    println!("{:<22} {:>7} {:>9} {:>9}", "tool", "wheels", "CPU s", "clock s");

    let relkit = env!("CARGO_BIN_EXE_relkit");
    // Twice, as the first run brings the wheels into memory for all.
    let mut own = Took::default();
    for _ in 0..2 {
        own = timed(|| run(Command::new(relkit).arg("check").args(&wheels)));
    }
    row("relkit check", wheels.len(), own);
    let mut sum = Took::default();
    for tool in TOOLS {
        let name = |path: &&PathBuf| (tool.reads)(&path.file_name().unwrap().to_string_lossy());
        let read: Vec<&PathBuf> = wheels.iter().filter(name).collect();
        let scratch = tempfile::tempdir().unwrap();
        let groups: Vec<&[&PathBuf]> =
            if tool.several { vec![&read[..]] } else { read.chunks(1).collect() };
        let took = timed(|| {
            for group in groups {
                let mut command = Command::new(scripts.join(tool.name));
                command.args(tool.arguments);
                if let Some(flag) = tool.writes {
                    command.arg(flag).arg(scratch.path());
                }
                run(command.args(group));
            }
        });
        row(tool.name, read.len(), took);
        sum = Took { cpu: sum.cpu + took.cpu, clock: sum.clock + took.clock };
    }
    row("these together", wheels.len(), sum);
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    println!(
        "\ntogether / relkit: {:.1} in CPU time, {:.1} on the clock",
        ratio(sum.cpu, own.cpu),
        ratio(sum.clock, own.clock)
    );
}

fn row(name: &str, wheels: usize, took: Took) {
    let (cpu, clock) = (took.cpu.as_secs_f64(), took.clock.as_secs_f64());
    println!("{name:<22} {wheels:>7} {cpu:>9.2} {clock:>9.2}");
}

/// What a tool says of the wheels is its own business, and so is its exit status.
fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
}

fn timed(work: impl FnOnce()) -> Took {
    let (start, before) = (Instant::now(), children::cpu());
    work();
    let clock = start.elapsed();
    match (before, children::cpu()) {
        (Some(before), Some(after)) => Took { cpu: after.saturating_sub(before), clock },
        _ => Took { cpu: clock, clock },
    }
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut wheels: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "whl")).collect();
    wheels.sort();
    wheels
}
