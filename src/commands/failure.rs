//! Why a command could not be done: what, where, and a hint apart.

use std::{error::Error, io};

use super::OutputError;
use crate::{
    index::{IndexError, fetch::FetchError, listing::ListingError},
    matrix::{PlanError, cost::TimingsError, infer::InferError, simulate::SimulationError},
    project::{ProjectError, WorkflowError},
    render::RenderError,
    tables::TableError,
};

/// The one error that reaches the user: exit status 2.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What happened and where, on one line, without a full stop
    pub message: String,
    /// What to do about it
    pub hint: Option<String>,
}

impl Failure {
    /// A failure with this message and no hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// The same failure with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// From an error: its message and those of its sources, joined by `: `.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut failure = Self::new(error.to_string());
        let mut next = Some(error);
        while let Some(cause) = next {
            next = cause.source();
            if let Some(text) = next.map(ToString::to_string)
                && !failure.message.contains(&text)
            {
                failure.message = format!("{}: {text}", failure.message);
            }
        }
        failure
    }
}

/// Errors that say all in their message.
macro_rules! without_hint {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::of(&error)
            }
        })+
    };
}

/// Errors that know what to do about themselves.
macro_rules! with_hint {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self { hint: error.hint().map(Into::into), ..Self::of(&error) }
            }
        })+
    };
}

without_hint!(io::Error, OutputError, serde_json::Error, TableError, RenderError);
with_hint!(ProjectError, WorkflowError, PlanError, InferError, IndexError, ListingError);
with_hint!(SimulationError, TimingsError, FetchError);
