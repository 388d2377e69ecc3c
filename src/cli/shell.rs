//! `relkit completions` and `relkit man`: made from the same structs as the command line.

use std::{io, path::PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;

use crate::commands::{Context, Exit, Failure};

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  relkit completions bash > ~/.local/share/bash-completion/completions/relkit
  relkit completions zsh > \"${fpath[1]}/_relkit\"
  relkit completions fish > ~/.config/fish/completions/relkit.fish")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print relkit's man page, or write the pages of all commands
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  relkit man | man -l -
  relkit man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// Write relkit.1, relkit-matrix.1 and so on into this folder
    folder: Option<PathBuf>,
}

impl Completions {
    pub(super) fn run(&self, mut root: Command, context: &mut Context) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut root, "relkit", &mut script);
        context.terminal.print(String::from_utf8_lossy(&script))?;
        Ok(Exit::Fine)
    }
}

impl Man {
    pub(super) fn run(&self, root: Command, context: &mut Context) -> Result<Exit, Failure> {
        let Some(folder) = &self.folder else {
            let mut page = Vec::new();
            clap_mangen::Man::new(root).render(&mut page)?;
            context.terminal.print(String::from_utf8_lossy(&page))?;
            return Ok(Exit::Fine);
        };
        clap_mangen::generate_to(root, folder).map_err(|error: io::Error| {
            Failure::new(format!("cannot write man pages to {}: {error}", folder.display()))
                .hint("the folder must exist")
        })?;
        context.terminal.note(format_args!("wrote man pages to {}", folder.display()));
        Ok(Exit::Fine)
    }
}
