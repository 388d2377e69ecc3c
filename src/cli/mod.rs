//! The command line: arguments as typed, turned into arguments as meant.

mod check;
mod drop;
mod explain;
mod index;
mod init;
mod matrix;
mod matrix_cost;
mod pyversions;
mod shell;
mod smoke;
mod stub;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::civil::Date;

use crate::{
    commands::{self, Context, Exit, Failure, Terminal, Verbosity},
    tables::Tables,
};

const EXAMPLES: &str = "\
Examples:
  relkit matrix > .github/workflows/build.yml     write the CI workflow of this project
  relkit matrix --format table                    see the plan behind it
  relkit check dist/                              check what was built
  relkit explain REC005                           what a finding means

Exit status: 0 all is well; 1 there are findings, or a file is stale; 2 it could not be done.";

/// Release engineering for compiled Python packages.
#[derive(Debug, Parser)]
#[command(name = "relkit", version, about, long_about = None, max_term_width = 100)]
#[command(after_help = EXAMPLES)]
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
    Matrix(matrix::Matrix),
    Check(check::Check),
    Pyversions(pyversions::Pyversions),
    Drop(drop::Drop),
    Stub(stub::Stub),
    Smoke(smoke::Smoke),
    Init(init::Init),
    Explain(explain::Explain),
    Completions(shell::Completions),
    Man(shell::Man),
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
    let mut context = Context {
        terminal: Terminal::of_process(verbosity),
        tables: Tables::embedded(),
        as_of: cli.global.as_of,
    };
    let result = dispatch(cli, &mut context)
        .and_then(|exit| context.terminal.flush().map(|()| exit).map_err(Failure::from));
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            let _ = context.terminal.flush();
            context.terminal.fail(&failure);
            Exit::Failed.into()
        }
    }
}

fn dispatch(cli: Cli, context: &mut Context) -> Result<Exit, Failure> {
    if let Some(folder) = &cli.global.tables {
        context.tables = Tables::overridden_by(folder)?;
    }
    match cli.command {
        Command::Matrix(matrix) => match (matrix.cost_request(), matrix.against()) {
            (Some(cost), _) => commands::cost::run(&cost, context),
            (None, Ok(against)) => commands::against::run(&against, context),
            (None, Err(matrix)) => commands::matrix::run(&(*matrix).into(), context),
        },
        Command::Init(init) => commands::init::run(&init.into(), context),
        Command::Check(check) => commands::check::run(&check.into(), context),
        Command::Pyversions(asked) => commands::pyversions::run(&asked.into(), context),
        Command::Drop(drop) => commands::drop::run(&drop.into(), context),
        Command::Stub(stub) => stub.run(context),
        Command::Smoke(smoke) => smoke.run(context),
        Command::Explain(explain) => {
            commands::explain::run(explain.topic(), explain.json(), context)
        }
        Command::Completions(completions) => completions.run(Cli::command(), context),
        Command::Man(man) => man.run(Cli::command(), context),
    }
}
