//! The relkit program.

use std::process::ExitCode;

fn main() -> ExitCode {
    relkit::cli::run(std::env::args_os())
}
