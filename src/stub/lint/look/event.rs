//! What a setup.py or a backend does, in order.

use super::value::{Doubt, Text};

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    /// What
    pub(crate) what: What,
    /// Where, from 1
    pub(crate) line: usize,
    /// What it hangs on, where that could not be followed
    pub(crate) doubt: Option<Doubt>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A module is imported
    Import {
        /// Its full name; of a relative import with the dots
        module: String,
        /// Whether its absence is caught
        caught: bool,
        /// Whether it is the way out after something else went wrong
        fallback: bool,
    },
    /// Another file is run whose text is not followed
    OtherFile(String),
    /// Something is shown
    Output {
        /// Whether to standard output, which is only written when Python ends in order
        buffered: bool,
        /// The text, where it is known at least in part
        text: Option<Text>,
    },
    /// Standard output is written
    Flush,
    /// The end
    Exit {
        /// As it is called. Ex) `sys.exit`, `os._exit`
        how: String,
        /// With which status
        status: Status,
    },
    /// An exception that nobody catches
    Raise {
        /// Its class. Ex) `RuntimeError`
        name: String,
        /// Its text
        text: Option<Text>,
    },
    /// An end, or an exception, that a handler swallows
    Swallowed,
    /// `setup()` is called
    Setup,
}

/// The exit status, and the text that goes with it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Status {
    /// 0
    Success,
    /// Another number
    Failure,
    /// 1, and a text on standard error
    Message(Text),
    /// Not known
    Unknown,
}
