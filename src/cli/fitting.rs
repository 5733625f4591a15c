//! Which of the options that stand before all commands one of them takes: its help lists those, and no others.
//!
//! Never in it: what a command does with them.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches, ValueEnum};

use super::args::{Arguments, Format};

/// Returns what the process was given, and the command's name; bad usage ends the process.
pub(super) fn parse() -> (Arguments, String) {
    let matches = command().get_matches();
    let name = matches.subcommand_name().unwrap_or_default().to_owned();
    (read(&matches).unwrap_or_else(|error| error.exit()), name)
}

fn read(matches: &ArgMatches) -> Result<Arguments, clap::Error> {
    Arguments::from_arg_matches(matches).map_err(|error| error.format(&mut command()))
}

/// Returns the formats that a command writes.
pub(super) fn formats(command: &str) -> &'static [Format] {
    use Format::*;
    match command {
        "diff" | "diff-files" => &[Text, Json, Sql, Sarif],
        "schema" | "materialize" => &[Text, Json, Sql],
        "conflicts" | "merge" | "merge-files" | "check" => &[Text, Json, Sarif],
        _ => &[Text, Json],
    }
}

/// Tells whether a command needs no history.
fn is_without_history(command: &str) -> bool {
    matches!(
        command,
        "parse" | "materialize" | "diff-files" | "merge-files" | "merge-driver" | "check"
    )
}

fn command() -> Command {
    let mut command = Arguments::command();
    let options: Vec<Arg> =
        command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        let fitted = options.iter().map(|option| fitted(option.clone(), &name));
        let fitted: Vec<Arg> = fitted.collect();
        command = command.mut_subcommand(&name, |command| command.args(fitted));
    }
    command
}

/// Returns an option as a command takes it.
fn fitted(option: Arg, command: &str) -> Arg {
    match option.get_id().as_str() {
        "format" => {
            let values = formats(command).iter().filter_map(|format| format.to_possible_value());
            let read = |name: String| Format::from_str(&name, false);
            option.value_parser(PossibleValuesParser::new(values).try_map(read))
        }
        _ => option.hide(is_without_history(command)),
    }
}
