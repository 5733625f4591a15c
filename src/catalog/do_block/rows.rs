//! The system catalogs and the information schema, as rows, as far as guards ask for them.
//!
//! A column that is not listed is not known. Never in it: queries.

use super::expression::{Cell, Row};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::types::built_in;
use crate::catalog::{Object, ObjectId, kinds};
use crate::sql::DdlObjectType as Type;

/// A relation of the system.
pub(super) struct Relation {
    /// The rows for what the catalog keeps.
    pub(super) rows: Vec<Row>,
    /// Tells whether there may be other rows, given the texts that a query asks for.
    pub(super) may_have_others: fn(Lookup<'_>, &[String]) -> bool,
}

/// Returns a relation of the system, if it is modelled.
pub(super) fn relation(lookup: Lookup<'_>, name: &Name) -> Option<Relation> {
    let objects = || lookup.catalog.objects();
    let relation = |rows: Vec<Row>, may_have_others| Some(Relation { rows, may_have_others });
    let of_kinds = |kinds: &[Type], row: fn(Lookup<'_>, &Object) -> Row| -> Vec<Row> {
        objects()
            .filter(|object| kinds.contains(&object.kind.object_type))
            .map(|object| row(lookup, object))
            .collect()
    };
    if name.schema.as_deref() == Some("information_schema") {
        return match name.name.as_str() {
            "tables" => relation(of_kinds(TABLES, information_table), systems_own),
            "views" => relation(of_kinds(&[Type::View], information_table), systems_own),
            "columns" => relation(information_columns(lookup), systems_own),
            "schemata" => relation(of_kinds(&[Type::Schema], schema), systems_own),
            "table_constraints" => {
                relation(of_kinds(&[Type::Constraint], information_constraint), systems_own)
            }
            "constraint_column_usage" => relation(constraint_columns(lookup, true), systems_own),
            "key_column_usage" => relation(constraint_columns(lookup, false), systems_own),
            "sequences" => relation(of_kinds(&[Type::Sequence], information_sequence), systems_own),
            "triggers" => relation(of_kinds(&[Type::Trigger], part), systems_own),
            "routines" => relation(of_kinds(ROUTINES, routine), anything),
            _ => None,
        };
    }
    if name.schema.as_deref().is_some_and(|schema| schema != "pg_catalog") {
        return None;
    }
    match name.name.as_str() {
        "pg_class" => relation(of_kinds(RELATIONS, class), systems_own),
        "pg_namespace" => relation(of_kinds(&[Type::Schema], schema), systems_own),
        "pg_type" => relation(types(lookup), types_of_others),
        "pg_enum" => relation(labels(lookup), nothing),
        "pg_constraint" => relation(of_kinds(&[Type::Constraint], constraint), systems_own),
        "pg_attribute" => relation(of_kinds(&[Type::Column], attribute), systems_own),
        "pg_trigger" => relation(of_kinds(&[Type::Trigger], part), nothing),
        "pg_policy" | "pg_policies" => relation(of_kinds(&[Type::Policy], part), nothing),
        "pg_proc" => relation(of_kinds(ROUTINES, routine), anything),
        "pg_extension" => relation(of_kinds(&[Type::Extension], extension), nothing),
        "pg_publication" => relation(of_kinds(&[Type::Publication], publication), nothing),
        "pg_roles" | "pg_authid" => relation(of_kinds(&[Type::Role], role), roles_of_others),
        "pg_tables" => relation(of_kinds(&[Type::Table], listed), systems_own),
        "pg_views" => relation(of_kinds(&[Type::View], listed), systems_own),
        "pg_matviews" => relation(of_kinds(&[Type::MaterializedView], listed), nothing),
        "pg_sequences" => relation(of_kinds(&[Type::Sequence], listed), nothing),
        "pg_indexes" => relation(indexes(lookup), systems_own),
        _ => None,
    }
}

const TABLES: &[Type] = &[Type::Table, Type::View, Type::ForeignTable];
const ROUTINES: &[Type] = &[Type::Function, Type::Procedure, Type::Aggregate];
const RELATIONS: &[Type] = &[
    Type::Table,
    Type::View,
    Type::MaterializedView,
    Type::Sequence,
    Type::Index,
    Type::ForeignTable,
];

fn nothing(_: Lookup<'_>, _: &[String]) -> bool {
    false
}

fn anything(_: Lookup<'_>, _: &[String]) -> bool {
    true
}

/// The system's own relations, schemas and columns: their names, or their schemas', begin with `pg_`.
fn systems_own(_: Lookup<'_>, texts: &[String]) -> bool {
    texts.is_empty()
        || texts.iter().any(|text| text.starts_with("pg_") || text == "information_schema")
}

/// The roles of every server. (One that nothing is known of is not there: a guard makes it then.)
fn roles_of_others(_: Lookup<'_>, texts: &[String]) -> bool {
    texts.is_empty() || texts.iter().any(|text| kinds::role::is_built_in(text))
}

/// Types that are built in, or that an extension may have brought, and array types.
fn types_of_others(lookup: Lookup<'_>, texts: &[String]) -> bool {
    let extensions: Vec<&Object> = lookup
        .catalog
        .objects()
        .filter(|object| object.kind.object_type == Type::Extension)
        .collect();
    let is_of_others = |text: &String| {
        let is_plain =
            text.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
        built_in::is_type(text)
            || text.starts_with('_')
            || is_plain
                && extensions.iter().any(|extension| {
                    built_in::may_bring_type(&extension.name, text)
                        && !is_known_schema(lookup, text)
                })
    };
    systems_own(lookup, texts) || texts.iter().any(is_of_others)
}

fn is_known_schema(lookup: Lookup<'_>, text: &str) -> bool {
    lookup.schema(text).is_some()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn name_of(lookup: Lookup<'_>, id: ObjectId) -> Cell {
    lookup.catalog.get(id).map_or(Cell::Null, |object| text(&object.name))
}

fn schema_name(lookup: Lookup<'_>, object: &Object) -> Cell {
    name_of(lookup, lookup.catalog.schema_of(object.id))
}

fn schema_id(lookup: Lookup<'_>, object: &Object) -> Cell {
    Cell::Object(lookup.catalog.schema_of(object.id))
}

fn yes_or_no(yes: bool) -> Cell {
    text(if yes { "YES" } else { "NO" })
}

fn schema(_: Lookup<'_>, object: &Object) -> Row {
    vec![
        ("oid", Cell::Object(object.id)),
        ("nspname", text(&object.name)),
        ("schema_name", text(&object.name)),
        ("catalog_name", Cell::Database),
    ]
}

fn extension(_: Lookup<'_>, object: &Object) -> Row {
    vec![("oid", Cell::Object(object.id)), ("extname", text(&object.name))]
}

fn publication(_: Lookup<'_>, object: &Object) -> Row {
    vec![("oid", Cell::Object(object.id)), ("pubname", text(&object.name))]
}

fn role(_: Lookup<'_>, object: &Object) -> Row {
    vec![("oid", Cell::Object(object.id)), ("rolname", text(&object.name))]
}

fn class(lookup: Lookup<'_>, object: &Object) -> Row {
    let mut row = vec![
        ("oid", Cell::Object(object.id)),
        ("relname", text(&object.name)),
        ("relnamespace", schema_id(lookup, object)),
    ];
    let kind = match object.kind.object_type {
        Type::View => Some("v"),
        Type::MaterializedView => Some("m"),
        Type::Sequence => Some("S"),
        Type::ForeignTable => Some("f"),
        Type::Table if object.has("partition by") => Some("p"),
        Type::Table => Some("r"),
        // Whether an index is a partitioned one is its table's matter.
        _ => None,
    };
    row.extend(kind.map(|kind| ("relkind", text(kind))));
    row
}

fn listed(lookup: Lookup<'_>, object: &Object) -> Row {
    let (schema, name) = (schema_name(lookup, object), text(&object.name));
    vec![
        ("schemaname", schema),
        ("tablename", name.clone()),
        ("viewname", name.clone()),
        ("matviewname", name.clone()),
        ("sequencename", name),
    ]
}

/// Returns the indexes, those behind constraints too.
fn indexes(lookup: Lookup<'_>) -> Vec<Row> {
    let is_index = |object: &&Object| match object.kind.object_type {
        Type::Index => true,
        Type::Constraint => is_key(object),
        _ => false,
    };
    let row = |object: &Object| {
        vec![
            ("schemaname", schema_name(lookup, object)),
            ("tablename", name_of(lookup, object.parent)),
            ("indexname", text(&object.name)),
        ]
    };
    lookup.catalog.objects().filter(is_index).map(row).collect()
}

fn types(lookup: Lookup<'_>) -> Vec<Row> {
    let of_type = |object: &&Object| {
        let is_label = object.kind.is_ordered;
        !is_label && object.kind.namespaces.contains(&crate::catalog::namespace::Namespace::Type)
    };
    let row = |object: &Object| {
        vec![
            ("oid", Cell::Object(object.id)),
            ("typname", text(&object.name)),
            ("typnamespace", schema_id(lookup, object)),
        ]
    };
    lookup.catalog.objects().filter(of_type).map(row).collect()
}

fn labels(lookup: Lookup<'_>) -> Vec<Row> {
    let is_label = |object: &&Object| object.kind.name == "label";
    let row = |object: &Object| {
        vec![("enumtypid", Cell::Object(object.parent)), ("enumlabel", text(&object.name))]
    };
    lookup.catalog.objects().filter(is_label).map(row).collect()
}

fn routine(lookup: Lookup<'_>, object: &Object) -> Row {
    vec![
        ("oid", Cell::Object(object.id)),
        ("proname", text(&object.name)),
        ("pronamespace", schema_id(lookup, object)),
        ("routine_name", text(&object.name)),
        ("routine_schema", schema_name(lookup, object)),
    ]
}

/// Triggers and policies.
fn part(lookup: Lookup<'_>, object: &Object) -> Row {
    let (name, table) = (text(&object.name), name_of(lookup, object.parent));
    let schema = schema_name(lookup, object);
    vec![
        ("tgname", name.clone()),
        ("tgrelid", Cell::Object(object.parent)),
        ("tgisinternal", Cell::Bool(false)),
        ("polname", name.clone()),
        ("polrelid", Cell::Object(object.parent)),
        ("policyname", name.clone()),
        ("schemaname", schema.clone()),
        ("tablename", table.clone()),
        ("trigger_name", name),
        ("trigger_schema", schema.clone()),
        ("event_object_schema", schema),
        ("event_object_table", table),
    ]
}

/// The types of constraints: as ours say it, as `pg_constraint` and the information schema do.
const CONSTRAINT_TYPES: &[(&str, &str, &str)] = &[
    ("primary key", "p", "PRIMARY KEY"),
    ("unique", "u", "UNIQUE"),
    ("foreign key", "f", "FOREIGN KEY"),
    ("check", "c", "CHECK"),
    ("exclude", "x", ""),
];

fn constraint_type(object: &Object) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let type_ = object.text("type")?.to_ascii_lowercase();
    CONSTRAINT_TYPES.iter().find(|(ours, _, _)| *ours == type_)
}

/// Tells whether an index stands behind a constraint.
fn is_key(object: &Object) -> bool {
    constraint_type(object).is_some_and(|(_, code, _)| matches!(*code, "p" | "u" | "x"))
}

fn constraint(lookup: Lookup<'_>, object: &Object) -> Row {
    let mut row = vec![
        ("oid", Cell::Object(object.id)),
        ("conname", text(&object.name)),
        ("conrelid", Cell::Object(object.parent)),
        ("connamespace", schema_id(lookup, object)),
    ];
    row.extend(constraint_type(object).map(|(_, code, _)| ("contype", text(code))));
    row
}

fn information_constraint(lookup: Lookup<'_>, object: &Object) -> Row {
    let (schema, table) = (schema_name(lookup, object), name_of(lookup, object.parent));
    let mut row = vec![
        ("constraint_catalog", Cell::Database),
        ("constraint_schema", schema.clone()),
        ("constraint_name", text(&object.name)),
        ("table_catalog", Cell::Database),
        ("table_schema", schema),
        ("table_name", table),
    ];
    row.extend(constraint_type(object).map(|(_, _, words)| ("constraint_type", text(words))));
    row
}

/// Returns the columns of constraints: those that a foreign key refers to, or those that it is of.
fn constraint_columns(lookup: Lookup<'_>, of_usage: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for constraint in lookup.catalog.objects() {
        if constraint.kind.object_type != Type::Constraint {
            continue;
        }
        let referenced = constraint.objects("referenced columns");
        let columns = match of_usage && !referenced.is_empty() {
            true => referenced,
            false => constraint.objects("columns"),
        };
        for column in columns {
            let Some(column) = lookup.catalog.get(column) else { continue };
            rows.push(vec![
                ("table_catalog", Cell::Database),
                ("table_schema", schema_name(lookup, column)),
                ("table_name", name_of(lookup, column.parent)),
                ("column_name", text(&column.name)),
                ("constraint_catalog", Cell::Database),
                ("constraint_schema", schema_name(lookup, constraint)),
                ("constraint_name", text(&constraint.name)),
            ]);
        }
    }
    rows
}

fn information_table(lookup: Lookup<'_>, object: &Object) -> Row {
    let kind = match object.kind.object_type {
        Type::Table => "BASE TABLE",
        Type::View => "VIEW",
        _ => "FOREIGN",
    };
    vec![
        ("table_catalog", Cell::Database),
        ("table_schema", schema_name(lookup, object)),
        ("table_name", text(&object.name)),
        ("table_type", text(kind)),
    ]
}

fn information_sequence(lookup: Lookup<'_>, object: &Object) -> Row {
    vec![
        ("sequence_catalog", Cell::Database),
        ("sequence_schema", schema_name(lookup, object)),
        ("sequence_name", text(&object.name)),
    ]
}

fn information_column(lookup: Lookup<'_>, object: &Object) -> Row {
    let mut row = vec![
        ("table_catalog", Cell::Database),
        ("table_schema", schema_name(lookup, object)),
        ("table_name", name_of(lookup, object.parent)),
        ("column_name", text(&object.name)),
        ("is_nullable", yes_or_no(!is_not_null(lookup, object))),
    ];
    row.extend(data_type(object).map(|type_| ("data_type", text(type_))));
    row
}

/// Returns the columns of tables and views; those of composite types and materialized views are not listed.
fn information_columns(lookup: Lookup<'_>) -> Vec<Row> {
    let is_listed = |object: &&Object| {
        let whole = lookup.catalog.get(object.parent);
        object.kind.object_type == Type::Column
            && whole.is_some_and(|whole| TABLES.contains(&whole.kind.object_type))
    };
    let columns = lookup.catalog.objects().filter(is_listed);
    columns.map(|column| information_column(lookup, column)).collect()
}

fn attribute(_: Lookup<'_>, object: &Object) -> Row {
    vec![
        ("attrelid", Cell::Object(object.parent)),
        ("attname", text(&object.name)),
        ("attisdropped", Cell::Bool(false)),
    ]
}

fn is_not_null(lookup: Lookup<'_>, column: &Object) -> bool {
    column.has("not null")
        || column.has("identity")
        || lookup.catalog.parts(column.parent).any(|part| {
            constraint_type(part).is_some_and(|(_, code, _)| *code == "p")
                && part.objects("columns").contains(&column.id)
        })
}

/// Returns the type of a column as the information schema says it, where that is what we say.
fn data_type(column: &Object) -> Option<&str> {
    let type_ = column.text("type")?;
    let plain = type_.split('(').next()?;
    match type_.ends_with("[]") {
        true => Some("ARRAY"),
        // The precision stands in the middle of these.
        false if type_.starts_with("time") && type_.contains('(') => None,
        false => Some(plain),
    }
}
