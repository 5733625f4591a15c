//! The command line: a thin shell around [`DdlVersioningManager`], natively on a RocksDB store.
//!
//! `args` says what it takes, `host` is where it runs, `source` reads what it is given, `render` writes answers for people.
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
mod host;
mod import;
mod materialize;
mod merge;
mod merge_driver;
mod places;
mod render;
mod revert;
mod sarif;
mod source;

use host::Stream;

/// Runs the command that the process was given; returns its exit status.
pub(super) fn run() -> u8 {
    let (arguments, command) = match fitting::parse() {
        Ok(parsed) => parsed,
        Err(usage) => {
            let stream = if usage.use_stderr() { Stream::Errors } else { Stream::Output };
            host::tell(stream, &usage.render().ansi().to_string());
            return u8::try_from(usage.exit_code()).unwrap_or(2);
        }
    };
    match commands::run(&arguments, &command) {
        Ok(answer) => {
            answer.print(arguments.format);
            answer.status
        }
        Err(error) => {
            // Where nobody listens, the exit status still tells.
            host::tell(Stream::Errors, &error.account(arguments.format));
            2
        }
    }
}
