//! `relkit explain`.

use clap::Args;

use crate::commands::{self, Exit, Failure, Terminal};

/// Explain a rule of `relkit check`, or list all rules
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  relkit explain            all rules, one a line
  relkit explain REC005     what it means, why it matters, how to mend it")]
pub(super) struct ExplainArgs {
    /// A rule's code, such as REC005
    #[arg(value_name = "CODE")]
    topic: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, terminal: &mut Terminal) -> Result<Exit, Failure> {
    commands::explain(args.topic.as_deref(), terminal)
}
