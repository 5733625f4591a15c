//! What is asked of git: the program itself answers.

use std::path::{Path, PathBuf};

use schemagraft::migrations::{SourceFile, is_source};

use super::error::{CliError, CliResult};
use super::host::{self, Ran};

/// Runs git; an error is what it says.
fn run(arguments: &[&str]) -> CliResult<String> {
    let Ran { status, output, errors } = host::git(arguments, &[]).map_err(missing)?;
    match status {
        Some(0) => Ok(String::from_utf8_lossy(&output).trim_end_matches('\n').to_owned()),
        _ => {
            let said = String::from_utf8_lossy(&errors);
            let said = said.trim().trim_start_matches("fatal: ").to_owned();
            let command = arguments.first().copied().unwrap_or_default().to_owned();
            Err(CliError::Git { command, said })
        }
    }
}

fn missing(source: std::io::Error) -> CliError {
    CliError::File { path: PathBuf::from("git"), verb: "run", source }
}

/// Returns the commit that a revision names.
pub(super) fn commit(revision: &str) -> CliResult<String> {
    let name = format!("{revision}^{{commit}}");
    run(&["rev-parse", "--verify", "--end-of-options", &name]).map_err(|error| match error {
        CliError::Git { said, .. } if said.contains("Needed a single revision") => {
            let advice = "is it spelled so, and was it fetched?";
            CliError::Argument(format!("git knows no commit {revision:?}; {advice}"))
        }
        other => other,
    })
}

/// Returns the commit from which two went apart; nothing where git finds none, of which it says nothing.
pub(super) fn merge_base(one: &str, other: &str) -> CliResult<Option<String>> {
    match run(&["merge-base", one, other]) {
        Ok(commit) => Ok(Some(commit)),
        Err(CliError::Git { said, .. }) if said.is_empty() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns a setting; nothing where there is none.
pub(super) fn setting(name: &str) -> Option<String> {
    run(&["config", "--get", name]).ok()
}

/// A folder as a commit has it, or the one file of it that was asked for.
pub(super) struct Folder {
    /// Its path from the root of the repository, with a slash at its end unless it is the root.
    pub(super) path: String,
    /// Whether the commit has it.
    pub(super) is_there: bool,
    /// Whether it is the file that was named.
    pub(super) is_file: bool,
    pub(super) files: Vec<SourceFile>,
}

/// Returns the files of a folder, named from where the process runs, that are migrations; or the file of that name.
pub(super) fn folder(commit: &str, folder: &Path) -> CliResult<Folder> {
    let path = from_root(folder)?;
    let asked = path.trim_end_matches('/');
    let root = format!("{commit}:");
    let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", commit];
    if !asked.is_empty() {
        arguments.extend(["--", asked]);
    }
    let listed = run(&arguments)?;
    let listed: Vec<&str> =
        listed.split('\0').filter_map(|line| Some(line.split_once('\t')?.1)).collect();
    let (is_there, is_file) = (!listed.is_empty(), listed == [asked]);
    let path = match (is_file, asked.rsplit_once('/')) {
        (true, Some((parent, _))) => format!("{parent}/"),
        (true, None) => String::new(),
        (false, _) => path,
    };
    let mut names = Vec::new();
    for name in listed {
        let Some(within) = name.strip_prefix(path.as_str()) else { continue };
        if is_file || is_source(within) {
            names.push((format!("{root}{name}"), within.to_owned()));
        }
    }
    let objects: Vec<&str> = names.iter().map(|(object, _)| object.as_str()).collect();
    let texts = contents(&objects)?;
    let files = names.into_iter().zip(texts);
    let files = files.map(|((_, path), text)| SourceFile { path, text }).collect();
    Ok(Folder { path, is_there, is_file, files })
}

/// Returns a folder's path from the root of the repository.
fn from_root(folder: &Path) -> CliResult<String> {
    let mut parts: Vec<String> =
        run(&["rev-parse", "--show-prefix"])?.split('/').map(str::to_owned).collect();
    parts.retain(|part| !part.is_empty());
    for part in folder.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(parts.pop()),
            std::path::Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            _ => {
                let message = "name the folder of migrations from here, not from the disk's root";
                return Err(CliError::Argument(message.to_owned()));
            }
        }
    }
    Ok(parts.into_iter().map(|part| part + "/").collect())
}

/// Returns the contents of objects, in order, all from one process.
fn contents(objects: &[&str]) -> CliResult<Vec<String>> {
    let asked: String = objects.iter().map(|object| format!("{object}\n")).collect();
    let answer = host::git(&["cat-file", "--batch"], asked.as_bytes()).map_err(missing)?.output;
    let mut rest = answer.as_slice();
    let mut texts = Vec::with_capacity(objects.len());
    for object in objects {
        let broken =
            || CliError::Git { command: "cat-file".to_owned(), said: format!("no {object}") };
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(broken)?;
        let (head, after) = rest.split_at(end);
        let head = String::from_utf8_lossy(head);
        let size = head.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(broken)?;
        let content = after.get(1..=size).ok_or_else(broken)?;
        texts.push(super::source::utf8(Path::new(object), content.to_vec())?);
        rest = after.get(size + 2..).unwrap_or_default();
    }
    Ok(texts)
}

/// Merges a file line by line, as git does where nobody knows better: into `ours`, with markers. Returns how many
/// places are marked.
pub(super) fn merge_file(
    [base, ours, theirs]: [&Path; 3],
    size: usize,
    with_base: bool,
) -> CliResult<usize> {
    let marker_size = format!("--marker-size={size}");
    let files = [ours, base, theirs].map(|path| path.to_string_lossy());
    let mut arguments = vec!["merge-file", &marker_size];
    arguments.extend(["-L", "ours", "-L", "base", "-L", "theirs"]);
    if with_base {
        arguments.push("--diff3");
    }
    arguments.extend(files.iter().map(|path| &**path));
    let Ran { status, errors, .. } = host::git(&arguments, &[]).map_err(missing)?;
    // It tells the number of conflicts; an error is above them.
    match status {
        Some(code @ 0..128) => Ok(code as usize),
        _ => {
            let said = String::from_utf8_lossy(&errors).trim().to_owned();
            Err(CliError::Git { command: "merge-file".to_owned(), said })
        }
    }
}
