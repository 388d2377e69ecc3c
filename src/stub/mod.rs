//! Refusals: the message for users of an old Python, system or installer, and how it is seen.
//!
//! Nothing here runs a program or reads a file: texts come in, decisions and judgements come out.

pub mod command;
pub mod layout;
pub mod lint;
pub mod seen;
pub mod text;

pub use command::command;
pub use layout::Layout;
pub use seen::{Seen, seen};
pub use text::{Message, TextError};
