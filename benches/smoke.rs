//! `relkit smoke` beside its floor and beside psleak, in one run.
//!
//! `cargo bench --bench smoke -- [PYTHON] [--rounds N]`
//!
//! PYTHON is a version or a path as `--python` takes it [default: 3.13]. The calls are those of psutil in
//! `tests/smoke/packages.txt`, on psutil's own wheel, which is fetched by digest with the corpus; uv
//! comes from the oracles' environment. psleak is installed by `relkit smoke --engine psleak`
//! itself, from the index that the environment names, and what that takes is not counted.
//!
//! - *one small wheel*: all of `relkit smoke` without leaks, beside a script that makes an environment
//!   with uv, installs the same wheel and imports it in one process.
//! - *leaks*: seconds a call. For relkit what its lane takes more than without calls, so that nothing
//!   is forgotten; for both engines what they say of each call, as mean and median.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark has nobody to report to")]
#![allow(clippy::panic, reason = "the same")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use serde_json::Value;

#[path = "../tests/suite/support/corpus.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod corpus;
#[path = "../tests/suite/support/python.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod python;

struct Bench {
    python: String,
    wheel: PathBuf,
    /// `PATH` with uv on it
    path: std::ffi::OsString,
}

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let (mut wanted, mut rounds) = ("3.13".to_owned(), 7);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--rounds" => {
                rounds = words.next().and_then(|word| word.parse().ok()).unwrap_or(rounds);
            }
            _ => wanted = word,
        }
    }
    let released = corpus::release("small", "psutil", "7.2.2").into_iter();
    let linux = |path: &PathBuf| path.to_string_lossy().contains("abi3-manylinux2010_x86");
    let wheel =
        released.clone().find(linux).unwrap_or_else(|| panic!("psutil's wheel is not there"));
    let uv = PathBuf::from(python::program("uv").get_program()).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([uv].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let bench = Bench { python: wanted, wheel, path };
    let calls = std::fs::read_to_string(python::root().join("tests/smoke/packages.txt")).unwrap();
    let calls: Vec<&str> = calls.lines().filter(|line| line.starts_with("psutil:")).collect();
    let calls: Vec<&str> = calls.into_iter().filter(|line| !line.contains(" !")).collect();

    let interpreter = bench.report(&[])["lanes"][0]["python"].as_str().unwrap().to_owned();
    println!("{interpreter}, {} rounds, {} calls of psutil\n", rounds, calls.len());
    let leaks: Vec<&str> = calls.iter().flat_map(|call| ["--leaks", call]).collect();
    let (mut start, mut floor, mut plain, mut with, mut own) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        start.push(clock(|| ran(Command::new(&interpreter).args(["-I", "-c", "pass"]))));
        floor.push(clock(|| bench.by_hand(&interpreter)));
        plain.push(clock(|| drop(bench.report(&[]))));
        let began = Instant::now();
        let report = bench.report(&leaks);
        with.push(began.elapsed().as_secs_f64());
        own.push(each(&report));
    }
    let psleak = each(&bench.report(&[&leaks[..], &["--engine", "psleak"]].concat()));
    let (start, floor, plain) = (median(start), median(floor), median(plain));
    #[allow(clippy::cast_precision_loss, reason = "some dozens of calls")]
    let more = (median(with) - plain) / calls.len() as f64;
    let own = [0, 1].map(|which| median(own.iter().map(|it: &[f64; 2]| it[which]).collect()));
    println!("{:<52} {:>9} {:>7}", "median seconds on the clock", "s", "ratio");
    let row = |name: &str, seconds: f64, base: f64| {
        println!("{name:<52} {seconds:>9.3} {:>6.2}x", seconds / base);
    };
    row("floor: the interpreter's start", start, start);
    row("floor: uv venv, uv pip install, python -c import", floor, floor);
    row("relkit smoke, one small wheel", plain, floor);
    println!();
    row("a call: relkit smoke, all that the lane takes more", more, psleak[0]);
    row("a call: relkit smoke, as reported, mean", own[0], psleak[0]);
    row("a call: psleak, as reported, with a start each, mean", psleak[0], psleak[0]);
    row("a call: relkit smoke, median", own[1], psleak[1]);
    row("a call: psleak, median", psleak[1], psleak[1]);
}

impl Bench {
    fn report(&self, more: &[&str]) -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relkit"));
        command.args(["smoke", "--quiet", "--format", "json", "--python", &self.python]);
        command.arg(&self.wheel).args(more).env("PATH", &self.path);
        let output = command.stderr(Stdio::inherit()).output().unwrap();
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{command:?} gave no report: {error}"))
    }

    /// What somebody would type for the same.
    fn by_hand(&self, interpreter: &str) {
        let folder = tempfile::tempdir().unwrap();
        let environment = folder.path().join("v");
        let uv = |words: &[&str], last: &Path| {
            let mut command = Command::new("uv");
            ran(command.env("PATH", &self.path).args(words).arg(last).current_dir(folder.path()));
        };
        uv(&["venv", "--quiet", "--no-project", "--python", interpreter], &environment);
        let python = environment.join("bin/python");
        let words = ["pip", "install", "--quiet", "--no-deps", "--no-index", "--python"];
        uv(&[&words[..], &[python.to_str().unwrap()]].concat(), &self.wheel);
        ran(Command::new(python).args(["-I", "-c", "import psutil"]));
    }
}

/// The mean and the median of the seconds of a call, as the report has them: a call that is slow by itself
/// takes its own time, whoever makes it.
fn each(report: &Value) -> [f64; 2] {
    let cases = report["lanes"][0]["cases"].as_array().unwrap().iter();
    let calls: Vec<f64> = cases
        .filter(|case| case["gate"] == "leak")
        .map(|case| {
            let judged = ["passed", "leak"].contains(&case["verdict"].as_str().unwrap_or_default());
            assert!(judged, "{case:#}");
            case["seconds"].as_f64().unwrap()
        })
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "some dozens of calls")]
    let count = calls.len() as f64;
    [calls.iter().sum::<f64>() / count, median(calls)]
}

fn ran(command: &mut Command) {
    let status = command.stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?} failed");
}

fn clock(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
