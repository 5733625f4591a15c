//! Version control for SQL schemas.
//!
//! schemagraft records every DDL statement that changes a PostgreSQL schema, on branches, with
//! snapshots and a hash chain, and tells what two branches did to the same objects.
//!
//! The rooms, each of which imports only what stands above it:
//!
//! | module | room for |
//! |---|---|
//! | [`ids`] | the ids and values that every other room speaks of |
//! | [`sql`] | text → statements: split, parse, classify, name the objects |
//! | [`catalog`] | a schema as objects with identities; statements applied to it; printed again |
//! | [`migrations`] | a folder of migration files → the migrations in their order |
//! | [`diff`] | two schemas → the least DDL from one to the other, with its hazards |
//! | [`merge`] | what two branches' statements do to each other |
//! | [`schema_file`] | a committed schema file, merged with its comments and its order |
//! | [`codec`] | bytes ↔ values, and the only place that knows the encoding |
//! | [`store`] | an ordered map of bytes with an atomic commit, and its implementations |
//! | [`history`] | entries, branches, snapshots: [`DdlVersioningManager`](history::DdlVersioningManager) |

mod both;
pub mod catalog;
pub mod codec;
pub mod diff;
mod digest;
mod error;
pub mod history;
pub mod ids;
mod map;
pub mod merge;
pub mod migrations;
pub mod schema_file;
mod sorted;
pub mod sql;
pub mod store;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use error::ErrorCode;

/// Makes the README's Rust a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
