//! Which layout a folder has.

use super::role::{is_flyway, is_up_migration};
use super::{ImportError, Layout, Listing, SourceFile, sections};

/// Returns the layout of a folder's SQL files, which are in the order of their paths.
pub(super) fn detect(
    files: &[SourceFile],
    listing: Option<&Listing>,
) -> Result<Layout, ImportError> {
    if files.is_empty() {
        return Err(ImportError::NoSql);
    }
    if let Some(listing) = listing {
        return Ok(listing.layout);
    }
    if files.iter().any(|file| is_flyway(&file.path)) {
        return Ok(Layout::Flyway);
    }
    match files.iter().any(|file| !file.path.contains('/')) {
        true => Ok(flat_layout(files)),
        false => folder_layout(files),
    }
}

fn flat_layout(files: &[SourceFile]) -> Layout {
    let top = || files.iter().filter(|file| !file.path.contains('/'));
    if let Some(layout) = top().find_map(|file| sections::sectioned_layout(&file.text)) {
        return layout;
    }
    match top().any(|file| file.path.ends_with(".up.sql")) {
        true => Layout::UpDown,
        false => Layout::Numbered,
    }
}

/// A folder each: one file runs upwards in every one of them.
fn folder_layout(files: &[SourceFile]) -> Result<Layout, ImportError> {
    let upwards: Vec<(&str, &str)> = files
        .iter()
        .filter(|file| is_up_migration(&file.path))
        .filter_map(|file| file.path.rsplit_once('/'))
        .collect();
    let refuse = |folder: &str, name: &str, reason: &str| {
        Err(ImportError::UnknownLayout {
            path: format!("{folder}/{name}"),
            reason: reason.to_owned(),
        })
    };
    if let Some((folder, name)) = upwards.iter().find(|(folder, _)| folder.contains('/')) {
        return refuse(folder, name, "it lies too deep: name the folder of the migrations itself");
    }
    let same_folder = upwards.iter().zip(upwards.iter().skip(1)).find(|(a, b)| a.0 == b.0);
    if let Some((_, (folder, name))) = same_folder {
        return refuse(folder, name, "its folder holds other migrations as well");
    }
    let all_named = |wanted: &str| upwards.iter().all(|(_, name)| *name == wanted);
    Ok(if all_named("up.sql") {
        Layout::Diesel
    } else if all_named("migration.sql") {
        Layout::Prisma
    } else {
        Layout::Folders
    })
}
