//! The command line: a thin shell around [`DdlVersioningManager`] on a RocksDB store.
//!
//! `args` says what it takes, `source` reads what it is given, `render` writes answers for people.
//! Never in it: logic; a command is a call of the library and a way to show the answer.
//!
//! [`DdlVersioningManager`]: schemagraft::history::DdlVersioningManager

mod answer;
mod args;
mod check;
mod commands;
mod diff_files;
mod error;
mod fitting;
mod git;
mod import;
mod materialize;
mod merge;
mod merge_driver;
mod places;
mod render;
mod revert;
mod sarif;
mod source;

use std::io::Write;
use std::process::ExitCode;

/// Runs the command that the process was given.
pub(super) fn run() -> ExitCode {
    let (arguments, command) = fitting::parse();
    match commands::run(&arguments, &command) {
        Ok(answer) => {
            answer.print(arguments.format);
            ExitCode::from(answer.status)
        }
        Err(error) => {
            let account = error.account(arguments.format);
            // Where nobody listens, the exit status still tells.
            let _ = anstream::stderr().write_all(account.as_bytes());
            ExitCode::from(2)
        }
    }
}
