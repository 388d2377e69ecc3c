//! Where commands print: the only place that knows about streams and colour.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
};

use anstyle::{AnsiColor, Style};

use crate::report::visible;

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

/// Standard error alone, for what must be said while work goes on that has no terminal.
#[derive(Debug, Clone, Copy)]
pub struct Aside(Verbosity);

impl Aside {
    /// Says something plain, unless `--quiet`.
    pub fn say(self, text: impl fmt::Display) {
        if self.0 >= Verbosity::Normal {
            Self::write(visible(&text.to_string()));
        }
    }

    /// Says what is being done, with `--verbose` only.
    pub fn note(self, text: impl fmt::Display) {
        if self.0 >= Verbosity::Verbose {
            let style: Style = AnsiColor::Cyan.on_default().bold();
            Self::write(format!("{style}note{style:#}: {}", visible(&text.to_string())));
        }
    }

    fn write(line: impl fmt::Display) {
        // A line that is drawn there while one waits is wiped first; it is drawn anew.
        let wiped = if io::stderr().is_terminal() { "\r\x1b[2K" } else { "" };
        let _ = writeln!(anstream::stderr(), "{wiped}{line}");
    }
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
    /// The reader of standard output went away
    closed: bool,
}

impl Terminal {
    /// The process's own streams. Colour follows the terminal, `NO_COLOR` and `CLICOLOR_FORCE`.
    pub fn of_process(verbosity: Verbosity) -> Self {
        let out = Box::new(io::BufWriter::new(anstream::stdout()));
        Self { out, err: Box::new(anstream::stderr()), verbosity, closed: false }
    }

    /// A voice for work that runs while the terminal is lent.
    pub fn aside(&self) -> Aside {
        Aside(self.verbosity)
    }

    /// Writes to standard output as it is.
    pub fn print(&mut self, text: impl fmt::Display) -> Result<(), OutputError> {
        if self.closed {
            return Ok(());
        }
        let written = write!(self.out, "{text}");
        self.unless_closed(written)
    }

    /// Sends everything to the streams; commands end with this so that a full disk is seen.
    pub fn flush(&mut self) -> Result<(), OutputError> {
        if self.closed {
            return Ok(());
        }
        let written = self.out.flush().and_then(|()| self.err.flush());
        self.unless_closed(written)
    }

    /// A reader that has seen enough, such as `head`, is no failure and changes no result: the
    /// command goes on and ends with the status that it would have had.
    fn unless_closed(&mut self, written: io::Result<()>) -> Result<(), OutputError> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            written => written.map_err(OutputError),
        }
    }

    /// Whether a progress bar may be drawn on standard error.
    pub fn shows_progress(&self) -> bool {
        self.verbosity >= Verbosity::Normal && io::stderr().is_terminal()
    }

    /// Whether more is to be said than is needed.
    pub fn is_verbose(&self) -> bool {
        self.verbosity >= Verbosity::Verbose
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
            let _ = writeln!(self.err, "{}", visible(&text.to_string()));
        }
    }

    /// Reports a failure and its hint.
    pub fn fail(&mut self, failure: &super::Failure) {
        self.line(AnsiColor::Red, "error", &failure.message);
        if let Some(hint) = &failure.hint {
            self.line(AnsiColor::Green, "hint", hint);
        }
    }

    /// One line: what a terminal or GitHub would obey in a file's name is written out. A line that
    /// cannot be written to standard error has nowhere else to go.
    fn line(&mut self, color: AnsiColor, label: &str, text: impl fmt::Display) {
        let style: Style = color.on_default().bold();
        let text = visible(&text.to_string());
        let _ = writeln!(self.err, "{style}{label}{style:#}: {text}");
    }
}
