//! Why a command could not be done: what, where, and a hint apart.

use std::{error::Error, io};

/// The one error that reaches the user: exit status 2.
#[derive(Debug)]
pub struct Failure {
    /// What happened and where, on one line, without a full stop
    pub message: String,
    /// What to do about it
    pub hint: Option<String>,
    /// The reader of our output went away: no failure at all
    pub broken_pipe: bool,
}

impl Failure {
    /// A failure with this message and no hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, broken_pipe: false }
    }

    /// The same failure with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The message is the error and its sources, joined by `: `.
impl<E: Error> From<E> for Failure
where
    E: 'static,
{
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut broken_pipe = false;
        let mut next: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(cause) = next {
            if let Some(io) = cause.downcast_ref::<io::Error>() {
                broken_pipe |= io.kind() == io::ErrorKind::BrokenPipe;
            }
            next = cause.source();
            if let Some(cause) = next {
                let text = cause.to_string();
                if !message.contains(&text) {
                    message = format!("{message}: {text}");
                }
            }
        }
        Self { message, hint: None, broken_pipe }
    }
}
