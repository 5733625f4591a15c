//! The integration tests: one binary.
#![cfg(not(target_arch = "wasm32"))]
// A test's helpers may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

<<<<<<< HEAD
mod corpus;
mod history;
=======
mod merge;
>>>>>>> 3fee5a4 (merge: the effects of statements, folded into ledgers and compared three ways)
mod migrations;
#[path = "../store_suite/mod.rs"]
mod store_suite;
mod stores;
