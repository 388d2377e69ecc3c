//! What the tests share.

pub(crate) mod chromium;
pub(crate) mod clickhouse;
pub(crate) mod corpus;
pub(crate) mod elf;
#[cfg(target_os = "linux")]
pub(crate) mod faults;
pub(crate) mod generated;
pub(crate) mod judge;
pub(crate) mod macho;
pub(crate) mod native;
pub(crate) mod oracle;
pub(crate) mod pe;
pub(crate) mod pipelines;
pub(crate) mod pypistats;
pub(crate) mod python;
pub(crate) mod relkit;
pub(crate) mod server;
pub(crate) mod site;
pub(crate) mod targets;
pub(crate) mod tls;
pub(crate) mod wasm;
pub(crate) mod wheel;
pub(crate) mod zip;
