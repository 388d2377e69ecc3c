//! Results as text for people and as data for machines. Pure functions.

pub mod against;
pub mod check;
pub mod cost;
pub mod downloads;
mod grid;
pub mod import;
pub mod plan;
pub mod rules;
pub mod stub_lint;
pub mod topic;
mod visible;

pub use visible::visible;
