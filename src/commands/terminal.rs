//! Where commands print: the only place that knows about streams and colour.

use std::{
    fmt,
    io::{self, IsTerminal},
};

use anstyle::{AnsiColor, Style};

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// `--quiet`: failures only
    Quiet,
    /// Warnings and results
    #[default]
    Normal,
    /// `--verbose`: also what is being done
    Verbose,
}

/// The output could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the output")]
pub struct OutputError(#[source] io::Error);

/// Standard output and standard error, with colour where they are terminals.
pub struct Terminal {
    out: Box<dyn io::Write>,
    err: Box<dyn io::Write>,
    verbosity: Verbosity,
}

impl Terminal {
    /// The process's own streams. Colour follows the terminal, `NO_COLOR` and `CLICOLOR_FORCE`.
    pub fn of_process(verbosity: Verbosity) -> Self {
        let out = Box::new(io::BufWriter::new(anstream::stdout()));
        Self { out, err: Box::new(anstream::stderr()), verbosity }
    }

    /// Writes to standard output as it is.
    pub fn print(&mut self, text: impl fmt::Display) -> Result<(), OutputError> {
        write!(self.out, "{text}").map_err(OutputError)
    }

    /// Sends everything to the streams; commands end with this so that a closed pipe is seen.
    pub fn flush(&mut self) -> Result<(), OutputError> {
        self.out.flush().and_then(|()| self.err.flush()).map_err(OutputError)
    }

    /// Whether a progress bar may be drawn on standard error.
    pub fn shows_progress(&self) -> bool {
        self.verbosity >= Verbosity::Normal && io::stderr().is_terminal()
    }

    /// Says what is being done, with `--verbose` only.
    pub fn note(&mut self, text: impl fmt::Display) {
        if self.verbosity >= Verbosity::Verbose {
            self.line(AnsiColor::Cyan, "note", text);
        }
    }

    /// Warns, unless `--quiet`.
    pub fn warn(&mut self, text: impl fmt::Display) {
        if self.verbosity >= Verbosity::Normal {
            self.line(AnsiColor::Yellow, "warning", text);
        }
    }

    /// Says something plain on standard error, unless `--quiet`.
    pub fn say(&mut self, text: impl fmt::Display) {
        if self.verbosity >= Verbosity::Normal {
            let _ = writeln!(self.err, "{text}");
        }
    }

    /// Reports a failure and its hint.
    pub fn fail(&mut self, failure: &super::Failure) {
        self.line(AnsiColor::Red, "error", &failure.message);
        if let Some(hint) = &failure.hint {
            self.line(AnsiColor::Green, "hint", hint);
        }
    }

    /// A line that cannot be written to standard error has nowhere else to go.
    fn line(&mut self, color: AnsiColor, label: &str, text: impl fmt::Display) {
        let style: Style = color.on_default().bold();
        let _ = writeln!(self.err, "{style}{label}{style:#}: {text}");
    }
}
