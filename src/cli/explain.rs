//! `relkit explain` as typed.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  relkit explain            all rules, one a line
  relkit explain --json     all rules with their documentation, schema relkit.rules/1
  relkit explain REC005     what it means, why it matters, how to mend it
  relkit explain cp314t-win_arm64
                            a build identifier: its interpreter, system and machine
  relkit explain cp315-abi3.abi3t-manylinux_2_28_x86_64
                            the tags of a wheel: what each means, who installs it";

/// Explain a rule of `relkit check`, a build identifier or a tag, or list all rules
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Explain {
    /// A rule's code, such as REC005, or its name; an identifier; a tag
    #[arg(value_name = "CODE|ID|TAG")]
    topic: Option<String>,
    /// Rules as JSON for machines, schema `relkit.rules/1`
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(super) fn topic(&self) -> Option<&str> {
        self.topic.as_deref()
    }

    pub(super) const fn json(&self) -> bool {
        self.json
    }
}
