//! The integration suite: one binary, so that it links once.
//!
//! Nothing here is skipped: what a test needs, the suite installs under `target/`, or it fails and
//! says what is missing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy exempts test functions, and their helpers are no different"
)]

mod archive_pypi;
mod archive_tar;
mod check_abi3audit;
mod check_auditwheel;
mod check_command;
mod check_cut;
mod check_fix;
mod check_foreign;
mod check_formats;
mod check_gil;
mod check_hostile;
mod check_index;
mod check_index_metadata;
mod check_real;
mod cli;
mod dist_apple_windows;
mod dist_containers;
mod dist_facts;
mod docs;
mod drop_apply;
mod drop_command;
mod drop_edit;
mod drop_files;
mod drop_leftovers;
mod drop_show;
mod fuzz_regressions;
mod index_address;
mod index_pages;
mod layers;
mod matrix_command;
mod matrix_cost;
mod matrix_dialects;
mod matrix_gate;
mod matrix_handover;
mod matrix_import;
mod matrix_infer;
mod matrix_least;
mod matrix_maturin;
mod matrix_maturin_runs;
mod matrix_options;
mod matrix_quoting;
mod matrix_refusals;
mod matrix_releases;
mod matrix_shapes;
mod matrix_smoke;
#[cfg(target_os = "linux")]
mod matrix_smoke_runs;
mod matrix_views;
mod matrix_workflows;
mod model_properties;
mod net_client;
mod net_download;
#[cfg(target_os = "linux")]
mod net_errno;
mod net_faults;
mod net_send;
mod net_tls;
mod oracle_delvewheel;
mod oracle_identifiers;
mod oracle_metadata;
mod oracle_pip;
mod oracle_pypi;
mod oracle_tags;
mod project_identifiers;
mod pyversions_advice;
#[cfg(feature = "bigquery")]
mod pyversions_bigquery;
#[cfg(feature = "bigquery")]
mod pyversions_bigquery_accounts;
#[cfg(feature = "bigquery")]
mod pyversions_bigquery_cubes;
#[cfg(feature = "bigquery")]
mod pyversions_bigquery_faults;
mod pyversions_cache;
#[cfg(feature = "parquet")]
mod pyversions_cache_cubes;
mod pyversions_clickhouse;
#[cfg(feature = "parquet")]
mod pyversions_files;
#[cfg(feature = "parquet")]
mod pyversions_files_bad;
#[cfg(feature = "parquet")]
mod pyversions_files_days;
#[cfg(feature = "parquet")]
mod pyversions_files_results;
mod pyversions_forecast;
mod pyversions_pypistats;
mod pyversions_report;
mod pyversions_sources;
mod pyversions_verdict;
mod pyversions_web_command;
mod recipes;
mod smoke_alarms;
mod smoke_alone;
mod smoke_auto;
mod smoke_build;
mod smoke_command;
mod smoke_drivers;
mod smoke_gil;
mod smoke_hostile;
mod smoke_installers;
mod smoke_interpreters;
mod smoke_leaks;
mod smoke_modules;
mod smoke_psleak;
mod smoke_pytest;
mod smoke_pytest_bad;
mod smoke_slow;
mod smoke_unknown;
mod stub_bytes;
mod stub_command;
mod stub_guard;
mod stub_hostile;
mod stub_lint;
mod stub_maintainer;
mod stub_try;
mod stub_try_lost;
mod support;
