//! The integration suite: one binary, so that it links once.
//!
//! Nothing here is skipped: what a test needs, the suite installs under `target/`, or it fails and
//! says what is missing.

mod layers;
mod oracle_identifiers;
mod oracle_pip;
mod oracle_tags;
mod support;
