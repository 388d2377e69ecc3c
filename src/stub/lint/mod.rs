//! w
mod look;
