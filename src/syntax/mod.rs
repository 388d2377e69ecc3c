//! Source texts with byte ranges: what stands where, and how to change it and leave the rest alone.
//!
//! Nothing is run, and nothing is judged: a file with faults is read as far as it goes.

pub mod python;
mod splice;

pub use splice::{Overlap, Splices};
