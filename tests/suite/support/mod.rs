//! What the tests share.

#[cfg(feature = "bigquery")]
pub(crate) mod bigquery;
#[cfg(feature = "bigquery")]
pub(crate) mod bigquery_source;
#[cfg(feature = "bigquery")]
pub(crate) mod bigquery_storage;
pub(crate) mod corpus;
pub(crate) mod elf;
pub(crate) mod generated;
pub(crate) mod judge;
pub(crate) mod macho;
pub(crate) mod native;
pub(crate) mod oracle;
pub(crate) mod pe;
pub(crate) mod pipelines;
pub(crate) mod python;
pub(crate) mod relkit;
pub(crate) mod server;
pub(crate) mod site;
pub(crate) mod targets;
#[cfg(feature = "bigquery")]
pub(crate) mod tunnel;
pub(crate) mod wasm;
pub(crate) mod wheel;
pub(crate) mod zip;
