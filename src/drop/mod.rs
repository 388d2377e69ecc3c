//! What goes with a Python: the lines that a project's files say of it.
//!
//! Texts come in, edited texts and places come out: nothing here reads or writes a file.

pub mod edit;
mod going;
pub mod leftover;
pub mod requires;

pub use going::{Going, GoingError};
