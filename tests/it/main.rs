//! The integration tests: one binary.
#![cfg(not(target_arch = "wasm32"))]
// A test's helpers may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod bad_input;
mod catalog;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod cli_git;
#[cfg(feature = "cli")]
mod cli_import;
#[cfg(feature = "cli")]
mod cli_merge;
#[cfg(feature = "cli")]
mod cli_schema;
mod corpus;
#[cfg(feature = "rocksdb")]
mod crash;
mod diff;
mod diffs;
mod golden;
mod histories;
mod history;
mod interrupted;
mod merge;
mod merging;
mod migrations;
mod reverting;
mod schema;
mod schema_file;
mod sql;
#[path = "../store_suite/mod.rs"]
mod store_suite;
mod stores;
