//! A constraint → SQL.

use super::{CHECK, EXCLUDE, FOREIGN_KEY, key, type_of};
use crate::catalog::kinds::{deferral, domain, index, table};
use crate::catalog::print::Printed;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::identifier::quote;

/// Said of a foreign key that is to be printed with its table.
const WITH_TABLE: &str = "with table";

/// Returns a foreign key as one that is printed with its table.
pub(super) fn with_whole(constraint: &Object) -> Option<Object> {
    let is_apart = constraint.has("not valid") || constraint.has("inherited");
    if type_of(constraint) != FOREIGN_KEY || is_apart {
        return None;
    }
    let mut written = constraint.clone();
    written.attributes.insert(WITH_TABLE.into(), Value::flag());
    Some(written)
}

/// Tells whether a constraint is printed in the definition of its table, or of its domain: if it needs
/// nothing that may come after, and if `CREATE` can say all of it.
pub(super) fn is_inline(catalog: &Catalog, constraint: &Object) -> bool {
    if constraint.has(WITH_TABLE)
        || table::is_orphan(constraint)
        || is_of_parents(catalog, constraint)
    {
        return true;
    }
    let comes_later = constraint.has("not valid") || constraint.has(index::INCOMPLETE);
    if type_of(constraint) == FOREIGN_KEY
        || comes_later
        || key::rival(catalog, constraint).is_some()
        || is_of_double(catalog, constraint)
    {
        return false;
    }
    let own: Vec<ObjectId> = constraint
        .objects("columns")
        .into_iter()
        .chain(constraint.objects("included"))
        .chain([constraint.parent])
        .collect();
    let mut mentioned = ["expression", "elements", "where"]
        .into_iter()
        .flat_map(|attribute| constraint.objects(attribute));
    mentioned.all(|object| own.contains(&object))
}

/// Tells whether the parent of a partition has an index like the key that the partition's comes from: attached with
/// the key, the partition might give it to the index.
fn is_of_double(catalog: &Catalog, constraint: &Object) -> bool {
    let mut origins = constraint.objects("inherited").into_iter();
    super::has_index(constraint)
        && origins.any(|origin| {
            catalog.get(origin).is_some_and(|origin| index::has_double(catalog, origin))
        })
}

/// Prints a constraint: as a part of its table's definition, or the adding of it.
pub(super) fn print(catalog: &Catalog, constraint: &Object) -> Printed {
    if is_inline(catalog, constraint) {
        let create = vec![inline_text(catalog, constraint)];
        return Printed { create, last: validation(catalog, constraint), ..Printed::default() };
    }
    let Some(owner) = catalog.get(constraint.parent) else { return Printed::default() };
    let verb = if owner.is(&domain::DOMAIN) { "DOMAIN" } else { "TABLE" };
    let owner = catalog.qualified_name(owner.id);
    let text = inline_text(catalog, constraint);
    let only = if constraint.has(index::INCOMPLETE) { "ONLY " } else { "" };
    let statement = format!("ALTER {verb} {only}{owner} ADD {text}");
    match type_of(constraint) {
        FOREIGN_KEY => Printed { late: vec![statement], ..Printed::default() },
        _ if constraint.has(index::INCOMPLETE) || yields(catalog, constraint) => {
            Printed { last: vec![statement], ..Printed::default() }
        }
        _ => Printed::one(statement),
    }
}

/// Tells whether a check of a child comes with that of its parent, which is added when the child is there.
pub(crate) fn comes_along(catalog: &Catalog, constraint: &Object) -> bool {
    let is_added = |origin: &Object| comes_along(catalog, origin) || !is_inline(catalog, origin);
    let mut origins = constraint.objects("inherited").into_iter();
    origins.any(|origin| catalog.get(origin).is_some_and(is_added))
        && is_of_parents(catalog, constraint)
}

/// Tells whether a table has a check from its parents alone, and them as it is made.
fn is_of_parents(catalog: &Catalog, constraint: &Object) -> bool {
    let is_lent = !table::is_orphan(constraint) && !table::is_own(constraint);
    let mut table = catalog.get(constraint.parent).into_iter();
    type_of(constraint) == CHECK
        && is_lent
        && table.any(|table| table::is_made_as_child(catalog, table))
}

/// What comes from a parent whose check is added without a look at the rows is valid once it is validated.
fn validation(catalog: &Catalog, constraint: &Object) -> Vec<String> {
    let mut origins = constraint.objects("inherited").into_iter();
    let mut is_open =
        || origins.any(|origin| catalog.get(origin).is_some_and(|it| it.has("not valid")));
    if constraint.has("not valid") || !comes_along(catalog, constraint) || !is_open() {
        return Vec::new();
    }
    let (table, name) = (catalog.qualified_name(constraint.parent), quote(&constraint.name));
    vec![format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")]
}

/// Tells whether a key of a partition must be made when the partition is attached already, so that the
/// parent's key finds the one that is its own.
fn yields(catalog: &Catalog, constraint: &Object) -> bool {
    let rival = key::rival(catalog, constraint);
    rival
        .is_some_and(|rival| key::is_of_key(catalog, rival) && !key::is_of_key(catalog, constraint))
}

/// Returns how `COMMENT ON` names a constraint.
pub(super) fn designation(catalog: &Catalog, constraint: &Object) -> String {
    let name = quote(&constraint.name);
    let is_of_domain =
        catalog.get(constraint.parent).is_some_and(|owner| owner.is(&domain::DOMAIN));
    let what = if is_of_domain { "DOMAIN " } else { "" };
    format!("CONSTRAINT {name} ON {what}{}", catalog.qualified_name(constraint.parent))
}

/// Prints the comment on a key's index.
pub(super) fn index_comment(catalog: &Catalog, constraint: &Object) -> Vec<String> {
    let comment = constraint.get(super::INDEX_COMMENT).map(|comment| comment.to_sql(catalog));
    let name = catalog.qualified_name(constraint.id);
    comment.map(|comment| format!("COMMENT ON INDEX {name} IS {comment}")).into_iter().collect()
}

/// Returns a constraint as `CREATE TABLE` and `ADD` take it: `CONSTRAINT users_pkey PRIMARY KEY (id)`.
pub(super) fn inline_text(catalog: &Catalog, constraint: &Object) -> String {
    let sql = |attribute: &str| constraint.get(attribute).map(|value| value.to_sql(catalog));
    let mut text = format!("CONSTRAINT {} ", quote(&constraint.name));
    match type_of(constraint) {
        CHECK => text.push_str(&format!("CHECK ({})", sql("expression").unwrap_or_default())),
        EXCLUDE => {
            let method = constraint.text("method").unwrap_or(index::BTREE);
            let elements = sql("elements").unwrap_or_default();
            text.push_str(&format!("EXCLUDE USING {} ({elements})", quote(method)));
            text.push_str(&index_clauses(catalog, constraint));
            let condition = sql("where").map(|condition| format!(" WHERE ({condition})"));
            text.push_str(&condition.unwrap_or_default());
        }
        FOREIGN_KEY => text.push_str(&foreign_key(catalog, constraint)),
        key => {
            let nulls =
                if constraint.has("nulls not distinct") { " NULLS NOT DISTINCT" } else { "" };
            let columns = sql("columns").unwrap_or_default();
            let overlaps =
                if constraint.has("without overlaps") { " WITHOUT OVERLAPS" } else { "" };
            text.push_str(&format!("{}{nulls} ({columns}{overlaps})", key.to_ascii_uppercase()));
            text.push_str(&index_clauses(catalog, constraint));
        }
    }
    text.push_str(deferral::print(constraint));
    for (attribute, words) in LAST {
        if constraint.has(attribute) {
            text.push_str(words);
        }
    }
    text
}

/// Returns the making of a key's index while others write.
pub(super) fn index_of_key(catalog: &Catalog, key: &Object) -> String {
    let (name, table) = (quote(&key.name), catalog.qualified_name(key.parent));
    let columns = key.get("columns").map(|columns| columns.to_sql(catalog)).unwrap_or_default();
    let nulls = if key.has("nulls not distinct") { " NULLS NOT DISTINCT" } else { "" };
    let included = key.get("included").map(|columns| columns.to_sql(catalog));
    let included = included.map(|columns| format!(" INCLUDE ({columns})")).unwrap_or_default();
    format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns}){included}{nulls}")
}

/// Returns a key as one that takes an index.
pub(super) fn using_index(key: &Object, index: &str) -> String {
    let type_ = type_of(key).to_ascii_uppercase();
    let mut using = format!("{type_} USING INDEX {}", quote(index));
    using.push_str(deferral::print(key));
    using
}

/// What is said last of a constraint.
const LAST: &[(&str, &str)] = &[
    ("no inherit", " NO INHERIT"),
    ("not valid", " NOT VALID"),
    ("not enforced", " NOT ENFORCED"),
];

fn index_clauses(catalog: &Catalog, constraint: &Object) -> String {
    let mut text = String::new();
    if let Some(included) = constraint.get("included") {
        text.push_str(&format!(" INCLUDE ({})", included.to_sql(catalog)));
    }
    if let Some(parameters) = index::print_parameters(catalog, constraint) {
        text.push_str(&format!(" WITH ({parameters})"));
    }
    if let Some(tablespace) = constraint.text("tablespace") {
        text.push_str(&format!(" USING INDEX TABLESPACE {}", quote(tablespace)));
    }
    text
}

fn foreign_key(catalog: &Catalog, constraint: &Object) -> String {
    let sql = |attribute: &str| {
        constraint.get(attribute).map(|value| value.to_sql(catalog)).unwrap_or_default()
    };
    let columns = |attribute: &str| match constraint.has("period") {
        false => sql(attribute),
        true => match sql(attribute).rsplit_once(", ") {
            Some((first, last)) => format!("{first}, PERIOD {last}"),
            None => sql(attribute),
        },
    };
    let (own, referenced) = (columns("columns"), columns("referenced columns"));
    let mut text = format!("FOREIGN KEY ({own}) REFERENCES {} ({referenced})", sql("references"));
    if constraint.has("match full") {
        text.push_str(" MATCH FULL");
    }
    for event in ["update", "delete"] {
        let Some(action) = constraint.text(&format!("on {event}")) else { continue };
        text.push_str(&format!(
            " ON {} {}",
            event.to_ascii_uppercase(),
            action.to_ascii_uppercase()
        ));
        if let Some(only) = constraint.get(&format!("on {event} columns")) {
            text.push_str(&format!(" ({})", only.to_sql(catalog)));
        }
    }
    text
}
