//! `ALTER TABLE`: which relation it means, and its actions, as the passes come to them.
//!
//! Never in it: what is done to one column (see `alter_column`), and the order of the actions (see `passes`).

use super::definition::{self, Definition};
use super::passes::{Pass, Queue, Task, pass_of_added};
use super::reread::Retyped;
use super::{TABLE, alter_column, attach, drop_column, inherit, mark, options};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::{self, INHERITED, LOCAL};
use crate::catalog::kinds::foreign_table::FOREIGN_TABLE;
use crate::catalog::kinds::{Purpose, constraint, foreign_options, index, row_type, sequence};
use crate::catalog::lookup::Name;
use crate::catalog::privileges;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement::common_action;
use crate::catalog::types::casts;
use crate::catalog::value::Value;
use crate::catalog::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span};

/// The table that a statement alters, and how.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) table: ObjectId,
    /// Whether its children stay as they are.
    pub(super) is_only: bool,
}

/// Reads `ALTER TABLE` and `ALTER FOREIGN TABLE`.
pub(crate) fn alter(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    for action in statement.children().filter(|node| node.kind() == SyntaxKind::ADD_CONSTRAINT) {
        action.first_child().map_or(Ok(()), |node| constraint::refuse_marks(&node))?;
    }
    let Some(head) = child(statement, SyntaxKind::TABLE_RELATION_NAME) else {
        edit.be_opaque("the catalog does not model what is done to all tables of a tablespace");
        return Ok(());
    };
    let Some(node) = child(&head, SyntaxKind::TABLE_NAME_REF) else { return Ok(()) };
    let name = Name::of(&node);
    let table = match edit.lookup().relation(&name) {
        Err(refusal) if has(statement, SyntaxKind::IF_EXISTS) && refusal.is_missing() => {
            return Ok(());
        }
        found => found?,
    };
    let is_foreign = edit.get(table).is_some_and(|table| table.is(&FOREIGN_TABLE));
    if statement.kind() == SyntaxKind::ALTER_FOREIGN_TABLE && !is_foreign {
        let message = format!("\"{}\" is not a foreign table", name.name);
        return Err(Refusal::wrong_object(name.span, message));
    }
    privileges::check_owner(edit, table, Purpose::Alter, span(statement))?;
    edit.rely_on(table);
    let actions: Vec<SyntaxNode> = statement
        .children()
        .filter(|node| *node != head && node.kind() != SyntaxKind::IF_EXISTS)
        .collect();
    if !edit.get(table).is_some_and(is_table) {
        return actions.iter().try_for_each(|action| alter_other(edit, table, action));
    }
    let target = Target { table, is_only: has_token(&head, SyntaxKind::ONLY_KW) };
    let mut queue = Queue::default();
    for action in &actions {
        prepare(edit, target, action, &mut queue)?;
    }
    mark::refuse_second(edit, table, &actions)?;
    let mut retyped = Retyped::by(edit, table, &actions);
    actions.into_iter().for_each(|action| queue.add(action));
    while let Some((pass, task)) = queue.next() {
        match task {
            Task::Act(action) if pass == Pass::Examination => {
                let Some(constraint) = action.first_child() else { continue };
                constraint::check_new_keys("", std::iter::once(&constraint))?;
                queue.push(pass_of_added(&constraint), Task::Act(action));
            }
            Task::Act(action) => {
                edit.place = span(&action);
                act(edit, target, &action, (&mut retyped, &mut queue))?;
            }
            Task::Reread => retyped.reread(edit, pass)?,
            task @ Task::SayNotNull(..) if pass == Pass::Examination => {
                queue.push(Pass::Attributes, task);
            }
            Task::SayNotNull(name, span) => constraint::say_not_null(edit, table, &name, span)?,
            Task::Declare(declared) => constraint::add_all(edit, table, &declared)?,
        }
    }
    Ok(())
}

/// Refuses what PostgreSQL refuses before it does anything.
fn prepare(
    edit: &Edit<'_>,
    target: Target,
    action: &SyntaxNode,
    queue: &mut Queue,
) -> Accepted<()> {
    let is_typed = edit.get(target.table).is_some_and(|table| table.has(super::OF_TYPE));
    let verb = match action.kind() {
        SyntaxKind::ADD_COLUMN => "add column to",
        SyntaxKind::DROP_COLUMN => "drop column from",
        _ => "",
    };
    if is_typed && !verb.is_empty() {
        return Err(Refusal::wrong_object(span(action), format!("cannot {verb} typed table")));
    }
    alter_column::prepare(edit, target, action)?;
    attach::prepare(edit, target.table, action)?;
    mark::prepare(edit, target.table, action)?;
    let Some(key) = child(action, SyntaxKind::PRIMARY_KEY_CONSTRAINT) else { return Ok(()) };
    for (name, span) in constraint::nullable(edit, target.table, &key) {
        queue.push(Pass::Examination, Task::SayNotNull(name, span));
    }
    Ok(())
}

/// Does what an action says, and queues what is to come of it.
fn act(
    edit: &mut Edit<'_>,
    target: Target,
    action: &SyntaxNode,
    (retyped, queue): (&mut Retyped, &mut Queue),
) -> Accepted<()> {
    if has(action, SyntaxKind::SET_TYPE) {
        retyped.note(edit, target.table, action)?;
    } else if has(action, SyntaxKind::SET_EXPRESSION) {
        retyped.note_expression(edit, target.table, action);
    }
    if action.kind() != SyntaxKind::ADD_COLUMN {
        return perform(edit, target, action);
    }
    let declared = add_column(edit, target, action)?.into_iter();
    let (keys, others) = declared.partition(|(node, _)| constraint::is_key(node.kind()));
    queue.push(Pass::Keys, Task::Declare(keys));
    queue.push(Pass::Constraints, Task::Declare(others));
    Ok(())
}

fn is_table(relation: &Object) -> bool {
    relation.is(&TABLE) || relation.is(&FOREIGN_TABLE)
}

/// Does to a view, an index or a sequence what `ALTER TABLE` can do to it.
fn alter_other(edit: &mut Edit<'_>, relation: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(object) = edit.get(relation) else { return Ok(()) };
    let kind = object.kind;
    if action.kind() == SyntaxKind::RENAME_COLUMN
        && column::all(edit.catalog(), relation).is_empty()
    {
        let message = format!("cannot rename columns of relation \"{}\"", object.name);
        return Err(Refusal::wrong_object(span(action), message));
    }
    if action.kind() == SyntaxKind::RENAME_COLUMN {
        return rename_column(edit, Target { table: relation, is_only: false }, action);
    }
    if (kind.alter)(edit, relation, action)? || common_action(edit, relation, action)? {
        return Ok(());
    }
    Err(impossible(edit.get(relation), action))
}

/// Returns the refusal of an action that can't be done to a relation.
pub(super) fn impossible(relation: Option<&Object>, action: &SyntaxNode) -> Refusal {
    let (name, kind) = relation.map_or(("", ""), |object| (&object.name, object.kind.name));
    let kind = if relation.is_some_and(super::is_partitioned) { "partitioned table" } else { kind };
    let words = action_words(action);
    let message = format!("ALTER action {words} cannot be performed on relation \"{name}\"");
    let detail = format!("This operation is not supported for {kind}s.");
    Refusal::wrong_object(span(action), message).with_detail(detail)
}

/// Returns how PostgreSQL calls an action.
fn action_words(action: &SyntaxNode) -> String {
    let words = match action.kind() {
        SyntaxKind::ALTER_COLUMN => action.last_child().map(|option| words_of(&option)),
        _ => Some(words_of(action)),
    };
    let words = words.unwrap_or_default().join(" ");
    match (action.kind(), words.as_str()) {
        (SyntaxKind::ADD_COLUMN, _) => "ADD COLUMN".to_owned(),
        (SyntaxKind::DROP_COLUMN, _) => "DROP COLUMN".to_owned(),
        (SyntaxKind::ADD_CONSTRAINT, _) => "ADD CONSTRAINT".to_owned(),
        (SyntaxKind::DROP_CONSTRAINT, _) => "DROP CONSTRAINT".to_owned(),
        (SyntaxKind::ALTER_COLUMN, "TYPE") => "ALTER COLUMN ... SET DATA TYPE".to_owned(),
        (SyntaxKind::ALTER_COLUMN, "DEFAULT") => "ALTER COLUMN ... SET DEFAULT".to_owned(),
        (SyntaxKind::ALTER_COLUMN, _) => format!("ALTER COLUMN ... {words}"),
        _ => words.replace("ROW LEVEL SECURITY", "ROW SECURITY"),
    }
}

/// Returns the keywords with which a node begins.
fn words_of(node: &SyntaxNode) -> Vec<String> {
    node.children_with_tokens()
        .filter_map(|element| element.into_token())
        .filter(|token| token.text().chars().all(|c| c.is_ascii_alphabetic()))
        .map(|token| token.text().to_ascii_uppercase())
        .collect()
}

fn perform(edit: &mut Edit<'_>, target: Target, action: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let table = target.table;
    match action.kind() {
        ENABLE_RLS | DISABLE_RLS | FORCE_RLS | NO_FORCE_RLS | SET_OPTIONS | RESET_OPTIONS
            if edit.get(table).is_some_and(|table| table.is(&FOREIGN_TABLE)) =>
        {
            Err(impossible(edit.get(table), action))
        }
        DROP_COLUMN => drop_column::drop_column(edit, target, action),
        RENAME_COLUMN => rename_column(edit, target, action),
        ALTER_COLUMN => alter_column::alter(edit, target, action),
        SET_SCHEMA => set_schema(edit, table, action),
        OWNER_TO => set_owner(edit, table, action),
        ATTACH_PARTITION | DETACH_PARTITION | INHERIT_TABLE | NO_INHERIT_TABLE | OF_TYPE
        | NOT_OF => attach::act(edit, table, action),
        SET_ACCESS_METHOD => options::check_method(edit, action).map(|()| {
            let method = options::named("access method", action).map(|(_, name)| name);
            edit.set(table, "access method", method);
        }),
        SET_OPTIONS => {
            let is_partitioned = edit.get(table).is_some_and(super::is_partitioned);
            if let Some(list) = child(action, ATTRIBUTE_LIST) {
                options::check_all(&list, is_partitioned)?;
            }
            options::set(edit, table, action)
        }
        ALTER_OPTION_LIST => foreign_options::alter(edit, table, action),
        ENABLE_TRIGGER
        | DISABLE_TRIGGER
        | ENABLE_REPLICA_TRIGGER
        | ENABLE_ALWAYS_TRIGGER
        | ENABLE_RULE
        | DISABLE_RULE
        | ENABLE_REPLICA_RULE
        | ENABLE_ALWAYS_RULE => mark::enable(edit, table, action),
        REPLICA_IDENTITY | CLUSTER_ON => mark::mark_index(edit, table, action),
        // What PostgreSQL 19 is to have; no version has it yet.
        MERGE_PARTITIONS | SPLIT_PARTITION => {
            let word = action.first_token().map(|word| word.text().to_owned()).unwrap_or_default();
            Err(Refusal::syntax(span(action), format!("syntax error at or near \"{word}\"")))
        }
        // It has no rows that could be kept otherwise; PostgreSQL 18 refuses it.
        SET_LOGGED | SET_UNLOGGED if edit.get(table).is_some_and(super::is_partitioned) => Ok(()),
        _ if say(edit, table, action) => Ok(()),
        _ => {
            let is_read =
                constraint::action(edit, table, action)? || common_action(edit, table, action)?;
            if !is_read {
                edit.be_opaque("the catalog does not model this action");
            }
            Ok(())
        }
    }
}

/// Says, or no longer says, of the table what an action is about; tells whether it was that simple.
fn say(edit: &mut Edit<'_>, table: ObjectId, action: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    let (attribute, value): (&'static str, Option<Value>) = match action.kind() {
        ENABLE_RLS => ("row security", Some(Value::flag())),
        DISABLE_RLS => ("row security", None),
        FORCE_RLS => ("forced row security", Some(Value::flag())),
        NO_FORCE_RLS => ("forced row security", None),
        SET_UNLOGGED => ("unlogged", Some(Value::flag())),
        SET_LOGGED => ("unlogged", None),
        SET_WITHOUT_CLUSTER => ("clustered on", None),
        SET_WITHOUT_OIDS => return true,
        SET_TABLESPACE => {
            ("tablespace", options::named("tablespace", action).map(|(_, name)| name))
        }
        RESET_OPTIONS => {
            options::reset(edit, table, action);
            return true;
        }
        _ => return false,
    };
    edit.set(table, attribute, value.clone());
    if attribute == "unlogged" {
        for sequence in owned_sequences(edit, table) {
            // That of a column which the same statement adds is no column's own yet.
            if !edit.is_new(sequence) {
                edit.set(sequence, attribute, value.clone());
            }
        }
    }
    true
}

/// Returns the sequences that a table's columns own.
fn owned_sequences(edit: &Edit<'_>, table: ObjectId) -> Vec<ObjectId> {
    let columns = column::all(edit.catalog(), table);
    columns.iter().flat_map(|column| sequence::owned_by(edit.catalog(), column.id)).collect()
}

/// Reads `ADD COLUMN`: on the table, then on its children; returns the constraints that come with it.
fn add_column(
    edit: &mut Edit<'_>,
    target: Target,
    action: &SyntaxNode,
) -> Accepted<Vec<(SyntaxNode, Option<ObjectId>)>> {
    let Target { table, is_only } = target;
    refuse_addition(edit, table, action)?;
    let name = edit.get(table).map(|table| table.name.to_string()).unwrap_or_default();
    let column = child(action, SyntaxKind::COLUMN_NAME).map(|name| names::identifier(&name));
    let column = column.unwrap_or_default();
    if column::named(edit.catalog(), table, &column).is_some() {
        return match has(action, SyntaxKind::IF_NOT_EXISTS) {
            true => Ok(Vec::new()),
            false => Err((column::COLUMN.taken)(span(action), &column::COLUMN, &column, &name)),
        };
    }
    definition::check_name(&column, span(action))?;
    let definition = definition::read(edit, &name, action)?;
    if is_only && !inherit::children(edit.catalog(), table).is_empty() {
        let message = "column must be added to child tables too";
        return Err(Refusal::invalid_table(span(action), message));
    }
    let has_children = !inherit::children(edit.catalog(), table).is_empty();
    let is_partitioned = edit.get(table).is_some_and(super::is_partitioned);
    if definition.is_identity() && has_children && !is_partitioned {
        let message = "cannot recursively add identity column to table that has child tables";
        return Err(Refusal::invalid_table(span(action), message));
    }
    let column = definition::make(edit, table, &definition)?;
    super::check_column_count(edit, table)?;
    definition::finish(edit, table, column, &definition)?;
    inherit_column(edit, table, column, &definition)?;
    check_rows(edit, table, column, definition.span)?;
    Ok(definition.constraints.into_iter().map(|node| (node, Some(column))).collect())
}

/// Refuses a new column that rows get a value in where other tables' columns keep some of the rows.
fn check_rows(edit: &Edit<'_>, table: ObjectId, column: ObjectId, span: Span) -> Accepted<()> {
    let is_checked = |column: &Object| {
        let type_ = column.get("type");
        let of_domain = |type_| casts::default_of_domain(edit.catalog(), type_).is_some();
        type_.is_some_and(|type_| casts::is_checked(edit.catalog(), type_) || of_domain(type_))
    };
    let is_filled = |column: &Object| {
        ["default", "generated", "identity"].iter().any(|source| column.has(source))
    };
    if !edit.get(column).is_some_and(|column| is_filled(column) || is_checked(column)) {
        return Ok(());
    }
    let family = inherit::family(edit.catalog(), table).into_iter();
    let mut stored = family.filter(|table| edit.get(*table).is_some_and(super::is_stored));
    stored.try_for_each(|table| row_type::check_unused(edit, table, span))
}

/// A partition gets no columns of its own.
fn refuse_addition(edit: &Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(object) = edit.get(table) else { return Ok(()) };
    match object.has(super::PARTITION_OF) {
        true => Err(Refusal::wrong_object(span(action), "cannot add column to a partition")),
        false => Ok(()),
    }
}

/// Gives the children a new column, or tells theirs where it comes from now too.
fn inherit_column(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    definition: &Definition,
) -> Accepted<()> {
    for child in inherit::children(edit.catalog(), table) {
        let is_new = column::named(edit.catalog(), child, &definition.name).is_none();
        let inherited = inherit::take_column(edit, child, column).map_err(|refusal| {
            let child = edit.get(child).map(|child| &*child.name).unwrap_or_default();
            let name = &definition.name;
            let message =
                format!("child table \"{child}\" has different type for column \"{name}\"");
            refusal.with_message(message)
        })?;
        if is_new {
            inherit::move_expression(edit, inherited);
            inherit_column(edit, child, inherited, definition)?;
        } else if !edit.get(inherited).is_some_and(|column| column.has(LOCAL)) {
            let origins = edit.get(inherited).map(|column| column.objects(INHERITED).len());
            if origins == Some(1) {
                edit.set(inherited, LOCAL, Value::flag());
            }
        }
    }
    Ok(())
}

/// Reads `RENAME COLUMN`: in the children first (`renameatt_internal` in PostgreSQL's `tablecmds.c`).
fn rename_column(edit: &mut Edit<'_>, target: Target, action: &SyntaxNode) -> Accepted<()> {
    let Target { table, is_only } = target;
    let Some(node) = child(action, SyntaxKind::COLUMN_NAME_REF) else { return Ok(()) };
    let Some(new) = child(action, SyntaxKind::COLUMN_NAME) else { return Ok(()) };
    let name = names::identifier(&node);
    if edit.get(table).is_some_and(|table| table.has(super::OF_TYPE)) {
        return Err(Refusal::wrong_object(span(&node), "cannot rename column of typed table"));
    }
    let family = inherit::family(edit.catalog(), table);
    if is_only && family.len() > 1 {
        let message = format!("inherited column \"{name}\" must be renamed in child tables too");
        return Err(Refusal::invalid_table(span(&node), message));
    }
    let (heirs, own) =
        family.split_at_checked(1).map_or((&[][..], &[][..]), |(own, rest)| (rest, own));
    for member in heirs.iter().chain(own) {
        let parents = edit.get(*member).map(inherit::parents_of).unwrap_or_default();
        let expected = parents.iter().filter(|parent| family.contains(parent)).count();
        let expected = if *member == table { 0 } else { expected };
        rename_in(edit, *member, (&node, &new), expected)?;
    }
    Ok(())
}

/// Renames the column of one table, which has it from as many parents at most.
fn rename_in(
    edit: &mut Edit<'_>,
    table: ObjectId,
    (node, new): (&SyntaxNode, &SyntaxNode),
    parents: usize,
) -> Accepted<()> {
    let (name, new_name) = (names::identifier(node), names::identifier(new));
    if definition::is_system_column(&name) {
        let message = format!("cannot rename system column \"{name}\"");
        return Err(Refusal::not_supported(span(node), message));
    }
    let found = column::named(edit.catalog(), table, &name);
    let Some(column) = found.and_then(|column| edit.get(column)) else {
        let message = format!("column \"{name}\" does not exist");
        return Err(Refusal::undefined_column(span(node), message));
    };
    if column.objects(INHERITED).len() > parents {
        let message = format!("cannot rename inherited column \"{name}\"");
        return Err(Refusal::invalid_table(span(node), message));
    }
    let column = column.id;
    definition::check_name(&new_name, span(new))?;
    index::keep_names(edit, column);
    edit.rename(column, &new_name, span(new))
}

/// Returns the sequences that a table's columns own and that are no parts of it.
fn separate_sequences(edit: &Edit<'_>, table: ObjectId) -> Vec<ObjectId> {
    let mut owned = owned_sequences(edit, table);
    owned.retain(|sequence| edit.get(*sequence).is_some_and(|owned| owned.parent != table));
    owned
}

/// Reads `SET SCHEMA`: sequences that columns own go along.
fn set_schema(edit: &mut Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let owned = separate_sequences(edit, table);
    common_action(edit, table, action)?;
    let schema = edit.catalog().schema_of(table);
    owned.into_iter().try_for_each(|sequence| edit.move_to(sequence, schema, span(action)))
}

/// Reads `OWNER TO`: sequences that columns own get the same owner.
fn set_owner(edit: &mut Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    common_action(edit, table, action)?;
    let owner = edit.get(table).and_then(|table| table.get("owner")).cloned();
    let owner = owner.unwrap_or(Value::from(privileges::SELF));
    for sequence in separate_sequences(edit, table) {
        privileges::give_to(edit, sequence, owner.clone());
    }
    Ok(())
}
