//! How columns are added to, altered in and dropped from what is there already.

use std::collections::BTreeSet;

use super::{INHERITED, LOCAL, NOT_NULL_NAME, identity, print};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::row_type;
use crate::catalog::kinds::table::options;
use crate::catalog::kinds::{
    Doing, composite_type, constraint, foreign_options, foreign_table, index, mutability,
    range_type, sequence, table,
};
use crate::catalog::state::Catalog;
use crate::catalog::types::casts;
use crate::catalog::{Object, ObjectId, Value, made_up, types};
use crate::sorted::gathered;
use crate::sql::identifier::quote;

/// Returns how statements on a column begin, and what they call it; nothing for what follows from a query.
fn words(catalog: &Catalog, column: &Object) -> Option<(String, &'static str)> {
    let whole = catalog.get(column.parent)?;
    let (command, part) = match whole.kind {
        kind if std::ptr::eq(kind, &table::TABLE) => ("TABLE", "COLUMN"),
        kind if std::ptr::eq(kind, &foreign_table::FOREIGN_TABLE) => ("FOREIGN TABLE", "COLUMN"),
        kind if std::ptr::eq(kind, &composite_type::COMPOSITE) => ("TYPE", "ATTRIBUTE"),
        _ => return None,
    };
    Some((format!("ALTER {command} {}", catalog.qualified_name(whole.id)), part))
}

pub(super) fn added(catalog: &Catalog, column: &Object) -> Option<Vec<String>> {
    let (head, part) = words(catalog, column)?;
    let cascade = composite_type::cascade(catalog, column.parent);
    let definition = print(catalog, column).create.into_iter();
    let added = definition.map(|definition| format!("{head} ADD {part} {definition}{cascade}"));
    Some(added.collect())
}

pub(super) fn dropped(catalog: &Catalog, column: &Object) -> Option<Vec<String>> {
    let (head, part) = words(catalog, column)?;
    let cascade = composite_type::cascade(catalog, column.parent);
    Some(vec![format!("{head} DROP {part} {}{cascade}", quote(&column.name))])
}

pub(super) fn renamed(catalog: &Catalog, column: &Object, name: &str) -> String {
    let (old, new) = (quote(&column.name), quote(name));
    match words(catalog, column) {
        Some((head, part)) => {
            let cascade = composite_type::cascade(catalog, column.parent);
            format!("{head} RENAME {part} {old} TO {new}{cascade}")
        }
        None => {
            let whole = catalog.get(column.parent);
            let kind = whole.map(|whole| whole.kind.name.to_ascii_uppercase()).unwrap_or_default();
            let whole = catalog.qualified_name(column.parent);
            format!("ALTER {kind} {whole} RENAME COLUMN {old} TO {new}")
        }
    }
}

pub(super) fn hazards(catalog: &Catalog, column: &Object, doing: Doing) -> Vec<Hazard> {
    let composite = catalog.get(column.parent).filter(|whole| whole.is(&composite_type::COMPOSITE));
    if let Some(type_) = composite {
        return hazards_of_attribute(catalog, type_.id, doing);
    }
    match doing {
        Doing::Rename => vec![Hazard::AccessExclusiveLock, Hazard::Renamed],
        // What is computed from other columns, or rows, can be computed again.
        Doing::Drop if column.has("generated") || words(catalog, column).is_none() => {
            vec![Hazard::AccessExclusiveLock]
        }
        Doing::Drop => vec![Hazard::DataLoss, Hazard::AccessExclusiveLock],
        Doing::Make => hazards_of_adding(catalog, column),
    }
}

/// Returns what is hazardous about an attribute of a composite type: tables of the type are locked, and values
/// that are kept lose it.
fn hazards_of_attribute(catalog: &Catalog, type_: ObjectId, doing: Doing) -> Vec<Hazard> {
    let is_lost = doing == Doing::Drop && !row_type::keepers(catalog, type_).is_empty();
    let is_of_table = !composite_type::cascade(catalog, type_).is_empty();
    let told = [
        (is_lost, Hazard::DataLoss),
        (is_of_table, Hazard::AccessExclusiveLock),
        (doing == Doing::Rename, Hazard::Renamed),
    ];
    told.into_iter().filter_map(|(is_told, hazard)| is_told.then_some(hazard)).collect()
}

/// All rows are written where a default may differ from row to row, or a domain is asked (`ATExecAddColumn`).
fn hazards_of_adding(catalog: &Catalog, column: &Object) -> Vec<Hazard> {
    let mut hazards = vec![Hazard::AccessExclusiveLock];
    let is_filled = column.has("generated") && !column.has("virtual") || column.has("identity");
    let type_ = column.get("type");
    let is_checked = type_.is_some_and(|type_| casts::is_checked(catalog, type_));
    let of_domain = || type_.and_then(|type_| casts::default_of_domain(catalog, type_));
    let default = column.get("default").or_else(of_domain);
    if is_filled || is_checked || default.is_some_and(|it| mutability::is_volatile(catalog, it)) {
        hazards.push(Hazard::TableRewrite);
    }
    if (column.has("not null") || is_checked) && !is_filled && default.is_none() {
        hazards.push(Hazard::MayFail);
    }
    hazards
}

/// What follows from the column's table or query.
fn follows(attribute: &str) -> bool {
    matches!(attribute, INHERITED | LOCAL | NOT_NULL_NAME)
}

pub(super) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let Some((head, part)) = words(change.to, change.after) else { return of_query(change) };
    let name = quote(&change.after.name);
    if part == "ATTRIBUTE" {
        let sql = format!("{head} ALTER ATTRIBUTE {name} TYPE {}", attribute_type(change)?);
        let hazards = hazards_of_attribute(change.now, change.before.parent, Doing::Make);
        return Some(vec![Action::new(sql, &hazards)]);
    }
    let mut actions = Vec::new();
    let mut alter = |what: String, hazards: &[Hazard]| {
        actions.push(Action::locking(format!("{head} ALTER COLUMN {name} {what}"), hazards));
    };
    let is_alterable = |attribute: &str| {
        follows(attribute)
            || matches!(attribute, "type" | "collation" | "default" | "not null" | "identity")
            || matches!(
                attribute,
                "storage" | "compression" | "statistics" | "generated" | "virtual"
            )
            || options::is_option(attribute)
            || foreign_options::is_option(attribute)
    };
    if !change.is_only_of(is_alterable) {
        return None;
    }
    expression(change, &mut alter)?;
    let is_retyped = change.is_of("type") || change.is_of("collation");
    if is_retyped {
        change_type(change, &mut alter)?;
    }
    let sets_default = change.is_of("default") || is_retyped && !keeps_default(change);
    if let Some(default) = change.sql("default").filter(|_| sets_default) {
        let restarted = [Hazard::SequenceRestarted];
        let hazards = if gets_sequence(change) { &restarted[..] } else { &[] };
        alter(format!("SET DEFAULT {default}"), hazards);
    } else if change.is_of("default") && (!is_retyped || keeps_default(change)) {
        alter("DROP DEFAULT".to_owned(), &[]);
    }
    actions.extend(not_null(change, &head));
    let mut alter = |what: String, hazards: &[Hazard]| {
        actions.push(Action::locking(format!("{head} ALTER COLUMN {name} {what}"), hazards));
    };
    change_identity(change, &mut alter);
    if change.is_of("not null") && !change.after.has("not null") {
        alter("DROP NOT NULL".to_owned(), &[]);
    }
    actions.extend(keeping(change, &format!("{head} ALTER COLUMN {name}")));
    let options = foreign_options::altered(change);
    actions.extend(options.map(|options| format!("{head} ALTER COLUMN {name} {options}").into()));
    Some(actions)
}

/// Returns what says how a column's values are kept from now on.
fn keeping(change: &Change<'_>, head: &str) -> Vec<Action> {
    let mut actions = Vec::new();
    change_storage(change, &mut |what: String, hazards: &[Hazard]| {
        actions.push(Action::locking(format!("{head} {what}"), hazards));
    });
    if change.is_of("statistics") {
        let target = change.after.text("statistics").unwrap_or("-1");
        actions.push(format!("{head} SET STATISTICS {target}").into());
    }
    actions.extend(options::altered(change, head));
    actions
}

/// Returns what type an attribute of a composite type gets, if it can: not while values of it are stored.
fn attribute_type(change: &Change<'_>) -> Option<String> {
    if !change.is_only_of(|attribute| matches!(attribute, "type" | "collation")) {
        return None;
    }
    let is_kept = |catalog, type_| !row_type::keepers(catalog, type_).is_empty();
    if is_kept(change.now, change.before.parent) && is_kept(change.to, change.after.parent) {
        return None;
    }
    let collation = change.sql("collation").map(|name| format!(" COLLATE {name}"));
    let cascade = composite_type::cascade(change.now, change.before.parent);
    Some(format!("{}{}{cascade}", change.sql("type")?, collation.unwrap_or_default()))
}

/// Tells whether a column that had no sequence of its own is to have one.
fn gets_sequence(change: &Change<'_>) -> bool {
    let owns = |catalog, column: &Object| !sequence::owned_by(catalog, column.id).is_empty();
    owns(change.to, change.after) && !owns(change.now, change.before)
}

/// A column of a view has a default at most that is its own; that of a materialized view may be kept otherwise.
fn of_query(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_of_keeping = |attribute: &str| {
        matches!(attribute, "storage" | "compression" | "statistics")
            || options::is_option(attribute)
    };
    if change.is_only_of(is_of_keeping) {
        let view = change.to.qualified_name(change.after.parent);
        let name = quote(&change.after.name);
        return Some(keeping(change, &format!("ALTER TABLE {view} ALTER COLUMN {name}")));
    }
    if !change.is_only_of(|attribute| attribute == "default") {
        return None;
    }
    let view = change.to.qualified_name(change.after.parent);
    let what = match change.sql("default") {
        Some(default) => format!("SET DEFAULT {default}"),
        None => "DROP DEFAULT".to_owned(),
    };
    let name = quote(&change.after.name);
    Some(vec![Action::locking(format!("ALTER VIEW {view} ALTER COLUMN {name} {what}"), &[])])
}

/// A generated column can become a plain one, and nothing else.
fn expression(change: &Change<'_>, alter: &mut impl FnMut(String, &[Hazard])) -> Option<()> {
    if !change.is_of("generated") && !change.is_of("virtual") {
        return Some(());
    }
    if change.after.has("generated") || change.before.has("virtual") {
        return None;
    }
    alter("DROP EXPRESSION".to_owned(), &[]);
    Some(())
}

fn change_type(change: &Change<'_>, alter: &mut impl FnMut(String, &[Hazard])) -> Option<()> {
    let type_ = change.sql("type").or_else(|| meanwhile(change))?;
    let is_record = |type_: &Value| composite_type::is_record(change.now, type_);
    if is_reshaped(change) && !change.before.get("type").is_some_and(is_record) {
        return None;
    }
    let collation = change.sql("collation").map(|name| format!(" COLLATE {name}"));
    let collation = collation.unwrap_or_default();
    if change.before.has("default") && !keeps_default(change) {
        alter("DROP DEFAULT".to_owned(), &[]);
    }
    let using = using(change, &type_).map(|using| format!(" USING {using}")).unwrap_or_default();
    let mut hazards = Vec::new();
    if is_widened(change) {
        hazards.extend(read_again(change));
    } else {
        hazards.push(Hazard::TableRewrite);
        hazards.extend((!holds_all(change)).then_some(Hazard::MayFail));
    }
    let is_lost = |(before, after): (Vec<String>, Vec<String>)| {
        before.iter().any(|attribute| !after.contains(attribute))
    };
    hazards.extend(shapes(change).is_some_and(is_lost).then_some(Hazard::DataLoss));
    alter(format!("SET DATA TYPE {type_}{collation}{using}"), &hazards);
    Some(())
}

/// Returns what type keeps the values of a column while there is none of its own.
fn meanwhile(change: &Change<'_>) -> Option<String> {
    is_text_meanwhile(change).then(|| "text".to_owned())
}

/// Tells whether values are texts while their type is made anew, since it can't make room under another name.
pub(crate) fn is_text_meanwhile(change: &Change<'_>) -> bool {
    let type_ = change.before.get("type").filter(|_| change.is_of("type"));
    type_.is_some_and(|type_| range_type::is_within(change.now, type_))
}

/// Returns how values become ones of the new type, if they do not by themselves.
fn using(change: &Change<'_>, type_: &str) -> Option<String> {
    let name = quote(&change.after.name);
    if !change.after.has("type") {
        return Some(format!("{name}::{type_}"));
    }
    if is_assigned(change) || change.after.has("generated") {
        return None;
    }
    let (before, after) = (change.before.get("type")?, change.after.get("type")?);
    let is_array = types::is_array(before) && types::is_array(after);
    Some(match (is_array, before.as_text()) {
        _ if is_reshaped(change) => {
            format!("jsonb_populate_record(NULL::{type_}, to_jsonb({name}))")
        }
        (true, _) => format!("{name}::text[]::{type_}"),
        (false, Some("text")) => format!("{name}::{type_}"),
        // The words of a truth value are no number.
        (false, Some("boolean")) if NUMBERS.contains(&type_) => format!("{name}::integer"),
        (false, _) => format!("{name}::text::{type_}"),
    })
}

/// Returns the attributes of the types before and after, where both have some.
fn shapes(change: &Change<'_>) -> Option<(Vec<String>, Vec<String>)> {
    let before = row_type::shape(change.now, change.before.get("type"));
    let after = row_type::shape(change.to, change.after.get("type"));
    (!before.is_empty() && !after.is_empty()).then_some((before, after))
}

/// Tells whether attributes come, go or change places, so that a value as text means something else.
fn is_reshaped(change: &Change<'_>) -> bool {
    shapes(change).is_some_and(|(before, after)| before != after)
}

/// Tells whether values of the one type become ones of the other by themselves.
pub(crate) fn is_assigned(change: &Change<'_>) -> bool {
    let (Some(before), Some(after)) = (change.before.get("type"), change.after.get("type")) else {
        return true;
    };
    let before = casts::base_type(change.now, before);
    let after = casts::base_type(change.to, after);
    let is_text = |type_: &Value| {
        let type_ = types::without_modifiers(type_);
        matches!(type_.as_text(), Some("text" | "character varying" | "character" | "bpchar"))
    };
    if before.as_text().is_some() && after.as_text().is_some() {
        return casts::is_assignable(change.to, &before, &after);
    }
    is_text(&after) || before.as_text().is_none() && !change.is_of("type")
}

/// Tells whether a default can stay while the type changes.
fn keeps_default(change: &Change<'_>) -> bool {
    is_assigned(change)
}

/// Returns what takes long though no row is written: checks are validated again, and an index is built that is in
/// another order, or has an expression or a condition (`ATPostAlterTypeCleanup`, `CheckIndexCompatible`).
fn read_again(change: &Change<'_>) -> BTreeSet<Hazard> {
    let is_index = |user: &Object| user.is(&index::INDEX) || constraint::has_index(user);
    let reads = |index: &Object| {
        let elements = index.get("elements").map(|elements| elements.to_sql(change.now));
        index.has("where") || elements.is_some_and(|elements| elements.contains('('))
    };
    let users = change.now.users(change.before.id);
    let hazards = users.filter_map(|user| match user {
        user if is_index(user) => {
            (change.is_of("collation") || reads(user)).then_some(Hazard::IndexBuild)
        }
        user => (constraint::type_of(user) == constraint::CHECK).then_some(Hazard::FullScan),
    });
    gathered(hazards)
}

/// Tells whether the new type holds all values as they are written already.
fn is_widened(change: &Change<'_>) -> bool {
    let (Some(before), Some(after)) = (change.before.get("type"), change.after.get("type")) else {
        return false;
    };
    let is_checked = casts::is_checked(change.to, after);
    let before = casts::base_type(change.now, before);
    let after = casts::base_type(change.to, after);
    let (Some(old), Some(new)) = (before.as_text(), after.as_text()) else { return false };
    !is_checked && (old == new || has_more_room(&before, &after) || has_more_digits(old, new))
}

/// Tells whether a type is another with more room: for characters, bits, digits of a second.
fn has_more_room(old: &Value, new: &Value) -> bool {
    let limit = |type_: &Value| {
        let text = type_.as_text()?;
        let Some((_, rest)) = text.split_once('(') else { return Some(u32::MAX) };
        rest.split_once(')')?.0.parse().ok()
    };
    let name = |type_: &Value| match types::without_modifiers(type_).as_text() {
        Some("text") => "character varying".to_owned(),
        Some("cidr") => "inet".to_owned(),
        name => name.unwrap_or_default().to_owned(),
    };
    // Values of these are filled up to the limit.
    let is_filled_up = ["character", "bit"].contains(&&*name(old)) || types::is_array(old);
    let limits = limit(old).zip(limit(new));
    new.as_text() != Some("cidr")
        && name(old) == name(new)
        && !is_filled_up
        && limits.is_some_and(|(old, new)| old <= new)
}

/// Tells whether a numeric type is another with no fewer digits before the point, and as many behind it
/// (`numeric_support`).
fn has_more_digits(old: &str, new: &str) -> bool {
    let digits = |type_: &str| {
        let inner = type_.strip_prefix("numeric(")?.strip_suffix(')')?;
        let (all, behind) = inner.split_once(',').unwrap_or((inner, "0"));
        Some((all.trim().parse::<u32>().ok()?, behind.trim().to_owned()))
    };
    let more = |(all, behind)| {
        new == "numeric" || digits(new).is_some_and(|(more, same)| all <= more && behind == same)
    };
    digits(old).is_some_and(more)
}

/// Whole numbers, and numbers: each type holds the values of those before it.
const NUMBERS: &[&str] = &["smallint", "integer", "bigint", "numeric"];

/// Tells whether every value of the old type becomes one of the new.
fn holds_all(change: &Change<'_>) -> bool {
    let text = |value: Option<&Value>| value.and_then(Value::as_text).map(str::to_owned);
    let (old, new) = (text(change.before.get("type")), text(change.after.get("type")));
    let place =
        |type_: &Option<String>| NUMBERS.iter().position(|known| Some(*known) == type_.as_deref());
    let is_moment = |type_: &Option<String>| {
        type_.as_ref().is_some_and(|type_| type_ == "date" || type_.starts_with("timestamp"))
    };
    new.as_deref() == Some("text")
        || is_moment(&old) && is_moment(&new)
        || place(&old).zip(place(&new)).is_some_and(|(old, new)| old <= new)
}

fn change_identity(change: &Change<'_>, alter: &mut impl FnMut(String, &[Hazard])) {
    if !change.is_of("identity") {
        return;
    }
    match (change.before.has("identity"), change.sql("identity")) {
        (_, None) => alter("DROP IDENTITY".to_owned(), &[]),
        (false, Some(_)) => {
            let identity = identity(change.to, change.after);
            alter(format!("ADD {}", identity.unwrap_or_default()), &[Hazard::SequenceRestarted]);
        }
        (true, Some(when)) => alter(format!("SET GENERATED {}", when.to_ascii_uppercase()), &[]),
    }
}

/// With another type a column is stored as is usual for it, and asks again for what it had.
fn change_storage(change: &Change<'_>, alter: &mut impl FnMut(String, &[Hazard])) {
    let is_retyped = change.is_of("type") || change.is_of("collation");
    let usual = change.after.get("type").and_then(|type_| casts::storage(change.to, type_));
    for (attribute, words, usual) in [
        ("storage", "STORAGE", usual.unwrap_or("plain")),
        ("compression", "COMPRESSION", "default"),
    ] {
        let value = change.after.text(attribute);
        if if is_retyped { value.is_some() } else { change.is_of(attribute) } {
            let value = value.unwrap_or(usual);
            alter(format!("SET {words} {value}"), &[]);
        }
    }
}

/// Returns what makes a column not null, before it can be an identity column. A valid check spares
/// `SET NOT NULL` the reading of all rows under its lock (`ATExecSetNotNull`).
fn not_null(change: &Change<'_>, head: &str) -> Vec<Action> {
    if !change.is_of("not null") || !change.after.has("not null") {
        return Vec::new();
    }
    let column = quote(&change.after.name);
    let set = format!("{head} ALTER COLUMN {column} SET NOT NULL");
    let Some(table) = change.to.get(change.after.parent) else { return Vec::new() };
    if foreign_table::is_empty(change.to, table) {
        return vec![Action::locking(set, &[])];
    }
    if !change.online {
        return vec![Action::locking(set, &[Hazard::FullScan, Hazard::MayFail])];
    }
    let name = made_up::numbered(&table.name, &change.after.name, "not_null_check", |_| false);
    let name = quote(&name);
    let add = format!("{head} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID");
    let validate = format!("{head} VALIDATE CONSTRAINT {name}");
    vec![
        Action::locking(add, &[]),
        Action::new(validate, &[Hazard::FullScan, Hazard::MayFail]),
        Action::locking(set, &[]),
        Action::locking(format!("{head} DROP CONSTRAINT {name}"), &[]),
    ]
}
