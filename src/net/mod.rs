//! HTTP, as far as relkit needs it: blocking, with bounds on everything.
//!
//! [`Client::get`] and [`Client::send`] hold an answer, [`Client::download`] streams one and continues it where it was
//! cut, [`Client::part`] asks for some bytes of one.
//!
//! Architecture invariants:
//! - Nothing is set up before the first request: a command that stays offline pays nothing.
//! - A server is hostile: the time, the redirects and the bytes of an answer are bounded by
//!   [`Settings`], the bytes after decompression.
//! - Credentials in an address are sent and never printed: [`Address`] masks them wherever it is
//!   shown, and no text of a library that may hold an address reaches a message.

mod address;
mod cause;
mod client;
mod download;
mod errno;
mod error;
#[cfg(feature = "bigquery")]
pub mod google;
#[cfg(feature = "bigquery")]
pub mod h2;
mod range;
mod request;
mod retry;
mod settings;

pub use address::{Address, AddressError};
pub use client::{Client, Response};
pub use download::{DownloadError, Sink};
pub use error::{Cause, Connection, NetError};
pub use range::{Part, Span};
pub use request::Request;
pub use settings::Settings;
