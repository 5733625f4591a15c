//! Statements whose text says nothing to PostgreSQL's grammar: they count as they were recorded.

use schemagraft::ids::DdlId;
use schemagraft::merge::{Change, ConflictClass, detect_conflicts};
use schemagraft::sql::{DdlObjectType, DdlOperation};

fn change<'a>(
    ddl_id: u64,
    operation: DdlOperation,
    object_name: &'a str,
    statement: &'a str,
) -> Change<'a> {
    let object_type = match object_name.contains(" on ") {
        true => DdlObjectType::Trigger,
        false => DdlObjectType::Table,
    };
    Change { ddl_id: DdlId(ddl_id), operation, object_type, object_name, statement }
}

fn classes(source: &Change<'_>, target: &Change<'_>) -> Vec<ConflictClass> {
    let conflicts = detect_conflicts(&[], &[*source], &[*target]);
    conflicts.iter().map(|conflict| conflict.class).collect()
}

#[test]
fn a_foreign_statement_counts_as_recorded() {
    let made = change(1, DdlOperation::Create, "users", "CREATE TABLE users WITH SHARDS 3");
    let other = change(2, DdlOperation::Create, "public.users", "CREATE TABLE users WITH SHARDS 4");
    let again = change(3, DdlOperation::Create, "users", "create  table users with shards 3");
    let altered = change(4, DdlOperation::Alter, "users", "ALTER TABLE users SHARDS = 5");
    let dropped =
        change(5, DdlOperation::Drop, "orders, users", "DROP SHARDED TABLES orders, users");
    assert_eq!(classes(&made, &other), [ConflictClass::BothCreated]);
    assert_eq!(classes(&made, &again), []);
    assert_eq!(classes(&altered, &dropped), [ConflictClass::DropVsModify]);
}

#[test]
fn a_foreign_statement_meets_one_that_is_understood() {
    let altered = change(1, DdlOperation::Other, "", "ALTER TABLE users ADD COLUMN age integer");
    let dropped = change(2, DdlOperation::Drop, "\"users\"", "DROP SHARDED TABLE users");
    let trigger = change(3, DdlOperation::Create, "touch on users", "CREATE LAZY TRIGGER touch");
    assert_eq!(classes(&altered, &dropped), [ConflictClass::DropVsModify]);
    assert_eq!(classes(&dropped, &trigger), [ConflictClass::DropVsReference]);
}

#[test]
fn an_opaque_statement_is_nothing_by_itself() {
    let block = change(
        1,
        DdlOperation::Other,
        "",
        "DO $$ BEGIN EXECUTE format('DROP TABLE %I', current_setting('my.table')); END $$",
    );
    let altered =
        change(2, DdlOperation::Alter, "users", "ALTER TABLE users ADD COLUMN age integer");
    assert_eq!(classes(&block, &altered), []);
}
