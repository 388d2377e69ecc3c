//! The integration suite.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy exempts test functions, and their helpers are no different"
)]

mod dist_containers;
mod dist_facts;
mod support;
