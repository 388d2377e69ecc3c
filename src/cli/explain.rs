//! `relkit explain` as typed.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  relkit explain            all rules, one a line
  relkit explain REC005     what it means, why it matters, how to mend it";

/// Explain a rule of `relkit check`, or list all rules
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Explain {
    /// A rule's code, such as REC005, or its name
    #[arg(value_name = "CODE")]
    topic: Option<String>,
}

impl Explain {
    pub(super) fn topic(&self) -> Option<&str> {
        self.topic.as_deref()
    }
}
