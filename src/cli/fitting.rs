//! Which of the options that stand before all commands one of them takes: its help lists those, and no others.
//!
//! Never in it: what a command does with them.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, CommandFactory, FromArgMatches, ValueEnum};

use super::args::{Arguments, Format};
use super::host;

/// Returns what the process was given, and the command's name.
///
/// # Errors
///
/// Bad usage, or what was asked of it: help, its version.
pub(super) fn parse() -> Result<(Arguments, String), clap::Error> {
    let matches = command().try_get_matches_from(host::arguments()).map_err(advised)?;
    let name = matches.subcommand_name().unwrap_or_default().to_owned();
    let arguments = Arguments::from_arg_matches(&matches);
    Ok((arguments.map_err(|error| error.format(&mut command()))?, name))
}

/// Says of a name in the place of what to do with it, as git's commands have it, how it is done here.
fn advised(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else {
        return error;
    };
    let given = host::arguments();
    let before = given.iter().zip(given.iter().skip(1)).find(|(_, given)| *given == name.as_str());
    let group = before.and_then(|(group, _)| group.to_str());
    if let Some(group @ ("branch" | "snapshot")) = group {
        let advice = format!("to create a {group}: schemagraft {group} create {name}");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![advice.into()]));
    }
    error
}

/// Returns the formats that a command writes.
pub(super) fn formats(command: &str) -> &'static [Format] {
    use Format::*;
    match command {
        "diff" | "diff-files" | "merge" | "merge-files" => &[Text, Json, Sql, Sarif],
        "schema" | "materialize" | "revert" => &[Text, Json, Sql],
        "conflicts" | "check" => &[Text, Json, Sarif],
        "completions" => &[Text],
        _ => &[Text, Json],
    }
}

/// Tells whether a command needs no history.
fn is_without_history(command: &str) -> bool {
    matches!(
        command,
        "parse"
            | "materialize"
            | "diff-files"
            | "merge-files"
            | "merge-driver"
            | "check"
            | "completions"
    )
}

/// Returns the command line as it is.
pub(super) fn command() -> Command {
    let is_of_histories = |arg: &Arg| arg.is_global_set() && arg.get_id() != "format";
    let mut command = Arguments::command().mut_args(|arg| {
        let is_hidden = !host::KEEPS_HISTORIES && is_of_histories(&arg);
        if is_hidden { arg.hide(true) } else { arg }
    });
    let options: Vec<Arg> =
        command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        let fitted = options.iter().map(|option| fitted(option.clone(), &name));
        let fitted: Vec<Arg> = fitted.collect();
        let is_hidden = !host::KEEPS_HISTORIES && !is_without_history(&name);
        command = command.mut_subcommand(&name, |command| command.args(fitted).hide(is_hidden));
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
        _ => option.hide(!host::KEEPS_HISTORIES || is_without_history(command)),
    }
}
