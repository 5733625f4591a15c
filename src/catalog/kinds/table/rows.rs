//! What a table has against a statement about its rows: columns that are not null, constraints, a publication
//! that could not tell its rows apart.
//!
//! Never in it: the rows, which nobody knows here. What depends on them may be refused.

use crate::catalog::kinds::{Discord, Matter, column, constraint, index, replica, trigger};
use crate::catalog::state::Catalog;
use crate::catalog::{Given, Object, ObjectId, RowDeed, RowDoing};

/// Finds what a table has against a statement about its rows.
pub(super) fn against_rows(catalog: &Catalog, table: &Object, deed: &RowDeed) -> Vec<Discord> {
    let mut against = Vec::new();
    if matches!(deed.doing, RowDoing::Insert | RowDoing::Update) {
        for column in column::all(catalog, table.id) {
            against.extend(of_column(catalog, column, deed));
        }
        for part in catalog.parts(table.id).filter(|part| is_checked(part, deed)) {
            against.push(may_refuse(part));
        }
    }
    if deed.doing != RowDoing::Insert {
        against.extend(of_references(catalog, table, deed));
    }
    against.extend(replica::against_rows(catalog, table, deed));
    against
}

fn discord(over: &Object, attribute: &str, matter: Matter, reason: &str) -> Discord {
    let (attribute, reason) = (attribute.to_owned(), reason.to_owned());
    Discord { over: over.id, attribute, with: over.id, matter, reason }
}

fn may_refuse(constraint: &Object) -> Discord {
    discord(constraint, "rows", Matter::Rows, "may refuse them")
}

/// Tells what a column has against what it is given.
fn of_column(catalog: &Catalog, column: &Object, deed: &RowDeed) -> Option<Discord> {
    let given = || deed.given.iter().filter(|(given, _)| *given == column.id);
    let is_given = given().any(|(_, what)| *what != Given::Default);
    if is_given && deed.makes_itself(column) {
        let always = if column.has("generated") { "generated" } else { "identity" };
        let reason = "makes its values itself, and can't be given any";
        return Some(discord(column, always, Matter::Refused, reason));
    }
    let is_made = column.has("generated") || column.has("identity");
    if !column.has("not null") || is_made {
        return None;
    }
    let has_default = column.has("default") || {
        let domain = column.object("type").and_then(|domain| catalog.get(domain));
        domain.is_some_and(|domain| domain.has("default"))
    };
    let is_null = |what: Given| what == Given::Null || what == Given::Default && !has_default;
    let is_left_out = deed.doing == RowDoing::Insert && given().next().is_none() && !has_default;
    let is_null = is_left_out || given().any(|(_, what)| is_null(*what));
    let may_be_null = given().any(|(_, what)| *what == Given::Unknown);
    // A trigger may give it something.
    let is_sure = deed.is_sure && !catalog.parts(column.parent).any(|it| it.is(&trigger::TRIGGER));
    match (is_null, may_be_null) {
        (true, _) if is_sure => {
            Some(discord(column, "not null", Matter::Refused, "can't be null, and is left so"))
        }
        (true, _) | (_, true) => {
            Some(discord(column, "not null", Matter::Rows, "can't be null, and may be left so"))
        }
        _ => None,
    }
}

/// Tells whether a part of a table looks at the rows that are given.
fn is_checked(part: &Object, deed: &RowDeed) -> bool {
    let looks_at = |attribute: &str| part.objects(attribute).iter().any(|it| deed.may_fill(*it));
    let is_of_rows = match part {
        part if part.is(&index::INDEX) => part.has("unique"),
        part => part.is(&constraint::CONSTRAINT),
    };
    // What is left null is refused by a check that asks for it.
    let asks_all = constraint::type_of(part) == constraint::CHECK && deed.doing == RowDoing::Insert;
    is_of_rows && (asks_all || looks_at("columns") || looks_at("elements"))
}

/// Finds foreign keys of other tables to rows that are changed or taken out.
fn of_references(catalog: &Catalog, table: &Object, deed: &RowDeed) -> Vec<Discord> {
    let keys = catalog.users(table.id).filter(|user| {
        user.is(&constraint::CONSTRAINT)
            && user.object("references") == Some(table.id)
            && user.parent != table.id
    });
    let told = |key: &Object| match deed.doing {
        RowDoing::Truncate => deed.is_sure.then(|| {
            discord(key, "rows", Matter::Refused, "refers to them, so that they can't be truncated")
        }),
        RowDoing::Update => {
            let columns: Vec<ObjectId> = key.objects("referenced columns");
            columns.iter().any(|column| deed.may_fill(*column)).then(|| may_refuse(key))
        }
        _ => Some(may_refuse(key)),
    };
    keys.filter_map(told).collect()
}
