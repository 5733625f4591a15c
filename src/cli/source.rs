//! Reading what a command is given: scripts and folders.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use schemagraft::migrations::{SourceFile, is_source};

use super::args::Script;
use super::error::{CliError, CliResult};
use super::host::{self, Listed};

/// A script's text and where it comes from.
pub(super) struct Text {
    pub(super) path: String,
    pub(super) text: String,
}

static IS_INPUT_READ: AtomicBool = AtomicBool::new(false);

/// Returns the script that the arguments name.
pub(super) fn script(script: &Script) -> CliResult<Text> {
    match (&script.sql, &script.file) {
        (Some(sql), _) => Ok(Text { path: "--sql".to_owned(), text: sql.clone() }),
        (None, Some(file)) => text(file),
        (None, None) => text(Path::new("-")),
    }
}

/// Returns a file's text, or that of standard input, `-`.
pub(super) fn text(file: &Path) -> CliResult<Text> {
    if file.as_os_str() != "-" {
        return Ok(Text { path: file.display().to_string(), text: text_of(file)? });
    }
    let path = PathBuf::from("standard input");
    // What is read once is empty then, which would seem to be a script.
    if IS_INPUT_READ.swap(true, Ordering::Relaxed) {
        return Err(CliError::Argument("only one file can be `-`, standard input".to_owned()));
    }
    let bytes = host::read_input().map_err(|source| unreadable(&path, source))?;
    Ok(Text { path: path.display().to_string(), text: utf8(&path, bytes)? })
}

/// Returns a folder's files as far as they are migrations.
pub(super) fn folder(folder: &Path) -> CliResult<Vec<SourceFile>> {
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<SourceFile>) -> CliResult<()> {
    let listed = host::list(folder).map_err(|source| unreadable(folder, source))?;
    for Listed { name, is_folder } in listed {
        let (place, path) = (folder.join(&name), format!("{prefix}{name}"));
        if is_folder {
            collect(&place, &format!("{path}/"), found)?;
        } else if is_source(&path) {
            found.push(SourceFile { path, text: text_of(&place)? });
        }
    }
    Ok(())
}

fn text_of(path: &Path) -> CliResult<String> {
    utf8(path, bytes(path)?)
}

/// Returns a file's bytes.
pub(super) fn bytes(path: &Path) -> CliResult<Vec<u8>> {
    host::read(path).map_err(|source| unreadable(path, source))
}

fn unreadable(path: &Path, source: std::io::Error) -> CliError {
    CliError::File { path: path.to_owned(), verb: "read", source }
}

pub(super) fn utf8(path: &Path, bytes: Vec<u8>) -> CliResult<String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        CliError::Argument(format!("{} is no UTF-8 text: see byte {at}", path.display()))
    })
}
