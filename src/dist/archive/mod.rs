//! Containers: mapped files, zip directories, inflating, gzip and tar.
//!
//! Nothing here knows what a wheel is.

mod deflate;
pub(super) mod end;
pub(super) mod inflate;
pub(super) mod map;
mod number;
mod pax;
pub(super) mod sniff;
pub(super) mod structure;
pub(super) mod tar;
pub(super) mod zip;
