//! Results as text for people and as data for machines. Pure functions.

pub mod against;
pub mod check;
pub mod cost;
pub mod downloads;
pub mod drop;
mod escape;
mod grid;
pub mod import;
pub mod plan;
pub mod rules;
pub mod smoke;
pub mod stub_lint;
pub mod stub_trial;
pub mod topic;
mod visible;
mod workflow_command;

pub use visible::visible;
