//! The host of the native command line: the standard library, and RocksDB for histories.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use schemagraft::history::HistoryError;
use schemagraft::store::{RocksStore, StoreError};

use super::super::error::{CliError, CliResult};
use super::{Listed, Ran, Stream};

/// Whether there is a place for histories.
pub(in super::super) const KEEPS_HISTORIES: bool = true;

/// The store of a history.
pub(in super::super) type Disk = RocksStore;

/// How long another process's work on a history is not asked after.
const PAUSE: Duration = Duration::from_millis(20);

/// Returns what the process was given, its own name first.
pub(in super::super) fn arguments() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// Opens the history of a folder, once no other process has it, or as soon as it was waited for so many seconds.
pub(in super::super) fn open(path: &Path, wait: u64) -> CliResult<Disk> {
    let (start, longest) = (Instant::now(), Duration::from_secs(wait));
    loop {
        match RocksStore::open(path) {
            Err(StoreError::Locked { .. }) if start.elapsed() < longest => {
                std::thread::sleep(PAUSE);
            }
            opened => return opened.map_err(|error| CliError::from(HistoryError::from(error))),
        }
    }
}

/// Returns a file's bytes.
pub(in super::super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// Returns what stands in standard input.
pub(in super::super) fn read_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns what a folder has.
pub(in super::super) fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        Ok(Listed { name, is_folder: entry.file_type()?.is_dir() })
    });
    entries.collect()
}

/// Tells whether a folder holds a history: RocksDB keeps this file, which names the others.
pub(in super::super) fn has_history(path: &Path) -> bool {
    path.join("CURRENT").exists()
}

/// Tells whether there is a folder.
pub(in super::super) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Writes a file.
pub(in super::super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(path, bytes)
}

/// Runs git with what it reads.
pub(in super::super) fn git(arguments: &[&str], input: &[u8]) -> io::Result<Ran> {
    let mut command = Command::new("git");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let stdin = child.stdin.take();
    // Git answers while it is asked: one has to write, the other to read.
    let done = std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })?;
    Ok(Ran { status: done.status.code(), output: done.stdout, errors: done.stderr })
}

/// Writes text, in colours where a person sees it. A reader that leaves early (`| head`) is no error.
pub(in super::super) fn tell(stream: Stream, text: &str) {
    let _ = match stream {
        Stream::Output => anstream::stdout().write_all(text.as_bytes()),
        Stream::Errors => anstream::stderr().write_all(text.as_bytes()),
    };
}

/// Writes bytes to standard output.
pub(in super::super) fn put(bytes: &[u8]) -> io::Result<()> {
    io::stdout().write_all(bytes)
}
