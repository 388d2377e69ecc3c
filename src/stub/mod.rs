//! Refusals: the message for users of an old Python, system or installer, and how it is seen.
//!
//! Nothing here runs a program or reads a file: texts come in, decisions and judgements come out.

pub mod command;
pub mod guard;
mod kind;
pub mod layout;
mod link;
pub mod lint;
mod pattern;
mod refusal;
mod releases;
pub mod said;
pub mod seen;
pub mod text;
pub mod trial;

pub use command::command;
pub use kind::{Kind, System};
pub use layout::Layout;
pub use link::Link;
pub use pattern::VersionPattern;
pub use refusal::{Known, Refusal, RefusalError};
pub use releases::{Releases, ReleasesError};
pub use said::Said;
pub use seen::{Seen, seen};
pub use text::{Message, TextError};
