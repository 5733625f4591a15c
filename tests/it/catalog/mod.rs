//! The catalog: what statements make of it, what it refuses, what it prints.

mod constraints;
mod definitions;
mod do_blocks;
mod domains;
mod foreign;
mod forms;
mod indexes;
mod partitions;
mod privileges;
mod properties;
mod routines;
mod schemas;
mod scripts;
mod sequences;
mod structure;
mod tables;
mod triggers;
mod types;
mod views;

use schemagraft::catalog::materialize;

/// Returns the DDL of the schema that a script leaves; the script must be accepted as a whole.
fn made(sql: &str) -> Vec<String> {
    let made = materialize(sql);
    assert_eq!(made.errors, vec![], "{sql}");
    made.catalog.to_ddl()
}

/// Returns the first refusal of a script, as SQLSTATE and message.
fn refused(sql: &str) -> (String, String) {
    let errors = materialize(sql).errors;
    let first = errors.into_iter().next().expect("something is refused");
    (first.sqlstate, first.message)
}
