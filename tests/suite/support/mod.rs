//! What the tests share.

pub(crate) mod oracle;
pub(crate) mod python;
pub(crate) mod targets;
pub(crate) mod wheel;
pub(crate) mod zip;
