//! Refusals: the message for users of an old Python, system or installer, and how it is seen.
//!
//! Nothing here runs a program or reads a file: texts come in, decisions and judgements come out.

pub mod command;
mod kind;
pub mod layout;
mod pattern;
mod releases;
pub mod seen;
pub mod text;

pub use command::command;
pub use kind::{Kind, System};
pub use layout::Layout;
pub use pattern::VersionPattern;
pub use releases::{Releases, ReleasesError};
pub use seen::{Seen, seen};
pub use text::{Message, TextError};
