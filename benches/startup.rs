//! Whole processes beside the floor: `relkit --version`, `relkit matrix` and `relkit pyversions` of a
//! file against a process that does nothing.
//!
//! `cargo bench --bench startup`. Runs are interleaved, so that noise of the machine falls on all
//! of them alike; the figures are medians of wall time.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const ROUNDS: usize = 200;
/// Set for the process that does nothing: this very program.
const IDLE: &str = "RELKIT_BENCH_IDLE";

fn main() {
    if std::env::var_os(IDLE).is_some() {
        return;
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let project = tests.join("projects/maturin");
    let relkit = || Command::new(env!("CARGO_BIN_EXE_relkit"));
    let mut idle = Command::new(std::env::current_exe().unwrap_or_default());
    idle.env(IDLE, "1");
    let mut version = relkit();
    version.arg("--version");
    let mut matrix = relkit();
    matrix.args(["matrix", "--as-of", "2026-11-22", "--quiet", "--project"]).arg(&project);
    let mut pyversions = relkit();
    pyversions.args(["pyversions", "psutil", "--as-of", "2026-11-22", "--quiet", "--source"]);
    pyversions.arg(tests.join("data/psutil_2025_02.json"));
    let mut cases = [
        ("floor: an idle process", idle, Vec::new()),
        ("relkit --version", version, Vec::new()),
        ("relkit matrix", matrix, Vec::new()),
        ("relkit pyversions FILE", pyversions, Vec::new()),
    ];
    for _ in 0..ROUNDS {
        for (_, command, times) in &mut cases {
            let start = Instant::now();
            let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
            times.push(start.elapsed());
            assert!(status.is_ok_and(|status| status.success()), "{command:?} failed");
        }
    }
    let floor = median(&mut cases[0].2);
    println!("{:<24} {:>10} {:>10} {:>10} {:>8}", "whole process", "p10", "median", "p90", "ratio");
    for (name, _, times) in &mut cases {
        let middle = median(times);
        let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1e3;
        let ratio = middle.as_secs_f64() / floor.as_secs_f64();
        println!(
            "{name:<24} {:>7.2} ms {:>7.2} ms {:>7.2} ms {ratio:>7.2}x",
            at(10),
            middle.as_secs_f64() * 1e3,
            at(90)
        );
    }
}

/// Sorts the times, too.
fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
