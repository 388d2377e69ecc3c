//! The command line: arguments as typed, turned into arguments as meant.

mod check;
mod explain;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    commands::{CheckConfig, Exit, Failure, Terminal, Verbosity},
    tables::Tables,
};

/// Release engineering for compiled Python packages.
#[derive(Debug, Parser)]
#[command(name = "relkit", version, about, long_about = None, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// Options that every command takes.
#[derive(Debug, Args)]
struct Global {
    /// Say nothing but failures on standard error
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what is being done on standard error
    #[arg(long, short, global = true, action = ArgAction::SetTrue)]
    verbose: bool,
    /// Take tables (pythons.toml, runners.toml, ...) from this folder where it has them
    #[arg(long, global = true, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// The day to judge by: what is supported, which runners exist [default: today]
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Explain(explain::ExplainArgs),
}

/// Runs relkit on these arguments and returns the process's exit status.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match Cli::command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => {
            // clap prints help and version to standard output with status 0, errors with 2.
            let status = u8::try_from(error.exit_code()).unwrap_or(2);
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let verbosity = match (cli.global.quiet, cli.global.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    let mut terminal = Terminal::of_process(verbosity);
    let result = dispatch(cli, &mut terminal)
        .and_then(|exit| terminal.flush().map(|()| exit).map_err(Failure::from));
    match result {
        Ok(exit) => exit.into(),
        Err(failure) if failure.broken_pipe => Exit::Fine.into(),
        Err(failure) => {
            let _ = terminal.flush();
            terminal.fail(&failure);
            Exit::Failed.into()
        }
    }
}

fn dispatch(cli: Cli, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let Global { tables, as_of, .. } = cli.global;
    let tables = match tables {
        Some(folder) => Tables::overridden_by(&folder)?,
        None => Tables::embedded(),
    };
    let as_of = as_of.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    match cli.command {
        Command::Check(args) => check::run(&args, CheckConfig::default(), &tables, as_of, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
    }
}
