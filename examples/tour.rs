//! relkit's main job on real input: `cargo run --release --example tour`.
//!
//! Plans and writes the workflow of an example project, then fetches the wheels of psutil 7.2.2
//! from PyPI, by digest, and checks them. Needs Rust and Python 3.11 or newer; what else it needs
//! it puts under `target/`.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "an example prints")]

use std::{ffi::OsString, process::ExitCode};

#[path = "../tests/suite/support/corpus.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod corpus;
#[path = "../tests/suite/support/python.rs"]
mod python;

/// Runs relkit as if these words had been typed.
fn relkit(arguments: &[&str]) -> ExitCode {
    println!("\n$ relkit {}", arguments.join(" "));
    relkit::cli::run(["relkit"].iter().chain(arguments).map(OsString::from))
}

fn main() -> ExitCode {
    std::env::set_current_dir(python::root()).unwrap();
    let project = "tests/projects/abi3";
    relkit(&["matrix", "--project", project, "--format", "table"]);
    relkit(&["matrix", "--project", project]);

    println!("\nFetching the wheels of psutil 7.2.2 ...");
    corpus::files("small");
    relkit(&["check", "target/corpus/small/psutil-7.2.2*"])
}
