//! The largest plan as a whole process, beside the peers that answer a part of the same question:
//! `cibuildwheel --print-build-identifiers` for one system, and `maturin generate-ci github`.
//!
//! `cargo bench --bench matrix`, after `cargo test` has installed the peers under `target/oracles`.
//! Runs are interleaved, so that noise of the machine falls on all of them alike; the figures are
//! medians of wall time.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and stops")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const ROUNDS: usize = 15;
/// Set for the process that does nothing: this very program.
const IDLE: &str = "RELKIT_BENCH_IDLE";

/// Every platform, every Python, every group.
const PROJECT: &str = r#"
[build-system]
requires = ["maturin>=1"]
build-backend = "maturin"
[project]
name = "everything"
version = "1"
requires-python = ">=3.9"
[tool.cibuildwheel.ios]
test-command = "python -m pytest tests"
[tool.relkit.matrix]
platforms = [
    "manylinux_x86_64", "manylinux_i686", "manylinux_aarch64", "manylinux_ppc64le",
    "manylinux_s390x", "manylinux_armv7l", "manylinux_riscv64", "musllinux_x86_64",
    "musllinux_i686", "musllinux_aarch64", "musllinux_ppc64le", "musllinux_s390x",
    "musllinux_armv7l", "musllinux_riscv64", "macosx_x86_64", "macosx_arm64",
    "macosx_universal2", "win32", "win_amd64", "win_arm64", "android_arm64_v8a",
    "android_x86_64", "ios_arm64_iphoneos", "ios_arm64_iphonesimulator",
    "ios_x86_64_iphonesimulator", "pyodide_wasm32",
]
enable = ["pypy", "pypy-eol", "graalpy"]
untested = ["*-android_arm64_v8a", "*-ios_arm64_iphoneos"]
unpicked = ["*-macosx_universal2"]
"#;

const CARGO: &str = "[package]\nname = 'everything'\nversion = '1.0.0'\nedition = '2021'\n\
                     [lib]\ncrate-type = ['cdylib']\n[dependencies]\npyo3 = '0.29'\n";

fn main() {
    if std::env::var_os(IDLE).is_some() {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/bench-matrix");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("pyproject.toml"), PROJECT).unwrap();
    fs::write(folder.join("Cargo.toml"), CARGO).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    let relkit = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relkit"));
        command.args(["matrix", "--as-of", "2026-11-22", "--quiet", "--project"]).arg(&folder);
        command.args(more);
        command
    };
    let mut idle = Command::new(std::env::current_exe().unwrap());
    idle.env(IDLE, "1");
    let mut cases = vec![
        ("floor: an idle process", idle, Vec::new()),
        ("relkit matrix", relkit(&[]), Vec::new()),
        ("relkit matrix --format table", relkit(&["--format", "table"]), Vec::new()),
    ];
    match peers(root) {
        Some(bin) => {
            let mut cibuildwheel = Command::new(bin.join("cibuildwheel"));
            cibuildwheel.args(["--platform", "linux", "--print-build-identifiers"]).arg(&folder);
            cibuildwheel.envs([("CIBW_ARCHS", "all"), ("CIBW_ENABLE", "all")]);
            let mut maturin = Command::new(bin.join("maturin"));
            maturin.args(["generate-ci", "github", "--platform", "all", "-m"]);
            maturin.arg(folder.join("Cargo.toml"));
            cases.push(("cibuildwheel --print-... linux", cibuildwheel, Vec::new()));
            cases.push(("maturin generate-ci github", maturin, Vec::new()));
        }
        None => println!("no peers: `cargo test` installs them under target/oracles"),
    }
    for _ in 0..ROUNDS {
        for (_, command, times) in &mut cases {
            let start = Instant::now();
            let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
            times.push(start.elapsed());
            assert!(status.is_ok_and(|status| status.success()), "{command:?} failed");
        }
    }
    let floor = median(&mut cases[0].2);
    println!("{:<32} {:>11} {:>11} {:>9}", "whole process", "median", "p90", "ratio");
    for (name, _, times) in &mut cases {
        let middle = median(times);
        let late = times[times.len() * 90 / 100].as_secs_f64() * 1e3;
        let ratio = middle.as_secs_f64() / floor.as_secs_f64();
        let middle = middle.as_secs_f64() * 1e3;
        println!("{name:<32} {middle:>8.2} ms {late:>8.2} ms {ratio:>8.1}x");
    }
}

/// The folder of the programs that the tests installed.
fn peers(root: &Path) -> Option<PathBuf> {
    let folders = fs::read_dir(root.join("target/oracles")).ok()?;
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let programs = |folder: PathBuf| folder.join("complete").exists().then(|| folder.join(bin));
    let has = |bin: &PathBuf| {
        bin.join("maturin").with_extension(std::env::consts::EXE_EXTENSION).exists()
    };
    folders.flatten().filter_map(|entry| programs(entry.path())).find(has)
}

/// Sorts the times, too.
fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
