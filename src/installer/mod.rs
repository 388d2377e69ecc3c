//! The installer's view: which tags a target accepts, and which file of a release it gets.
//!
//! Agrees with pip 26.3 and packaging 26.3 tag for tag; the suite compares both.

mod choose;
mod platforms;
mod tags;

pub use choose::{Choice, ReleaseFile, Supported, choose};
pub use platforms::platform_tags;
pub use tags::tags;
