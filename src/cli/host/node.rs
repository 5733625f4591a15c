//! The host of the npm package's command: what `pkg/src/cli-host.ts` asks of Node.js.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use schemagraft::store::MemoryStore;
use wasm_bindgen::prelude::*;

use super::super::error::{CliError, CliResult};
use super::{Listed, Ran, Stream};

#[wasm_bindgen(module = "schemagraft-host")]
extern "C" {
    type Process;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Process) -> Option<i32>;

    #[wasm_bindgen(method, getter)]
    fn output(this: &Process) -> Vec<u8>;

    #[wasm_bindgen(method, getter)]
    fn errors(this: &Process) -> Vec<u8>;

    #[wasm_bindgen(js_name = processArguments)]
    fn process_arguments() -> Vec<String>;

    #[wasm_bindgen(catch, js_name = readFile)]
    fn read_file(path: &str) -> Result<Vec<u8>, JsValue>;

    #[wasm_bindgen(catch, js_name = readInput)]
    fn read_standard_input() -> Result<Vec<u8>, JsValue>;

    #[wasm_bindgen(catch, js_name = listFolder)]
    fn list_folder(path: &str) -> Result<Vec<String>, JsValue>;

    #[wasm_bindgen(js_name = isFolder)]
    fn is_there_a_folder(path: &str) -> bool;

    #[wasm_bindgen(catch, js_name = writeFile)]
    fn write_file(path: &str, bytes: &[u8]) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_name = runGit)]
    fn run_git(arguments: Vec<String>, input: &[u8]) -> Result<Process, JsValue>;

    #[wasm_bindgen(catch, js_name = putBytes)]
    fn put_bytes(descriptor: u32, bytes: &[u8]) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = hasColours)]
    fn has_colours(descriptor: u32) -> bool;
}

/// Whether there is a place for histories.
pub(in super::super) const KEEPS_HISTORIES: bool = false;

/// The store of a history; none is opened.
pub(in super::super) type Disk = MemoryStore;

/// Returns what the process was given, its own name first.
pub(in super::super) fn arguments() -> Vec<OsString> {
    process_arguments().into_iter().map(OsString::from).collect()
}

/// Says that there are no histories here.
pub(in super::super) fn open(_path: &Path, _wait: u64) -> CliResult<Disk> {
    let message = "the npm package's command keeps no histories: \
                   take its API, or build the native command line (see README.md)";
    Err(CliError::Argument(message.to_owned()))
}

/// Returns a file's bytes.
pub(in super::super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_file(&path.to_string_lossy()).map_err(failure)
}

/// Returns what stands in standard input.
pub(in super::super) fn read_input() -> io::Result<Vec<u8>> {
    read_standard_input().map_err(failure)
}

/// Returns what a folder has.
pub(in super::super) fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    let names = list_folder(&folder.to_string_lossy()).map_err(failure)?;
    let listed = |name: String| match name.strip_suffix('/') {
        Some(folder) => Listed { name: folder.to_owned(), is_folder: true },
        None => Listed { name, is_folder: false },
    };
    Ok(names.into_iter().map(listed).collect())
}

/// Tells whether a folder holds a history.
pub(in super::super) fn has_history(_path: &Path) -> bool {
    KEEPS_HISTORIES
}

/// Tells whether there is a folder.
pub(in super::super) fn is_folder(path: &Path) -> bool {
    is_there_a_folder(&path.to_string_lossy())
}

/// Writes a file.
pub(in super::super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_file(&path.to_string_lossy(), bytes).map_err(failure)
}

/// Runs git with what it reads.
pub(in super::super) fn git(arguments: &[&str], input: &[u8]) -> io::Result<Ran> {
    let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let process = run_git(arguments, input).map_err(failure)?;
    let (output, errors) = (process.output(), process.errors());
    Ok(Ran { status: process.status(), output, errors })
}

/// Writes text, in colours where a person sees it. A reader that leaves early (`| head`) is no error.
pub(in super::super) fn tell(stream: Stream, text: &str) {
    let descriptor = match stream {
        Stream::Output => 1,
        Stream::Errors => 2,
    };
    let _ = match has_colours(descriptor) {
        true => put_bytes(descriptor, text.as_bytes()),
        false => {
            let plain = anstream::adapter::strip_str(text).to_string();
            put_bytes(descriptor, plain.as_bytes())
        }
    };
}

/// Writes bytes to standard output.
pub(in super::super) fn put(bytes: &[u8]) -> io::Result<()> {
    put_bytes(1, bytes).map_err(failure)
}

/// What Node.js says, which the host has put into the words of the standard library.
fn failure(error: JsValue) -> io::Error {
    io::Error::other(error.as_string().unwrap_or_default())
}
