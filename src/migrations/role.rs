//! What one file is in its layout: a migration with a place in the order, or to be passed over.

use super::version::{Numbers, dotted_numbers, leading_version};
use super::{ImportError, Layout, Listing};

/// What a file is.
pub(super) enum Role {
    Migration { version: Option<String>, order: Order },
    Skipped(&'static str),
}

/// The place of a migration among the others; fields are compared in turn.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Order {
    /// Flyway runs these after all that have a version.
    repeatable: bool,
    numbers: Numbers,
    name: String,
}

impl Order {
    fn by_numbers(numbers: Numbers) -> Self {
        Order { repeatable: false, numbers, name: String::new() }
    }

    fn by_name(name: String) -> Self {
        Order { repeatable: false, numbers: Numbers::new(), name }
    }
}

/// Returns what a file is in a layout, or why it does not belong.
pub(super) fn role(
    layout: Layout,
    path: &str,
    listing: Option<&Listing>,
) -> Result<Role, ImportError> {
    if !is_up_migration(path) {
        return Ok(Role::Skipped("down migration"));
    }
    match layout {
        Layout::Drizzle | Layout::Sqitch => Ok(listed(path, listing)),
        Layout::Flyway => flyway(path),
        Layout::Diesel | Layout::Prisma | Layout::Folders => folder(layout, path),
        _ => flat(layout, path),
    }
}

/// Tells whether a file runs upwards, as far as its name says.
pub(super) fn is_up_migration(path: &str) -> bool {
    !path.ends_with(".down.sql") && file_name(path) != "down.sql"
}

/// Tells whether a file is named in Flyway's manner.
pub(super) fn is_flyway(path: &str) -> bool {
    matches!(flyway(path), Ok(Role::Migration { .. }))
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn unknown(path: &str, reason: &str) -> ImportError {
    ImportError::UnknownLayout { path: path.to_owned(), reason: reason.to_owned() }
}

fn listed(path: &str, listing: Option<&Listing>) -> Role {
    let Some((listing, place)) = listing.and_then(|list| Some((list, list.place(path)?))) else {
        return Role::Skipped("not in the list of migrations");
    };
    let version = match listing.layout {
        Layout::Sqitch => None,
        _ => leading_version(path.strip_suffix(".sql").unwrap_or(path)),
    };
    Role::Migration {
        version: version.map(|(version, _)| version.to_owned()),
        order: Order::by_numbers(vec![place as u128]),
    }
}

/// Reads a name as documented under "Migrations" in Flyway's manual: prefix, version, `__`,
/// description; callbacks carry the name of an event.
fn flyway(path: &str) -> Result<Role, ImportError> {
    let name = file_name(path);
    let stem = name.strip_suffix(".sql").unwrap_or(name);
    if stem.starts_with("before") || stem.starts_with("after") {
        return Ok(Role::Skipped("callback"));
    }
    let refused = || unknown(path, "not a name of Flyway's, as others are");
    let (head, description) = stem.split_once("__").ok_or_else(refused)?;
    let (prefix, version) = head.split_at_checked(1).ok_or_else(refused)?;
    match (prefix, version) {
        ("R", "") => {
            let order =
                Order { repeatable: true, numbers: Numbers::new(), name: description.to_owned() };
            Ok(Role::Migration { version: None, order })
        }
        ("U", _) => Ok(Role::Skipped("undo migration")),
        ("B", _) => Err(unknown(path, "a baseline stands for migrations that may be gone")),
        ("V", _) => {
            let version = version.replace('_', ".");
            let order = dotted_numbers(&version).map(Order::by_numbers).ok_or_else(refused)?;
            Ok(Role::Migration { version: Some(version), order })
        }
        _ => Err(refused()),
    }
}

fn folder(layout: Layout, path: &str) -> Result<Role, ImportError> {
    let folder = path.split_once('/').map_or(path, |(folder, _)| folder);
    let version = leading_version(folder);
    let order = match (layout, &version) {
        // Diesel compares versions as text, without their dashes.
        (Layout::Diesel, _) => {
            Order::by_name(folder.split('_').next().unwrap_or(folder).replace('-', ""))
        }
        (Layout::Prisma, _) => Order::by_name(folder.to_owned()),
        (_, Some((_, numbers))) => Order::by_numbers(numbers.clone()),
        (_, None) => return Err(unknown(path, "its folder's name has no version in front")),
    };
    Ok(Role::Migration { version: version.map(|(version, _)| version.to_owned()), order })
}

fn flat(layout: Layout, path: &str) -> Result<Role, ImportError> {
    if path.contains('/') {
        return Ok(Role::Skipped("in a folder below the migrations"));
    }
    let refused = || unknown(path, "its name has no version in front");
    let (version, numbers) = leading_version(path).ok_or_else(refused)?;
    // dbmate runs its files in the order of their names.
    let order = match layout {
        Layout::Dbmate => Order::by_name(path.to_owned()),
        _ => Order::by_numbers(numbers),
    };
    Ok(Role::Migration { version: Some(version.to_owned()), order })
}
